package io.godwit.transfer.cloud;

import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;

/**
 * Changes without content. Neighbours in the list that concern different branches of the tree are done beside each other; one
 * that touches what an earlier one does waits for it.
 */
final class ObjectChanges {
    private static final int WAVE = 500;

    private final ObjectTree tree;
    private final ObjectStore store;
    private final Keys keys;
    private final ObjectOptions options;
    private final WorkContext context;
    private final Surroundings around;

    ObjectChanges(ObjectTree tree, ObjectOptions options, WorkContext context) {
        this.tree = tree;
        this.store = tree.store();
        this.keys = tree.keys();
        this.options = options;
        this.context = context;
        this.around = new Surroundings(tree, tree.knowledge());
    }

    List<EntryResult> apply(List<TreeChange> changes) {
        boolean keepsTrack = false;
        try {
            List<EntryResult> results = applied(changes);
            keepsTrack = changes.stream()
                            .allMatch(change -> change instanceof TreeChange.MakeDirectory
                                    || change instanceof TreeChange.SetAttributes)
                    && results.stream().allMatch(result -> result.failure().isEmpty());
            return results;
        } finally {
            if (!keepsTrack) {
                tree.knowledge().forget();
            }
        }
    }

    private List<EntryResult> applied(List<TreeChange> changes) {
        List<EntryResult> results = new ArrayList<>(changes.size());
        int at = 0;
        while (at < changes.size()) {
            context.cancellation().throwIfCancelled();
            Wave wave = new Wave();
            while (at < changes.size() && wave.size < WAVE && wave.takes(changes.get(at))) {
                wave.size++;
                at++;
            }
            List<Future<EntryResult>> requests = new ArrayList<>();
            for (TreeChange change : changes.subList(at - wave.size, at)) {
                requests.add(tree.requests().begin(() -> result(change)));
            }
            requests.forEach(request -> results.add(Requests.await(request, "changing")));
        }
        return results;
    }

    /** Changes that do not touch each other: no path is another one, or above another one. */
    private static final class Wave {
        private final java.util.TreeSet<TreePath> paths = new java.util.TreeSet<>();
        private int size;

        private boolean takes(TreeChange change) {
            List<TreePath> touched = new ArrayList<>(List.of(change.path()));
            if (change instanceof TreeChange.Rename rename) {
                touched.add(rename.to());
            } else if (change instanceof TreeChange.Preserve preserve) {
                touched.add(preserve.to());
            }
            if (size > 0 && touched.stream().anyMatch(this::meets)) {
                return false;
            }
            paths.addAll(touched);
            return true;
        }

        private boolean meets(TreePath path) {
            for (Optional<TreePath> at = Optional.of(path);
                    at.isPresent();
                    at = at.get().parent()) {
                if (paths.contains(at.get())) {
                    return true;
                }
            }
            TreePath next = paths.higher(path);
            while (next != null && !next.startsWith(path) && next.compareTo(path.resolve("\uffff")) < 0) {
                next = paths.higher(next);
            }
            return next != null && next.startsWith(path);
        }
    }

    private EntryResult result(TreeChange change) {
        try {
            if (change instanceof TreeChange.MakeDirectory make) {
                makeDirectory(make.path());
            } else if (change instanceof TreeChange.SetAttributes set) {
                setAttributes(set.entry());
            } else if (change instanceof TreeChange.Delete delete) {
                delete(delete.path());
            } else if (change instanceof TreeChange.Rename rename) {
                rename(rename.path(), rename.to());
            } else if (change instanceof TreeChange.Preserve preserve) {
                preserve(preserve.path(), preserve.to());
            }
            return EntryResult.done(change.path(), 0);
        } catch (MigrationException e) {
            if (e.category() == ErrorCategory.CANCELLED || e.category() == ErrorCategory.CONNECTIVITY) {
                throw e;
            }
            return EntryResult.failed(change.path(), e);
        }
    }

    private void makeDirectory(TreePath path) {
        around.requireNoLinkAbove(path);
        if (around.isAbsent(path)) {
            putMarker(path);
            return;
        }
        Optional<TreeEntry> there = tree.lookUp(path);
        if (there.isPresent() && !there.get().isDirectory()) {
            throw TreeFailures.kindConflict(path, "a file has its name");
        }
        if (there.isEmpty()) {
            putMarker(path);
        }
    }

    /** Makes a directory that was not there. */
    private void putMarker(TreePath path) {
        TreeEntry directory = TreeEntry.of(path, EntryKind.DIRECTORY).build();
        String key = keys.directory(path);
        store.put(key, options.headers(key, directory), new byte[0], 0, ObjectStore.Expected.ANYTHING);
        around.noteOwn(path);
    }

    private void setAttributes(TreeEntry entry) {
        TreePath path = entry.path();
        around.requireNoLinkAbove(path);
        String marker = keys.directory(path);
        if (entry.isDirectory() && !marker.isEmpty()) {
            // what was made a moment ago holds nothing that would have to stay
            boolean own = around.isOwn(path);
            Optional<StoredObject> known = own ? Optional.empty() : store.head(marker);
            if (own || known.isPresent()) {
                putMarker(
                        marker,
                        known.map(object -> ObjectEntries.over(object, entry))
                                .orElseGet(() -> ObjectEntries.metadata(entry)));
                return;
            }
        }
        if (!path.isRoot()) {
            Optional<StoredObject> object = store.head(keys.file(path));
            if (object.isPresent()) {
                Map<String, String> words = ObjectEntries.over(object.get(), entry);
                if (!words.equals(object.get().known().metadata())) {
                    store.copy(
                            object.get(),
                            object.get().key(),
                            object.get().known().withMetadata(words));
                }
                return;
            }
        }
        TreeEntry there = tree.lookUp(path).orElseThrow(() -> TreeFailures.vanished(path));
        String key = keys.directory(path);
        if (there.isDirectory() && !key.isEmpty()) {
            Map<String, String> words = store.head(key)
                    .map(object -> ObjectEntries.over(object, entry))
                    .orElseGet(() -> ObjectEntries.metadata(entry));
            putMarker(key, words);
        }
    }

    private void putMarker(String key, Map<String, String> words) {
        store.put(
                key,
                new ObjectHeaders("application/x-directory", "", "", words),
                new byte[0],
                0,
                ObjectStore.Expected.ANYTHING);
    }

    private void delete(TreePath path) {
        if (path.isRoot()) {
            String marker = keys.directory(path);
            if (!marker.isEmpty()) {
                requireEmpty(path, marker);
                store.delete(marker);
            }
            return;
        }
        String key = keys.file(path);
        Optional<StoredObject> object = store.head(key);
        if (object.isPresent()) {
            UploadMarker.giveUp(store, path, object.get());
            store.delete(key);
            return;
        }
        String marker = keys.directory(path);
        if (requireEmpty(path, marker)) {
            store.delete(marker);
        }
    }

    /** Refuses a directory that holds something; tells whether it has a marker. */
    private boolean requireEmpty(TreePath path, String marker) {
        List<StoredObject> first = store.list(marker, "", false, 2).objects();
        if (first.stream().anyMatch(object -> !object.key().equals(marker))) {
            throw TreeFailures.notEmpty(path);
        }
        return !first.isEmpty();
    }

    private void rename(TreePath path, TreePath to) {
        Surroundings.requireNoLink(tree, path);
        Surroundings.requireNoLink(tree, to);
        Optional<StoredObject> object = store.head(keys.file(path));
        if (object.isPresent()) {
            requireNoDirectory(to);
            copy(object.get(), to);
            store.delete(object.get().key());
            return;
        }
        if (!renameDirectory(path, to) && tree.lookUp(to).isEmpty()) {
            throw TreeFailures.vanished(path);
        }
    }

    /** Moves what is in a directory, one object after the other; a repetition goes on where it was interrupted. */
    private boolean renameDirectory(TreePath path, TreePath to) {
        String old = keys.directory(path);
        boolean any = false;
        ObjectStore.Page page = store.list(old, "", false, 1000);
        while (!page.objects().isEmpty()) {
            any = true;
            for (StoredObject listed : page.objects()) {
                context.cancellation().throwIfCancelled();
                Optional<StoredObject> object = store.head(listed.key());
                if (object.isPresent()) {
                    String key = keys.directory(to) + listed.key().substring(old.length());
                    store.copy(object.get(), key, object.get().known().withMetadata(ObjectEntries.kept(object.get())));
                    store.delete(listed.key());
                }
            }
            page = store.list(old, "", false, 1000);
        }
        return any;
    }

    private void preserve(TreePath path, TreePath to) {
        Surroundings.requireNoLink(tree, path);
        Surroundings.requireNoLink(tree, to);
        if (store.head(keys.file(to)).isPresent()) {
            return; // kept before; what stands under the path now is not what was to be kept
        }
        StoredObject object = store.head(keys.file(path)).orElseThrow(() -> TreeFailures.vanished(path));
        copy(object, to);
    }

    private void requireNoDirectory(TreePath path) {
        if (!store.list(keys.directory(path), "", false, 1).objects().isEmpty()) {
            throw TreeFailures.kindConflict(path, "a directory has its name");
        }
    }

    private void copy(StoredObject object, TreePath to) {
        store.copy(object, keys.file(to), object.known().withMetadata(ObjectEntries.kept(object)));
    }
}
