package io.godwit.transfer.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.godwit.spi.Access;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryStream;
import io.godwit.spi.FileTree;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.tck.TckContext;
import io.godwit.tck.lab.SshServer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Many files read by one command on a server. */
class ScriptedStreamIT {
    private static final SshServer SERVER = SshServer.shared();

    private static FileTree open(String root, TckContext context) {
        return new SshTransferMethod().open(SftpTreeIT.openSsh(SERVER, root), Access.READ, context);
    }

    private static List<TreeEntry> files(Stream<String> paths) {
        return paths.map(path -> TreeEntry.of(TreePath.of(path), EntryKind.FILE).build())
                .toList();
    }

    private static byte[] content(EntryStream.Found found) {
        ByteBuffer buffer = ByteBuffer.allocate((int) found.entry().size() + 1);
        while (found.content().read(buffer) >= 0) {
            // until its end, where it is checked
        }
        return java.util.Arrays.copyOf(buffer.array(), buffer.position());
    }

    @Test
    void readsWhatIsThereAndMissesTheRest() {
        String root = "/srv/mover/" + UUID.randomUUID();
        SERVER.execAs(
                        "mover",
                        "sh",
                        "-c",
                        "mkdir -p " + root + "/d/e && cd " + root
                                + " && printf one > a && : > empty && printf two > d/two && printf three > \"d/e/a b\n"
                                + "c\" && ln -s ../nowhere link && ln -s d way && mkfifo pipe && dd if=/dev/zero"
                                + " of=big bs=100000 count=7 2>/dev/null && printf shut > shut && chmod 0 shut &&"
                                + " chmod 4751 a && touch -d @1600000000.123456789 a")
                .checked();
        TckContext context = SftpTreeIT.openSshContext(SERVER);
        Map<String, String> read = new TreeMap<>();
        try (FileTree tree = open(root, context);
                EntryStream stream = tree.read(
                        files(Stream.of(
                                "a",
                                "empty",
                                "gone",
                                "d/two",
                                "d/e/a b\nc",
                                "link",
                                "pipe",
                                "shut",
                                "way/two",
                                "big",
                                "d")),
                        context)) {
            assertThat(stream).isInstanceOf(ScriptedStream.class);
            for (var item = stream.next(); item.isPresent(); item = stream.next()) {
                if (item.get() instanceof EntryStream.Missed missed) {
                    read.put(missed.path().toString(), missed.failure().code());
                } else if (item.get() instanceof EntryStream.Found found) {
                    TreeEntry entry = found.entry();
                    String what = entry.isFile() && entry.size() > 1000
                            ? content(found).length + " bytes"
                            : new String(content(found), StandardCharsets.UTF_8);
                    read.put(
                            entry.path().toString(),
                            entry.kind() + " "
                                    + entry.target().map(Object::toString).orElse(what));
                    if (entry.path().equals(TreePath.of("a"))) {
                        assertThat(entry.mode()).hasValue(04751);
                        assertThat(entry.modified().orElseThrow().getEpochSecond())
                                .isEqualTo(1_600_000_000);
                    }
                }
            }
        }
        assertThat(read)
                .containsEntry("a", "FILE one")
                .containsEntry("empty", "FILE ")
                .containsEntry("gone", "tree.vanished")
                .containsEntry("d/two", "FILE two")
                .containsEntry("link", "SYMLINK ../nowhere")
                .containsEntry("pipe", "FIFO ")
                .containsEntry("shut", "tree.permission-denied")
                .containsEntry("way/two", "tree.vanished")
                .containsEntry("big", "FILE 700000 bytes")
                .containsEntry("d", "DIRECTORY ")
                .hasSize(11);
        assertThat(read.values()).contains("FILE three");
    }

    @Test
    void refusesAContentThatIsNotAsLongAsItWas() {
        TckContext context = SftpTreeIT.openSshContext(SERVER);
        List<String> names = new ArrayList<>(List.of("ostype", "osrelease", "version"));
        while (names.size() < 8) {
            names.add("hostname");
        }
        // files of this kind say that they are empty, and are not
        try (FileTree tree = open("/proc/sys/kernel", context);
                EntryStream stream = tree.read(files(names.stream()), context)) {
            EntryStream.Found first = (EntryStream.Found) stream.next().orElseThrow();
            assertThatExceptionOfType(MigrationException.class)
                    .isThrownBy(() -> content(first))
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo("tree.changed"));
            int more = 0;
            while (stream.next().isPresent()) {
                more++;
            }
            assertThat(more).isEqualTo(names.size() - 1);
        }
    }
}
