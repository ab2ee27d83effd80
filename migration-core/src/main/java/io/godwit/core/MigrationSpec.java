package io.godwit.core;

import com.google.common.hash.Hashing;
import io.godwit.core.internal.secrets.InlineSecrets;
import io.godwit.core.internal.spec.SiteResolution;
import io.godwit.core.internal.spec.SpecGaps;
import io.godwit.core.internal.spec.SpecRules;
import io.godwit.core.internal.spec.SpecWriter;
import io.godwit.core.internal.spec.Violation;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.SecretResolver;
import io.godwit.spi.Site;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is to be moved, from where to where and how. Made by {@link #builder}, or read from YAML or TOML by the loader; the
 * same names everywhere:
 *
 * <pre>{@code
 * MigrationSpec spec = MigrationSpec.builder("shop-move")
 *         .source(s -> s.platform("wordpress").at("ssh://deploy@old.example.com/var/www/shop")
 *                 .credentials("keystore:old-host").database("mysql://shop@localhost/shop"))
 *         .destination(d -> d.at("ssh://deploy@new.example.com/var/www/shop")
 *                 .database("mysql://shop@db.new.example.com/shop"))
 *         .options(o -> o.maintenanceMode(true).backupBefore(true).verifyAfter(true))
 *         .build();
 * }</pre>
 *
 * <p>It holds secrets by reference; those that were given in plain text stay in {@link #inlineSecrets()}, are never printed and
 * never written. Immutable and thread-safe; equal where {@link #toJson()} is.
 */
public final class MigrationSpec {
    /** The version of the schema. */
    public static final int VERSION = 1;

    private final String name;
    private final @Nullable String tenant;
    private final SiteSpec sourceSpec;
    private final SiteSpec destinationSpec;
    private final TransferSpec transfer;
    private final OptionsSpec options;
    private final @Nullable String operation;
    private final Map<String, String> parameters;
    private final @Nullable TestingSpec testing;
    private final InlineSecrets inlineSecrets;
    private final List<Finding> notes;

    private MigrationSpec(Builder builder) {
        this.name = builder.name;
        this.tenant = builder.tenant;
        this.sourceSpec = builder.source.build();
        this.destinationSpec = builder.destination.build();
        this.transfer = builder.transfer.build();
        this.options = builder.options.build();
        this.operation = builder.operation;
        this.parameters = Collections.unmodifiableMap(new TreeMap<>(builder.parameters));
        this.testing = builder.testing;
        this.inlineSecrets = builder.inline;
        this.notes = List.copyOf(builder.notes);
    }

    private MigrationSpec(MigrationSpec like, SiteSpec source, SiteSpec destination) {
        this.name = like.name;
        this.tenant = like.tenant;
        this.sourceSpec = source;
        this.destinationSpec = destination;
        this.transfer = like.transfer;
        this.options = like.options;
        this.operation = like.operation;
        this.parameters = like.parameters;
        this.testing = like.testing;
        this.inlineSecrets = like.inlineSecrets;
        this.notes = like.notes;
    }

    /**
     * Starts a specification.
     *
     * @param name what people call it: up to 100 letters, digits, spaces, dots and dashes
     * @return a builder
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /**
     * What people call it.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * On whose behalf it is.
     *
     * @return the tenant, or empty
     */
    public Optional<String> tenant() {
        return Optional.ofNullable(tenant);
    }

    /**
     * The side that is read, as plugins are given it.
     *
     * @return the site, with what is described well enough
     */
    public Site source() {
        return SiteResolution.site(sourceSpec, options);
    }

    /**
     * The side that is written, as plugins are given it.
     *
     * @return the site, with what is described well enough
     */
    public Site destination() {
        return SiteResolution.site(destinationSpec, options);
    }

    /**
     * The side that is read, as it was described.
     *
     * @return the description; empty where there is none
     */
    public SiteSpec sourceSpec() {
        return sourceSpec;
    }

    /**
     * The side that is written, as it was described.
     *
     * @return the description; empty where there is none
     */
    public SiteSpec destinationSpec() {
        return destinationSpec;
    }

    /**
     * How things are moved.
     *
     * @return that part
     */
    public TransferSpec transfer() {
        return transfer;
    }

    /**
     * What is done around the move.
     *
     * @return that part
     */
    public OptionsSpec options() {
        return options;
    }

    /**
     * The job of an adapter to do instead of moving.
     *
     * @return for instance {@code asterisk:to-realtime}, or empty to move
     */
    public Optional<String> operation() {
        return Optional.ofNullable(operation);
    }

    /**
     * What that job is told.
     *
     * @return unmodifiable, by name; lists are joined by commas
     */
    public Map<String, String> parameters() {
        return parameters;
    }

    /**
     * A benchmark to run on this machine.
     *
     * @return that part, or empty
     */
    public Optional<TestingSpec> testing() {
        return Optional.ofNullable(testing);
    }

    /**
     * What a person should know of this specification: what it leaves open, each by its key; passwords in plain text; words that
     * mean something else here.
     *
     * @return unmodifiable; with an ERROR there can be a plan but no run
     */
    public List<Finding> findings() {
        List<Finding> all = new ArrayList<>(notes);
        all.addAll(SpecGaps.of(this));
        return Collections.unmodifiableList(all);
    }

    /**
     * Looks up the secrets that were given in plain text, in this process alone: scheme {@code inline}.
     *
     * @return the resolver; it knows none where the specification was read back from {@link #toJson()}
     */
    public SecretResolver inlineSecrets() {
        return inlineSecrets;
    }

    /**
     * The canonical form, to be journaled and read back by the loader.
     *
     * @return one line of JSON, with secrets by reference
     */
    public String toJson() {
        return SpecWriter.json(this);
    }

    /**
     * The hash of the canonical form.
     *
     * @return SHA-256 in lower-case hex
     */
    public String hash() {
        return Hashing.sha256().hashString(toJson(), StandardCharsets.UTF_8).toString();
    }

    /**
     * The same migration, where what a capsule holds is read from there.
     *
     * @param capsule holds the source, the destination or both; a destination that was staged can be compared with, and not be written
     * @return a copy; the secrets given in plain text stay in it
     * @throws MigrationException CONFIGURATION, {@code capsule.no-part}, where this names a database that the capsule does not hold
     */
    public MigrationSpec stagedIn(Capsule capsule) {
        MigrationSpec staged = new MigrationSpec(
                this,
                capsule.side(Capsule.SOURCE)
                        .map(side -> StagedSpecs.site(sourceSpec, side, inlineSecrets))
                        .orElse(sourceSpec),
                capsule.side(Capsule.DESTINATION)
                        .map(side -> StagedSpecs.site(destinationSpec, side, inlineSecrets))
                        .orElse(destinationSpec));
        List<Violation> violations = SpecRules.violations(staged);
        if (!violations.isEmpty()) {
            throw Violation.together("the specification \"" + name + "\"", violations);
        }
        return staged;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MigrationSpec that && toJson().equals(that.toJson());
    }

    @Override
    public int hashCode() {
        return toJson().hashCode();
    }

    @Override
    public String toString() {
        return "MigrationSpec[" + name + ", " + sourceSpec + " -> " + destinationSpec + "]";
    }

    /** Collects the parts. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private final InlineSecrets inline = new InlineSecrets();
        private @Nullable String tenant;
        private final SiteSpecBuilder source = new SiteSpecBuilder("source", inline);
        private final SiteSpecBuilder destination = new SiteSpecBuilder("destination", inline);
        private final TransferSpec.Builder transfer = new TransferSpec.Builder();
        private final OptionsSpec.Builder options = new OptionsSpec.Builder();
        private @Nullable String operation;
        private final Map<String, String> parameters = new TreeMap<>();
        private @Nullable TestingSpec testing;
        private final List<Finding> notes = new ArrayList<>();

        private Builder(String name) {
            this.name = Objects.requireNonNull(name, "name");
        }

        /**
         * Says on whose behalf it is.
         *
         * @param value the tenant
         * @return this
         */
        public Builder tenant(String value) {
            tenant = Objects.requireNonNull(value, "tenant");
            return this;
        }

        /**
         * Describes the side that is read.
         *
         * @param description says where it is
         * @return this
         */
        public Builder source(Consumer<SiteSpecBuilder> description) {
            description.accept(source);
            return this;
        }

        /**
         * Describes the side that is written.
         *
         * @param description says where it is
         * @return this
         */
        public Builder destination(Consumer<SiteSpecBuilder> description) {
            description.accept(destination);
            return this;
        }

        /**
         * Says how things are moved.
         *
         * @param description sets it
         * @return this
         */
        public Builder transfer(Consumer<TransferSpec.Builder> description) {
            description.accept(transfer);
            return this;
        }

        /**
         * Says what is done around the move.
         *
         * @param description sets it
         * @return this
         */
        public Builder options(Consumer<OptionsSpec.Builder> description) {
            description.accept(options);
            return this;
        }

        /**
         * Names the job of an adapter to do instead of moving.
         *
         * @param value for instance {@code asterisk:to-realtime}
         * @return this
         */
        public Builder operation(String value) {
            operation = Objects.requireNonNull(value, "operation");
            return this;
        }

        /**
         * Tells that job something.
         *
         * @param parameter its name
         * @param value its value; lists are joined by commas
         * @return this
         */
        public Builder parameter(String parameter, String value) {
            parameters.put(Objects.requireNonNull(parameter, "parameter"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Describes a benchmark to run on this machine.
         *
         * @param value that part
         * @return this
         */
        public Builder testing(TestingSpec value) {
            testing = Objects.requireNonNull(value, "testing");
            return this;
        }

        /**
         * Keeps a secret in this process, for those parts that take a reference.
         *
         * @param key the key that it belongs to, for instance {@code source.control_panel.api_token}
         * @param secret the secret, which is copied
         * @return what refers to it
         */
        public SecretRef keep(String key, Secret secret) {
            return inline.keep(key, secret);
        }

        /**
         * Adds something that a person should know, to stand among the {@link MigrationSpec#findings()}.
         *
         * @param value the finding
         * @return this
         */
        public Builder finding(Finding value) {
            notes.add(Objects.requireNonNull(value, "finding"));
            return this;
        }

        /**
         * Makes the specification.
         *
         * @return the specification
         * @throws MigrationException CONFIGURATION, {@code spec.invalid}, which tells of all faults together; each is suppressed in
         *     it as an exception of its own, with its key as the subject
         */
        public MigrationSpec build() {
            MigrationSpec spec = new MigrationSpec(this);
            List<Violation> violations = SpecRules.violations(spec);
            if (!violations.isEmpty()) {
                throw Violation.together("the specification \"" + name + "\"", violations);
            }
            return spec;
        }
    }
}
