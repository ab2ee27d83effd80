package io.godwit.transfer.cloud;

import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/** Sends the parts of one large object beside each other. One thread hands them over. */
final class PartSender {
    private final ObjectTree tree;
    private final ObjectStore.LargeUpload upload;
    private final Buffers buffers;
    private final WorkContext context;
    private final List<Future<Void>> parts = new ArrayList<>();

    PartSender(ObjectTree tree, ObjectStore.LargeUpload upload, Buffers buffers, WorkContext context) {
        this.tree = tree;
        this.upload = upload;
        this.buffers = buffers;
        this.context = context;
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

    /** Waits for all parts and makes the object appear; what fails leaves none of it behind. */
    void complete() {
        try {
            for (Future<Void> part : parts) {
                Requests.await(part, "writing");
            }
            context.cancellation().throwIfCancelled();
            upload.complete();
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
        } catch (MigrationException e) {
            because.addSuppressed(e);
        }
    }
}
