package io.godwit.adapter.asterisk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An object of pjsip.conf: an endpoint, an address of record, a login ...
 *
 * @param type its {@code type}
 * @param id the name of its section
 * @param section with all that it inherits
 */
record PjsipObject(String type, String id, ConfigSection section) {
    /** Keys of which every line counts. */
    private static final Set<String> MANY =
            Set.of("contact", "match", "local_net", "permit", "deny", "contact_permit", "contact_deny", "match_header");

    private static final Set<String> TRUE = Set.of("yes", "true", "y", "t", "on", "1");
    private static final Set<String> FALSE = Set.of("no", "false", "n", "f", "off", "0");
    private static final Pattern CALLER = Pattern.compile("\"?([^\"<]*?)\"?\\s*<([^>]*)>");

    /** All objects of a configuration, in order; sections without a type are none. */
    static List<PjsipObject> of(LoadedConfig config) {
        List<PjsipObject> objects = new ArrayList<>();
        for (ConfigSection section : config.sections()) {
            section.last("type").ifPresent(type -> objects.add(new PjsipObject(type, section.name(), section)));
        }
        return objects;
    }

    /** The value of a key, or empty where it is not set. */
    Optional<String> value(String key) {
        return section.last(key);
    }

    /** The values of a key of which every line counts. */
    List<String> values(String key) {
        return section.values(key);
    }

    /** What is set, by key in lower case: of most keys the last value, the codecs as one list, the variables each by its name. */
    Map<String, String> effective() {
        Map<String, String> effective = new TreeMap<>();
        Map<String, String> names = new LinkedHashMap<>();
        section.settings().forEach(setting -> names.putIfAbsent(setting.key().toLowerCase(Locale.ROOT), setting.key()));
        names.forEach((key, written) -> {
            switch (key) {
                case "type", "disallow", "set_var" -> {
                    // told otherwise below
                }
                case "allow" -> effective.put("allow", "(" + String.join("|", codecs()) + ")");
                case "callerid" -> effective.put(key, caller(value(written).orElseThrow()));
                default ->
                    effective.put(
                            key,
                            MANY.contains(key)
                                    ? String.join(", ", values(written))
                                    : value(written).orElseThrow());
            }
        });
        variables().forEach((name, value) -> effective.put("set_var " + name, value));
        return effective;
    }

    /** The variables that it sets on its channels, by name. */
    Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String line : values("set_var")) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                variables.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return variables;
    }

    /** The codecs that all {@code allow} and {@code disallow} come to, in order of preference. */
    List<String> codecs() {
        List<String> codecs = new ArrayList<>();
        for (ConfigSection.Setting setting : section.settings()) {
            boolean allows = setting.key().equalsIgnoreCase("allow");
            if (allows || setting.key().equalsIgnoreCase("disallow")) {
                for (String word : setting.value().split(",", -1)) {
                    String codec = word.trim();
                    boolean isNegated = codec.startsWith("!");
                    change(codecs, isNegated ? codec.substring(1) : codec, allows != isNegated);
                }
            }
        }
        return codecs;
    }

    private static void change(List<String> codecs, String codec, boolean allows) {
        if (codec.equalsIgnoreCase("all")) {
            codecs.clear();
            if (allows) {
                codecs.add("all");
            }
        } else if (!allows) {
            codecs.remove(codec);
        } else if (!codec.isEmpty() && !codecs.contains(codec)) {
            codecs.add(codec);
        }
    }

    private static String caller(String text) {
        Matcher caller = CALLER.matcher(text);
        return caller.matches() ? "\"" + caller.group(1) + "\" <" + caller.group(2) + ">" : text;
    }

    /**
     * Whether what is configured is what a running Asterisk shows.
     *
     * @param key the option
     * @param configured as {@link #effective()} gives it
     * @param shown as the command line shows it
     */
    static boolean agrees(String key, String configured, String shown) {
        if (configured.equals(shown)) {
            return true;
        }
        String isConfigured = configured.toLowerCase(Locale.ROOT);
        String isShown = shown.toLowerCase(Locale.ROOT);
        if (TRUE.contains(isShown) || FALSE.contains(isShown)) {
            return TRUE.contains(isShown) ? TRUE.contains(isConfigured) : FALSE.contains(isConfigured);
        }
        return switch (key) {
            // lists come back with blanks, and of several contacts only the first is shown
            case "contact" -> configured.startsWith(shown + ", ");
            default -> configured.replaceAll(",\\s*", ", ").equals(shown.replaceAll(",\\s*", ", "));
        };
    }
}
