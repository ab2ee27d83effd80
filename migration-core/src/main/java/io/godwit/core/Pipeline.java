package io.godwit.core;

import io.godwit.spi.Blueprint;
import io.godwit.spi.Blueprint.DatabaseSet;
import io.godwit.spi.Blueprint.FileSet;
import io.godwit.spi.Blueprint.PlannedStep;
import io.godwit.spi.TypedData;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A migration put together in code: file sets, databases and steps in the host application's own order, and hooks around any step. It
 * is planned, journaled, resumed and rolled back like any other. Immutable.
 *
 * <pre>{@code
 * Pipeline pipeline = Pipeline.builder("shop-move")
 *         .files(f -> f.from("ssh://deploy@old.example.com/var/www/shop").to("file:///srv/www/shop").exclude("cache/**"))
 *         .database(d -> d.named("orders").from(oldOrders).to(newOrders))
 *         .step("warm-cache", context -> cache.warm())
 *         .database(d -> d.named("stock").from(oldStock).to(newStock))
 *         .build();
 * }</pre>
 *
 * <p>The order of what is added holds within each phase: both databases above are switched in after both were built.
 */
public final class Pipeline {
    private final String name;
    private final String tenant;
    private final List<Element> elements;
    private final List<Hook> hooks;
    private final List<TypedData> checks;
    private final RunOptions options;

    private Pipeline(Builder builder) {
        this.name = builder.name;
        this.tenant = builder.tenant;
        this.elements = List.copyOf(builder.elements);
        this.hooks = List.copyOf(builder.hooks);
        this.checks = List.copyOf(builder.checks);
        this.options = builder.options;
    }

    /**
     * Starts a pipeline.
     *
     * @param name what people call it
     * @return a builder
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /**
     * What people call it.
     *
     * @return its name
     */
    public String name() {
        return name;
    }

    /**
     * On whose behalf it runs.
     *
     * @return the tenant, or an empty string
     */
    public String tenant() {
        return tenant;
    }

    /**
     * What it consists of.
     *
     * @return in order
     */
    public List<Element> elements() {
        return elements;
    }

    /**
     * What is hung before and after its steps.
     *
     * @return in the order in which it was added
     */
    public List<Hook> hooks() {
        return hooks;
    }

    /**
     * What to look at when all is done.
     *
     * @return each type names a {@link io.godwit.spi.CheckType}
     */
    public List<TypedData> checks() {
        return checks;
    }

    /**
     * How it is run.
     *
     * @return the options
     */
    public RunOptions options() {
        return options;
    }

    /** A part of a pipeline. */
    public sealed interface Element {}

    /**
     * Files to move.
     *
     * @param set which
     */
    public record Files(FileSet set) implements Element {}

    /**
     * A database to move.
     *
     * @param set which
     */
    public record Database(DatabaseSet set) implements Element {}

    /**
     * A step of a plugin.
     *
     * @param step which
     */
    public record PluginStep(PlannedStep step) implements Element {}

    /**
     * A step of the host application.
     *
     * @param step its code
     */
    public record HostStep(CodeStep step) implements Element {}

    /**
     * A step that is hung on another, and runs in the phase of that.
     *
     * @param isBefore whether it runs before the other, else after it
     * @param target the name of a step, a file set or a database; before the first or after the last of its steps for a set
     * @param step its code
     */
    public record Hook(boolean isBefore, String target, CodeStep step) {
        /** Checks the parts. */
        public Hook {
            Objects.requireNonNull(target, "target");
            Objects.requireNonNull(step, "step");
        }
    }

    /** Collects the parts of a pipeline. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private String tenant = "";
        private final List<Element> elements = new ArrayList<>();
        private final List<Hook> hooks = new ArrayList<>();
        private final List<TypedData> checks = new ArrayList<>();
        private RunOptions options = RunOptions.DEFAULT;

        private Builder(String name) {
            if (name.isBlank()) {
                throw new IllegalArgumentException("a pipeline has a name");
            }
            this.name = name;
        }

        /**
         * Sets on whose behalf it runs.
         *
         * @param value the tenant
         * @return this
         */
        public Builder tenant(String value) {
            tenant = Objects.requireNonNull(value, "tenant");
            return this;
        }

        /**
         * Adds files to move.
         *
         * @param set says which; where it is not {@linkplain PipelineSetBuilder#named named}, it is called {@code files}, then {@code files-2} ...
         * @return this
         */
        public Builder files(Consumer<PipelineSetBuilder> set) {
            PipelineSetBuilder builder = new PipelineSetBuilder(freeName("files"));
            set.accept(builder);
            elements.add(new Files(builder.files()));
            return this;
        }

        /**
         * Adds a database to move.
         *
         * @param set says which; where it is not {@linkplain PipelineSetBuilder#named named}, it is called {@code database}, then {@code
         *     database-2} ...
         * @return this
         */
        public Builder database(Consumer<PipelineSetBuilder> set) {
            PipelineSetBuilder builder = new PipelineSetBuilder(freeName("database"));
            set.accept(builder);
            elements.add(new Database(builder.database()));
            return this;
        }

        /**
         * Adds a step of the host application, in phase COPY.
         *
         * @param step its name: lower-case words with dashes
         * @param action what it does
         * @return this
         */
        public Builder step(String step, StepAction action) {
            return step(CodeStep.of(step, action));
        }

        /**
         * Adds a step of the host application.
         *
         * @param step its code
         * @return this
         */
        public Builder step(CodeStep step) {
            elements.add(new HostStep(step));
            return this;
        }

        /**
         * Adds a step of a plugin.
         *
         * @param step which
         * @return this
         */
        public Builder step(PlannedStep step) {
            elements.add(new PluginStep(step));
            return this;
        }

        /**
         * Adds all that a blueprint names.
         *
         * @param blueprint of an adapter
         * @return this
         */
        public Builder blueprint(Blueprint blueprint) {
            blueprint.files().forEach(set -> elements.add(new Files(set)));
            blueprint.databases().forEach(set -> elements.add(new Database(set)));
            blueprint.steps().forEach(this::step);
            checks.addAll(blueprint.checks());
            return this;
        }

        /**
         * Hangs code before a step.
         *
         * @param target the name of a step, a file set or a database
         * @param action what it does; the step is called {@code before-} and the target
         * @return this
         */
        public Builder before(String target, StepAction action) {
            return before(target, CodeStep.of("before-" + target, action));
        }

        /**
         * Hangs a step before another.
         *
         * @param target the name of a step, a file set or a database
         * @param step its code; its phase is that of the target
         * @return this
         */
        public Builder before(String target, CodeStep step) {
            hooks.add(new Hook(true, target, step));
            return this;
        }

        /**
         * Hangs code after a step.
         *
         * @param target the name of a step, a file set or a database
         * @param action what it does; the step is called {@code after-} and the target
         * @return this
         */
        public Builder after(String target, StepAction action) {
            return after(target, CodeStep.of("after-" + target, action));
        }

        /**
         * Hangs a step after another.
         *
         * @param target the name of a step, a file set or a database
         * @param step its code; its phase is that of the target
         * @return this
         */
        public Builder after(String target, CodeStep step) {
            hooks.add(new Hook(false, target, step));
            return this;
        }

        /**
         * Adds a check that looks when all is done.
         *
         * @param check its type names a {@link io.godwit.spi.CheckType}
         * @return this
         */
        public Builder check(TypedData check) {
            checks.add(Objects.requireNonNull(check, "check"));
            return this;
        }

        /**
         * Sets how it is run.
         *
         * @param value the options
         * @return this
         */
        public Builder options(RunOptions value) {
            options = Objects.requireNonNull(value, "options");
            return this;
        }

        /**
         * Sets how it is run.
         *
         * @param change changes the options set so far
         * @return this
         */
        public Builder options(Consumer<RunOptions.Builder> change) {
            RunOptions.Builder builder = options.toBuilder();
            change.accept(builder);
            options = builder.build();
            return this;
        }

        /**
         * Makes the pipeline.
         *
         * @return the pipeline
         */
        public Pipeline build() {
            return new Pipeline(this);
        }

        private String freeName(String base) {
            long taken = elements.stream()
                    .filter(each -> "files".equals(base) ? each instanceof Files : each instanceof Database)
                    .count();
            return taken == 0 ? base : base + "-" + (taken + 1);
        }
    }
}
