package io.godwit.core.internal.capsule;

import com.google.common.hash.Hashing;
import io.godwit.core.internal.capsule.CapsuleManifest.StagedSide;
import io.godwit.core.internal.capsule.CapsuleManifest.StoredObject;
import io.godwit.core.internal.tree.OwnNames;
import io.godwit.spi.Cursor;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes a capsule: any number of files, and at the end the two that make it one. Until then there is none. Thread-safe but for {@link
 * #begin} and {@link #finish}.
 */
final class CapsuleWriter {
    private static final int FILE_MODE = 0600;
    private static final int DIRECTORY_MODE = 0700;

    private final String place;
    private final WritableFileTree tree;
    private final Seal seal;
    private final WorkContext context;
    private final String id = UUID.randomUUID().toString();
    private final WriteToken token;
    /** By name, as a file that is written again replaces itself. */
    private final Map<String, StoredObject> objects = Collections.synchronizedMap(new LinkedHashMap<>());

    CapsuleWriter(String place, WritableFileTree tree, Seal seal, WorkContext context) {
        this.place = place;
        this.tree = tree;
        this.seal = seal;
        this.context = context;
        // the same for the same place, so that whoever begins again takes over what was begun
        String session = "stage-"
                + Hashing.sha256()
                        .hashString(place, StandardCharsets.UTF_8)
                        .toString()
                        .substring(0, 16);
        this.token = new WriteToken(session, "capsule", context.clock().millis());
    }

    String id() {
        return id;
    }

    /**
     * Makes sure that nothing of others is where the capsule shall be, and removes what an interrupted one left.
     *
     * @param replaces whether a capsule that is there may go
     */
    void begin(boolean replaces) {
        if (tree.stat(List.of(TreePath.ROOT), context).get(0).isEmpty()) {
            directories(List.of());
            return;
        }
        List<TreePath> there = new ArrayList<>();
        List<TreePath> foreign = new ArrayList<>();
        try (Cursor<TreeEntry> all = tree.list(TreePath.ROOT, context)) {
            while (all.hasNext()) {
                TreeEntry entry = all.next();
                if (isOurs(entry.path())) {
                    there.add(entry.path());
                } else if (!OwnNames.isOurs(entry.path())) {
                    foreign.add(entry.path());
                }
            }
        }
        if (!foreign.isEmpty()) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "capsule.not-empty",
                            "\"" + place + "\" holds other things, for instance \"" + foreign.get(0) + "\"")
                    .subject(place)
                    .remedy("Name a directory that is empty or not there.")
                    .build();
        }
        boolean isComplete = there.remove(TreePath.of(CapsuleHeader.FILE));
        if (isComplete && !replaces) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION, "capsule.exists", "\"" + place + "\" holds a capsule already")
                    .subject(place)
                    .remedy("Name another place, or let it be replaced (--replace).")
                    .build();
        }
        List<TreeChange> changes = new ArrayList<>();
        if (isComplete) {
            changes.add(new TreeChange.Delete(TreePath.of(CapsuleHeader.FILE)));
        }
        Collections.reverse(there);
        there.forEach(path -> changes.add(new TreeChange.Delete(path)));
        check(tree.apply(changes, context));
        directories(List.of());
    }

    private static boolean isOurs(TreePath path) {
        String text = path.toString();
        return text.equals(CapsuleHeader.FILE)
                || text.equals(CapsuleHeader.MANIFEST)
                || text.matches("(source|destination)(/.*)?");
    }

    /** Makes directories, parents before children. */
    void directories(List<String> names) {
        List<EntryStream.Found> entries = new ArrayList<>();
        for (String name : names) {
            entries.add(new EntryStream.Found(
                    TreeEntry.of(TreePath.of(name), EntryKind.DIRECTORY)
                            .mode(DIRECTORY_MODE)
                            .build(),
                    new ObjectContent(ByteSource.of(new byte[0]), context)));
        }
        if (entries.isEmpty()) {
            entries.add(new EntryStream.Found(
                    TreeEntry.of(TreePath.ROOT, EntryKind.DIRECTORY)
                            .mode(DIRECTORY_MODE)
                            .build(),
                    new ObjectContent(ByteSource.of(new byte[0]), context)));
        }
        write(entries.iterator());
    }

    /** Writes a file, which is there when this returns. */
    StoredObject object(String name, ByteSource plain) {
        StoredObject object = store(name, seal.sealed(plain, id, name));
        objects.put(name, object);
        return object;
    }

    private StoredObject store(String name, ByteSource stored) {
        ObjectContent content = new ObjectContent(stored, context);
        TreeEntry entry =
                TreeEntry.of(TreePath.of(name), EntryKind.FILE).mode(FILE_MODE).build();
        write(List.of(new EntryStream.Found(entry, content)).iterator());
        return new StoredObject(name, content.length(), content.sha256());
    }

    private void write(Iterator<EntryStream.Found> entries) {
        check(tree.write(
                new EntryStream() {
                    @Override
                    public Optional<Item> next() {
                        return entries.hasNext() ? Optional.of(entries.next()) : Optional.empty();
                    }

                    @Override
                    public void close() {
                        // the entries hold nothing open
                    }
                },
                token,
                context));
    }

    private static void check(List<EntryResult> results) {
        results.stream()
                .flatMap(result -> result.failure().stream())
                .findFirst()
                .ifPresent(failure -> {
                    throw failure;
                });
    }

    /** Makes it a capsule. */
    CapsuleManifest finish(String name, List<StagedSide> sides) {
        List<StoredObject> stored;
        synchronized (objects) {
            stored = List.copyOf(objects.values());
        }
        CapsuleManifest manifest = new CapsuleManifest(
                CapsuleManifest.VERSION, id, name, context.clock().instant(), sides, stored);
        StoredObject written = store(
                CapsuleHeader.MANIFEST,
                seal.sealed(ByteSource.of(Packed.pack(manifest.bytes())), id, CapsuleHeader.MANIFEST));
        CapsuleHeader header = new CapsuleHeader(
                CapsuleHeader.FORMAT, CapsuleHeader.VERSION, id, seal.name(), written.size(), written.sha256());
        store(CapsuleHeader.FILE, ByteSource.of(header.bytes()));
        tree.complete(token, context);
        return manifest;
    }
}
