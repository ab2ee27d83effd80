package io.godwit.adapter.asterisk;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The configuration files of a PBX. Immutable. */
final class ConfigTree {
    private final String directory;
    private final Map<String, ConfigFile> files;

    /**
     * A tree.
     *
     * @param directory the absolute path of the configuration on the PBX, for instance {@code /etc/asterisk}
     * @param contents content of each file, by path below that directory; absolute for files elsewhere
     */
    ConfigTree(String directory, Map<String, byte[]> contents) {
        this.directory = directory.endsWith("/") ? directory : directory + "/";
        Map<String, ConfigFile> parsed = new TreeMap<>();
        contents.forEach((name, content) -> parsed.put(name, ConfigFile.parse(name, content)));
        this.files = Collections.unmodifiableMap(parsed);
    }

    /** All files, by path in order. */
    Map<String, ConfigFile> files() {
        return files;
    }

    /** A file, or empty where it is not there. */
    Optional<ConfigFile> file(String path) {
        return Optional.ofNullable(files.get(relative(path)));
    }

    /** What a file says once all that it includes is read; without sections where it is not there. */
    LoadedConfig load(String path) {
        return ConfigLoader.load(this, path);
    }

    /**
     * The files that an include means.
     *
     * @param pattern relative to the directory, or absolute; with {@code *}, {@code ?}, {@code [..]} and {@code {a,b}}
     * @return in the order in which they are read
     */
    List<ConfigFile> matching(String pattern) {
        List<ConfigFile> found = new ArrayList<>();
        for (String alternative : alternatives(pattern)) {
            String wanted = relative(alternative);
            if (wanted.matches("[^*?\\[]*")) {
                file(wanted).ifPresent(found::add);
            } else {
                files.values().stream().filter(named(wanted)).forEach(found::add);
            }
        }
        return found;
    }

    private static Predicate<ConfigFile> named(String pattern) {
        try {
            Pattern names = Pattern.compile(expression(pattern));
            return file -> names.matcher(file.name()).matches();
        } catch (PatternSyntaxException e) {
            return file -> false; // a class like [b-a], which no name is of
        }
    }

    private String relative(String path) {
        String plain = path.replaceAll("/(\\./)*/*", "/");
        if (plain.startsWith(directory)) {
            return plain.substring(directory.length());
        }
        return plain.startsWith("./") ? plain.substring(2) : plain;
    }

    /** What braces stand for, in order. */
    static List<String> alternatives(String pattern) {
        int open = pattern.indexOf('{');
        int close = open < 0 ? -1 : closing(pattern, open);
        if (close < 0) {
            return List.of(pattern);
        }
        List<String> all = new ArrayList<>();
        int start = open + 1;
        int depth = 0;
        for (int i = start; i <= close; i++) {
            char c = pattern.charAt(i);
            if (i == close || (c == ',' && depth == 0)) {
                String rest = pattern.substring(0, open) + pattern.substring(start, i) + pattern.substring(close + 1);
                all.addAll(alternatives(rest));
                start = i + 1;
            } else if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth--;
            }
        }
        return all;
    }

    private static int closing(String pattern, int open) {
        int depth = 0;
        for (int i = open; i < pattern.length(); i++) {
            if (pattern.charAt(i) == '{') {
                depth++;
            } else if (pattern.charAt(i) == '}' && --depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private static String expression(String pattern) {
        StringBuilder expression = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            boolean startsName = i == 0 || pattern.charAt(i - 1) == '/';
            int close = c == '[' ? pattern.indexOf(']', i + 2) : -1;
            if (startsName && (c == '*' || c == '?' || close > 0)) {
                expression.append("(?!\\.)");
            }
            if (c == '*') {
                expression.append("[^/]*");
            } else if (c == '?') {
                expression.append("[^/]");
            } else if (close > 0) {
                String set = pattern.substring(i + 1, close);
                boolean isNegated = set.startsWith("!") || set.startsWith("^");
                expression
                        .append(isNegated ? "[^/" : "[")
                        .append((isNegated ? set.substring(1) : set).replaceAll("([\\\\\\[\\]^&])", "\\\\$1"))
                        .append(']');
                i = close;
            } else {
                expression.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return expression.toString();
    }
}
