package io.godwit.adapter.asterisk;

import io.godwit.adapter.asterisk.ConfigSection.Origin;
import io.godwit.adapter.asterisk.ConfigSection.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The dialplan as Asterisk makes it of extensions.conf: contexts of one name are one.
 *
 * @param contexts by name, in the order in which they begin
 * @param globals global variables, by name
 * @param problems lines that make no priority
 */
record Dialplan(Map<String, Context> contexts, Map<String, String> globals, List<LoadedConfig.Problem> problems) {
    private static final Set<String> SWITCHES = Set.of("switch", "lswitch", "eswitch");

    /**
     * A context.
     *
     * @param extensions by pattern and caller, as written
     * @param includes of other contexts, with their times, in order
     * @param settings all else: {@code ignorepat}, {@code switch} ..., in order
     */
    record Context(Map<Extension, List<Priority>> extensions, List<String> includes, List<String> settings) {}

    /**
     * What is dialled.
     *
     * @param pattern a number or name, or a pattern
     * @param caller who calls, as a pattern; empty for anybody
     */
    record Extension(String pattern, String caller) {
        @Override
        public String toString() {
            return caller.isEmpty() ? pattern : pattern + "/" + caller;
        }
    }

    /**
     * One priority of an extension.
     *
     * @param number from 1 on; {@link #HINT} for a hint
     * @param label or empty
     * @param application with its arguments; of a hint the devices
     * @param origin where it stands
     */
    record Priority(int number, String label, String application, Origin origin) {
        static final int HINT = -1;
    }

    /** The dialplan of what was loaded of extensions.conf. */
    static Dialplan of(LoadedConfig config) {
        Map<String, Context> contexts = new LinkedHashMap<>();
        Map<String, String> globals = new LinkedHashMap<>();
        List<LoadedConfig.Problem> problems = new ArrayList<>();
        for (ConfigSection section : config.sections()) {
            if (section.name().equalsIgnoreCase("globals")) {
                section.settings().forEach(setting -> globals.put(setting.key(), setting.value()));
            } else if (!section.name().equalsIgnoreCase("general")) {
                Context context = contexts.computeIfAbsent(
                        section.name(),
                        name -> new Context(new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>()));
                new Reader(context, problems).read(section);
            }
        }
        return new Dialplan(contexts, globals, problems);
    }

    /** Reads one section into its context. */
    private static final class Reader {
        private final Context context;
        private final List<LoadedConfig.Problem> problems;
        private Extension extension = new Extension("", "");
        private int last = -2;

        Reader(Context context, List<LoadedConfig.Problem> problems) {
            this.context = context;
            this.problems = problems;
        }

        void read(ConfigSection section) {
            for (Setting setting : section.settings()) {
                String key = setting.key().toLowerCase(Locale.ROOT);
                if (key.equals("exten")) {
                    Optional<Line> line = Line.of(setting.value());
                    line.ifPresent(found -> extension = found.extension());
                    add(line.map(Line::rest), setting.origin());
                } else if (key.equals("same")) {
                    add(Optional.of(setting.value()), setting.origin());
                } else if (key.equals("include")) {
                    context.includes().add(setting.value());
                } else if (SWITCHES.contains(key) || key.equals("ignorepat") || key.equals("autohints")) {
                    context.settings().add(key + " => " + setting.value());
                } else {
                    fail(setting.origin(), "is nothing that a context has");
                }
            }
        }

        private void add(Optional<String> rest, Origin origin) {
            String[] parts = rest.map(text -> text.split(",", 2)).orElseGet(() -> new String[0]);
            if (parts.length < 2 || extension.pattern().isEmpty()) {
                fail(origin, "does not read extension,priority,application");
                return;
            }
            String written = parts[0].trim();
            int open = written.indexOf('(');
            int close = written.lastIndexOf(')');
            String label = open >= 0 && close > open ? written.substring(open + 1, close) : "";
            Optional<Integer> number = number((open < 0 ? written : written.substring(0, open)).trim());
            if (number.isEmpty()) {
                fail(origin, "has no priority that can be known");
                return;
            }
            List<Priority> priorities = context.extensions().computeIfAbsent(extension, any -> new ArrayList<>());
            if (number.get() != Priority.HINT) {
                last = number.get();
            }
            if (priorities.stream().anyMatch(there -> there.number() == number.get())) {
                fail(origin, "has a priority that is there already");
                return;
            }
            priorities.add(new Priority(
                    number.get(),
                    label,
                    number.get() == Priority.HINT ? parts[1].trim() : application(parts[1]),
                    origin));
        }

        private Optional<Integer> number(String written) {
            int plus = written.indexOf('+');
            String base = plus < 0 ? written : written.substring(0, plus).trim();
            try {
                int more = plus < 0
                        ? 0
                        : Integer.parseInt(written.substring(plus + 1).trim());
                return switch (base) {
                    case "hint" -> Optional.of(Priority.HINT);
                    case "n", "next" -> last < 0 ? Optional.empty() : Optional.of(last + 1 + more);
                    case "s", "same" -> last < 0 ? Optional.empty() : Optional.of(last + more);
                    default ->
                        base.matches("\\d{1,9}") ? Optional.of(Integer.parseInt(base) + more) : labelled(base, more);
                };
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }

        private Optional<Integer> labelled(String label, int more) {
            return context.extensions().getOrDefault(extension, List.of()).stream()
                    .filter(priority -> !label.isEmpty() && priority.label().equals(label))
                    .findFirst()
                    .map(priority -> priority.number() + more);
        }

        /** Asterisk drops what stands behind the last parenthesis, and adds those that are missing. */
        private static String application(String text) {
            String trimmed = CommentStripper.trimStart(text);
            int open = trimmed.indexOf('(');
            int close = trimmed.lastIndexOf(')');
            if (open < 0) {
                return trimmed + "()";
            }
            return trimmed.substring(0, open) + trimmed.substring(open, close < open ? trimmed.length() : close) + ")";
        }

        private void fail(Origin origin, String why) {
            problems.add(new LoadedConfig.Problem(origin, why, LoadedConfig.Problem.Kind.LINE));
        }
    }

    /** The extension of an {@code exten} line, and what comes behind it. */
    private record Line(Extension extension, String rest) {
        static Optional<Line> of(String value) {
            int depth = 0;
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                depth += c == '[' ? 1 : c == ']' ? -1 : 0;
                if (c == ',' && depth <= 0) {
                    String dialled = value.substring(0, i).trim();
                    int slash = dialled.indexOf('/');
                    return Optional.of(new Line(
                            slash < 0
                                    ? new Extension(dialled, "")
                                    : new Extension(dialled.substring(0, slash), dialled.substring(slash + 1)),
                            value.substring(i + 1)));
                }
            }
            return Optional.empty();
        }
    }
}
