package io.godwit.core.internal.localtree;

import io.godwit.spi.MigrationException;
import io.godwit.spi.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;

/**
 * Looks at the directories on the way to a file, so that none is a link. What was found to be a directory is not looked at again by
 * the same guard; so a guard lives for one batch. One thread at a time.
 */
final class LinkGuard {
    private static final int MOST = 10_000;

    private final Path root;
    private final Set<TreePath> directories = new HashSet<>();

    LinkGuard(Path root) {
        this.root = root;
    }

    /**
     * Fails where a path is not reached through directories.
     *
     * @throws MigrationException TRANSFER, {@code tree.link-in-path}
     * @throws NoSuchFileException where a directory is not there
     */
    void check(TreePath directory) throws IOException {
        if (directory.isRoot() || directories.contains(directory)) {
            return;
        }
        check(directory.parent().orElseThrow());
        Path path = NativePaths.resolve(root, directory);
        if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isDirectory()) {
            throw LocalErrors.linkInPath(directory, new java.nio.file.NotDirectoryException(path.toString()));
        }
        add(directory);
    }

    /** Makes a directory with what is missing above it. */
    void make(TreePath directory) throws IOException {
        if (directories.contains(directory)) {
            return;
        }
        if (directory.isRoot()) {
            Files.createDirectories(root);
            add(directory);
            return;
        }
        make(directory.parent().orElseThrow());
        try {
            check(directory);
        } catch (NoSuchFileException missing) {
            Files.createDirectory(NativePaths.resolve(root, directory));
            add(directory);
        }
    }

    private void add(TreePath directory) {
        if (directories.size() >= MOST) {
            directories.clear();
        }
        directories.add(directory);
    }

    void forget() {
        directories.clear();
    }
}
