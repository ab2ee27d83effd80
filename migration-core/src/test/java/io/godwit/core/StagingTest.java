package io.godwit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.godwit.core.internal.data.SmallPlugin;
import io.godwit.core.internal.tree.AwkwardTree;
import io.godwit.core.internal.tree.Snapshot;
import io.godwit.spi.CheckType;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.PlatformAdapter;
import io.godwit.spi.SecretRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sites that are pulled into a capsule, and moved from there when they are gone. */
@Tag("guarantee-staging")
final class StagingTest {
    @TempDir
    private Path directory;

    private Migrator migrator() {
        Plugins plugins = Plugins.builder()
                .discover(getClass().getClassLoader())
                .add(PlatformAdapter.class, new ShopPlatform())
                .add(CheckType.class, new ShopPlatform.Answers())
                .add(DatabaseMigrator.class, new SmallPlugin())
                .build();
        return Migrator.builder()
                .journal(directory.resolve("state/godwit.db"))
                .plugins(plugins)
                .build();
    }

    private String url(String name) {
        return directory.resolve(name).toUri().toString();
    }

    private Location place(String name) {
        return Location.of(directory.resolve(name).toUri());
    }

    private MigrationSpec files() {
        return MigrationSpec.builder("shop-move")
                .source(s -> s.at(url("old")))
                .destination(d -> d.at(url("new")))
                .transfer(t -> t.preserveOwners(true))
                .build();
    }

    private MigrationSpec databases() {
        return MigrationSpec.builder("db-move")
                .source(s -> s.database("small://" + directory.resolve("old.db")))
                .destination(d -> d.database("small://" + directory.resolve("new.db")))
                .build();
    }

    private void write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, text);
    }

    private void remove(String name) throws IOException {
        try (Stream<Path> all = Files.walk(directory.resolve(name))) {
            all.sorted(java.util.Comparator.reverseOrder())
                    .forEach(path -> assertThat(path.toFile().delete()).isTrue());
        }
    }

    private UserDefinedFileAttributeView note(String side) {
        return Objects.requireNonNull(Files.getFileAttributeView(
                directory.resolve(side + "/plain/hello.txt"), UserDefinedFileAttributeView.class));
    }

    /** Whether the disk under the test keeps extended attributes. */
    private boolean canNote() {
        try {
            return note("old").write("note", ByteBuffer.wrap(new byte[] {1})) == 1;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void filesAreRestoredAsTheyWereWithoutTheirSource() throws IOException {
        AwkwardTree.make(directory.resolve("old"));
        Files.delete(directory.resolve("old/plain/fifo"));
        boolean hasAttributes = canNote();
        Map<String, String> before = Snapshot.of(directory.resolve("old"));
        try (Migrator migrator = migrator()) {
            Staged staged = migrator.stage(files(), StageOptions.source(place("capsule")));
            assertThat(staged.findings()).isEmpty();
            Snapshot.run(directory, "mv old gone");

            MigrationSpec offline = files().stagedIn(migrator.capsule(place("capsule")));
            MigrationReport report = migrator.run(offline, event -> {});

            assertThat(report.session().outcome()).isEqualTo(Outcome.VERIFIED);
        }
        assertThat(Snapshot.of(directory.resolve("new"))).isEqualTo(before);
        if (hasAttributes) {
            assertThat(note("new").list()).containsExactly("note");
        }
    }

    /** Tables with their rows, without what sessions call by names of their own. */
    private Map<String, List<String>> tables(String file) {
        Map<String, List<String>> tables = new TreeMap<>(SmallPlugin.contents(directory.resolve(file)));
        tables.keySet().removeIf(name -> !name.startsWith("table ") || name.contains("godwit"));
        return tables;
    }

    @Test
    void rowsAndDefinitionsAreRestoredWithoutTheirServer() throws IOException {
        SmallPlugin.fill(directory, 500);
        Files.move(directory.resolve("source.db"), directory.resolve("old.db"));
        try (Migrator migrator = migrator()) {
            migrator.run(
                    MigrationSpec.builder("directly")
                            .source(s -> s.database("small://" + directory.resolve("old.db")))
                            .destination(d -> d.database("small://" + directory.resolve("direct.db")))
                            .build(),
                    event -> {});
            Capsule capsule = migrator.stage(databases(), StageOptions.source(place("capsule")))
                    .capsule();
            Files.delete(directory.resolve("old.db"));

            MigrationReport report = migrator.run(databases().stagedIn(capsule), event -> {});

            assertThat(report.session().outcome()).isEqualTo(Outcome.VERIFIED);
        }
        assertThat(tables("new.db")).hasSize(4).isEqualTo(tables("direct.db"));
    }

    @Test
    void aPlatformIsInspectedComparedAndPlannedWithoutEitherSide() throws IOException {
        write("old/index.html", "shop");
        write("new/index.html", "other");
        MigrationSpec spec = MigrationSpec.builder("shop-move")
                .source(s -> s.platform("shop").at(url("old")))
                .destination(d -> d.platform("shop").at(url("new")))
                .build();
        try (Migrator migrator = migrator()) {
            Inspection live = migrator.inspect(spec);
            Comparison differing = migrator.compare(spec);
            Capsule capsule =
                    migrator.stage(spec, StageOptions.both(place("capsule"))).capsule();
            remove("old");
            MigrationSpec offline = spec.stagedIn(capsule);

            Inspection inspection = migrator.inspect(offline);
            assertThat(inspection.source().inventory()).isEqualTo(live.source().inventory());
            assertThat(inspection.source().host()).isEqualTo(live.source().host());
            Comparison comparison = migrator.compare(offline);
            assertThat(comparison.parts()).hasSameSizeAs(differing.parts());
            assertThat(comparison.isSame()).isFalse();

            MigrationSpec toLive = spec.stagedIn(capsule.only(Capsule.SOURCE));
            MigrationPlan plan = migrator.plan(toLive);
            assertThat(plan.isRunnable()).isTrue();
            assertThat(migrator.run(plan).session().outcome()).isEqualTo(Outcome.VERIFIED);
            assertThat(directory.resolve("new/index.html")).hasContent("shop");
        }
    }

    @Test
    void nothingIsWrittenOverAndWhatWasInterruptedIsNoCapsule() throws IOException {
        write("old/index.html", "shop");
        write("capsule/something", "of somebody else");
        try (Migrator migrator = migrator()) {
            assertThatThrownBy(() -> migrator.stage(files(), StageOptions.source(place("capsule"))))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo("capsule.not-empty"));
            Files.delete(directory.resolve("capsule/something"));
            write("capsule/source/files/pack-000007", "left by a process that died");
            assertThatThrownBy(() -> migrator.capsule(place("capsule")))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo("capsule.not-found"));

            migrator.stage(files(), StageOptions.source(place("capsule")));

            assertThat(directory.resolve("capsule/source/files/pack-000007")).doesNotExist();
            assertThatThrownBy(() -> migrator.stage(files(), StageOptions.source(place("capsule"))))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo("capsule.exists"));
            migrator.stage(files(), StageOptions.source(place("capsule")).replacing());
            assertThat(migrator.verifyCapsule(place("capsule")).sides()).hasSize(1);
        }
    }

    @Test
    void oneFlippedByteAnywhereIsNoticed() throws IOException {
        write("old/index.html", "shop");
        write("old/data", "x".repeat(70_000));
        try (Migrator migrator = migrator()) {
            migrator.stage(files(), StageOptions.source(place("capsule")));
            try (Stream<Path> all = Files.walk(directory.resolve("capsule"))) {
                for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                    byte[] good = Files.readAllBytes(file);
                    for (int at : new int[] {0, good.length / 3, good.length / 2, good.length - 1}) {
                        byte[] bad = good.clone();
                        bad[at] ^= 0x10;
                        Files.write(file, bad);
                        assertThatThrownBy(() -> migrator.verifyCapsule(place("capsule")))
                                .as("%s at %s", file, at)
                                .isInstanceOfSatisfying(
                                        MigrationException.class,
                                        e -> assertThat(e.code()).startsWith("capsule."));
                    }
                    Files.write(file, good);
                }
            }
            migrator.verifyCapsule(place("capsule"));
        }
    }

    private Location sealed(String name, String key) throws IOException {
        Path file = directory.resolve("key-" + key.hashCode());
        Files.writeString(file, key);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return place(name).withSecret(Capsule.KEY, new SecretRef("file", file.toString()));
    }

    private static String code(ThrowingCallable call) {
        return ((MigrationException) catchThrowable(call)).code();
    }

    @Test
    void encryptedNobodyReadsItWithoutTheKeyAndNobodyChangesItUnnoticed() throws IOException {
        write("old/index.html", "a secret page");
        write("old/large", "0123456789abcdef".repeat(150_000));
        Location place = sealed("capsule", "0123456789abcdef0123456789abcdef");
        try (Migrator migrator = migrator()) {
            Capsule capsule =
                    migrator.stage(files(), StageOptions.source(place)).capsule();
            assertThat(capsule.isEncrypted()).isTrue();
            try (Stream<Path> all = Files.walk(directory.resolve("capsule"))) {
                for (Path file : all.sorted().toList()) {
                    boolean isFile = Files.isRegularFile(file);
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo(isFile ? "rw-------" : "rwx------");
                    if (isFile) {
                        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                                .doesNotContain("secret page", "index.html", "89abcdef0123");
                    }
                }
            }
            assertThat(code(() -> migrator.capsule(place("capsule")))).isEqualTo("capsule.key");
            assertThat(code(() -> migrator.capsule(sealed("capsule", "another key of some length"))))
                    .isEqualTo("capsule.key");
            assertThat(code(() -> migrator.stage(files(), StageOptions.source(sealed("other", "short")))))
                    .isEqualTo("capsule.key");
            Files.move(directory.resolve("old"), directory.resolve("gone"));

            MigrationReport report = migrator.run(files().stagedIn(migrator.capsule(place)), event -> {});

            assertThat(report.session().outcome()).isEqualTo(Outcome.VERIFIED);
            assertThat(directory.resolve("new/index.html")).hasContent("a secret page");
            Path pack = directory.resolve("capsule/source/files/pack-000001");
            byte[] bad = Files.readAllBytes(pack);
            bad[bad.length / 2] ^= 1;
            Files.write(pack, bad);
            assertThat(code(() -> migrator.verifyCapsule(place))).isEqualTo("capsule.damaged");
            MigrationSpec again = MigrationSpec.builder("again")
                    .source(s -> s.at(url("old")))
                    .destination(d -> d.at(url("third")))
                    .build();
            assertThat(migrator.run(again.stagedIn(capsule), event -> {})
                            .session()
                            .outcome())
                    .isNotEqualTo(Outcome.VERIFIED);
        }
    }
}
