package io.godwit.adapter.asterisk;

import java.util.List;
import java.util.Optional;

/**
 * What a configuration file and all that it includes say to Asterisk.
 *
 * @param file the file that it began with
 * @param isLoaded whether Asterisk would take it; it keeps what it had where it would not
 * @param allSections with templates, in order
 * @param problems what is wrong with it
 */
record LoadedConfig(String file, boolean isLoaded, List<ConfigSection> allSections, List<Problem> problems) {
    LoadedConfig {
        allSections = List.copyOf(allSections);
        problems = List.copyOf(problems);
    }

    /**
     * Something that Asterisk complains of.
     *
     * @param origin where
     * @param message what is so, for people, without the values of settings
     * @param kind what sort of
     */
    record Problem(ConfigSection.Origin origin, String message, Kind kind) {
        /** What sort of problem. */
        enum Kind {
            /** The line counts for nothing. */
            LINE,
            /** The rest of the file goes unread. */
            FILE,
            /** A command that would have to be run to know what it says. */
            COMMAND
        }
    }

    /** The sections that are no templates, in order; names may come more than once. */
    List<ConfigSection> sections() {
        return allSections.stream().filter(section -> !section.isTemplate()).toList();
    }

    /** The sections of that name that are no templates. */
    List<ConfigSection> sections(String name) {
        return sections().stream()
                .filter(section -> section.name().equals(name))
                .toList();
    }

    /** The last value of a key in sections of that name. */
    Optional<String> last(String section, String key) {
        return sections(section).stream()
                .flatMap(found -> found.last(key).stream())
                .reduce((earlier, later) -> later);
    }
}
