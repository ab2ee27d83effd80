package io.godwit.transfer.cloud;

import io.godwit.spi.MigrationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Joins objects into one by copying them as parts of a multipart upload, within the service. What is too short for a part passes
 * through here together with the beginning of its successor.
 */
final class S3Composition {
    /** As long as a copied part is at most; several of them are under way in the service. */
    private static final long PART = 256L << 20;

    private final S3Store store;
    private final String key;
    private final ObjectHeaders headers;

    S3Composition(S3Store store, String key, ObjectHeaders headers) {
        this.store = store;
        this.key = key;
        this.headers = headers;
    }

    void of(List<ObjectStore.Piece> pieces, ObjectStore.Expected expected) {
        int least = S3Store.SIZES.least();
        long whole = pieces.stream().mapToLong(ObjectStore.Piece::length).sum();
        if (whole <= least) {
            byte[] bytes = bytes(pieces);
            store.put(key, headers, bytes, bytes.length, expected);
            return;
        }
        // some services tell the sum of a whole object where only a range of it was copied
        boolean summed = pieces.stream().allMatch(piece -> piece.whole() && piece.length() <= part(whole))
                && pieces.stream().limit(pieces.size() - 1L).allMatch(piece -> piece.length() >= least);
        S3Upload upload = summed ? S3Upload.begin(store, key, headers) : S3Upload.joining(store, key, headers);
        try {
            int number = 1;
            List<ObjectStore.Piece> rest = new ArrayList<>(pieces);
            long left = whole;
            while (!rest.isEmpty()) {
                ObjectStore.Piece first = rest.remove(0);
                if (first.length() >= least || first.length() == left) {
                    long length = Math.min(first.length(), part(whole));
                    if (first.length() - length > 0 && first.length() - length < least) {
                        length = first.length();
                    }
                    upload.part(number, new ObjectStore.Piece(first.key(), first.offset(), length));
                    left -= length;
                    putBack(rest, first, length);
                } else {
                    left -= small(upload, number, first, rest);
                }
                number++;
            }
            upload.complete(expected);
        } catch (MigrationException e) {
            try {
                upload.abort();
            } catch (MigrationException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
    }

    private static long part(long whole) {
        return Math.max(PART, whole / (S3Store.SIZES.parts() / 2));
    }

    private static void putBack(List<ObjectStore.Piece> rest, ObjectStore.Piece piece, long taken) {
        if (taken < piece.length()) {
            rest.add(0, new ObjectStore.Piece(piece.key(), piece.offset() + taken, piece.length() - taken));
        }
    }

    /** Sends a part made of several short pieces. */
    private long small(S3Upload upload, int number, ObjectStore.Piece first, List<ObjectStore.Piece> rest) {
        List<ObjectStore.Piece> together = new ArrayList<>(List.of(first));
        long length = first.length();
        while (length < S3Store.SIZES.least() && !rest.isEmpty()) {
            ObjectStore.Piece next = rest.remove(0);
            long taken = Math.min(next.length(), S3Store.SIZES.least() - length);
            together.add(new ObjectStore.Piece(next.key(), next.offset(), taken));
            putBack(rest, next, taken);
            length += taken;
        }
        byte[] bytes = bytes(together);
        upload.part(number, bytes, bytes.length);
        return length;
    }

    private byte[] bytes(List<ObjectStore.Piece> pieces) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (ObjectStore.Piece piece : pieces) {
            ObjectStore.Reading reading = store.read(piece.key(), piece.offset(), piece.length(), null)
                    .orElseThrow(() -> TreeFailures.vanished(piece.key()));
            try (InputStream content = reading.content()) {
                byte[] part = content.readNBytes((int) piece.length());
                if (part.length != piece.length()) {
                    throw TreeFailures.endedEarly(piece.key(), part.length, piece.length());
                }
                bytes.writeBytes(part);
            } catch (IOException e) {
                throw ObjectContent.lost(piece.key(), e);
            }
        }
        return bytes.toByteArray();
    }
}
