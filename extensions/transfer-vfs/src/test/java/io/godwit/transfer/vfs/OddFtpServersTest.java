package io.godwit.transfer.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.godwit.spi.Access;
import io.godwit.spi.Cursor;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.FileTree;
import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import io.godwit.tck.TckContext;
import io.godwit.tck.TestContents;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** FTP as it is in the wild: what servers lack, list, announce and refuse. */
@Timeout(60)
class OddFtpServersTest {
    private final TckContext context = ScriptedFtpServer.context();

    private FileTree open(Location place) {
        return new FtpTransferMethod().open(place, Access.READ, context);
    }

    private WritableFileTree openToWrite(Location place) {
        return (WritableFileTree) new FtpTransferMethod().open(place, Access.WRITE, context);
    }

    private byte[] read(FileTree tree, String path) {
        TreeEntry entry = tree.stat(List.of(TreePath.of(path)), context).get(0).orElseThrow();
        try (EntryStream stream = tree.read(List.of(entry), context)) {
            return TestContents.readAll(((EntryStream.Found) stream.next().orElseThrow()).content());
        }
    }

    private void write(WritableFileTree tree, String path, byte[] content) {
        try (EntryStream stream = TestContents.stream(List.of(Archives.file(path, content)))) {
            for (EntryResult result : tree.write(stream, Archives.TOKEN, context)) {
                assertThat(result.failure()).as(result.toString()).isEmpty();
            }
        }
    }

    private List<String> listed(FileTree tree) {
        List<String> lines = new ArrayList<>();
        try (Cursor<TreeEntry> all = tree.list(TreePath.ROOT, context)) {
            all.forEachRemaining(entry -> lines.add(entry.kind() + " " + entry.size() + " " + entry.path()));
        }
        return lines;
    }

    private static ScriptedFtpServer withOneFile(ScriptedFtpServer server) {
        server.files.put("/r/f", new byte[] {1, 2, 3});
        server.times.put("/r/f", "20210304050607");
        return server.listing("/r", "-rw-r--r-- 1 u g 3 Mar 4 2021 f");
    }

    private void bothWays(ScriptedFtpServer server, Location place) {
        try (WritableFileTree tree = openToWrite(place)) {
            assertThat(read(tree, "f")).containsExactly(1, 2, 3);
            write(tree, "g", new byte[] {4, 5});
        }
        assertThat(server.files.get("/r/g")).containsExactly(4, 5);
    }

    @Test
    void lettingTheServerConnect() throws IOException {
        try (ScriptedFtpServer server = withOneFile(ScriptedFtpServer.start())) {
            bothWays(server, server.place().withSetting("mode", "active"));
            assertThat(server.heard("PORT") || server.heard("EPRT")).isTrue();
            assertThat(server.heard("EPSV") || server.heard("PASV")).isFalse();
        }
    }

    @Test
    void overTheSixthVersionOfTheProtocol() throws IOException {
        byte[] loopback = new byte[16];
        loopback[15] = 1;
        InetAddress address = InetAddress.getByAddress(loopback);
        assumeTrue(NetworkInterface.getByInetAddress(address) != null, "this machine has no IPv6");
        try (ScriptedFtpServer server = withOneFile(ScriptedFtpServer.at(address))) {
            bothWays(server, server.place());
            assertThat(server.heard("EPSV")).isTrue();
            bothWays(server, server.place().withSetting("mode", "active"));
            assertThat(server.heard).anyMatch(line -> line.startsWith("EPRT |2|"));
        }
    }

    @Test
    void behindARouterThatTranslatesAddresses() throws IOException {
        for (String announced : List.of("10,11,12,13", "0,0,0,0", "192,0,2,1")) {
            try (ScriptedFtpServer server =
                    withOneFile(ScriptedFtpServer.start().without("EPSV").announcing(announced))) {
                bothWays(server, server.place());
                assertThat(server.heard("PASV")).isTrue();
            }
        }
    }

    @Test
    void listingsForPeople() throws IOException {
        String[][] listings = {
            {
                "total 12",
                "drwxr-xr-x   2 owner    group        4096 Jan  5 2020 .",
                "drwxr-xr-x   2 owner    group        4096 Jan  5 2020 ..",
                "drwxr-xr-x   2 owner    group        4096 Jan  5 2020 d",
                "-rw-r--r--   1 owner    group          12 Jan  5 2020 with  blanks "
            },
            {"drwxr-xr-x   2 owner 4096 Jan  5 2020 d", "-rw-r--r--   1 owner       12 Jan  5 2020 with  blanks "},
            {
                "drwxr-xr-x 2 owner domain users 4096 2020-01-05 10:11 d",
                "-rw-r--r-- 1 owner domain users 12 2020-01-05 10:11 with  blanks "
            },
            {"01-05-20  10:11AM       <DIR>          d", "01-05-20  10:11AM                   12 with  blanks "},
            {"01-05-2020  10:11       <DIR>          d", "01-05-2020  10:11                   12 with  blanks "},
            {
                "d [R----F--] supervisor            512       Jan 16 2020    d",
                "- [R----F--] rhesus                 12       Oct 20 2020    with  blanks"
            },
            {"+i8388621.48594,m825718503,/,\td", "+i8388621.48598,m824255906,r,s12,\twith  blanks "},
        };
        for (String[] listing : listings) {
            try (ScriptedFtpServer server = ScriptedFtpServer.start()
                            .on("UNKNOWN")
                            .listing("/r", listing)
                            .listing("/r/d");
                    FileTree tree = open(server.place())) {
                String name =
                        listing[0].contains("[R") ? "with  blanks" : "with  blanks "; // NetWare knows none at the end
                assertThat(listed(tree)).as(listing[0]).containsExactly("DIRECTORY 0 d", "FILE 12 " + name);
            }
        }
        assertThat(context.findings()).isEmpty();
    }

    @Test
    void optionsThatAreTakenForNames() throws IOException {
        try (ScriptedFtpServer server =
                        ScriptedFtpServer.start().on("Windows_NT").listing("/r", "01-05-20  10:11AM 12 f");
                FileTree tree = open(server.place())) {
            assertThat(listed(tree)).containsExactly("FILE 12 f");
            assertThat(server.heard("LIST")).isTrue();
            assertThat(server.heard("LIST -a")).isFalse();
        }
    }

    @Test
    void timesThatCanBeNeitherToldNorSet() throws IOException {
        try (ScriptedFtpServer server = withOneFile(ScriptedFtpServer.start().without("MDTM", "FEAT"));
                WritableFileTree tree = openToWrite(server.place())) {
            assertThat(tree.capabilities().timeResolution()).isEqualTo(Duration.ZERO);
            assertThat(listed(tree)).containsExactly("FILE 3 f");
            write(tree, "g", new byte[] {1});
            assertThat(server.heard).noneMatch(line -> line.startsWith("MFMT 2022"));
            assertThat(server.heard.stream().filter(line -> line.startsWith("MDTM")))
                    .hasSize(1);
        }
    }

    @Test
    void aClockThatIsOff() throws IOException {
        try (ScriptedFtpServer server = ScriptedFtpServer.start()
                .listing("/r", "-rw-r--r-- 1 u g 3 2021-03-04 07:06 f", "drwxr-xr-x 1 u g 3 2021-03-04 09:30 d")
                .listing("/r/d")) {
            server.times.put("/r/f", "20210304050607");
            try (FileTree tree = open(server.place())) {
                assertThat(tree.stat(List.of(TreePath.of("f"), TreePath.of("d")), context))
                        .extracting(entry -> entry.orElseThrow().modified().orElseThrow())
                        .containsExactly(Instant.parse("2021-03-04T05:06:07Z"), Instant.parse("2021-03-04T07:30:00Z"));
            }
        }
    }

    @Test
    void namesInAnotherEncoding() throws IOException {
        Charset old = Charset.forName("windows-1252");
        try (ScriptedFtpServer server = ScriptedFtpServer.start()
                .speaking(old)
                .listing("/r", "-rw-r--r-- 1 u g 3 Mar 4 2021 größe", "-rw-r--r-- 1 u g 3 Mar 4 2021 plain")) {
            server.files.put("/r/größe", new byte[] {7});
            try (FileTree tree = open(server.place())) {
                assertThat(listed(tree)).containsExactly("FILE 3 plain");
                assertThat(context.findings()).extracting(Finding::code).contains("ftp.other-encoding");
            }
            try (FileTree tree = open(server.place().withSetting("encoding", old.name()))) {
                assertThat(listed(tree)).containsExactly("FILE 3 größe", "FILE 3 plain");
                assertThat(read(tree, "größe")).containsExactly(7);
            }
        }
    }

    @Test
    void namesWithTheEndOfALine() throws IOException {
        byte[] people =
                "-rw-r--r-- 1 u g 3 Mar 4 2021 a\r\n-rw-r--r-- 1 u g 3 Mar 4 2021 cut\noff\r\n-rw-r--r-- 1 u g 3 Mar 4 2021 z\r\n"
                        .getBytes(StandardCharsets.UTF_8);
        try (ScriptedFtpServer server = ScriptedFtpServer.start()) {
            server.listings.put("/r", people);
            server.times.put("/r/a", "20210304050607");
            server.times.put("/r/z", "20210304050607");
            try (FileTree tree = open(server.place())) {
                assertThat(listed(tree)).containsExactly("FILE 3 a", "FILE 3 z");
                assertThat(context.findings()).extracting(Finding::code).containsOnly("ftp.name-broken");
            }
        }
    }

    @Test
    void asManyConnectionsAsTheServerTakes() throws IOException {
        try (ScriptedFtpServer server = ScriptedFtpServer.start().taking(2).listing("/r")) {
            List<EntryStream.Item> files = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                files.add(Archives.file("f" + i, TestContents.random(i, 2000)));
            }
            try (WritableFileTree tree = openToWrite(server.place());
                    EntryStream stream = TestContents.stream(files)) {
                assertThat(tree.write(stream, Archives.TOKEN, context))
                        .allSatisfy(result -> assertThat(result.failure()).isEmpty());
            }
            assertThat(server.refused).hasPositiveValue();
            for (int i = 0; i < 40; i++) {
                assertThat(server.files.get("/r/f" + i)).isEqualTo(TestContents.random(i, 2000));
            }
        }
    }

    @Test
    void uploadsWhoseEndTheServerMistakes() throws IOException {
        try (ScriptedFtpServer server = ScriptedFtpServer.start().halving(2).listing("/r");
                WritableFileTree tree = openToWrite(server.place())) {
            write(tree, "f", TestContents.random(1, 3000));
            assertThat(server.files).containsOnlyKeys("/r/f");
            assertThat(server.files.get("/r/f")).isEqualTo(TestContents.random(1, 3000));
            server.halving(3);
            try (EntryStream stream = TestContents.stream(List.of(Archives.file("g", new byte[500])))) {
                assertThat(catchThrowableOfType(
                                MigrationException.class, () -> tree.write(stream, Archives.TOKEN, context)))
                        .satisfies(failure -> assertThat(failure.isRetryable()).isTrue());
            }
            assertThat(server.files).containsOnlyKeys("/r/f");
        }
    }

    @Test
    void connectionsThatRest() throws IOException {
        try (ScriptedFtpServer server = withOneFile(ScriptedFtpServer.start());
                FtpPool pool = FtpPool.open(FtpPlace.of(server.place()), context)) {
            pool.give(pool.take(context));
            pool.beat(Duration.ofHours(1));
            assertThat(server.heard("NOOP")).isFalse();
            pool.beat(Duration.ZERO);
            assertThat(server.heard("NOOP")).isTrue();
            server.hangUp();
            pool.beat(Duration.ZERO); // finds out that it is dead
            FtpLink fresh = pool.take(context);
            assertThat(fresh.isAlive()).isTrue();
            pool.give(fresh);
        }
    }
}
