package io.godwit.core.internal.host;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Host.SecretFile;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Secrets in files that only our user may read, in memory rather than on disk where the system offers that. Thread-safe. */
final class SecretFiles implements AutoCloseable {
    /** What their names begin with. */
    static final String PREFIX = "godwit-secret-";

    private static final Pattern OWNED = Pattern.compile(PREFIX + "(\\d{1,18})-(\\d{1,18})-.+");

    private static final Logger log = LoggerFactory.getLogger(SecretFiles.class);
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path directory;
    private final Set<Path> files = ConcurrentHashMap.newKeySet();

    SecretFiles(Path directory) {
        this.directory = directory;
        sweep();
    }

    /** Removes what processes of ours that are gone could not remove; the name of a file tells whose it is. */
    private void sweep() {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, PREFIX + "*-*")) {
            for (Path file : left) {
                Matcher owner = OWNED.matcher(String.valueOf(file.getFileName()));
                // Those of other users cannot be read.
                if (owner.matches() && Files.isReadable(file) && !isAlive(owner.group(1), owner.group(2))) {
                    remove(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            log.atWarn()
                    .addKeyValue("directory", directory)
                    .setCause(e)
                    .log("Files with old secrets could not be removed");
        }
    }

    private static boolean isAlive(String pid, String start) {
        return ProcessHandle.of(Long.parseLong(pid))
                .map(process -> Long.toString(start(process)).equals(start))
                .orElse(false);
    }

    /** Numbers of processes are used again, at another time. */
    private static long start(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static String owner() {
        ProcessHandle own = ProcessHandle.current();
        return PREFIX + own.pid() + "-" + start(own) + "-";
    }

    static Path directory() {
        return Files.isDirectory(MEMORY) && Files.isWritable(MEMORY)
                ? MEMORY
                : Path.of(System.getProperty("java.io.tmpdir"));
    }

    SecretFile place(Secret secret) {
        Path file = directory.resolve(owner() + UUID.randomUUID()).toAbsolutePath();
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
