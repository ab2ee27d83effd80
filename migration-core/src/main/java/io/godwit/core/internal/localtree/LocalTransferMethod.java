package io.godwit.core.internal.localtree;

import io.godwit.spi.Access;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Opens directories of this machine: {@code file:///srv/www/shop}. It takes no settings. */
public final class LocalTransferMethod implements TransferMethod {
    @Override
    public String id() {
        return "local";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("file");
    }

    @Override
    public FileTree open(Location location, Access access, WorkContext context) {
        Path root = root(location);
        if (access == Access.WRITE) {
            checkWritable(root);
            return new WritableLocalTree(root, Capabilities.probe(root, true));
        }
        if (!Files.isDirectory(root)) {
            throw LocalErrors.notFound(TreePath.ROOT, root, new java.nio.file.NoSuchFileException(root.toString()));
        }
        return new LocalTree(root, Capabilities.probe(root, false));
    }

    private static Path root(Location location) {
        if (!location.settings().isEmpty()) {
            throw configuration(
                    "location.unknown-setting",
                    location,
                    "has settings, which a local directory does not take: "
                            + String.join(", ", location.settings().keySet()),
                    "Remove them.");
        }
        if (location.via().isPresent() || location.becomeUser().isPresent()) {
            throw configuration(
                    "location.not-local",
                    location,
                    "is to be reached through another place or as another user, which a local directory is not",
                    "Use ssh:// for a directory of another machine or user.");
        }
        URI uri = location.uri();
        String raw = uri.getRawPath();
        String host = uri.getAuthority();
        try {
            if (raw == null || !raw.startsWith("/") || !(host == null || host.isEmpty() || host.equals("localhost"))) {
                throw new IllegalArgumentException("no absolute path of this machine");
            }
            // escapes are bytes, which need not be text
            boolean isAscii = raw.chars().allMatch(c -> c < 0x80);
            return isAscii ? Path.of(URI.create("file://" + raw)) : Path.of(uri.getPath());
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw configuration(
                    "location.bad-uri", location, "is no local path", "Write file:///path with an absolute path.");
        }
    }

    private static MigrationException configuration(String code, Location location, String what, String remedy) {
        return MigrationException.of(ErrorCategory.CONFIGURATION, code, "the location \"" + location + "\" " + what)
                .subject(location.toString())
                .remedy(remedy)
                .build();
    }

    private static void checkWritable(Path root) {
        Path there = Capabilities.nearest(root);
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "tree.not-writable",
                            "\"" + there + "\" is no directory that may be written")
                    .subject(root.toString())
                    .remedy("Give the user who runs this the right to write there, or choose another destination.")
                    .build();
        }
    }
}
