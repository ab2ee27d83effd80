package io.godwit.cli.reliability;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Secrets that must not turn up anywhere, and where they did. They are looked for as they are and as they travel: in Base64 at any
 * offset, in hexadecimal, in URLs, in JSON, in HTML. Thread-safe.
 */
final class Canaries {
    private static final int LEAST = 6;

    private final Map<String, Set<byte[]>> needles = new LinkedHashMap<>();
    private final Set<String> found = ConcurrentHashMap.newKeySet();
    private final Set<String> looked = ConcurrentHashMap.newKeySet();

    /** Adds a secret under a name that may be shown. */
    Canaries add(String name, String secret) {
        if (secret.length() < LEAST) {
            throw new IllegalArgumentException("too short to be told from other text: " + name);
        }
        Set<String> forms = new LinkedHashSet<>(List.of(secret));
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[shift + bytes.length];
            System.arraycopy(bytes, 0, shifted, shift, bytes.length);
            String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            // what the neighbours of the secret have a part in is left out
            String own = encoded.substring(shift == 0 ? 0 : shift + 1, shifted.length / 3 * 4);
            forms.add(own);
            forms.add(own.replace('+', '-').replace('/', '_'));
        }
        forms.add(HexFormat.of().formatHex(bytes));
        forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
        String inUrl = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        forms.add(inUrl);
        forms.add(inUrl.replace("+", "%20"));
        String inJson = secret.replace("\\", "\\\\").replace("\"", "\\\"");
        forms.add(inJson);
        forms.add(secret.replace("&", "&amp;")
                .replace("\"", "&quot;")
                .replace("<", "&lt;")
                .replace("'", "&#39;"));
        Set<byte[]> set = new LinkedHashSet<>();
        forms.forEach(form -> set.add(form.getBytes(StandardCharsets.UTF_8)));
        needles.put(name, set);
        return this;
    }

    /** Looks through text. */
    void look(String place, String text) {
        look(place, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Looks through bytes. */
    void look(String place, byte[] content) {
        looked.add(place);
        needles.forEach((name, forms) -> {
            if (forms.stream().anyMatch(form -> contains(content, form))) {
                found.add(name + " in " + place);
            }
        });
    }

    /** Looks through every file below a directory, and at their names, but for some that are meant to hold secrets. */
    void lookInto(Path directory, Set<Path> except) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory)) {
            files = walk.filter(Files::isRegularFile)
                    .filter(file -> !except.contains(file))
                    .toList();
        }
        for (Path file : files) {
            look("the name of " + file, file.toString());
            look(file.toString(), Files.readAllBytes(file));
        }
    }

    /** Looks at the argument lists of all processes, and at the environments of some. */
    void lookAtProcesses(Set<Long> withEnvironment) {
        List<Path> processes;
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            processes = all.filter(each -> each.getFileName().toString().matches("[0-9]+"))
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        for (Path process : processes) {
            String command = read(process.resolve("cmdline"));
            look("the arguments of a process: " + head(command), command);
            boolean isChild = withEnvironment.contains(
                    Long.parseLong(process.getFileName().toString()));
            // until it begins its program, a child is a copy of the JVM
            if (isChild && !command.contains("/bin/java") && !command.contains("jspawnhelper")) {
                look("the environment of a process: " + head(command), read(process.resolve("environ")));
            }
        }
    }

    private static String head(String command) {
        String first = command.replace('\0', ' ');
        return first.substring(0, Math.min(40, first.length()));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // the process has ended
        }
    }

    private static boolean contains(byte[] content, byte[] needle) {
        int last = content.length - needle.length;
        outer:
        for (int i = 0; i <= last; i++) {
            if (content[i] != needle[0]) {
                continue;
            }
            for (int j = 1; j < needle.length; j++) {
                if (content[i + j] != needle[j]) {
                    continue outer;
                }
            }
            return true;
        }
        return false;
    }

    /** Which secret was seen where. */
    Set<String> found() {
        return new HashSet<>(found);
    }

    /** Where was looked. */
    List<String> looked() {
        return new ArrayList<>(looked);
    }
}
