package io.godwit.transfer.cloud;

import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WriteToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Sends the parts of one large object beside each other. One thread hands them over. */
final class PartSender {
    private final ObjectTree tree;
    private final ObjectStore.LargeUpload upload;
    private final Buffers buffers;
    private final WorkContext context;
    private final Optional<UploadMarker> marker;
    private final List<Future<Void>> parts = new ArrayList<>();

    private PartSender(
            ObjectTree tree,
            ObjectStore.LargeUpload upload,
            Optional<UploadMarker> marker,
            Buffers buffers,
            WorkContext context) {
        this.tree = tree;
        this.upload = upload;
        this.marker = marker;
        this.buffers = buffers;
        this.context = context;
    }

    /** Begins an object and leaves word of it. */
    static PartSender begin(
            ObjectTree tree,
            String key,
            ObjectHeaders headers,
            WriteToken token,
            Buffers buffers,
            WorkContext context) {
        ObjectStore.LargeUpload upload = tree.store().upload(key, headers, tree.temporary(token));
        try {
            return new PartSender(tree, upload, UploadMarker.put(tree, token, key, upload), buffers, context);
        } catch (MigrationException e) {
            try {
                upload.abort();
            } catch (MigrationException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
    }

    /** Sends a part; its buffer is given back. */
    void send(byte[] bytes, int length) {
        int number = parts.size() + 1;
        parts.add(tree.requests().begin(() -> {
            try {
                upload.part(number, bytes, length);
                context.progress().addBytes(length);
            } finally {
                buffers.give(bytes);
            }
            return null;
        }));
    }

    /**
     * Waits for all parts and makes the object appear; what fails leaves none of it behind.
     *
     * @param completion completes the upload
     */
    void complete(Consumer<ObjectStore.LargeUpload> completion) {
        try {
            for (Future<Void> part : parts) {
                Requests.await(part, "writing");
            }
            context.cancellation().throwIfCancelled();
            completion.accept(upload);
            marker.ifPresent(UploadMarker::remove);
        } catch (MigrationException e) {
            abort(e);
            throw e;
        }
    }

    /** Waits for what is under way and gives the object up. */
    void abort(MigrationException because) {
        for (Future<Void> part : parts) {
            try {
                Requests.await(part, "writing");
            } catch (MigrationException e) {
                if (e != because) {
                    because.addSuppressed(e);
                }
            }
        }
        try {
            upload.abort();
            marker.ifPresent(UploadMarker::remove);
        } catch (MigrationException e) {
            because.addSuppressed(e);
        }
    }
}
