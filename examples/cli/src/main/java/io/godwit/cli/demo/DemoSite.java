package io.godwit.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;

/** Makes the files of a small web shop: themes, plugins, uploads by month, and the names and links that trip tools up. */
final class DemoSite {
    private static final Instant NEWEST = Instant.parse("2026-10-01T08:00:00Z");
    private static final String[] WORDS = {
        "harbour", "lantern", "meadow", "copper", "willow", "sparrow", "granite", "ember", "linen", "tundra", "velvet",
        "quartz"
    };

    private final Path root;
    private final Random random;
    private int files;

    private DemoSite(Path root, long seed) {
        this.root = root;
        this.random = new Random(seed);
    }

    /**
     * Makes the site.
     *
     * @param root an empty or missing directory
     * @param seed the same seed makes the same bytes
     * @return how many files and links were made
     */
    static int make(Path root, long seed) throws IOException {
        DemoSite site = new DemoSite(root, seed);
        site.theme("harvest", 180);
        site.theme("plain", 120);
        site.plugins();
        site.uploads();
        site.awkward();
        site.settings();
        return site.files;
    }

    private void theme(String name, int parts) throws IOException {
        for (int i = 0; i < parts; i++) {
            String section = WORDS[i % WORDS.length];
            file("themes/" + name + "/templates/" + section + "/part-" + i + ".html", 400 + random.nextInt(6_000));
        }
        file("themes/" + name + "/style.css", 48_000);
        file("themes/" + name + "/theme.js", 120_000);
        link("themes/active-" + name, name);
    }

    private void plugins() throws IOException {
        for (String plugin : WORDS) {
            for (int i = 0; i < 60; i++) {
                file("plugins/" + plugin + "/lib/module-" + i + ".php", 800 + random.nextInt(14_000));
            }
            file("plugins/" + plugin + "/readme.txt", 2_000);
        }
    }

    private void uploads() throws IOException {
        for (int month = 1; month <= 24; month++) {
            String folder =
                    String.format(Locale.ROOT, "uploads/%d/%02d/", 2025 + (month - 1) / 12, (month - 1) % 12 + 1);
            for (int i = 0; i < 80; i++) {
                String picture = WORDS[random.nextInt(WORDS.length)] + "-" + month + "-" + i;
                file(folder + picture + ".jpg", 6_000 + random.nextInt(60_000));
                if (i % 8 == 0) {
                    file(folder + picture + "-scaled.jpg", 150_000 + random.nextInt(400_000));
                }
            }
        }
        file("uploads/catalogue.pdf", 24 << 20);
    }

    private void awkward() throws IOException {
        file("uploads/Sommer \u2600 Katalog \ud83c\udf3b.txt", 900);
        file("uploads/it's \"quoted\" & spaced.txt", 300);
        file("uploads/-rf", 40);
        file("uploads/two\nlines.txt", 60);
        file("uploads/empty.txt", 0);
        Files.createDirectories(root.resolve("cache/empty"));
        link("uploads/latest", "2026/12");
        link("uploads/gone.jpg", "2019/01/gone.jpg");
    }

    private void settings() throws IOException {
        Path settings = write(
                "config/settings.ini",
                "[shop]\nname = Demo shop\nurl = https://shop.example.com\n".getBytes(StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-------"));
        Path script = write("bin/nightly.sh", "#!/bin/sh\nexit 0\n".getBytes(StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-x---"));
    }

    private void file(String name, int size) throws IOException {
        byte[] content = new byte[size];
        random.nextBytes(content);
        write(name, content);
    }

    private Path write(String name, byte[] content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        Files.setLastModifiedTime(file, FileTime.from(NEWEST.minusSeconds(random.nextInt(60_000_000))));
        files++;
        return file;
    }

    private void link(String name, String target) throws IOException {
        Path link = root.resolve(name);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of(target));
        files++;
    }
}
