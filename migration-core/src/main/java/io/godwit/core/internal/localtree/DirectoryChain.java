package io.godwit.core.internal.localtree;

import io.godwit.spi.TreePath;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens files of a tree without following a link anywhere below its root, even one that is put there meanwhile: each directory is
 * opened from the one above it and kept open while files next to each other are read. Where the system has no such thing, or very
 * deep down, the directories on the way are looked at instead. One thread at a time.
 */
final class DirectoryChain implements AutoCloseable {
    private static final int DEEPEST = 40;

    private final Path root;
    private final LinkGuard guard;
    private final List<TreePath> names = new ArrayList<>();
    private final List<SecureDirectoryStream<Path>> open = new ArrayList<>();

    DirectoryChain(Path root, LinkGuard guard) {
        this.root = root;
        this.guard = guard;
    }

    /** Opens a file to read. */
    FileChannel open(TreePath path) throws IOException {
        TreePath directory = path.parent().orElseThrow();
        SecureDirectoryStream<Path> held = at(directory);
        Path name = NativePaths.resolve(Path.of(""), path.name());
        if (held != null) {
            return (FileChannel) held.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        }
        guard.check(directory);
        return FileChannel.open(
                NativePaths.resolve(root, path), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    private @Nullable SecureDirectoryStream<Path> at(TreePath directory) throws IOException {
        List<TreePath> wanted = names(directory);
        if (wanted.size() > DEEPEST) {
            return null;
        }
        if (open.isEmpty() && !openRoot()) {
            return null;
        }
        int common = 0;
        while (common < names.size()
                && common < wanted.size()
                && names.get(common).equals(wanted.get(common))) {
            common++;
        }
        shorten(common);
        for (int i = common; i < wanted.size(); i++) {
            Path name = NativePaths.resolve(Path.of(""), wanted.get(i));
            try {
                open.add(open.get(open.size() - 1).newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
            } catch (FileSystemException e) {
                guard.check(directory);
                throw e;
            }
            names.add(wanted.get(i));
        }
        return open.get(open.size() - 1);
    }

    @SuppressWarnings("StreamResourceLeak") // kept open, and closed with the chain
    private boolean openRoot() throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(root);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            open.add(secure);
            return true;
        }
        stream.close();
        return false;
    }

    private static List<TreePath> names(TreePath directory) {
        List<TreePath> names = new ArrayList<>();
        TreePath at = directory;
        while (!at.isRoot()) {
            names.add(0, at.name());
            at = at.parent().orElseThrow();
        }
        return names;
    }

    private void shorten(int length) throws IOException {
        while (names.size() > length) {
            names.remove(names.size() - 1);
            open.remove(open.size() - 1).close();
        }
    }

    @Override
    public void close() throws IOException {
        shorten(0);
        if (!open.isEmpty()) {
            open.remove(0).close();
        }
    }
}
