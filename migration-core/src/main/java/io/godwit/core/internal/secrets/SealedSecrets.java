package io.godwit.core.internal.secrets;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Secrets by alias in an encrypted file. Thread-safe, and safe between processes. */
public final class SealedSecrets {
    private static final Pattern ALIAS = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
    private static final long LOCK_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Path directory;
    private final Path file;
    private final Path lock;
    private final KeystoreKey key;

    /**
     * The secrets of a state directory. Nothing is read or made yet.
     *
     * @param directory the state directory, which need not exist
     * @param environment gives the value of a variable, or null
     */
    public SealedSecrets(Path directory, Function<String, @Nullable String> environment) {
        this.directory = directory;
        this.file = directory.resolve("keystore.json");
        this.lock = directory.resolve("keystore.lock");
        this.key = new KeystoreKey(directory.resolve("keystore.key"), environment);
    }

    /**
     * Looks a secret up.
     *
     * @param alias its alias
     * @return the secret, owned by the caller
     */
    public Secret get(String alias) {
        Map<String, byte[]> entries = read();
        try {
            byte[] found = entries.get(alias);
            if (found == null) {
                throw SecretFailures.notFound(
                        "keystore:" + alias,
                        "the keystore \"" + file + "\" has no secret \"" + alias + "\"",
                        "Store it with: secret set " + alias);
            }
            return Secret.of(found);
        } finally {
            wipe(entries);
        }
    }

    /**
     * Stores a secret.
     *
     * @param alias its alias
     * @param secret the secret, which is copied
     */
    public void set(String alias, Secret secret) {
        if (!ALIAS.matcher(alias).matches()) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "secret.bad-alias",
                            "an alias is up to 100 lower-case letters, digits, dots, dashes and underscores")
                    .remedy("Choose another alias, for instance old-host.")
                    .build();
        }
        change(entries -> {
            byte[] old = entries.put(alias, secret.bytes());
            if (old != null) {
                Arrays.fill(old, (byte) 0);
            }
            return 1;
        });
    }

    /**
     * Removes a secret.
     *
     * @param alias its alias
     * @return false where there was none
     */
    public boolean remove(String alias) {
        return change(entries -> {
                    byte[] old = entries.remove(alias);
                    if (old != null) {
                        Arrays.fill(old, (byte) 0);
                    }
                    return old == null ? 0 : 1;
                })
                > 0;
    }

    /**
     * What is there.
     *
     * @return aliases in alphabetical order
     */
    public List<String> aliases() {
        Map<String, byte[]> entries = read();
        try {
            return List.copyOf(entries.keySet());
        } finally {
            wipe(entries);
        }
    }

    /** Changes the entries under the lock; nothing is written where nothing was changed. */
    private int change(ToIntFunction<Map<String, byte[]>> change) {
        try {
            PrivateFiles.makeDirectory(directory);
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = lock(channel)) {
                Map<String, byte[]> entries = read();
                try {
                    int changed = change.applyAsInt(entries);
                    if (changed > 0 && held.isValid()) {
                        write(entries);
                    }
                    return changed;
                } finally {
                    wipe(entries);
                }
            }
        } catch (IOException | GeneralSecurityException e) {
            throw broken(e, "cannot be written");
        }
    }

    private void write(Map<String, byte[]> entries) throws IOException, GeneralSecurityException {
        KeystoreFile.Header header = Files.exists(file) ? KeystoreFile.header(Files.readAllBytes(file)) : key.fresh();
        PrivateFiles.replace(file, KeystoreFile.write(entries, header, key.key(header, true)));
    }

    private Map<String, byte[]> read() {
        try {
            if (!Files.exists(file)) {
                return new TreeMap<>();
            }
            return KeystoreFile.read(Files.readAllBytes(file), header -> key.key(header, false));
        } catch (IOException | GeneralSecurityException e) {
            throw broken(e, "cannot be opened");
        }
    }

    private MigrationException broken(Exception cause, String what) {
        String why = cause instanceof GeneralSecurityException
                ? "the key does not fit, or the file was changed"
                : "see the cause";
        return SecretFailures.unreadable(
                "keystore",
                "the keystore \"" + file + "\" " + what + ": " + why,
                "Set " + KeystoreKey.VARIABLE
                        + " as it was when the keystore was made, or bring back the file keystore.key beside it.",
                cause);
    }

    private static void wipe(Map<String, byte[]> entries) {
        entries.values().forEach(value -> Arrays.fill(value, (byte) 0));
    }

    private static FileLock lock(FileChannel channel) throws IOException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < LOCK_PATIENCE_NANOS) {
            FileLock lock = tryLock(channel);
            if (lock != null) {
                return lock;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw MigrationException.cancelled("waiting for the keystore");
            }
        }
        throw new IOException("another process holds the keystore");
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // another thread of this process holds it
        }
    }
}
