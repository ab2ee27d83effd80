package io.godwit.spi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One side of a migration as its owner describes it: where the files are, which databases belong to it, and what else the
 * specification says. Immutable.
 */
@Incubating
public final class Site {
    /** The setting that says that a site is not there itself, but was pulled into a capsule. */
    public static final String STAGED = "staged";

    private final @Nullable Location files;
    private final List<Location> databases;
    private final Map<String, String> settings;

    /**
     * A site.
     *
     * @param files the root of its files, or null where it has none
     * @param databases its databases
     * @param settings what else was said of it ({@code control_panel.type}, {@code paths.config}, ...), by dotted name; secrets
     *     by reference only
     */
    public Site(@Nullable Location files, List<Location> databases, Map<String, String> settings) {
        this.files = files;
        this.databases = List.copyOf(databases);
        this.settings = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /**
     * The root of its files.
     *
     * @return the location, or empty
     */
    public Optional<Location> files() {
        return Optional.ofNullable(files);
    }

    /**
     * Its databases.
     *
     * @return unmodifiable, in the order of the specification
     */
    public List<Location> databases() {
        return databases;
    }

    /**
     * What else was said of it.
     *
     * @return unmodifiable, by dotted name
     */
    public Map<String, String> settings() {
        return settings;
    }

    /**
     * Whether the site itself is out of reach, and what was pulled of it is read from a capsule.
     *
     * @return true for one that was staged
     */
    public boolean isStaged() {
        return Boolean.parseBoolean(settings.get(STAGED));
    }

    @Override
    public String toString() {
        return "Site[" + (files == null ? "" : files + ", ") + databases.size() + " databases]";
    }
}
