package io.godwit.core.internal.secrets;

import io.godwit.spi.SecretResolver;
import io.godwit.tck.SecretResolverContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

class FileSecretsContractTest extends SecretResolverContract {
    @TempDir
    Path directory;

    @Override
    protected SecretResolver resolver() {
        return new FileSecrets();
    }

    @Override
    protected String given(String value) {
        return write(directory, value).toString();
    }

    private static Path write(Path parent, String value) {
        try {
            return Files.writeString(parent.resolve(UUID.randomUUID().toString()), value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected String missing() {
        return directory.resolve("missing").toString();
    }

    /** A directory in the place of a file: also somebody with all rights cannot read that. */
    @Override
    protected Optional<String> givenUnreadable(String value) {
        try {
            Path place = Files.createDirectory(directory.resolve("directory"));
            write(place, value);
            return Optional.of(place.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
