package io.godwit.transfer.vfs;

import io.godwit.spi.ByteRange;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.PendingFile;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WriteToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.commons.net.ftp.FTPReply;

/**
 * A large file under way. Servers write at an offset only up to where the file ends, some not even that without cutting off what comes
 * behind it. So what continues the file is appended to it, and what comes before its turn waits in a file of its own beside it and is
 * appended when the gap is closed, at the latest when the file is committed.
 */
final class FtpPendingFile implements PendingFile {
    private final WritableFtpTree tree;
    private final TreeEntry entry;
    private final WorkContext context;
    private final TreePath parent;
    private final String stem;
    private final TreePath main;

    private FtpPendingFile(WritableFtpTree tree, TreeEntry entry, WorkContext context, TreePath parent, String stem) {
        this.tree = tree;
        this.entry = entry;
        this.context = context;
        this.parent = parent;
        this.stem = stem;
        this.main = parent.resolve(stem);
    }

    static FtpPendingFile begin(WritableFtpTree tree, TreeEntry entry, WriteToken token, WorkContext context) {
        TreePath path = entry.path();
        tree.paths().of(path);
        TreePath parent = path.parent().orElse(TreePath.ROOT);
        tree.directories().ensure(parent, context);
        String of = path + "\0" + entry.version().orElse("") + "\0" + entry.size();
        String id = UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
        String prefix = WritableFtpTree.prefix(token);
        String stem = prefix + token.fence() + "-part-" + id;
        FtpPendingFile file = new FtpPendingFile(tree, entry, context, parent, stem);
        file.takeOver(prefix, "-part-" + id, token.fence());
        return file;
    }

    /** Renames what an earlier runner began; its own late commit then finds nothing. */
    private void takeOver(String prefix, String suffix, long fence) {
        for (TreeEntry there : tree.listing(context).list(parent).orElse(List.of())) {
            String name = there.path().name().toString();
            int at = name.indexOf(suffix);
            if (!name.startsWith(prefix) || at <= prefix.length()) {
                continue;
            }
            String number = name.substring(prefix.length(), at);
            if (!number.matches("\\d{1,18}")) {
                continue;
            }
            long old = Long.parseLong(number);
            if (old > fence) {
                throw TreeFailures.fenced(entry.path());
            }
            if (old < fence) {
                String taken = prefix + fence + name.substring(at);
                rename(there.path(), parent.resolve(taken));
            }
        }
        // whoever writes nothing still has to be told from who came later
        if (tree.listing(context).look(main).isEmpty()) {
            tree.pool().with(context.cancellation(), link -> {
                OutputStream out = FtpWriter.open(link, tree.paths().of(main), main, 0);
                link.endWriting(out);
                FtpWriter.complete(link, tree.paths().of(main), main);
                return Boolean.TRUE;
            });
        }
    }

    private void rename(TreePath from, TreePath to) {
        tree.pool().with(context.cancellation(), link -> {
            int[] codes = link.together(List.of(
                    "RNFR " + tree.paths().of(from), "RNTO " + tree.paths().of(to)));
            if (!FTPReply.isPositiveCompletion(codes[1])) {
                throw FtpErrors.refused(from, "rename", codes[1], link.said());
            }
            return Boolean.TRUE;
        });
    }

    private record Piece(TreePath path, ByteRange range) {}

    /** What waits beside the file, in order. */
    private List<Piece> pieces() {
        List<Piece> pieces = new ArrayList<>();
        String begin = stem + "-p";
        for (TreeEntry there : tree.listing(context).list(parent).orElse(List.of())) {
            String name = there.path().name().toString();
            if (name.startsWith(begin) && name.substring(begin.length()).matches("\\d{1,18}-\\d{1,18}")) {
                String[] numbers = name.substring(begin.length()).split("-", -1);
                ByteRange range = new ByteRange(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
                if (there.size() == range.length()) {
                    pieces.add(new Piece(there.path(), range));
                }
            }
        }
        pieces.sort(Comparator.comparingLong(piece -> piece.range().offset()));
        return pieces;
    }

    /** Where the file ends; fails where a later runner took it. */
    private long end() {
        Optional<TreeEntry> there = tree.listing(context).look(main);
        return there.orElseThrow(() -> TreeFailures.fenced(entry.path())).size();
    }

    @Override
    public List<ByteRange> written() {
        List<ByteRange> ranges = new ArrayList<>();
        long end = Math.min(end(), entry.size());
        if (end > 0) {
            ranges.add(new ByteRange(0, end));
        }
        for (Piece piece : pieces()) {
            long from = Math.max(piece.range().offset(), end);
            if (piece.range().end() > from) {
                int last = ranges.size() - 1;
                if (last >= 0 && ranges.get(last).end() == from) {
                    long begin = ranges.get(last).offset();
                    ranges.set(last, new ByteRange(begin, piece.range().end() - begin));
                } else {
                    ranges.add(new ByteRange(from, piece.range().end() - from));
                }
                end = piece.range().end();
            }
        }
        return ranges;
    }

    @Override
    public void write(long offset, FileContent content) {
        context.cancellation().throwIfCancelled();
        long length = content.size().orElse(Math.max(0, entry.size() - offset));
        String key = tree.paths().of(main);
        tree.queues().enter(key, offset);
        try {
            tree.queues().await(key, offset);
            long end = end();
            if (end == offset) {
                send(key, offset, content);
            } else {
                TreePath aside = parent.resolve(stem + "-p" + offset + "-" + length);
                send(tree.paths().of(aside), 0, content);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MigrationException.cancelled("writing \"" + entry.path() + "\"");
        } finally {
            tree.queues().leave(key, offset);
        }
    }

    private void send(String file, long offset, FileContent content) {
        FtpLink link = tree.pool().take(context.cancellation());
        boolean usable = false;
        try {
            OutputStream out = FtpWriter.open(link, file, entry.path(), offset);
            try {
                ContentInput in = new ContentInput(entry.path(), content, false);
                byte[] chunk = new byte[64 * 1024];
                for (int count = in.read(chunk, 0, chunk.length); count >= 0; count = in.read(chunk, 0, chunk.length)) {
                    context.cancellation().throwIfCancelled();
                    out.write(chunk, 0, count);
                    context.progress().addBytes(count);
                }
            } catch (MigrationException e) {
                link.endWriting(out);
                link.getReply();
                usable = true;
                throw e;
            }
            link.endWriting(out);
            if (!FTPReply.isPositiveCompletion(link.getReply())) {
                if (FtpWriter.isCut(link.getReplyCode())) {
                    throw new IOException(link.said());
                }
                throw FtpErrors.refused(entry.path(), "take", link.getReplyCode(), link.said());
            }
            usable = true;
        } catch (IOException e) {
            throw FtpErrors.lost(tree.pool().place(), e);
        } finally {
            if (usable) {
                tree.pool().give(link);
            } else {
                tree.pool().discard(link);
            }
        }
    }

    @Override
    public FileContent readBack(ByteRange range) {
        List<FileContent> parts = new ArrayList<>();
        long at = range.offset();
        long end = end();
        List<Piece> pieces = pieces();
        while (at < range.end()) {
            long from = at;
            long until;
            if (at < end) {
                until = Math.min(end, range.end());
                parts.add(new LaterContent(tree, main, at, until - at, context));
            } else {
                Piece piece = pieces.stream()
                        .filter(one ->
                                one.range().offset() <= from && one.range().end() > from)
                        .findFirst()
                        .orElseThrow(() -> TreeFailures.incomplete(entry.path(), from));
                until = Math.min(piece.range().end(), range.end());
                parts.add(
                        new LaterContent(tree, piece.path(), at - piece.range().offset(), until - at, context));
            }
            at = until;
        }
        return new JoinedContent(parts, range.length());
    }

    @Override
    public void commit() {
        context.cancellation().throwIfCancelled();
        for (Piece piece : pieces()) {
            long end = end();
            if (piece.range().offset() <= end && piece.range().end() > end) {
                long skipped = end - piece.range().offset();
                long length = piece.range().length() - skipped;
                // through a file of this machine: the server may not take a second connection
                try (SpoolFile spool = SpoolFile.create(spooled(piece.path(), skipped, length))) {
                    try (InputStream all = spool.tee()) {
                        all.transferTo(OutputStream.nullOutputStream());
                    }
                    send(tree.paths().of(main), end, new SpooledContent(spool, length));
                } catch (IOException e) {
                    throw ArchiveFailures.noScratch(e);
                }
            }
        }
        long end = end();
        if (end != entry.size()) {
            throw TreeFailures.incomplete(entry.path(), end);
        }
        tree.directories().isReachable(entry.path(), context);
        tree.pool().with(context.cancellation(), link -> {
            tree.writer().finish(link, tree.paths().of(main), entry.size(), entry, context);
            return Boolean.TRUE;
        });
        context.progress().addItems(1);
        remove();
    }

    private InputStream spooled(TreePath path, long offset, long length) {
        FileContent content = new LaterContent(tree, path, offset, length, context);
        return new ContentInput(path, content, false) {
            @Override
            public void close() {
                content.close();
            }
        };
    }

    @Override
    public void abort() {
        tree.pool()
                .with(
                        context.cancellation(),
                        link -> link.sendCommand("DELE", tree.paths().of(main)));
        remove();
    }

    private void remove() {
        for (Piece piece : pieces()) {
            tree.pool()
                    .with(
                            context.cancellation(),
                            link -> link.sendCommand("DELE", tree.paths().of(piece.path())));
        }
    }

    @Override
    public void close() {
        // nothing is held; what was written stays
    }
}
