package io.godwit.cli;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The jars that a user put beside the sessions: plugins, and the libraries that they bring. */
final class PluginFolder {
    private PluginFolder() {}

    /**
     * Loads classes from a folder, too.
     *
     * @param folder holds jars; need not be there
     * @param parent is asked first
     * @return a class loader for as long as this process lives; the parent itself where there are no jars
     * @throws MigrationException CONFIGURATION, {@code plugin.folder-unreadable}
     */
    static ClassLoader loader(Path folder, ClassLoader parent) {
        if (!Files.isDirectory(folder)) {
            return parent;
        }
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jar")) {
            found.forEach(jars::add);
            jars.sort(null);
            List<URL> urls = new ArrayList<>();
            for (Path jar : jars) {
                urls.add(jar.toUri().toURL());
            }
            return urls.isEmpty() ? parent : new URLClassLoader("plugins", urls.toArray(URL[]::new), parent);
        } catch (IOException e) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "plugin.folder-unreadable",
                            "the plugins in \"" + folder + "\" could not be looked at")
                    .subject(folder.toString())
                    .remedy("Give yourself the right to read it, or move it away.")
                    .cause(e)
                    .build();
        }
    }
}
