package io.godwit.transfer.ssh;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A configuration file of OpenSSH's client, as far as it says how to reach a host and whom to be there: of each keyword the first value
 * found counts, of {@code IdentityFile} all. {@code Match} is understood for {@code all}, {@code host}, {@code originalhost}, {@code user}
 * and {@code localuser}; a block with another condition is left out, since running commands to find out is not ours.
 */
final class SshConfigFile {
    private static final int DEEPEST_INCLUDE = 16;
    private static final Set<String> MANY = Set.of("identityfile");

    private final String alias;
    private final String user;
    private final Path home;
    private final Map<String, List<String>> found = new LinkedHashMap<>();

    private SshConfigFile(String alias, String user, Path home) {
        this.alias = alias;
        this.user = user;
        this.home = home;
    }

    /**
     * What a file says of a host.
     *
     * @param file the file; one that is not there says nothing
     * @param alias the host as the user wrote it
     * @param user the user that was asked for, or an empty string
     * @return the values of all keywords, in lower case
     */
    static Map<String, List<String>> lookUp(Path file, String alias, String user, Path home) {
        SshConfigFile config = new SshConfigFile(alias, user, home);
        if (Files.exists(file)) {
            config.read(file, 0, true);
        }
        return config.found;
    }

    private boolean read(Path file, int depth, boolean activeBefore) {
        boolean active = activeBefore;
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "ssh.config-unreadable",
                            "the SSH configuration \"" + file + "\" cannot be read")
                    .subject(file.toString())
                    .remedy("Make it readable, or leave it out with the setting ssh_config: none.")
                    .cause(e)
                    .build();
        }
        for (String line : lines) {
            List<String> words = words(line);
            if (words.isEmpty()) {
                continue;
            }
            String keyword = words.get(0).toLowerCase(Locale.ROOT);
            List<String> values = words.subList(1, words.size());
            switch (keyword) {
                case "host" -> active = activeBefore && matches(values, alias);
                case "match" -> active = activeBefore && conditions(values);
                case "include" -> {
                    if (active && depth < DEEPEST_INCLUDE) {
                        for (String pattern : values) {
                            include(file, pattern, depth);
                        }
                    }
                }
                default -> {
                    if (active && !values.isEmpty()) {
                        add(keyword, values);
                    }
                }
            }
        }
        return active;
    }

    private void add(String keyword, List<String> values) {
        if (MANY.contains(keyword)) {
            found.computeIfAbsent(keyword, k -> new ArrayList<>()).addAll(values);
        } else {
            found.putIfAbsent(keyword, List.copyOf(values));
        }
    }

    private void include(Path from, String pattern, int depth) {
        String expanded = pattern.startsWith("~/") ? home + pattern.substring(1) : pattern;
        Path whole = Path.of(expanded);
        Path directory = whole.isAbsolute()
                ? whole.getParent()
                : home.resolve(".ssh").resolve(expanded).getParent();
        Path name = whole.getFileName();
        if (directory == null || name == null || !Files.isDirectory(directory)) {
            return;
        }
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> matching = Files.newDirectoryStream(directory, name.toString())) {
            matching.forEach(files::add);
        } catch (IOException e) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "ssh.config-unreadable",
                            "\"" + directory + "\", which \"" + from + "\" includes, cannot be read")
                    .subject(directory.toString())
                    .remedy("Make it readable, or leave the configuration out with the setting ssh_config: none.")
                    .cause(e)
                    .build();
        }
        files.sort(null);
        files.forEach(file -> read(file, depth + 1, true));
    }

    private boolean conditions(List<String> words) {
        int i = 0;
        while (i < words.size()) {
            String word = words.get(i).toLowerCase(Locale.ROOT);
            boolean negated = word.startsWith("!");
            String what = negated ? word.substring(1) : word;
            if (what.equals("all")) {
                i++;
                continue;
            }
            if (i + 1 >= words.size()) {
                return false;
            }
            List<String> patterns = Arrays.asList(words.get(i + 1).split(",", -1));
            boolean holds;
            switch (what) {
                case "host" -> holds = matches(patterns, first("hostname").isEmpty() ? alias : first("hostname"));
                case "originalhost" -> holds = matches(patterns, alias);
                case "user" -> holds = matches(patterns, user.isEmpty() ? first("user") : user);
                case "localuser" -> holds = matches(patterns, System.getProperty("user.name"));
                default -> {
                    return false;
                }
            }
            if (holds == negated) {
                return false;
            }
            i += 2;
        }
        return !words.isEmpty();
    }

    private String first(String keyword) {
        List<String> values = found.get(keyword);
        return values == null ? "" : values.get(0);
    }

    /** A list of patterns: one must match, and none that begins with an exclamation mark. */
    static boolean matches(List<String> patterns, String text) {
        boolean matched = false;
        for (String pattern : patterns) {
            boolean negated = pattern.startsWith("!");
            if (glob(negated ? pattern.substring(1) : pattern)
                    .matcher(text.toLowerCase(Locale.ROOT))
                    .matches()) {
                if (negated) {
                    return false;
                }
                matched = true;
            }
        }
        return matched;
    }

    private static Pattern glob(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (char c : pattern.toLowerCase(Locale.ROOT).toCharArray()) {
            regex.append(
                    switch (c) {
                        case '*' -> ".*";
                        case '?' -> ".";
                        default -> Pattern.quote(String.valueOf(c));
                    });
        }
        return Pattern.compile(regex.toString());
    }

    /** The words of a line: an equals sign may stand behind the keyword, quotes hold a word together, # begins a comment. */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean any = false;
        for (char c : line.strip().toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
                any = true;
            } else if (!quoted && c == '#' && !any) {
                break;
            } else if (!quoted && (Character.isWhitespace(c) || (c == '=' && words.isEmpty()))) {
                if (any) {
                    words.add(word.toString());
                    word.setLength(0);
                    any = false;
                }
            } else if (quoted || c != '=' || words.size() != 1 || any) {
                word.append(c);
                any = true;
            }
        }
        if (any) {
            words.add(word.toString());
        }
        return words;
    }
}
