package io.godwit.transfer.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.godwit.spi.Access;
import io.godwit.spi.ByteRange;
import io.godwit.spi.Cursor;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.FileContent;
import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.PendingFile;
import io.godwit.spi.SecretRef;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import io.godwit.tck.TckContext;
import io.godwit.tck.TestContents;
import io.godwit.tck.lab.FtpServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is FTP's own: certificates, limits, modes of connections, encodings, broken connections, links. */
@Timeout(180)
class FtpServersIT {
    private static final WriteToken TOKEN = new WriteToken("s-1", "u", 1);

    @RegisterExtension
    static final FtpServer SERVER = FtpServer.proftpd().with("MaxClientsPerUser 3 \"Sorry, too many connections\"");

    private final TckContext context = FtpTreeContract.context(SERVER);

    @TempDir
    Path directory;

    private static Location plain() {
        return FtpTreeContract.place(SERVER, "ftp", SERVER.peerPort());
    }

    private static Location secure() {
        return FtpTreeContract.place(SERVER, "ftps", SERVER.peerPort());
    }

    private WritableFileTree open(Location place) {
        return (WritableFileTree) new FtpTransferMethod().open(place, Access.WRITE, context);
    }

    private void write(WritableFileTree tree, EntryStream.Item... items) {
        try (EntryStream stream = TestContents.stream(List.of(items))) {
            for (EntryResult result : tree.write(stream, TOKEN, context)) {
                assertThat(result.failure()).as(result.toString()).isEmpty();
            }
        }
    }

    private byte[] read(FileTree tree, String path) {
        TreeEntry entry = tree.stat(List.of(TreePath.of(path)), context).get(0).orElseThrow();
        try (EntryStream stream = tree.read(List.of(entry), context)) {
            return TestContents.readAll(((EntryStream.Found) stream.next().orElseThrow()).content());
        }
    }

    private void fails(Location place, String code) {
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> open(place).close())
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void trustsWhomItIsToldToTrust() {
        fails(secure(), "ftp.certificate-untrusted");
        fails(secure().withSetting("fingerprint", "SHA256:" + "0".repeat(64)), "ftp.certificate-untrusted");
        // signed by itself, and made out to another name
        fails(
                secure().withSetting(
                                "ca",
                                FtpTreeContract.authority(SERVER, directory).toString()),
                "ftp.certificate-untrusted");
        try (WritableFileTree tree = open(FtpTreeContract.pinned(secure(), SERVER))) {
            write(tree, Archives.file("f", new byte[] {1, 2}));
            assertThat(read(tree, "f")).containsExactly(1, 2);
        }
        try (WritableFileTree tree =
                open(FtpTreeContract.pinned(secure(), SERVER).withSetting("data", "clear"))) {
            write(tree, Archives.file("f", new byte[] {3}));
            assertThat(read(tree, "f")).containsExactly(3);
        }
    }

    @Test
    void saysWhatTheLoginLacks() {
        TckContext wrong = new TckContext().secret(FtpTreeContract.PASSWORD, "not this one");
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> new FtpTransferMethod().open(plain(), Access.READ, wrong))
                .satisfies(e -> assertThat(e.code()).isEqualTo("ftp.login-refused"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("not this one"));
        fails(
                Location.of("ftp://mover@127.0.0.1:1/x")
                        .withSecret(Location.PASSWORD, SecretRef.parse(FtpTreeContract.PASSWORD)),
                "ftp.lost");
    }

    @Test
    void keepsToAsManyConnectionsAsTheServerTakes() {
        List<EntryStream.Item> files = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            files.add(Archives.file("d" + i % 4 + "/f" + i, TestContents.random(i, 3000)));
        }
        try (WritableFileTree tree = open(plain())) {
            write(tree, files.toArray(EntryStream.Item[]::new));
            for (int i = 0; i < 60; i++) {
                assertThat(read(tree, "d" + i % 4 + "/f" + i)).isEqualTo(TestContents.random(i, 3000));
            }
        }
    }

    @Test
    void goesOnWhenItsConnectionsWereCut() {
        try (WritableFileTree tree = open(plain())) {
            write(tree, Archives.file("f", new byte[] {1}));
            SERVER.dropConnections();
            assertThat(read(tree, "f")).containsExactly(1);
            SERVER.dropConnections();
            write(tree, Archives.file("g", new byte[] {2}));
            assertThat(read(tree, "g")).containsExactly(2);
        }
    }

    @Test
    void speaksOldEncodings() {
        Location place = plain().withSetting("encoding", "windows-1252");
        try (WritableFileTree tree = open(place)) {
            write(tree, Archives.file("Übergröße €.txt", new byte[] {1}));
            assertThat(read(tree, "Übergröße €.txt")).containsExactly(1);
            List<EntryResult> refused;
            try (EntryStream stream = TestContents.stream(List.of(Archives.file("水", new byte[] {1})))) {
                refused = tree.write(stream, TOKEN, context);
            }
            assertThat(refused.get(0).failure())
                    .hasValueSatisfying(e -> assertThat(e.code()).isEqualTo("tree.name-not-representable"));
        }
        String names = SERVER.exec("ls", FtpServer.ROOT + place.uri().getPath())
                .checked()
                .stdout();
        assertThat(names.getBytes(StandardCharsets.UTF_8))
                .isNotEqualTo("Übergröße €.txt\n".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void tellsLinksAndCopiesWhatTheyAreNot() {
        Location place = plain();
        try (WritableFileTree tree = open(place)) {
            write(tree, Archives.file("d/f", new byte[] {1}));
            String root = FtpServer.ROOT + place.uri().getPath();
            SERVER.exec("ln", "-s", "d", root + "/link").checked();
            List<String> seen = new ArrayList<>();
            try (Cursor<TreeEntry> all = tree.list(TreePath.ROOT, context)) {
                all.forEachRemaining(entry -> seen.add(entry.kind() + " " + entry.path()));
            }
            assertThat(seen).contains("DIRECTORY d", "FILE d/f").doesNotContain("DIRECTORY link", "FILE link/f");
            try (EntryStream stream = TestContents.stream(List.of(Archives.file("link/through", new byte[] {1})))) {
                assertThat(tree.write(stream, TOKEN, context).get(0).failure()).isPresent();
            }
            assertThat(SERVER.exec("ls", root + "/d").checked().stdout()).isEqualTo("f\n");
        }
    }

    @Test
    void aLargeFileGoesOnWhereAnotherProcessStopped() {
        byte[] content = TestContents.random(1, 6_000_000);
        TreeEntry entry = TreeEntry.of(TreePath.of("d/large"), EntryKind.FILE)
                .size(content.length)
                .mode(0640)
                .version("v1")
                .build();
        Location place = plain();
        try (WritableFileTree dead = open(place);
                PendingFile pending = dead.begin(entry, TOKEN, context)) {
            pending.write(0, TestContents.of(Arrays.copyOfRange(content, 0, 2_000_000)));
            pending.write(4_000_000, TestContents.of(Arrays.copyOfRange(content, 4_000_000, 6_000_000)));
        }
        try (WritableFileTree tree = open(place);
                PendingFile pending = tree.begin(entry, new WriteToken("s-1", "u", 2), context)) {
            assertThat(pending.written())
                    .containsExactly(new ByteRange(0, 2_000_000), new ByteRange(4_000_000, 2_000_000));
            try (FileContent back = pending.readBack(new ByteRange(1_000_000, 1_000_000))) {
                assertThat(TestContents.readAll(back)).isEqualTo(Arrays.copyOfRange(content, 1_000_000, 2_000_000));
            }
            pending.write(2_000_000, TestContents.of(Arrays.copyOfRange(content, 2_000_000, 4_000_000)));
            pending.commit();
            assertThat(read(tree, "d/large")).isEqualTo(content);
        }
        String left = SERVER.exec("ls", "-A", FtpServer.ROOT + place.uri().getPath() + "/d")
                .checked()
                .stdout();
        assertThat(left).isEqualTo("large\n");
    }
}
