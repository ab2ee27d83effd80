package io.godwit.core;

import io.godwit.core.internal.spec.SpecReader;
import io.godwit.spi.MigrationException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads specifications from YAML, TOML and JSON, which use the same names; docs/spec.md explains them. All faults are told of
 * together, each with file, line and column, what was expected, and the nearest name that is known. Immutable and thread-safe.
 */
public final class SpecLoader {
    private final Set<String> secretSchemes;

    private SpecLoader(Set<String> secretSchemes) {
        this.secretSchemes = Set.copyOf(secretSchemes);
    }

    /**
     * A loader that knows {@code env:}, {@code file:} and {@code keystore:} for references to secrets; anything else in place of a
     * secret is taken for the secret itself.
     *
     * @return the loader
     */
    public static SpecLoader standard() {
        return new SpecLoader(Set.of("env", "file", "keystore"));
    }

    /**
     * A loader that knows the secret resolvers of some plugins, too.
     *
     * @param plugins the plugins
     * @return the loader
     */
    public static SpecLoader with(Plugins plugins) {
        return standard().withSecretSchemes(plugins.secretSchemes());
    }

    /**
     * A loader that knows further schemes of references to secrets.
     *
     * @param schemes for instance {@code vault}
     * @return a copy
     */
    public SpecLoader withSecretSchemes(Collection<String> schemes) {
        Set<String> all = new TreeSet<>(secretSchemes);
        all.addAll(schemes);
        return new SpecLoader(all);
    }

    /**
     * Reads a file. What it names by relative path is looked for in its directory.
     *
     * @param file ends in {@code .yaml}, {@code .yml}, {@code .toml} or {@code .json}; at most 1 MiB of UTF-8
     * @return the specification, with what a person should know in {@link MigrationSpec#findings()}
     * @throws MigrationException CONFIGURATION, {@code spec.unreadable}; {@code spec.invalid}, which tells of all faults together:
     *     each is suppressed in it as an exception of its own, with file, line and column as the subject
     */
    public MigrationSpec load(Path file) {
        return SpecReader.read(file, secretSchemes);
    }

    /**
     * Reads text. What it names by relative path is looked for in the working directory.
     *
     * @param text the specification
     * @param format its format
     * @param name what people call it, for messages
     * @return the specification, with what a person should know in {@link MigrationSpec#findings()}
     * @throws MigrationException CONFIGURATION, {@code spec.invalid}, as {@link #load}
     */
    public MigrationSpec read(String text, Format format, String name) {
        return SpecReader.read(text, format, name, secretSchemes);
    }

    /**
     * Reads back what {@link MigrationSpec#toJson()} wrote. Secrets that had been given in plain text are not there: looking one
     * up fails and says so.
     *
     * @param json the canonical form
     * @return the specification
     * @throws MigrationException CONFIGURATION, {@code spec.invalid}, for anything else
     */
    public static MigrationSpec fromJson(String json) {
        return SpecReader.canonical(json);
    }

    /** How a specification is written. */
    public enum Format {
        /** YAML. */
        YAML,
        /** TOML 1.0. */
        TOML,
        /** JSON. */
        JSON
    }
}
