package io.godwit.transfer.vfs;

import io.godwit.spi.EntryKind;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreeLink;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads a tar into an index. What could be meant to harm is reported and left out. One thread. */
final class TarLoader {
    private final String archive;
    private final ArchiveIndex index;
    private final ArchiveLimits limits;
    private final WorkContext context;
    private final EntryNames names;
    private long count;

    TarLoader(String archive, ArchiveIndex index, ArchiveLimits limits, WorkContext context) {
        this.archive = archive;
        this.index = index;
        this.limits = limits;
        this.context = context;
        this.names = new EntryNames(archive, index, context);
    }

    /**
     * Reads a part.
     *
     * @param part what to read
     * @param whole whether it is a whole archive, which has an end, or one of many parts
     */
    void load(TarPart part, boolean whole) {
        try (InputStream plain = part.openFirst()) {
            TarIn tar = new TarIn(plain);
            for (Optional<TarIn.Member> next = tar.next(); next.isPresent(); next = tar.next()) {
                context.cancellation().throwIfCancelled();
                limits.checkCount(archive, ++count);
                add(next.get(), part);
            }
            if (whole && !tar.isClosed()) {
                throw ArchiveFailures.truncated(archive, "the blocks that end it are missing", null);
            }
            // what comes after the end is padding; the checksums of the compression stand behind it
            plain.transferTo(java.io.OutputStream.nullOutputStream());
            index.setThere(true);
        } catch (IOException e) {
            throw ArchiveFailures.unreadable(archive, e);
        } catch (ArithmeticException e) {
            throw ArchiveFailures.damaged(archive, "a size that cannot be", e);
        }
    }

    private void add(TarIn.Member member, TarPart part) {
        Optional<TreePath> path = names.path(member.name());
        if (path.isEmpty()) {
            return;
        }
        byte[] change = member.extended().get(TarOut.CHANGE);
        if (change != null) {
            EntryKind kind = member.type() == TarOut.DIRECTORY ? EntryKind.DIRECTORY : EntryKind.FILE;
            TreeEntry said = attributes(member, path.get(), kind).build();
            TreePath to = member.target().length == 0 ? null : TreePath.ofBytes(member.target());
            ArchiveChanges.replay(index, new String(change, java.nio.charset.StandardCharsets.US_ASCII), said, to);
            return;
        }
        switch (member.type()) {
            case TarOut.HARD_LINK -> hardLink(member, path.get());
            case TarOut.SYMLINK -> {
                if (member.target().length > 0 && names.isReachable(path.get())) {
                    put(
                            attributes(member, path.get(), EntryKind.SYMLINK)
                                    .target(TreeLink.ofBytes(member.target()))
                                    .build(),
                            null);
                }
            }
            case '3', '4' -> plain(member, path.get(), EntryKind.DEVICE);
            case TarOut.DIRECTORY -> plain(member, path.get(), EntryKind.DIRECTORY);
            case '6' -> plain(member, path.get(), EntryKind.FIFO);
            case TarOut.FILE, 0, '7', 'S' -> file(member, path.get(), part);
            default ->
                context.progress()
                        .report(ArchiveFailures.hostile(
                                archive,
                                path.get().toString(),
                                "it is of the unknown type \"" + (char) (member.type() & 0xff) + "\""));
        }
    }

    private void plain(TarIn.Member member, TreePath path, EntryKind kind) {
        if (names.isReachable(path)) {
            put(attributes(member, path, kind).build(), null);
        }
    }

    private void file(TarIn.Member member, TreePath path, TarPart part) {
        boolean isOldDirectory = member.name().length > 0 && member.name()[member.name().length - 1] == '/';
        if (isOldDirectory) {
            plain(member, path, EntryKind.DIRECTORY);
        } else if (names.isReachable(path)) {
            TreeEntry entry = attributes(member, path, EntryKind.FILE)
                    .size(member.size())
                    .sparse(member.regions() != null)
                    .build();
            put(entry, new Stored(part, member.offset(), member.stored(), member.regions()));
        }
    }

    private void put(TreeEntry entry, @Nullable Stored content) {
        boolean wasDirectory =
                index.find(entry.path()).map(node -> node.entry().isDirectory()).orElse(false);
        if (wasDirectory && !entry.isDirectory() && index.isOccupied(entry.path())) {
            context.progress()
                    .report(ArchiveFailures.hostile(
                            archive, entry.path().toString(), "it takes the name of a directory that holds something"));
            return;
        }
        if (!entry.path().isRoot() || entry.isDirectory()) {
            index.put(entry, content);
        }
    }

    private void hardLink(TarIn.Member member, TreePath path) {
        Optional<TreePath> first = names.path(member.target());
        if (first.isEmpty() || !names.isReachable(path)) {
            return;
        }
        Optional<ArchiveIndex.Node> node = index.find(first.get()).filter(found -> found.content() != null);
        if (node.isEmpty()) {
            context.progress()
                    .report(ArchiveFailures.hostile(
                            archive,
                            path.toString(),
                            "it is a link to \"" + first.get() + "\", which is not in the archive"));
            return;
        }
        TreeEntry shared = node.get().entry();
        String group = shared.linkGroup().orElse(archive + "\0" + shared.path());
        index.update(shared.toBuilder().linkGroup(group).build(), node.get().content());
        put(shared.toBuilder(path).linkGroup(group).build(), node.get().content());
    }

    private static TreeEntry.Builder attributes(TarIn.Member member, TreePath path, EntryKind kind) {
        Map<String, byte[]> extended = member.extended();
        TreeEntry.Builder entry = TreeEntry.of(path, kind);
        if (!extended.containsKey("GODWIT.modeless")) {
            entry.mode(member.mode());
        }
        if (!extended.containsKey("GODWIT.untimed")) {
            entry.modified(member.modified());
        }
        entry.owner(owner(extended.get("GODWIT.nouid"), member.uid(), member.user()));
        entry.group(owner(extended.get("GODWIT.nogid"), member.gid(), member.group()));
        for (Map.Entry<String, byte[]> record : extended.entrySet()) {
            String key = record.getKey();
            if (key.startsWith("SCHILY.xattr.") && key.length() > "SCHILY.xattr.".length()) {
                entry.extended(
                        key.substring("SCHILY.xattr.".length()),
                        Base64.getEncoder().encodeToString(record.getValue()));
            }
        }
        return entry;
    }

    private static TreeEntry.@Nullable Owner owner(byte @Nullable [] not, long id, String name) {
        if (not == null) {
            return TreeEntry.Owner.of(id, name);
        }
        return not.length == 1 ? null : new TreeEntry.Owner(OptionalLong.empty(), name);
    }
}
