package io.godwit.transfer.cloud;

import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Joins objects into one, 32 at a time, and those again; what is only a part of an object passes through here. One thread. */
final class GoogleComposition {
    private static final int MOST = 32;
    private static final int BLOCK = 8 << 20;

    private final GoogleStore store;
    private final String temporary;
    private final List<String> made = new ArrayList<>();

    GoogleComposition(GoogleStore store, String temporary) {
        this.store = store;
        this.temporary = temporary;
    }

    void of(String key, ObjectHeaders headers, List<ObjectStore.Piece> pieces, ObjectStore.Expected expected) {
        try {
            List<String> parts = new ArrayList<>();
            for (ObjectStore.Piece piece : pieces) {
                long size = store.head(piece.key())
                        .orElseThrow(() -> TreeFailures.vanished(piece.key()))
                        .size();
                if (piece.offset() == 0 && piece.length() == size) {
                    parts.add(piece.key());
                } else {
                    relay(piece, parts);
                }
            }
            if (parts.isEmpty()) {
                store.put(key, headers, new byte[0], 0, expected);
                return;
            }
            while (parts.size() > MOST) {
                List<String> joined = new ArrayList<>();
                for (int at = 0; at < parts.size(); at += MOST) {
                    String part = next();
                    store.join(
                            part,
                            ObjectHeaders.NONE,
                            parts.subList(at, Math.min(parts.size(), at + MOST)),
                            ObjectStore.Expected.ANYTHING);
                    joined.add(part);
                }
                parts = joined;
            }
            store.join(key, headers, parts, expected);
        } catch (MigrationException e) {
            try {
                removeMade();
            } catch (MigrationException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
        removeMade();
    }

    private void removeMade() {
        made.forEach(store::delete);
        made.clear();
    }

    private String next() {
        String name = temporary + "-" + String.format("%06d", made.size());
        made.add(name);
        return name;
    }

    private void relay(ObjectStore.Piece piece, List<String> parts) {
        ObjectStore.Reading reading = store.read(piece.key(), piece.offset(), piece.length(), null)
                .orElseThrow(() -> TreeFailures.vanished(piece.key()));
        try (InputStream content = reading.content()) {
            for (long done = 0; done < piece.length(); ) {
                byte[] bytes = content.readNBytes((int) Math.min(BLOCK, piece.length() - done));
                if (bytes.length == 0) {
                    throw TreeFailures.endedEarly(piece.key(), done, piece.length());
                }
                String part = next();
                store.put(part, ObjectHeaders.NONE, bytes, bytes.length, ObjectStore.Expected.ANYTHING);
                parts.add(part);
                done += bytes.length;
            }
        } catch (IOException e) {
            throw ObjectContent.lost(piece.key(), e);
        }
    }
}
