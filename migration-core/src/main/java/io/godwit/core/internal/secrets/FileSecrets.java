package io.godwit.core.internal.secrets;

import io.godwit.spi.Finding;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretResolver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Looks secrets up in files: {@code file:PATH}. One line end after the secret does not belong to it. Thread-safe. */
public final class FileSecrets implements SecretResolver {
    private static final int MOST = 1 << 20;

    /** Without any state. */
    public FileSecrets() {}

    @Override
    public String scheme() {
        return "file";
    }

    @Override
    public Secret resolve(String name) {
        Path file = path(name);
        byte[] content = read(file, name);
        byte[] bare = Arrays.copyOf(content, content.length - lineEnd(content));
        try {
            if (bare.length == 0) {
                throw SecretFailures.notFound(
                        "file:" + name, "the file \"" + file + "\" is empty", "Write the secret into it.");
            }
            return Secret.of(bare);
        } finally {
            Arrays.fill(content, (byte) 0);
            Arrays.fill(bare, (byte) 0);
        }
    }

    /**
     * Whether a file of a secret is open to others than its owner.
     *
     * @param name what stands behind {@code file:}
     * @return a warning, or empty where it is not, or cannot be told
     */
    public static Optional<Finding> warning(String name) {
        Path file = path(name);
        if (!Files.isRegularFile(file) || !PrivateFiles.isOpenToOthers(file)) {
            return Optional.empty();
        }
        return Optional.of(Finding.warning(
                "secret.file-open",
                file.toString(),
                "the file \"" + file + "\", which holds a secret, may be read by others than its owner",
                "Run: chmod 600 '" + file + "'"));
    }

    private static Path path(String name) {
        try {
            String home = System.getProperty("user.home");
            return name.startsWith("~/") ? Path.of(home, name.substring(2)) : Path.of(name);
        } catch (InvalidPathException e) {
            throw SecretFailures.unreadable(
                    "file:" + name, "\"" + name + "\" is no path on this machine", "Write file:/the/path.", e);
        }
    }

    private static byte[] read(Path file, String name) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MOST + 1);
            if (content.length > MOST) {
                throw SecretFailures.unreadable(
                        "file:" + name,
                        "the file \"" + file + "\" is larger than 1 MiB, which no secret is",
                        "Check the path.",
                        null);
            }
            return content;
        } catch (NoSuchFileException e) {
            throw SecretFailures.notFound(
                    "file:" + name, "there is no file \"" + file + "\"", "Check the path, or write the secret there.");
        } catch (IOException e) {
            throw SecretFailures.unreadable(
                    "file:" + name, "the file \"" + file + "\" cannot be read", "Check that you may read it.", e);
        }
    }

    private static int lineEnd(byte[] content) {
        int length = content.length;
        if (length > 0 && content[length - 1] == '\n') {
            return length > 1 && content[length - 2] == '\r' ? 2 : 1;
        }
        return 0;
    }
}
