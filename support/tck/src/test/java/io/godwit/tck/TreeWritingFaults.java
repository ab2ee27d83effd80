package io.godwit.tck;

import static io.godwit.tck.TreeFaults.failure;

import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Progress;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreeLink;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Trees that write batches wrongly. */
final class TreeWritingFaults {
    private TreeWritingFaults() {}

    static void names(ContractProof proof) {
        proof.notices(
                        "takes a backslash for a slash",
                        TreeFaults.writingFiles(found -> TreeFaults.at(
                                found,
                                renamed(
                                        found.path(),
                                        found.path().text().orElse("").replace('\\', '/')))),
                        "keepsAwkwardNames",
                        "refusesANameAloneWhereItsServerDoes")
                .notices(
                        "makes text of names that are none",
                        TreeFaults.writingFiles(found -> found.path().text().isPresent()
                                ? found
                                : TreeFaults.at(found, TreePath.of(found.path().toString()))),
                        "keepsNamesThatAreNotTextOrRefusesThem")
                .notices(
                        "takes names that differ in case for one",
                        TreeFaults.writing((tree, item) -> item instanceof EntryStream.Found found
                                ? TreeFaults.at(found, inAnyCase(tree, found.path()))
                                : item),
                        "tellsNamesApartThatDifferOnlyInCase");
    }

    private static TreePath renamed(TreePath path, String text) {
        return text.isEmpty() ? path : TreePath.of(text);
    }

    private static TreePath inAnyCase(WritableFileTree tree, TreePath path) {
        if (TreeFaults.there(tree, TreePath.ROOT).isEmpty()) {
            return path;
        }
        return TreeFaults.below(tree, TreePath.ROOT).stream()
                .map(TreeEntry::path)
                .filter(there -> there.toString()
                        .toLowerCase(Locale.ROOT)
                        .equals(path.toString().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(path);
    }

    static void contents(ContractProof proof) {
        proof.notices(
                        "damages the end of large contents",
                        TreeFaults.writingFiles(found -> {
                            if (found.entry().size() < 1_100_000 || TreeFaults.hasHoles(found.content())) {
                                return found;
                            }
                            byte[] content = TestContents.readAll(found.content());
                            content[content.length - 1]++;
                            return TreeFaults.with(found, content);
                        }),
                        "keepsContentsOfAllSizes")
                .notices(
                        "takes write permission from all but the owner",
                        TreeFaults.writing((tree, item) -> item instanceof EntryStream.Found found
                                        && found.entry().mode().isPresent()
                                ? new EntryStream.Found(
                                        found.entry().toBuilder()
                                                .mode(found.entry().mode().getAsInt() & ~022)
                                                .build(),
                                        found.content())
                                : item),
                        "keepsModesAndTimesAsFarAsItSays")
                .notices(
                        "leaves the end of a longer file that was there",
                        TreeFaults.writing((tree, item) -> item instanceof EntryStream.Found found
                                        && TreeFaults.there(tree, found.path())
                                                .filter(old -> old.isFile() && old.size() < 1000)
                                                .isPresent()
                                ? overTheOld(tree, found)
                                : item),
                        "replacesWhatHasTheName")
                .notices(
                        "leaves the temporary file of what failed",
                        TreeFaults.afterWriting((tree, results) -> results.stream()
                                .filter(result -> result.failure()
                                        .filter(failure -> failure.code().equals("tree.changed"))
                                        .isPresent())
                                .forEach(result -> TreeFaults.put(
                                        tree, TreePath.of(WritableFileTree.TEMPORARY_PREFIX + "left"), new byte[1]))),
                        "leavesNoTemporaryNamesBehind")
                .notices(
                        "does not say why an entry was missed",
                        TreeFaults.writing((tree, item) -> item instanceof EntryStream.Missed missed
                                ? new EntryStream.Missed(missed.path(), failure("tree.write-failed"))
                                : item),
                        "aFailingEntryKeepsTheOldFileAndLetsTheOthersBe")
                .notices(
                        "removes what was there before the new content is whole",
                        TreeFaults.afterWriting((tree, results) -> results.stream()
                                .filter(result -> result.failure()
                                        .filter(failure -> failure.code().equals("tree.changed"))
                                        .isPresent())
                                .forEach(result -> TreeFaults.apply(tree, new TreeChange.Delete(result.path())))),
                        "aFailingEntryKeepsTheOldFileAndLetsTheOthersBe",
                        "neverMakesAShortFileOfAContentThatEndsEarly")
                .notices(
                        "takes a content that ends early for a whole one",
                        TreeFaults.writingFiles(found -> {
                            if (found.content().size().isEmpty() || TreeFaults.hasHoles(found.content())) {
                                return found;
                            }
                            try {
                                return TreeFaults.with(found, TreeFaults.packed(found.content()));
                            } catch (MigrationException e) {
                                return new EntryStream.Missed(found.path(), e);
                            }
                        }),
                        "neverMakesAShortFileOfAContentThatEndsEarly")
                .notices(
                        "takes a content of unknown size for an empty one",
                        TreeFaults.writingFiles(found ->
                                found.content().size().isEmpty() ? TreeFaults.with(found, new byte[0]) : found),
                        "takesContentsOfUnknownSize")
                .notices(
                        "writes data without the holes in between",
                        TreeFaults.writingFiles(found -> {
                            FileContent content = found.content();
                            int size = (int) content.size().orElse(0);
                            return TreeFaults.hasHoles(content)
                                    ? TreeFaults.with(found, Arrays.copyOf(TreeFaults.packed(content), size))
                                    : found;
                        }),
                        "writesHolesAsZeros");
    }

    private static EntryStream.Found overTheOld(WritableFileTree tree, EntryStream.Found found) {
        if (!found.entry().isFile() || found.content().size().orElse(Long.MAX_VALUE) >= 1000) {
            return found;
        }
        byte[] old = TreeFaults.content(tree, found.path());
        byte[] content = TestContents.readAll(found.content());
        System.arraycopy(content, 0, old, 0, Math.min(old.length, content.length));
        return TreeFaults.with(found, content.length < old.length ? old : content);
    }

    static void batches(ContractProof proof) {
        proof.notices(
                        "puts a file in the place of a directory with all that is in it",
                        TreeFaults.writing((tree, item) -> {
                            if (item instanceof EntryStream.Found found
                                    && found.entry().isFile()
                                    && TreeFaults.isKind(tree, item.path(), EntryKind.DIRECTORY)) {
                                TreeFaults.below(tree, item.path())
                                        .forEach(entry -> TreeFaults.apply(tree, new TreeChange.Delete(entry.path())));
                                TreeFaults.apply(tree, new TreeChange.Delete(item.path()));
                            }
                            return item;
                        }),
                        "refusesWhatCannotTakeTheNameAndGoesOn")
                .notices(
                        "makes a file of a pipe",
                        TreeFaults.writing((tree, item) -> item instanceof EntryStream.Found found
                                        && found.entry().kind() == EntryKind.FIFO
                                ? TreeBench.file(item.path(), new byte[0])
                                : item),
                        "makesOrRefusesSpecialFilesEntryByEntry")
                .notices(
                        "refuses a link that is there already",
                        TreeFaults.writing((tree, item) -> item instanceof EntryStream.Found found
                                        && found.entry().target().isPresent()
                                        && TreeFaults.there(tree, item.path())
                                                .flatMap(TreeEntry::target)
                                                .equals(found.entry().target())
                                ? new EntryStream.Missed(item.path(), failure("tree.write-failed"))
                                : item),
                        "repeatingABatchIsDoingItOnce")
                .notices(
                        "does not report what it wrote",
                        Breakage.in(
                                WritableFileTree.class,
                                "write",
                                call -> call.proceedWith(call.with(
                                        2,
                                        TreeFaults.with(
                                                call.argument(2, WorkContext.class),
                                                "progress",
                                                java.lang.reflect.Proxy.newProxyInstance(
                                                        TreeWritingFaults.class.getClassLoader(),
                                                        new Class<?>[] {Progress.class},
                                                        (proxy, method, arguments) -> null))))),
                        "reportsWhatItWrote")
                .notices(
                        "goes on writing when cancelled",
                        TreeFaults.deaf(WritableFileTree.class, "write", 2),
                        "writesNothingWhenCancelled");
    }

    static void links(ContractProof proof) {
        proof.notices(
                        "makes absolute targets of links relative",
                        TreeFaults.writing((tree, item) -> item instanceof EntryStream.Found found
                                        && found.entry()
                                                .target()
                                                .filter(TreeLink::isAbsolute)
                                                .isPresent()
                                ? TreeBench.link(
                                        item.path().toString(),
                                        found.entry()
                                                .target()
                                                .orElseThrow()
                                                .toString()
                                                .substring(1))
                                : item),
                        "keepsSymbolicLinksAsTheyAreOrRefusesThem")
                .notices(
                        "hashes what a link leads to",
                        Breakage.in(io.godwit.spi.FileTree.class, "digest", call -> {
                            io.godwit.spi.FileTree tree = (io.godwit.spi.FileTree) call.target();
                            List<TreePath> paths = new java.util.ArrayList<>();
                            for (Object each : call.argument(0, List.class)) {
                                TreePath path = (TreePath) each;
                                paths.add(
                                        TreeFaults.isKind(tree, path, EntryKind.SYMLINK)
                                                ? TreeFaults.behind(tree, path)
                                                : path);
                            }
                            return call.proceedWith(call.with(0, paths));
                        }),
                        "neverFollowsLinksWhileReading")
                .notices(
                        "writes through links on the way",
                        TreeFaults.writing((tree, item) -> item instanceof EntryStream.Found found
                                ? TreeFaults.at(found, TreeFaults.through(tree, item.path()))
                                : item),
                        "refusesToWriteThroughLinks")
                .notices(
                        "writes a file into what a link of that name leads to",
                        TreeFaults.writing((tree, item) -> item instanceof EntryStream.Found found
                                        && found.entry().isFile()
                                        && TreeFaults.isKind(tree, item.path(), EntryKind.SYMLINK)
                                ? TreeFaults.at(found, TreeFaults.behind(tree, item.path()))
                                : item),
                        "replacesALinkAndNotWhatItPointsTo")
                .notices(
                        "makes no link where a file is",
                        TreeFaults.writing((tree, item) -> item instanceof EntryStream.Found found
                                        && found.entry().target().isPresent()
                                        && TreeFaults.isKind(tree, item.path(), EntryKind.FILE)
                                ? new EntryStream.Missed(item.path(), failure("tree.write-failed"))
                                : item),
                        "aLinkReplacesAFile")
                .notices(
                        "makes a file of each name of one",
                        TreeFaults.writing((tree, item) -> item instanceof EntryStream.Found found
                                ? new EntryStream.Found(
                                        found.entry().toBuilder()
                                                .linkGroup(null)
                                                .build(),
                                        found.content())
                                : item),
                        "keepsHardLinksWhereItSaysSoAndElseTheContents")
                .notices(
                        "writes into the file whose name it should replace",
                        TreeFaults.afterWriting(TreeWritingFaults::intoEveryName),
                        "replacingOneNameOfAFileLeavesTheOthers");
    }

    /** As if the file had been written where it was: its other name shows the new content. */
    private static void intoEveryName(WritableFileTree tree, List<EntryResult> results) {
        if (results.size() == 1
                && results.get(0).path().equals(TreePath.of("a"))
                && TreeFaults.isKind(tree, TreePath.of("b"), EntryKind.FILE)) {
            TreeFaults.put(tree, TreePath.of("b"), TreeFaults.content(tree, TreePath.of("a")));
        }
    }
}
