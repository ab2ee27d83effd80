package io.godwit.tck;

import static io.godwit.tck.TreeFaults.failure;

import io.godwit.spi.ByteRange;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.PendingFile;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.WeakHashMap;

/** Trees that write ranges, or make changes without content, wrongly. */
final class TreeChangeFaults {
    private TreeChangeFaults() {}

    private static Breakage beginning(Breakage.Fault fault) {
        return Breakage.in(WritableFileTree.class, "begin", fault);
    }

    private static Breakage pending(String method, Breakage.Fault fault) {
        return Breakage.in(PendingFile.class, method, fault);
    }

    static void ranges(ContractProof proof) {
        Map<Object, Long> sizes = Collections.synchronizedMap(new WeakHashMap<>());
        proof.notices(
                        "removes what is there when a large file begins",
                        beginning(call -> {
                            PendingFile file = call.proceedTo(PendingFile.class);
                            TreeEntry entry = call.argument(0, TreeEntry.class);
                            TreeFaults.apply((WritableFileTree) call.target(), new TreeChange.Delete(entry.path()));
                            return file;
                        }),
                        "beginsLargeFilesWhereItSaysSo")
                .notices(
                        "commits with zeros for what is missing",
                        beginning(call -> {
                                    PendingFile file = call.proceedTo(PendingFile.class);
                                    sizes.put(
                                            file,
                                            call.argument(0, TreeEntry.class).size());
                                    return file;
                                })
                                .and(PendingFile.class, "commit", call -> {
                                    try {
                                        return call.proceed();
                                    } catch (MigrationException e) {
                                        if (!e.code().equals("tree.incomplete")) {
                                            throw e;
                                        }
                                        fill((PendingFile) call.target(), sizes.getOrDefault(call.target(), 0L));
                                        return call.proceed();
                                    }
                                }),
                        "refusesToCommitWithRangesMissing")
                .notices(
                        "does not tell what was written before",
                        pending("written", call -> List.of()),
                        "continuesWhatAnotherProcessBegan")
                .notices(
                        "continues a file of another version",
                        beginning(call -> call.proceedWith(call.with(
                                0,
                                call.argument(0, TreeEntry.class).toBuilder()
                                        .version(null)
                                        .build()))),
                        "beginsAnewForAnotherVersion",
                        "refusesToCommitWithRangesMissing")
                .notices("keeps what was aborted", pending("abort", call -> null), "abortLeavesNothing")
                .notices(
                        "does not tell runners apart",
                        beginning(call -> call.proceedWith(call.with(
                                1,
                                new WriteToken(
                                        call.argument(1, WriteToken.class).session(), "unit-1", 1)))),
                        "refusesTheLateCommitOfARunnerThatWasReplaced")
                .notices(
                        "writes ranges without the holes in between",
                        pending("write", call -> {
                            FileContent content = call.argument(1, FileContent.class);
                            int size = (int) content.size().orElseThrow();
                            return TreeFaults.hasHoles(content)
                                    ? call.proceedWith(call.with(
                                            1, TestContents.of(Arrays.copyOf(TreeFaults.packed(content), size))))
                                    : call.proceed();
                        }),
                        "takesPartsWithHoles")
                .notices(
                        "takes a range that ends early for one with a hole at its end",
                        pending("write", call -> {
                            FileContent content = call.argument(1, FileContent.class);
                            int size = (int) content.size().orElseThrow();
                            return TreeFaults.hasHoles(content)
                                    ? call.proceed()
                                    : call.proceedWith(call.with(
                                            1, TestContents.of(Arrays.copyOf(TreeFaults.packed(content), size))));
                        }),
                        "neverMakesAHoleOfAPartThatEndsEarly");
    }

    private static void fill(PendingFile file, long size) {
        long from = 0;
        for (ByteRange range : file.written()) {
            zeros(file, from, range.offset());
            from = range.end();
        }
        zeros(file, from, size);
    }

    private static void zeros(PendingFile file, long from, long to) {
        if (from < to) {
            file.write(from, TestContents.of(new byte[(int) (to - from)]));
        }
    }

    static void changes(ContractProof proof) {
        proof.notices(
                        "makes no directory whose parent is missing",
                        TreeFaults.changing((tree, change, context) -> {
                            TreePath first = TreePath.of(
                                    change.path().text().orElseThrow().replaceFirst("/.*", ""));
                            boolean isAlone = TreeFaults.there(tree, first).isEmpty();
                            return change instanceof TreeChange.MakeDirectory && isAlone
                                    ? Optional.of(EntryResult.failed(change.path(), failure("tree.write-failed")))
                                    : Optional.empty();
                        }),
                        "makesDirectoriesWithTheirParents")
                .notices(
                        "leaves the attributes of directories",
                        TreeFaults.changing((tree, change, context) -> change instanceof TreeChange.SetAttributes set
                                        && set.entry().isDirectory()
                                ? Optional.of(EntryResult.done(change.path(), 0))
                                : Optional.empty()),
                        "setsAttributesAgainAndAgain")
                .notices(
                        "fails to delete what is gone already",
                        TreeFaults.changing((tree, change, context) -> change instanceof TreeChange.Delete
                                        && TreeFaults.there(tree, change.path()).isEmpty()
                                ? Optional.of(EntryResult.failed(change.path(), failure("tree.vanished")))
                                : Optional.empty()),
                        "deletesWhatIsThereAndPassesOverWhatIsNot")
                .notices(
                        "deletes directories with their content",
                        TreeFaults.changing((tree, change, context) -> {
                            if (change instanceof TreeChange.Delete
                                    && TreeFaults.isKind(tree, change.path(), EntryKind.DIRECTORY)) {
                                TreeFaults.below(tree, change.path())
                                        .forEach(entry -> TreeFaults.apply(tree, new TreeChange.Delete(entry.path())));
                            }
                            return Optional.empty();
                        }),
                        "neverDeletesADirectoryWithItsContentAndTriesTheRest")
                .notices(
                        "renames to free names only",
                        TreeFaults.changing((tree, change, context) -> change instanceof TreeChange.Rename rename
                                        && TreeFaults.there(tree, rename.to()).isPresent()
                                ? Optional.of(EntryResult.failed(change.path(), failure("tree.kind-conflict")))
                                : Optional.empty()),
                        "renamesReplacingAndOnlyOnce")
                .notices(
                        "preserves anew over what was preserved",
                        TreeFaults.changing((tree, change, context) -> {
                            if (change instanceof TreeChange.Preserve preserve
                                    && TreeFaults.there(tree, preserve.to()).isPresent()) {
                                TreeFaults.apply(tree, new TreeChange.Delete(preserve.to()));
                            }
                            return Optional.empty();
                        }),
                        "whatIsPreservedSurvivesItsReplacement")
                .notices(
                        "preserves what a link leads to",
                        TreeFaults.changing((tree, change, context) -> {
                            if (change instanceof TreeChange.Preserve preserve
                                    && TreeFaults.isKind(tree, change.path(), EntryKind.SYMLINK)) {
                                TreePath behind = TreeFaults.behind(tree, change.path());
                                TreeFaults.put(tree, preserve.to(), TreeFaults.content(tree, behind));
                                return Optional.of(EntryResult.done(change.path(), 0));
                            }
                            return Optional.empty();
                        }),
                        "preservesLinksAsLinks")
                .notices(
                        "says nothing where there is nothing to preserve",
                        TreeFaults.changing((tree, change, context) -> change instanceof TreeChange.Preserve
                                        && TreeFaults.there(tree, change.path()).isEmpty()
                                ? Optional.of(EntryResult.done(change.path(), 0))
                                : Optional.empty()),
                        "reportsWhatCannotBeChangedEntryByEntry");
    }

    /** What a tree answers that is asked for what it does not declare. */
    static void undeclared(ContractProof proof) {
        proof.notices(
                        "has no word for ranges that it cannot read",
                        Breakage.in(io.godwit.spi.FileTree.class, "open", TreeChangeFaults::withoutACategory),
                        "readsRangesWhereItSaysSo")
                .notices(
                        "has no word for ranges that it cannot write",
                        beginning(TreeChangeFaults::withoutACategory),
                        "beginsLargeFilesWhereItSaysSo")
                .notices(
                        "has no word for a rename that it cannot make",
                        TreeFaults.changing((tree, change, context) -> change instanceof TreeChange.Rename
                                ? Optional.of(EntryResult.failed(change.path(), failure("tree.write-failed")))
                                : Optional.empty()),
                        "renamesReplacingAndOnlyOnce")
                .notices(
                        "makes files of links that it cannot keep",
                        TreeFaults.writing((tree, item) -> item instanceof io.godwit.spi.EntryStream.Found found
                                        && found.entry().target().isPresent()
                                ? TreeBench.file(item.path(), new byte[0])
                                : item),
                        "keepsSymbolicLinksAsTheyAreOrRefusesThem")
                .notices(
                        "tells of hard links that it does not declare",
                        TreeFaults.telling(
                                entry -> entry.toBuilder().linkGroup("g").build()),
                        "keepsHardLinksWhereItSaysSoAndElseTheContents")
                .notices(
                        "makes text of names that are none",
                        TreeFaults.writingFiles(found -> found.path().text().isPresent()
                                ? found
                                : TreeFaults.at(found, TreePath.of(found.path().toString()))),
                        "keepsNamesThatAreNotTextOrRefusesThem")
                .notices(
                        "tells modes that it does not keep",
                        TreeFaults.telling(entry -> entry.toBuilder().mode(0644).build()),
                        "tellsAttributesAlikeInListingsAndLookUps")
                .notices(
                        "tells of holes that it does not keep",
                        TreeFaults.telling(entry -> entry.toBuilder()
                                .sparse(entry.size() == 2_000_000)
                                .build()),
                        "writesHolesAsZeros");
    }

    private static Object withoutACategory(Breakage.Call call) throws Throwable {
        try {
            return Objects.requireNonNull(call.proceed());
        } catch (MigrationException e) {
            throw failure("tree.read-failed");
        }
    }
}
