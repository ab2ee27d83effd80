package io.godwit.core;

import io.godwit.spi.Blueprint.DatabaseSet;
import io.godwit.spi.Blueprint.FileSet;
import io.godwit.spi.DataMapping;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Selection;
import io.godwit.spi.TypedData;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says what to move. Not thread-safe. */
public final class PipelineSetBuilder {
    private String name;
    private @Nullable Location from;
    private @Nullable Location to;
    private final List<String> include = new ArrayList<>();
    private final List<String> exclude = new ArrayList<>();
    private final List<TypedData> transforms = new ArrayList<>();
    private DataMapping mapping = DataMapping.NONE;

    PipelineSetBuilder(String name) {
        this.name = name;
    }

    /**
     * Names it.
     *
     * @param value lower-case words with dashes, unique within the pipeline
     * @return this
     */
    public PipelineSetBuilder named(String value) {
        name = Objects.requireNonNull(value, "name");
        return this;
    }

    /**
     * Sets what is read.
     *
     * @param uri an absolute URI without password
     * @return this
     */
    public PipelineSetBuilder from(String uri) {
        return from(Location.of(uri));
    }

    /**
     * Sets what is read.
     *
     * @param location where
     * @return this
     */
    public PipelineSetBuilder from(Location location) {
        from = Objects.requireNonNull(location, "from");
        return this;
    }

    /**
     * Sets what is written.
     *
     * @param uri an absolute URI without password
     * @return this
     */
    public PipelineSetBuilder to(String uri) {
        return to(Location.of(uri));
    }

    /**
     * Sets what is written.
     *
     * @param location where
     * @return this
     */
    public PipelineSetBuilder to(Location location) {
        to = Objects.requireNonNull(location, "to");
        return this;
    }

    /**
     * Adds what to take; without any, everything.
     *
     * @param patterns globs, as {@link Selection} reads them
     * @return this
     */
    public PipelineSetBuilder include(String... patterns) {
        include.addAll(List.of(patterns));
        return this;
    }

    /**
     * Adds what to leave out.
     *
     * @param patterns globs, as {@link Selection} reads them
     * @return this
     */
    public PipelineSetBuilder exclude(String... patterns) {
        exclude.addAll(List.of(patterns));
        return this;
    }

    /**
     * Adds what to rewrite on the way.
     *
     * @param transform its type names a {@link io.godwit.spi.TransformType}
     * @return this
     */
    public PipelineSetBuilder transform(TypedData transform) {
        transforms.add(Objects.requireNonNull(transform, "transform"));
        return this;
    }

    /**
     * Says which rows of tables go over, and what tables and columns become; of a database.
     *
     * @param value the mapping, in place of any earlier one
     * @return this
     */
    public PipelineSetBuilder mapping(DataMapping value) {
        mapping = Objects.requireNonNull(value, "mapping");
        return this;
    }

    FileSet files() {
        return new FileSet(name, given(from, "from"), given(to, "to"), new Selection(include, exclude), transforms);
    }

    DatabaseSet database() {
        return new DatabaseSet(
                name, given(from, "from"), given(to, "to"), new Selection(include, exclude), transforms, mapping);
    }

    private Location given(@Nullable Location location, String what) {
        if (location == null) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "pipeline.incomplete",
                            "\"" + name + "\" of the pipeline has no \"" + what + "\"")
                    .subject(name)
                    .build();
        }
        return location;
    }
}
