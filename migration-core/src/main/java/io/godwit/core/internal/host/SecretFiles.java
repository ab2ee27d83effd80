package io.godwit.core.internal.host;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Host.SecretFile;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Secrets in files that only our user may read, in memory rather than on disk where the system offers that. Thread-safe. */
final class SecretFiles implements AutoCloseable {
    /** What their names begin with. */
    static final String PREFIX = "godwit-secret-";

    private static final Logger log = LoggerFactory.getLogger(SecretFiles.class);
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path directory;
    private final Set<Path> files = ConcurrentHashMap.newKeySet();

    SecretFiles(Path directory) {
        this.directory = directory;
    }

    static Path directory() {
        return Files.isDirectory(MEMORY) && Files.isWritable(MEMORY)
                ? MEMORY
                : Path.of(System.getProperty("java.io.tmpdir"));
    }

    SecretFile place(Secret secret) {
        Path file = directory.resolve(PREFIX + UUID.randomUUID()).toAbsolutePath();
        byte[] value = secret.bytes();
        files.add(file);
        try (SeekableByteChannel channel = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly())) {
            ByteBuffer rest = ByteBuffer.wrap(value);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        } catch (IOException e) {
            remove(file);
            throw MigrationException.of(
                            ErrorCategory.TRANSFER,
                            "host.secret-not-placed",
                            "a secret could not be put into \"" + directory + "\"")
                    .subject(directory.toString())
                    .remedy("See that the directory is there, has room and can be written.")
                    .cause(e)
                    .build();
        } finally {
            Arrays.fill(value, (byte) 0);
        }
        return new SecretFile() {
            @Override
            public String path() {
                return file.toString();
            }

            @Override
            public void close() {
                remove(file);
            }
        };
    }

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private void remove(Path file) {
        try {
            Files.deleteIfExists(file);
            files.remove(file);
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", file).setCause(e).log("A file with a secret could not be removed");
        }
    }

    @Override
    public void close() {
        files.forEach(this::remove);
    }
}
