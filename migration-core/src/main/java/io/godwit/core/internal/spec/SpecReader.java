package io.godwit.core.internal.spec;

import io.godwit.core.MigrationSpec;
import io.godwit.core.SpecLoader.Format;
import io.godwit.core.internal.spec.Node.Mapping;
import io.godwit.core.internal.spec.Node.Position;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads specifications. */
public final class SpecReader {
    private SpecReader() {}

    /**
     * Reads a file.
     *
     * @param file the file
     * @param schemes of the resolvers of secrets there are
     * @return the specification
     * @throws MigrationException CONFIGURATION, {@code spec.unreadable} and {@code spec.invalid}
     */
    public static MigrationSpec read(Path file, Set<String> schemes) {
        String shown = file.toString();
        Faults faults = new Faults(shown);
        Format format = format(file)
                .orElseThrow(() -> faults.fatal(
                        Position.START,
                        "spec.unknown-format",
                        "expected a file that ends in .yaml, .yml, .toml or .json",
                        "Rename it."));
        String text = text(bytes(file, faults), faults);
        Path parent = file.toAbsolutePath().getParent();
        LocalPaths paths = new LocalPaths(parent == null ? file.toAbsolutePath() : parent);
        return SpecBinder.bind(parse(text, format, faults), name(file), faults, schemes, paths);
    }

    /**
     * Reads text.
     *
     * @param text the text
     * @param format its format
     * @param shown what people call it
     * @param schemes of the resolvers of secrets there are
     * @return the specification
     * @throws MigrationException CONFIGURATION, {@code spec.invalid}
     */
    public static MigrationSpec read(String text, Format format, String shown, Set<String> schemes) {
        Faults faults = new Faults(shown);
        if (text.length() > SpecLimits.BYTES) {
            throw tooLarge(faults);
        }
        LocalPaths paths = new LocalPaths(Path.of(""));
        return SpecBinder.bind(parse(text, format, faults), "migration", faults, schemes, paths);
    }

    /**
     * Reads the canonical form.
     *
     * @param json what {@link MigrationSpec#toJson()} wrote
     * @return the specification
     * @throws MigrationException CONFIGURATION, {@code spec.invalid}
     */
    public static MigrationSpec canonical(String json) {
        Faults faults = new Faults("journaled specification");
        return SpecBinder.bind(
                parse(json, Format.JSON, faults), "migration", faults, Set.of(), new LocalPaths(Path.of("")));
    }

    private static Mapping parse(String text, Format format, Faults faults) {
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return switch (format) {
            case YAML -> YamlReader.read(plain, faults);
            case TOML -> TomlReader.read(plain, faults);
            case JSON -> JsonReader.read(plain, faults);
        };
    }

    private static Optional<Format> format(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            return Optional.of(Format.YAML);
        }
        if (name.endsWith(".toml")) {
            return Optional.of(Format.TOML);
        }
        return name.endsWith(".json") ? Optional.of(Format.JSON) : Optional.empty();
    }

    /** The name of the file without its end, as far as it makes a name. */
    private static String name(Path file) {
        String last = String.valueOf(file.getFileName());
        String stem = last.substring(0, last.lastIndexOf('.')).replaceAll("[^A-Za-z0-9._-]+", "-");
        String bare = stem.replaceAll("^[^A-Za-z0-9]+", "");
        return bare.isEmpty() ? "migration" : bare.substring(0, Math.min(100, bare.length()));
    }

    private static byte[] bytes(Path file, Faults faults) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(SpecLimits.BYTES + 1);
            if (bytes.length > SpecLimits.BYTES) {
                throw tooLarge(faults);
            }
            return bytes;
        } catch (IOException e) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "spec.unreadable",
                            "the specification \"" + file + "\" cannot be read")
                    .subject(file.toString())
                    .remedy("Check that the file is there and may be read.")
                    .cause(e)
                    .build();
        }
    }

    private static MigrationException tooLarge(Faults faults) {
        return faults.fatal(Position.START, "spec.too-large", "the specification is larger than 1 MiB", "");
    }

    private static String text(byte[] bytes, Faults faults) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(in).toString();
        } catch (CharacterCodingException e) {
            throw faults.fatal(firstBadByte(bytes), "spec.syntax", "this is not UTF-8", "Save the file as UTF-8.");
        }
    }

    private static Position firstBadByte(byte[] bytes) {
        String read = new String(bytes, StandardCharsets.UTF_8);
        int bad = Math.max(0, read.indexOf('\uFFFD'));
        String before = read.substring(0, bad);
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        int start = before.lastIndexOf('\n') + 1;
        return new Position(line, before.codePointCount(start, before.length()) + 1);
    }
}
