package io.godwit.transfer.vfs;

import io.godwit.spi.Digest;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryStream;
import io.godwit.spi.FileTree;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Hashes files by reading them. */
final class Digests {
    private static final int BUFFER = 64 * 1024;

    private Digests() {}

    static List<Optional<Digest>> byReading(
            FileTree tree, List<TreePath> paths, String algorithm, WorkContext context) {
        messageDigest(algorithm);
        List<Optional<Digest>> digests = new ArrayList<>(paths.size());
        List<TreeEntry> entries = paths.stream()
                .map(path -> TreeEntry.of(path, EntryKind.FILE).build())
                .toList();
        try (EntryStream stream = tree.read(entries, context)) {
            for (Optional<EntryStream.Item> item = stream.next(); item.isPresent(); item = stream.next()) {
                digests.add(digest(item.get(), algorithm, context));
            }
        }
        return digests;
    }

    private static Optional<Digest> digest(EntryStream.Item item, String algorithm, WorkContext context) {
        if (item instanceof EntryStream.Missed missed) {
            MigrationException failure = missed.failure();
            if (failure.code().equals("tree.vanished")) {
                return Optional.empty();
            }
            throw failure;
        }
        EntryStream.Found found = (EntryStream.Found) item;
        if (!found.entry().isFile()) {
            return Optional.empty();
        }
        MessageDigest digest = messageDigest(algorithm);
        byte[] buffer = new byte[BUFFER];
        ContentInput in = new ContentInput(found.path(), found.content(), false);
        for (int count = in.read(buffer, 0, BUFFER); count >= 0; count = in.read(buffer, 0, BUFFER)) {
            context.cancellation().throwIfCancelled();
            digest.update(buffer, 0, count);
        }
        return Optional.of(Digest.of(algorithm, digest.digest()));
    }

    private static MessageDigest messageDigest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw TreeFailures.unknownDigest(algorithm, e);
        }
    }
}
