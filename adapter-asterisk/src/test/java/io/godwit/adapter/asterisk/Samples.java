package io.godwit.adapter.asterisk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The sample PBX, and what a running Asterisk made of it. All of it is invented. */
final class Samples {
    private Samples() {}

    static Path path(String name) {
        try {
            return Path.of(Objects.requireNonNull(Samples.class.getResource("/asterisk/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    static String text(String name) {
        try {
            return Files.readString(path(name), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All files below a directory, by path in there. */
    static Map<String, byte[]> contents(String directory) {
        Path root = path(directory);
        Map<String, byte[]> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(root.relativize(file).toString(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return contents;
    }

    static ConfigTree oldPbx() {
        return new ConfigTree("/etc/asterisk", contents("old-pbx/etc/asterisk"));
    }

    /** The sample with a file changed. */
    static ConfigTree changed(String file, String from, String to) {
        Map<String, byte[]> contents = contents("old-pbx/etc/asterisk");
        String text = new String(Objects.requireNonNull(contents.get(file)), StandardCharsets.UTF_8);
        if (!text.contains(from)) {
            throw new AssertionError(file + " has no \"" + from + "\"");
        }
        contents.put(file, text.replace(from, to).getBytes(StandardCharsets.UTF_8));
        return new ConfigTree("/etc/asterisk", contents);
    }

    static ConfigTree tree(String file, String text) {
        return new ConfigTree("/etc/asterisk", Map.of(file, text.getBytes(StandardCharsets.UTF_8)));
    }
}
