package io.godwit.adapter.asterisk;

import io.godwit.adapter.asterisk.ConfigSection.Origin;
import io.godwit.adapter.asterisk.LoadedConfig.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a file with its includes into sections, as Asterisk does. For one load. */
final class ConfigLoader {
    private static final int DEEPEST = 10;

    private final ConfigTree tree;
    private final List<ConfigSection> sections = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    /** The section that was begun last, in whatever file: an included file goes on with it. */
    private @Nullable ConfigSection newest;

    private ConfigLoader(ConfigTree tree) {
        this.tree = tree;
    }

    static LoadedConfig load(ConfigTree tree, String path) {
        ConfigLoader loader = new ConfigLoader(tree);
        Optional<ConfigFile> file = tree.file(path);
        boolean isLoaded = file.isPresent() && loader.read(file.get(), 1);
        return new LoadedConfig(path, isLoaded, loader.sections, loader.problems);
    }

    /** Whether the file was read to its end. */
    private boolean read(ConfigFile file, int depth) {
        ConfigSection current = newest;
        for (ConfigFile.Line line : file.lines()) {
            Origin origin = new Origin(file.name(), line.number());
            if (line.statement() instanceof Statement.Header header) {
                Optional<ConfigSection> begun = begin(header, origin);
                if (begun.isEmpty()) {
                    return false;
                }
                current = begun.get();
            } else if (line.statement() instanceof Statement.Assignment assignment) {
                if (current == null) {
                    return stop(origin, "stands before the first section");
                }
                assign(current, assignment, origin);
            } else if (line.statement() instanceof Statement.Directive directive) {
                if (!follow(directive, origin, depth)) {
                    return false;
                }
            } else if (line.statement() instanceof Statement.Malformed malformed) {
                if (malformed.isFatal()) {
                    return stop(origin, malformed.reason());
                }
                problems.add(new Problem(origin, malformed.reason(), Problem.Kind.LINE));
            }
        }
        return true;
    }

    private boolean stop(Origin origin, String why) {
        problems.add(new Problem(origin, why, Problem.Kind.FILE));
        return false;
    }

    private static void assign(ConfigSection section, Statement.Assignment assignment, Origin origin) {
        if (assignment.operator() == Statement.Operator.APPEND) {
            section.append(assignment.key(), assignment.value(), origin);
        } else {
            section.add(assignment.key(), assignment.value(), origin);
        }
    }

    private Optional<ConfigSection> begin(Statement.Header header, Origin origin) {
        ConfigSection begun = new ConfigSection(header.name(), header.options().contains("!"), origin);
        boolean isNew = true;
        for (String option : header.options()) {
            if (option.startsWith("+")) {
                Optional<ConfigSection> former = find(header.name(), option.substring(1));
                if (former.isEmpty()) {
                    stop(origin, "adds to a section \"" + header.name() + "\" that is not there");
                    return Optional.empty();
                }
                begun = former.get();
                isNew = false;
            } else if (!option.equals("!")) {
                Optional<ConfigSection> base = find(option, "TEMPLATES=include");
                if (base.isEmpty()) {
                    stop(origin, "inherits from \"" + option + "\", which is not there");
                    return Optional.empty();
                }
                begun.inherit(base.get());
            }
        }
        if (isNew) {
            sections.add(begun);
            newest = begun;
        }
        return Optional.of(begun);
    }

    private Optional<ConfigSection> find(String name, String filter) {
        return sections.stream()
                .filter(section -> section.name().equalsIgnoreCase(name) && section.matches(filter))
                .findFirst();
    }

    /** Whether the file that says so is read on. */
    private boolean follow(Statement.Directive directive, Origin origin, int depth) {
        if (directive.word().equals("exec")) {
            problems.add(new Problem(origin, "runs a command, whose output is not known here", Problem.Kind.COMMAND));
            return true;
        }
        List<ConfigFile> files = depth < DEEPEST ? tree.matching(directive.argument()) : List.of();
        if (files.isEmpty()) {
            return directive.word().equals("tryinclude")
                    || stop(
                            origin,
                            depth < DEEPEST
                                    ? "includes \"" + directive.argument() + "\", which is not there"
                                    : "includes deeper than Asterisk follows");
        }
        for (ConfigFile file : files) {
            // Asterisk reads on behind an included file that it could not read to its end
            if (!read(file, depth + 1)) {
                break;
            }
        }
        return true;
    }
}
