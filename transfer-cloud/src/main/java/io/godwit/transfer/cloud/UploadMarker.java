package io.godwit.transfer.cloud;

import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A small object that tells of an upload in parts while it lasts. Parts of an upload that nobody completes are in no listing and
 * are paid for; this is in the listing, under a temporary name, and whoever removes it gives the upload up first.
 */
final class UploadMarker {
    private static final String KIND = "-upload";
    private static final int LONGEST = 8192;

    private final ObjectStore store;
    private final String marker;

    private UploadMarker(ObjectStore store, String marker) {
        this.store = store;
        this.marker = marker;
    }

    /** Tells of an upload; empty where the service forgets such by itself. */
    static Optional<UploadMarker> put(ObjectTree tree, WriteToken token, String key, ObjectStore.LargeUpload upload) {
        if (upload.id().isEmpty()) {
            return Optional.empty();
        }
        String marker = tree.temporary(token) + KIND;
        byte[] content = (upload.id() + "\n" + key).getBytes(StandardCharsets.UTF_8);
        tree.store().put(marker, ObjectHeaders.NONE, content, content.length, ObjectStore.Expected.ANYTHING);
        return Optional.of(new UploadMarker(tree.store(), marker));
    }

    /** The upload has ended. */
    void remove() {
        store.delete(marker);
    }

    /** Gives up the upload that an object tells of, if it is one that does. */
    static void giveUp(ObjectStore store, TreePath path, StoredObject object) {
        String name = path.name().text().orElse("");
        if (!name.startsWith(WritableFileTree.TEMPORARY_PREFIX)
                || !name.contains(KIND)
                || object.size() == 0
                || object.size() > LONGEST) {
            return;
        }
        Optional<ObjectStore.Reading> reading = store.read(object.key(), 0, object.size(), null);
        if (reading.isEmpty()) {
            return;
        }
        try (InputStream content = reading.get().content()) {
            String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
            int end = text.indexOf('\n');
            if (end > 0) {
                store.giveUp(text.substring(end + 1), text.substring(0, end));
            }
        } catch (IOException e) {
            throw ObjectContent.lost(path, e);
        }
    }
}
