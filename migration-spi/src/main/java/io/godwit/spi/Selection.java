package io.godwit.spi;

import java.util.List;

/**
 * Which of many things, by glob: {@code *} and {@code ?} within a name, {@code **} across names, {@code [a-z]} sets, {@code {a,b}}
 * alternatives; a pattern without a slash matches the last name anywhere, one that begins with a slash from the root only, one that
 * ends in a slash matches directories. What a
 * directory pattern excludes, it excludes with everything below. Immutable.
 *
 * @param include what to take; empty for everything
 * @param exclude what to leave out of that
 */
public record Selection(List<String> include, List<String> exclude) {
    /** Everything. */
    public static final Selection ALL = new Selection(List.of(), List.of());

    /** Checks the parts. */
    public Selection {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    /**
     * Everything but some.
     *
     * @param patterns what to leave out
     * @return the selection
     */
    public static Selection allBut(String... patterns) {
        return new Selection(List.of(), List.of(patterns));
    }
}
