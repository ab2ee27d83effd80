package io.godwit.core.internal.capsule;

import com.google.common.hash.Hashing;
import io.godwit.core.internal.capsule.CapsuleManifest.StagedSide;
import io.godwit.core.internal.capsule.CapsuleManifest.StoredObject;
import io.godwit.spi.FileTree;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of a capsule, opened to read. Thread-safe. */
final class CapsuleStore implements AutoCloseable {
    private static final int LARGEST = 1 << 30;

    private final String place;
    private final FileTree tree;
    private final CapsuleHeader header;
    private final Seal seal;
    private final CapsuleManifest manifest;
    private final Map<String, StoredObject> objects = new HashMap<>();

    private CapsuleStore(String place, FileTree tree, CapsuleHeader header, Seal seal, CapsuleManifest manifest) {
        this.place = place;
        this.tree = tree;
        this.header = header;
        this.seal = seal;
        this.manifest = manifest;
        manifest.objects().forEach(object -> objects.put(object.name(), object));
    }

    /**
     * Opens a capsule.
     *
     * @throws MigrationException CONFIGURATION, {@code capsule.not-found} and {@code capsule.key}; VALIDATION, {@code capsule.damaged};
     *     COMPATIBILITY, {@code capsule.too-new}
     */
    static CapsuleStore open(CapsulePlace capsule, WorkContext context) {
        String place = capsule.root().toString();
        FileTree tree;
        try {
            tree = context.connections().tree(capsule.files());
        } catch (MigrationException e) {
            throw e.code().equals("tree.not-found") ? CapsuleFailures.missing(place) : e;
        }
        boolean isUsable = false;
        try {
            CapsuleStore store = open(place, tree, capsule, context);
            isUsable = true;
            return store;
        } finally {
            if (!isUsable) {
                tree.close();
            }
        }
    }

    private static CapsuleStore open(String place, FileTree tree, CapsulePlace capsule, WorkContext context) {
        TreeEntry file = stat(tree, CapsuleHeader.FILE, context).orElseThrow(() -> CapsuleFailures.missing(place));
        CapsuleHeader header =
                CapsuleHeader.read(all(place, new ObjectChannel(tree, file, file.size(), context), file.size()), place);
        Seal seal = Seals.of(header.encryption(), capsule, context);
        TreeEntry entry = stat(tree, CapsuleHeader.MANIFEST, context)
                .orElseThrow(() -> CapsuleFailures.damaged(place, "its manifest is missing", null));
        byte[] stored =
                all(place, new ObjectChannel(tree, entry, header.manifestSize(), context), header.manifestSize());
        if (entry.size() != header.manifestSize()
                || !Hashing.sha256().hashBytes(stored).toString().equals(header.manifestSha256())) {
            throw CapsuleFailures.damaged(place, "its manifest is not as it was written", null);
        }
        byte[] packed = manifest(place, seal, header, stored);
        try {
            CapsuleManifest manifest = CapsuleManifest.read(Packed.unpack(packed, 0, packed.length));
            if (manifest.version() > CapsuleManifest.VERSION) {
                throw CapsuleFailures.tooNew(place, manifest.version());
            }
            if (!manifest.id().equals(header.id())) {
                throw CapsuleFailures.damaged(place, "its manifest belongs to another capsule", null);
            }
            return new CapsuleStore(place, tree, header, seal, manifest);
        } catch (IOException e) {
            throw CapsuleFailures.damaged(place, "its manifest cannot be read", e);
        }
    }

    private static Optional<TreeEntry> stat(FileTree tree, String name, WorkContext context) {
        return tree.stat(List.of(TreePath.of(name)), context).get(0).filter(TreeEntry::isFile);
    }

    /** Its bytes are those that were written: where they cannot be decrypted, the key is wrong. */
    private static byte[] manifest(String place, Seal seal, CapsuleHeader header, byte[] stored) {
        try {
            return opened(place, seal, header.id(), CapsuleHeader.MANIFEST, stored);
        } catch (MigrationException e) {
            throw header.encryption().isEmpty() ? e : CapsuleFailures.key(place, "is encrypted with another key", e);
        }
    }

    private static byte[] opened(String place, Seal seal, String id, String name, byte[] stored) {
        try (SeekableByteChannel plain = seal.opened(new MemoryChannel(stored), id, name)) {
            return all(place, plain, plain.size());
        } catch (IOException e) {
            throw CapsuleFailures.damaged(place, "\"" + name + "\" is not what was encrypted", e);
        }
    }

    private static byte[] all(String place, SeekableByteChannel channel, long size) {
        if (size > LARGEST) {
            throw CapsuleFailures.damaged(place, "an index is too large", null);
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) size);
        try (channel) {
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // until all is here
            }
        } catch (IOException e) {
            throw CapsuleFailures.damaged(place, "a file of it cannot be read", e);
        }
        if (bytes.hasRemaining()) {
            throw CapsuleFailures.damaged(place, "a file of it was cut off", null);
        }
        return bytes.array();
    }

    String place() {
        return place;
    }

    CapsuleManifest manifest() {
        return manifest;
    }

    boolean isEncrypted() {
        return !header.encryption().isEmpty();
    }

    StagedSide side(String name) {
        return manifest.side(name).orElseThrow(() -> CapsuleFailures.noPart(place, name.isEmpty() ? "side" : name));
    }

    private StoredObject stored(String name) {
        StoredObject object = objects.get(name);
        if (object == null) {
            throw CapsuleFailures.damaged(place, "it does not tell of \"" + name + "\"", null);
        }
        return object;
    }

    /** All of a file, checked. */
    byte[] whole(String name, WorkContext context) {
        StoredObject object = stored(name);
        byte[] bytes = all(place, raw(object, context), object.size());
        if (!Hashing.sha256().hashBytes(bytes).toString().equals(object.sha256())) {
            throw damaged(name);
        }
        return opened(place, seal, header.id(), name, bytes);
    }

    /** A file to read from, unchecked where it is not encrypted; closed by the caller. */
    SeekableByteChannel channel(String name, WorkContext context) {
        return opened(raw(stored(name), context), name);
    }

    /** A file as it is stored, unchecked; closed by the caller. */
    SeekableByteChannel raw(String name, WorkContext context) {
        return raw(stored(name), context);
    }

    /** What was sealed in a file. */
    SeekableByteChannel opened(SeekableByteChannel raw, String name) {
        try {
            return seal.opened(raw, header.id(), name);
        } catch (IOException e) {
            throw CapsuleFailures.damaged(place, "\"" + name + "\" is not what was encrypted", e);
        }
    }

    /** Whether that is the hash of a file as it was written. */
    boolean isAsWritten(String name, String sha256) {
        return stored(name).sha256().equals(sha256);
    }

    private ObjectChannel raw(StoredObject object, WorkContext context) {
        TreeEntry entry = stat(tree, object.name(), context).orElseThrow(() -> damaged(object.name()));
        if (entry.size() != object.size()) {
            throw damaged(object.name());
        }
        return new ObjectChannel(tree, entry, object.size(), context);
    }

    MigrationException damaged(String name) {
        return CapsuleFailures.damaged(place, "\"" + name + "\" is not as it was written", null);
    }

    /**
     * Reads every byte.
     *
     * @return how many there are
     * @throws MigrationException VALIDATION, {@code capsule.damaged}, with the first file that is not as it was written
     */
    long check(WorkContext context) {
        long total = 0;
        ByteBuffer buffer = ByteBuffer.allocate(1 << 18);
        for (StoredObject object : manifest.objects()) {
            context.cancellation().throwIfCancelled();
            var hasher = Hashing.sha256().newHasher();
            try (ObjectChannel channel = raw(object, context)) {
                while (channel.read(buffer.clear()) >= 0) {
                    total += buffer.flip().remaining();
                    context.progress().addBytes(buffer.remaining());
                    hasher.putBytes(buffer);
                }
            } catch (IOException e) {
                throw CapsuleFailures.damaged(place, "\"" + object.name() + "\" cannot be read", e);
            }
            if (!hasher.hash().toString().equals(object.sha256())) {
                throw damaged(object.name());
            }
            context.progress().addItems(1);
        }
        return total;
    }

    @Override
    public void close() {
        tree.close();
    }
}
