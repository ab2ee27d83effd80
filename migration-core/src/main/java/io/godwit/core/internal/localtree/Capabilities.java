package io.godwit.core.internal.localtree;

import io.godwit.spi.TreeCapabilities;
import io.godwit.spi.TreeCapabilities.Feature;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Finds out what a directory of this machine can keep, without writing there. */
final class Capabilities {
    private static final int CONCURRENCY = 256;
    private static final int NOBODY = 65534;
    /** File systems that know no links, modes or holes. */
    private static final Set<String> SIMPLE = Set.of("vfat", "msdos", "exfat", "fat", "fat32");
    /** File systems that keep whole seconds. */
    private static final Set<String> SECONDS = Set.of("ext2", "ext3", "hfs");

    private Capabilities() {}

    static TreeCapabilities probe(Path root, boolean toWrite) {
        Path there = nearest(root);
        Set<Feature> features = EnumSet.of(
                Feature.SORTED_LISTING,
                Feature.DIRECTORIES,
                Feature.DIRECTORY_TIMES,
                Feature.ATOMIC_COMMIT,
                Feature.RENAME,
                Feature.RANGES,
                Feature.REMOTE_DIGEST);
        String type = "";
        boolean posix = isUnix(there);
        boolean xattr = false;
        try {
            FileStore store = Files.getFileStore(there);
            type = store.type().toLowerCase(Locale.ROOT);
            posix &= store.supportsFileAttributeView("posix");
            xattr = store.supportsFileAttributeView(UserDefinedFileAttributeView.class);
        } catch (IOException cannotTell) {
            posix = false;
        }
        boolean simple = SIMPLE.contains(type);
        if (posix && !simple) {
            features.addAll(EnumSet.of(Feature.MODES, Feature.SYMLINKS, Feature.HARD_LINKS, Feature.CHEAP_PRESERVE));
            if (!toWrite || Privilege.mayGiveAway()) {
                features.add(Feature.OWNERS);
            }
            if (toWrite || HoleTools.ARE_THERE) {
                features.add(Feature.SPARSE);
            }
        }
        if (xattr && !simple) {
            features.add(Feature.EXTENDED_ATTRIBUTES);
            if (posix && SystemAttributes.Tools.ARE_THERE) {
                features.add(Feature.ACCESS_LISTS);
            }
        }
        if (NativePaths.HAS_BYTES && !simple) {
            features.add(Feature.BYTE_NAMES);
        }
        if (isCaseSensitive(there, simple)) {
            features.add(Feature.CASE_SENSITIVE);
        }
        return new TreeCapabilities(features, resolution(type), CONCURRENCY);
    }

    static boolean isUnix(Path there) {
        return there.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    /** The path itself or, where it is not there yet, the closest directory above it that is. */
    static Path nearest(Path root) {
        Path at = root;
        while (!Files.exists(at)) {
            Path parent = at.getParent();
            if (parent == null) {
                return at;
            }
            at = parent;
        }
        return at;
    }

    private static Duration resolution(String type) {
        if (SIMPLE.contains(type)) {
            return Duration.ofSeconds(2);
        }
        if (SECONDS.contains(type)) {
            return Duration.ofSeconds(1);
        }
        return type.equals("ntfs") ? Duration.ofNanos(100) : Duration.ofNanos(1);
    }

    private static boolean isCaseSensitive(Path there, boolean simple) {
        Path name = there.getFileName();
        String text = name == null ? "" : name.toString();
        String other = text.equals(text.toUpperCase(Locale.ROOT))
                ? text.toLowerCase(Locale.ROOT)
                : text.toUpperCase(Locale.ROOT);
        if (text.equals(other)) {
            return NativePaths.HAS_BYTES && !simple;
        }
        try {
            Path otherwise = there.resolveSibling(other);
            return !Files.exists(otherwise, LinkOption.NOFOLLOW_LINKS) || !Files.isSameFile(there, otherwise);
        } catch (IOException | java.nio.file.InvalidPathException cannotTell) {
            return !simple;
        }
    }

    /** Whether holes are told, asked once. */
    static final class HoleTools {
        static final boolean ARE_THERE = SparseFiles.canTell();

        private HoleTools() {}
    }

    /** Whether this process may give files to others, tried once on a temporary file. */
    static final class Privilege {
        private static final boolean MAY = tryIt();

        private Privilege() {}

        static boolean mayGiveAway() {
            return MAY;
        }

        private static boolean tryIt() {
            try {
                Path file = Files.createTempFile("godwit-probe-", "");
                try {
                    if (!isUnix(file)) {
                        return false;
                    }
                    Files.setAttribute(file, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
                    return true;
                } finally {
                    Files.deleteIfExists(file);
                }
            } catch (IOException | UnsupportedOperationException | SecurityException mayNot) {
                return false;
            }
        }
    }
}
