package io.godwit.spi;

/**
 * A program of an engine that writes rows out, or reads them in again. Immutable.
 *
 * @param format what it writes or reads, for instance {@code mariadb-sql}; a restore understands the dump of the same format
 * @param program its name, for instance {@code pg_dump}
 * @param version as it says itself
 * @param place the machine that it runs on, for people
 * @param joinsSnapshot whether it reads under the {@link Snapshot} that it is given; one that does not takes its own, a moment later
 */
@Incubating
public record DumpTool(String format, String program, String version, String place, boolean joinsSnapshot) {
    /** Checks the parts. */
    public DumpTool {
        Checks.notBlank(format, "format");
        Checks.notBlank(program, "program");
        Checks.notBlank(version, "version");
        Checks.notBlank(place, "place");
    }

    /**
     * For people.
     *
     * @return for instance {@code pg_dump 15.8 on ssh://deploy@old.example.com}
     */
    public String describe() {
        return program + " " + version + " on " + place;
    }
}
