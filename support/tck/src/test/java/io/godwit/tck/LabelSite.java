package io.godwit.tck;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TypedData;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the honest step, check and unit of the proofs work on: a directory in which numbered files get a label. */
final class LabelSite {
    private static final Pattern DATA = Pattern.compile("\\{\"(?:at|directory)\": \"([^\"]+)\", \"count\": (\\d+)}");

    private final Path root;
    private final int count;

    private LabelSite(Path root, int count) {
        this.root = root;
        this.count = count;
    }

    /** As the data says: version 1 calls the directory by its long name. */
    static LabelSite of(TypedData data) {
        Matcher matcher = DATA.matcher(data.json());
        if (!matcher.matches() || data.json().contains("\"directory\"") != (data.version() == 1)) {
            throw MigrationException.of(ErrorCategory.CONFIGURATION, "step.bad-data", "it says not where")
                    .build();
        }
        return new LabelSite(Path.of(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    static List<TypedData> versions(String type, Path root, int count) {
        return List.of(
                new TypedData(type, 1, "{\"directory\": \"" + root + "\", \"count\": " + count + "}"),
                new TypedData(type, 2, "{\"at\": \"" + root + "\", \"count\": " + count + "}"));
    }

    /** A directory where two of the files are there already, with something else in them. */
    static void prepare(Path root) throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> files = Files.list(root)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(root);
        Files.writeString(root.resolve("1.txt"), "mine");
        Files.writeString(root.resolve("3.txt"), "mine too");
        Files.writeString(root.resolve("other"), "of somebody else");
    }

    static String state(Path root) throws IOException {
        TreeMap<String, String> state = new TreeMap<>();
        try (Stream<Path> files = Files.list(root)) {
            for (Path file : files.toList()) {
                state.put(String.valueOf(file.getFileName()), Files.readString(file));
            }
        }
        return state.toString();
    }

    Path root() {
        return root;
    }

    int count() {
        return count;
    }

    private Path file(int number) {
        return root.resolve(number + ".txt");
    }

    private Path kept(int number) {
        return root.resolve(number + ".kept");
    }

    /** Writes all labels, keeping what was there. */
    void label(WorkContext context) {
        try {
            for (int i = 0; i < count; i++) {
                context.cancellation().throwIfCancelled();
                if (Files.exists(file(i))
                        && !Files.exists(kept(i))
                        && !Files.readString(file(i)).equals("label " + i)) {
                    Files.move(file(i), kept(i));
                }
                Files.writeString(file(i), "label " + i);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes away the labels and puts back what was there. */
    void unlabel() {
        try {
            for (int i = 0; i < count; i++) {
                if (Files.exists(file(i)) && Files.readString(file(i)).equals("label " + i)) {
                    Files.delete(file(i));
                }
                if (Files.exists(kept(i))) {
                    Files.move(kept(i), file(i));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long labels() {
        long labels = 0;
        try {
            for (int i = 0; i < count; i++) {
                labels += Files.exists(file(i)) && Files.readString(file(i)).equals("label " + i) ? 1 : 0;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return labels;
    }
}
