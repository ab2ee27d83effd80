package io.godwit.transfer.cloud;

import io.godwit.spi.MigrationException;
import io.godwit.spi.WriteToken;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Requests that replace nothing but what they have looked at. Every object says in its metadata which run wrote it last; a run
 * that was replaced by a later one of its session finds that out before it overwrites. Who writes to an empty place pays nothing
 * for this. Thread-safe.
 */
final class GuardedWrites {
    static final String WRITER = "godwit-writer";

    private static final int ATTEMPTS = 5;

    private final ObjectStore store;
    private final String session;
    private final long fence;
    private final boolean conditional;
    /** Whether something was in the way already, so that it is better to look first. */
    private volatile boolean occupied;

    GuardedWrites(ObjectStore store, WriteToken token, boolean conditional) {
        this.store = store;
        this.session = token.session().replaceAll("[^A-Za-z0-9_-]", "_");
        this.fence = token.fence();
        this.conditional = conditional;
    }

    /** The headers, with the name of this run. */
    ObjectHeaders signed(ObjectHeaders headers) {
        Map<String, String> words = new LinkedHashMap<>(headers.metadata());
        words.put(WRITER, session + "." + fence);
        return headers.withMetadata(words);
    }

    /** Refuses a key that a later run of the session wrote. */
    void requireOurs(String key, Object path) {
        whatIsThere(key, path);
    }

    /** Makes a request that writes a key; it is repeated where something else was there. */
    void write(String key, Object path, Consumer<ObjectStore.Expected> request) {
        write(key, path, occupied, request);
    }

    /** The same for a request that costs much: looks first. */
    void writeLooking(String key, Object path, Consumer<ObjectStore.Expected> request) {
        write(key, path, true, request);
    }

    private void write(String key, Object path, boolean look, Consumer<ObjectStore.Expected> request) {
        if (!conditional) {
            request.accept(ObjectStore.Expected.ANYTHING);
            return;
        }
        ObjectStore.Expected expected = look ? whatIsThere(key, path) : ObjectStore.Expected.NOTHING;
        for (int attempt = 1; ; attempt++) {
            try {
                request.accept(expected);
                return;
            } catch (MigrationException e) {
                if (!e.code().equals("cloud.condition-failed") || attempt == ATTEMPTS) {
                    throw e;
                }
            }
            occupied = true;
            expected = whatIsThere(key, path);
        }
    }

    private ObjectStore.Expected whatIsThere(String key, Object path) {
        Optional<StoredObject> object = store.head(key);
        if (object.isEmpty()) {
            return ObjectStore.Expected.NOTHING;
        }
        occupied = true;
        if (isOfALaterRun(object.get().known().metadata().get(WRITER))) {
            throw TreeFailures.fenced(path);
        }
        return ObjectStore.Expected.of(object.get());
    }

    private boolean isOfALaterRun(@org.jspecify.annotations.Nullable String writer) {
        if (writer == null || !writer.startsWith(session + ".")) {
            return false;
        }
        String number = writer.substring(session.length() + 1);
        return number.matches("\\d{1,18}") && Long.parseLong(number) > fence;
    }
}
