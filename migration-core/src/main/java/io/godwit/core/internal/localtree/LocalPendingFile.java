package io.godwit.core.internal.localtree;

import io.godwit.spi.ByteRange;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.PendingFile;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WriteToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A large file under its temporary name. What was written of it stands in a book beside it, so that several objects, threads and
 * processes can work on it. Ranges may be written from several threads.
 */
final class LocalPendingFile implements PendingFile {
    private static final int ZEROS = 256 * 1024;

    private final WritableLocalTree tree;
    private final TreeEntry entry;
    private final WorkContext context;
    private final Path temporary;
    private final FileChannel channel;
    private final RangeBook book;

    private LocalPendingFile(
            WritableLocalTree tree, TreeEntry entry, WorkContext context, Path temporary, FileChannel channel) {
        this.tree = tree;
        this.entry = entry;
        this.context = context;
        this.temporary = temporary;
        this.channel = channel;
        this.book =
                new RangeBook(temporary.resolveSibling(TemporaryNames.ranges(String.valueOf(temporary.getFileName()))));
    }

    /** Opens the file of this session, taking over what an earlier runner began. */
    static LocalPendingFile begin(WritableLocalTree tree, TreeEntry entry, WriteToken token, WorkContext context)
            throws IOException {
        TreePath parent = entry.path().parent().orElseThrow();
        new LinkGuard(tree.root()).make(parent);
        Path directory = NativePaths.resolve(tree.root(), parent);
        Path temporary = directory.resolve(TemporaryNames.part(entry, token));
        if (!Files.exists(temporary, LinkOption.NOFOLLOW_LINKS)) {
            takeOver(directory, entry, token);
        }
        FileChannel channel = FileChannel.open(
                temporary,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS));
        return new LocalPendingFile(tree, entry, context, temporary, channel);
    }

    private static void takeOver(Path directory, TreeEntry entry, WriteToken token) throws IOException {
        String name = TemporaryNames.part(entry, token);
        try (DirectoryStream<Path> there = Files.newDirectoryStream(directory, ".godwit-*")) {
            for (Path file : there) {
                String old = String.valueOf(file.getFileName());
                OptionalLong fence = TemporaryNames.fenceOf(old, entry, token);
                if (fence.isPresent() && fence.getAsLong() > token.fence()) {
                    throw LocalErrors.fenced(entry.path(), new IOException("\"" + old + "\" is there"));
                }
                if (fence.isPresent() && fence.getAsLong() < token.fence()) {
                    String taken = old.endsWith(".ranges") ? TemporaryNames.ranges(name) : name;
                    Files.move(file, directory.resolve(taken), StandardCopyOption.ATOMIC_MOVE);
                }
            }
        }
    }

    @Override
    public List<ByteRange> written() {
        try {
            return book.read().written();
        } catch (IOException e) {
            throw LocalErrors.reading(e, entry.path());
        }
    }

    /** A later runner renames the file when it takes it over. */
    private void checkOurs() {
        if (!Files.exists(temporary, LinkOption.NOFOLLOW_LINKS)) {
            throw LocalErrors.fenced(entry.path(), new NoSuchFileException(temporary.toString()));
        }
    }

    @Override
    public void write(long offset, FileContent content) {
        long length = content.size().orElse(Math.max(0, entry.size() - offset));
        ByteRange range = new ByteRange(offset, length);
        checkOurs();
        try {
            boolean fresh = book.begin(range);
            FileWriter.Holes holes = fresh ? (file, from, to) -> {} : LocalPendingFile::zero;
            new FileWriter(tree.root(), context).write(content, channel, offset, entry.path(), holes);
            channel.force(true);
            checkOurs();
            book.end(range);
        } catch (IOException e) {
            throw LocalErrors.writing(e, entry.path(), tree.root());
        }
    }

    /** Overwrites what is not zero in a part that was written before. */
    private static void zero(FileChannel file, long from, long to) throws IOException {
        long end = Math.min(to, file.size());
        ByteBuffer buffer = ByteBuffer.allocate(ZEROS);
        for (long at = from; at < end; at += ZEROS) {
            buffer.clear().limit((int) Math.min(ZEROS, end - at));
            while (buffer.hasRemaining() && file.read(buffer, at + buffer.position()) >= 0) {
                // reads on
            }
            int length = buffer.position();
            if (!HoleMap.isZero(buffer.array(), length)) {
                ByteBuffer zeros = ByteBuffer.allocate(length);
                while (zeros.hasRemaining()) {
                    file.write(zeros, at + zeros.position());
                }
            }
        }
    }

    @Override
    public FileContent readBack(ByteRange range) {
        try {
            FileChannel file = FileChannel.open(temporary, StandardOpenOption.READ);
            ByteRange there = new ByteRange(0, Math.max(0, Math.min(range.length(), file.size() - range.offset())));
            List<ByteRange> regions = there.length() == 0 ? List.of() : List.of(there);
            return new LocalFileContent(entry.path(), file, range, regions, null, context.cancellation());
        } catch (IOException e) {
            throw LocalErrors.reading(e, entry.path());
        }
    }

    @Override
    public void commit() {
        checkOurs();
        try {
            if (!book.read().covers(entry.size())) {
                throw LocalErrors.of(
                                ErrorCategory.TRANSFER,
                                "tree.incomplete",
                                entry.path(),
                                "was not written completely",
                                null)
                        .remedy("Continue with \"resume\"; what is missing is written.")
                        .build();
            }
            FileWriter.extend(channel, entry.size());
            channel.truncate(entry.size());
            tree.attributes().set(temporary, entry, context);
            tree.attributes().setSystem(Map.of(temporary, entry), Map.of(), context);
            channel.force(true);
            Path target = NativePaths.resolve(tree.root(), entry.path());
            new LinkGuard(tree.root()).check(entry.path().parent().orElseThrow());
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            book.delete();
            channel.close();
            Path parent = target.getParent();
            tree.durability().directories(parent == null ? List.of() : List.of(parent));
            context.progress().addItems(1);
        } catch (NoSuchFileException e) {
            throw LocalErrors.fenced(entry.path(), e);
        } catch (IOException e) {
            throw LocalErrors.writing(e, entry.path(), tree.root());
        }
    }

    @Override
    public void abort() {
        try {
            channel.close();
            Files.deleteIfExists(temporary);
            book.delete();
        } catch (IOException e) {
            throw LocalErrors.writing(e, entry.path(), tree.root());
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
