package io.godwit.tck;

import static io.godwit.tck.TreeFaults.failure;

import io.godwit.spi.Access;
import io.godwit.spi.ByteRange;
import io.godwit.spi.Cursor;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryStream;
import io.godwit.spi.FileContent;
import io.godwit.spi.FileTree;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.TreeCapabilities;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Trees that open, list, look up, read or hash wrongly. */
final class TreeReadingFaults {
    private TreeReadingFaults() {}

    static void opening(ContractProof proof) {
        AtomicInteger asked = new AtomicInteger();
        Set<Object> closed = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
        proof.notices(
                        "has an id that is none",
                        Breakage.in(TransferMethod.class, "id", call -> "Memory Trees"),
                        "namesItselfAndItsSchemes")
                .notices(
                        "hands out a tree to read that can be written",
                        Breakage.in(TransferMethod.class, "open", call -> call.proceedWith(call.with(1, Access.WRITE))),
                        "aTreeToReadOffersNoWayToWrite")
                .notices(
                        "shows those who read nothing",
                        Breakage.in(
                                FileTree.class,
                                "stat",
                                call -> call.target() instanceof WritableFileTree
                                        ? call.proceed()
                                        : List.of(Optional.empty())),
                        "aTreeToReadShowsWhatAnotherWrote")
                .notices(
                        "calls a place that is not there unreadable",
                        Breakage.in(TransferMethod.class, "open", call -> {
                            try {
                                return call.proceed();
                            } catch (MigrationException e) {
                                throw failure("tree.read-failed");
                            }
                        }),
                        "refusesToReadAPlaceThatIsNotThere")
                .notices(
                        "tells of a root that is not there yet",
                        Breakage.in(
                                FileTree.class,
                                "stat",
                                call -> call.argument(0, List.class).equals(List.of(TreePath.ROOT))
                                        ? List.of(Optional.of(TreeEntry.of(TreePath.ROOT, EntryKind.DIRECTORY)
                                                .build()))
                                        : call.proceed()),
                        "makesItsRootByTheFirstWrite")
                .notices(
                        "tells other capabilities each time",
                        Breakage.in(FileTree.class, "capabilities", call -> {
                            TreeCapabilities now = call.proceedTo(TreeCapabilities.class);
                            return new TreeCapabilities(
                                    now.features(), now.timeResolution(), 8 + asked.incrementAndGet());
                        }),
                        "keepsItsCapabilitiesForLife")
                .notices(
                        "says that there is no room at all",
                        Breakage.in(WritableFileTree.class, "usableSpace", call -> OptionalLong.of(0)),
                        "tellsItsRoomOrThatItCannot")
                .notices(
                        "fails when it is closed again",
                        Breakage.in(FileTree.class, "close", call -> {
                            if (!(call.target() instanceof WritableFileTree) && !closed.add(call.target())) {
                                throw new IllegalStateException("it is closed");
                            }
                            return call.proceed();
                        }),
                        "closesTwice");
    }

    static void listing(ContractProof proof) {
        proof.notices(
                        "lists backwards",
                        TreeFaults.listing((tree, entries) -> {
                            List<TreeEntry> backwards = new ArrayList<>(entries);
                            Collections.reverse(backwards);
                            return backwards;
                        }),
                        "listsEverythingInTheOrderOfBytes")
                .notices(
                        "lists by the beginning of names instead of by directories",
                        Breakage.in(FileTree.class, "list", call -> {
                            call.proceed();
                            TreePath below = call.argument(0, TreePath.class);
                            return Cursor.of(TreeFaults.below((FileTree) call.target(), TreePath.ROOT).stream()
                                    .filter(entry -> !entry.path().equals(below)
                                            && (below.isRoot()
                                                    || entry.path().toString().startsWith(below.toString())))
                                    .toList());
                        }),
                        "listsBelowADirectoryWithoutTheDirectoryItself")
                .notices(
                        "takes what is not there for an empty directory",
                        Breakage.in(FileTree.class, "list", call -> {
                            TreePath below = call.argument(0, TreePath.class);
                            boolean isLink = TreeFaults.isKind((FileTree) call.target(), below, EntryKind.SYMLINK);
                            try {
                                return call.proceed();
                            } catch (MigrationException e) {
                                if (isLink || !e.code().equals("tree.not-found")) {
                                    throw e;
                                }
                                return Cursor.of(List.of());
                            }
                        }),
                        "doesNotListWhatIsNoDirectory")
                .notices(
                        "lists directories with coarse times",
                        TreeFaults.listing((tree, entries) -> entries.stream()
                                .map(entry -> entry.isDirectory()
                                        ? entry.toBuilder().modified(null).build()
                                        : entry)
                                .toList()),
                        "tellsAttributesAlikeInListingsAndLookUps")
                .notices(
                        "gives every content one version",
                        TreeFaults.telling(entry -> entry.toBuilder()
                                        .version(entry.isFile() ? "always" : null)
                                        .build())
                                .and(FileTree.class, "open", TreeReadingFaults::openWhateverItIs),
                        "givesAVersionThatChangesWithTheContent",
                        "refusesARangeOfAFileThatIsNotTheOneListed")
                .notices(
                        "fails when a listing is left early",
                        Breakage.in(Cursor.class, "close", call -> {
                            if (((Cursor<?>) call.target()).hasNext()) {
                                throw new IllegalStateException("not at the end");
                            }
                            return call.proceed();
                        }),
                        "aListingMayBeLeftEarly")
                .notices(
                        "lists no empty directories",
                        TreeFaults.listing((tree, entries) -> entries.stream()
                                .filter(entry -> !entry.isDirectory()
                                        || !TreeFaults.below(tree, entry.path()).isEmpty())
                                .toList()),
                        "listsEmptyDirectoriesWhereThereAreSuch")
                .notices(
                        "answers first for what is there",
                        Breakage.in(
                                FileTree.class,
                                "stat",
                                call -> ((List<?>) Objects.requireNonNull(call.proceed()))
                                        .stream()
                                                .sorted(Comparator.comparing(
                                                        answer -> ((Optional<?>) answer).isEmpty()))
                                                .toList()),
                        "looksUpInTheOrderAsked")
                .notices(
                        "goes on listing when cancelled",
                        TreeFaults.deaf(FileTree.class, "list", 1),
                        "stopsListingWhenCancelled");
    }

    private static FileContent openWhateverItIs(Breakage.Call call) throws Throwable {
        TreeEntry entry = call.argument(0, TreeEntry.class);
        return (FileContent) Objects.requireNonNull(
                call.proceedWith(call.with(0, entry.toBuilder().version(null).build())));
    }

    static void reading(ContractProof proof) {
        Map<Object, Thread> owners = Collections.synchronizedMap(new WeakHashMap<>());
        proof.notices(
                        "reads in an order of its own",
                        Breakage.in(FileTree.class, "read", call -> {
                            List<TreeEntry> sorted = new ArrayList<>();
                            for (Object entry : call.argument(0, List.class)) {
                                sorted.add((TreeEntry) entry);
                            }
                            sorted.sort(Comparator.comparing(TreeEntry::path));
                            return call.proceedWith(call.with(0, sorted));
                        }),
                        "readsABatchInTheOrderAsked")
                .notices(
                        "loses the entry behind one that was not read to its end",
                        Breakage.in(
                                FileTree.class, "read", call -> new Hasty(call.proceedTo(EntryStream.class), false)),
                        "skipsWhatIsNotRead")
                .notices(
                        "can read no more when a stream was left in the middle of a file",
                        Breakage.in(FileTree.class, "read", call -> {
                            if (owners.containsKey(call.target())) {
                                throw failure("tree.read-failed");
                            }
                            return new Hasty(call.proceedTo(EntryStream.class), true) {
                                @Override
                                public void close() {
                                    if (isLeftEarly()) {
                                        owners.put(call.target(), Thread.currentThread());
                                    }
                                    super.close();
                                }
                            };
                        }),
                        "aStreamMayBeLeftEarly")
                .notices(
                        "does not say that something vanished",
                        TreeFaults.reading(item -> item instanceof EntryStream.Missed missed
                                ? new EntryStream.Missed(missed.path(), failure("tree.read-failed"))
                                : item),
                        "reportsWhatVanishedAndGoesOn")
                .notices(
                        "reads as much as was listed",
                        Breakage.in(FileTree.class, "read", TreeReadingFaults::asMuchAsListed),
                        "deliversWhatIsThereNowWhole")
                .notices(
                        "reads from a pipe",
                        TreeFaults.reading(item -> item instanceof EntryStream.Found found
                                        && found.entry().kind() == EntryKind.FIFO
                                ? TreeBench.file(found.path(), new byte[10])
                                : item),
                        "neverOpensSpecialFiles")
                .notices(
                        "reads ranges from the beginning of the file",
                        Breakage.in(
                                FileTree.class,
                                "open",
                                call -> call.proceedWith(call.with(
                                        1,
                                        new ByteRange(
                                                0,
                                                call.argument(1, ByteRange.class)
                                                        .length())))),
                        "readsRangesWhereItSaysSo")
                .notices(
                        "does not look whether a file is the one listed",
                        Breakage.in(FileTree.class, "open", TreeReadingFaults::openWhateverItIs),
                        "refusesARangeOfAFileThatIsNotTheOneListed")
                .notices(
                        "hashes in an order of its own",
                        Breakage.in(FileTree.class, "digest", call -> {
                            List<Object> backwards = new ArrayList<>((List<?>) Objects.requireNonNull(call.proceed()));
                            Collections.reverse(backwards);
                            return backwards;
                        }),
                        "hashesInTheOrderAsked")
                .notices(
                        "takes any hash for SHA-256",
                        Breakage.in(FileTree.class, "digest", call -> call.proceedWith(call.with(1, "SHA-256"))),
                        "refusesAHashThatNobodyKnows")
                .notices(
                        "goes on reading when cancelled",
                        TreeFaults.deaf(FileTree.class, "read", 1),
                        "stopsReadingWhenCancelled");
    }

    /** A tree that serves one thread only. */
    static void serving(ContractProof proof) {
        Map<Object, Thread> owners = Collections.synchronizedMap(new WeakHashMap<>());
        proof.notices(
                "serves nobody but the thread that wrote",
                Breakage.in(WritableFileTree.class, "write", call -> {
                            owners.put(call.target(), Thread.currentThread());
                            return call.proceed();
                        })
                        .and(FileTree.class, "read", call -> {
                            if (owners.getOrDefault(call.target(), Thread.currentThread()) != Thread.currentThread()) {
                                throw failure("tree.read-failed");
                            }
                            return call.proceed();
                        }),
                "servesAsManyReadersAsItSays");
    }

    private static EntryStream asMuchAsListed(Breakage.Call call) throws Throwable {
        EntryStream now = call.proceedTo(EntryStream.class);
        List<Long> sizes = new ArrayList<>();
        for (Object entry : call.argument(0, List.class)) {
            sizes.add(((TreeEntry) entry).size());
        }
        return new EntryStream() {
            private int number;

            @Override
            public Optional<Item> next() {
                return now.next().map(item -> {
                    int size = Math.toIntExact(sizes.get(number++));
                    return item instanceof Found found && found.entry().isFile()
                            ? TreeFaults.with(found, Arrays.copyOf(TestContents.readAll(found.content()), size))
                            : item;
                });
            }

            @Override
            public void close() {
                now.close();
            }
        };
    }

    /** Notices contents that are not read to their end, and may lose the entry behind one. */
    private static class Hasty implements EntryStream {
        private final EntryStream stream;
        private final boolean isCareful;
        private boolean isAtEnd = true;

        Hasty(EntryStream stream, boolean isCareful) {
            this.stream = stream;
            this.isCareful = isCareful;
        }

        boolean isLeftEarly() {
            return !isAtEnd;
        }

        @Override
        public Optional<Item> next() {
            if (!isAtEnd && !isCareful) {
                stream.next();
            }
            return stream.next().map(item -> {
                if (item instanceof Found found && found.entry().size() > 1000) {
                    isAtEnd = false;
                    return new Found(found.entry(), watched(found.content()));
                }
                isAtEnd = true;
                return item;
            });
        }

        private FileContent watched(FileContent content) {
            return new FileContent() {
                @Override
                public OptionalLong size() {
                    return content.size();
                }

                @Override
                public List<ByteRange> regions() {
                    return content.regions();
                }

                @Override
                public int read(ByteBuffer into) {
                    int count = content.read(into);
                    isAtEnd |= count < 0;
                    return count;
                }

                @Override
                public void close() {
                    content.close();
                }
            };
        }

        @Override
        public void close() {
            stream.close();
        }
    }
}
