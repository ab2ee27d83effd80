package io.godwit.transfer.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Access;
import io.godwit.spi.ByteRange;
import io.godwit.spi.Cursor;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryStream;
import io.godwit.spi.FileContent;
import io.godwit.spi.FileTree;
import io.godwit.spi.PendingFile;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import io.godwit.tck.TckContext;
import io.godwit.tck.TestContents;
import io.godwit.tck.lab.SshServer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Extended attributes, access lists, holes, owners and times over SSH, as the server's own tools see them. */
class SftpAttributesIT {
    private static final SshServer SERVER = SshServer.shared();
    private static final WriteToken TOKEN = new WriteToken("session", "unit", 1);
    private static final String MAKE = """
        set -e; umask 022; mkdir -p "$1"; cd "$1"
        mkdir plain listed 'line
        break'; echo one > plain/file; echo two > listed/file; echo three > 'line
        break/back\\slash=x'
        setfattr -n user.note -v 'a value' plain/file
        setfattr -n user.zero plain/file
        setfattr -n user.bytes -v 0x00ff0a3d5c plain/file
        setfattr -n 'user.a=b%c' -v odd 'line
        break/back\\slash=x'
        setfacl -m u:33:rw plain/file; setfacl -m d:g:33:rx listed
        truncate -s 64M holes; printf data | dd of=holes bs=1 seek=33554432 conv=notrunc 2>/dev/null
        truncate -s 16M allhole
        ln plain/file listed/same
        ln -s nowhere link; touch -h -d @1500000000.123456789 link
        touch -d @1234567890.987654321 plain/file; touch -d @-86400.25 listed/file; touch -d @5000000000.5 holes
        touch -d @4000000000.111111111 listed; touch -d @1.000000001 plain 'line
        break'
        """;
    /** All that can be told of a tree, in one order. */
    private static final String SHOW = """
        cd "$1" && find . -mindepth 1 -name '.godwit-*' -prune -o -mindepth 1 -printf '%P %y %m %u %g %s %T@ %n %l\\n' | sort
        find . -mindepth 1 -print0 | sort -z | xargs -0 getfattr -h -d -m - -e base64
        find . -type f -size +1024k -printf '%P %b\\n' | sort | awk '{print $1, $2 < 64}'
        find . -type f -print0 | sort -z | xargs -0 sha256sum
        """;

    private static String make() {
        String root = "/srv/mover/" + UUID.randomUUID() + "/from";
        SERVER.exec("sh", "-c", MAKE, "sh", root).checked();
        return root;
    }

    private static String show(String root) {
        return SERVER.exec("sh", "-c", SHOW, "sh", root).checked().stdout();
    }

    private static FileTree read(String root, TckContext context) {
        return new SshTransferMethod().open(SshBecomeIT.login(SERVER, "root", root), Access.READ, context);
    }

    private static WritableFileTree write(String root, TckContext context) {
        return (WritableFileTree)
                new SshTransferMethod().open(SshBecomeIT.login(SERVER, "root", root), Access.WRITE, context);
    }

    private static Map<String, TreeEntry> listed(FileTree tree, TckContext context) {
        Map<String, TreeEntry> found = new HashMap<>();
        try (Cursor<TreeEntry> all = tree.list(TreePath.ROOT, context)) {
            all.forEachRemaining(entry -> found.put(entry.path().text().orElseThrow(), entry));
        }
        return found;
    }

    private static TreeEntry named(Map<String, TreeEntry> all, String name) {
        return Objects.requireNonNull(all.get(name), name);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void tellsAttributesAccessListsHolesAndOwners() {
        String root = make();
        TckContext context = SftpTreeIT.openSshContext(SERVER);
        try (FileTree tree = read(root, context)) {
            assertThat(tree.capabilities().features()).contains(Feature.EXTENDED_ATTRIBUTES, Feature.SPARSE);
            Map<String, TreeEntry> all = listed(tree, context);
            TreeEntry file = named(all, "plain/file");
            assertThat(file.extended())
                    .containsEntry("user.note", base64("a value"))
                    .containsEntry("user.zero", "")
                    .containsEntry("user.bytes", "AP8KPVw=")
                    .containsKey("system.posix_acl_access")
                    .hasSize(4);
            assertThat(named(all, "listed").extended()).containsOnlyKeys("system.posix_acl_default");
            assertThat(named(all, "listed/file").extended()).isEmpty();
            assertThat(named(all, "line\nbreak/back\\slash=x").extended())
                    .containsOnly(Map.entry("user.a=b%c", base64("odd")));
            assertThat(named(all, "holes").isSparse()).isTrue();
            assertThat(named(all, "listed/file").isSparse()).isFalse();
            assertThat(file.owner()).contains(TreeEntry.Owner.of(0, "root"));
            List<TreePath> paths = all.values().stream().map(TreeEntry::path).toList();
            assertThat(tree.stat(paths, context))
                    .containsExactlyElementsOf(
                            all.values().stream().map(java.util.Optional::of).toList());
        }
    }

    @Test
    void readsOnlyTheDataOfAFileWithHoles() {
        String root = make();
        TckContext context = SftpTreeIT.openSshContext(SERVER);
        try (FileTree tree = read(root, context)) {
            TreeEntry holes = named(listed(tree, context), "holes");
            try (EntryStream stream = tree.read(List.of(holes), context)) {
                FileContent content = ((EntryStream.Found) stream.next().orElseThrow()).content();
                assertThat(content.regions().stream()
                                .mapToLong(ByteRange::length)
                                .sum())
                        .isLessThan(1 << 20);
                byte[] whole = TestContents.readAll(content);
                assertThat(whole).hasSize(64 << 20);
                assertThat(Arrays.copyOfRange(whole, 32 << 20, (32 << 20) + 4))
                        .isEqualTo("data".getBytes(StandardCharsets.UTF_8));
            }
            try (FileContent part = tree.open(holes, new ByteRange((32 << 20) - 10, 12), context)) {
                assertThat(TestContents.readAll(part))
                        .isEqualTo("\0\0\0\0\0\0\0\0\0\0da".getBytes(StandardCharsets.UTF_8));
            }
            try (FileContent empty = tree.open(holes, new ByteRange(1 << 20, 2 << 20), context)) {
                assertThat(empty.regions()).isEmpty();
            }
        }
    }

    @Test
    void writesWhatItReadSoThatNothingDiffers() {
        String root = make();
        String to = root.replace("/from", "/to");
        TckContext context = SftpTreeIT.openSshContext(SERVER);
        try (FileTree source = read(root, context);
                WritableFileTree target = write(to, context)) {
            List<TreeEntry> all = new ArrayList<>();
            try (Cursor<TreeEntry> cursor = source.list(TreePath.ROOT, context)) {
                cursor.forEachRemaining(all::add);
            }
            List<TreeEntry> directories =
                    all.stream().filter(TreeEntry::isDirectory).toList();
            List<TreeEntry> files = all.stream()
                    .filter(entry -> !entry.isDirectory() && !entry.path().equals(TreePath.of("holes")))
                    .toList();
            try (EntryStream stream = source.read(files, context)) {
                assertThat(target.write(stream, TOKEN, context))
                        .allSatisfy(result -> assertThat(result.failure()).isEmpty());
            }
            TreeEntry holes = all.stream()
                    .filter(entry -> entry.path().equals(TreePath.of("holes")))
                    .findFirst()
                    .orElseThrow();
            try (PendingFile pending = target.begin(holes, TOKEN, context);
                    FileContent content = source.open(holes, new ByteRange(0, holes.size()), context)) {
                pending.write(0, content);
                pending.commit();
            }
            List<TreeChange> changes = new ArrayList<>();
            directories.forEach(entry -> changes.add(new TreeChange.MakeDirectory(entry.path())));
            directories.forEach(entry -> changes.add(new TreeChange.SetAttributes(entry)));
            assertThat(target.apply(changes, context))
                    .allSatisfy(result -> assertThat(result.failure()).isEmpty());
            assertThat(show(to)).isEqualTo(show(root));

            // what goes with the attributes of a file that is there already
            TreeEntry other = TreeEntry.of(TreePath.of("plain/file"), EntryKind.FILE)
                    .mode(0640)
                    .modified(Instant.parse("2020-02-02T02:02:02.000000002Z"))
                    .extended("user.note", base64("another"))
                    .build();
            assertThat(target.apply(List.of(new TreeChange.SetAttributes(other)), context)
                            .get(0)
                            .failure())
                    .isEmpty();
            assertThat(target.stat(List.of(other.path()), context).get(0)).hasValueSatisfying(now -> {
                assertThat(now.extended()).isEqualTo(other.extended());
                assertThat(now.modified()).isEqualTo(other.modified());
            });
        }
    }

    @Test
    void saysWhichAttributeWasRefused() {
        String to = "/srv/mover/" + UUID.randomUUID();
        TckContext context = SftpTreeIT.openSshContext(SERVER);
        TreeEntry file = TreeEntry.of(TreePath.of("capable"), EntryKind.FILE)
                .size(1)
                .mode(0644)
                .extended("security.capability", "AQAAAgAEAAAAAAAAAAAAAAAAAAA=")
                .build();
        try (WritableFileTree target = (WritableFileTree)
                new SshTransferMethod().open(SftpTreeIT.openSsh(SERVER, to), Access.WRITE, context)) {
            EntryStream one = TestContents.stream(List.of(new EntryStream.Found(file, TestContents.of(new byte[1]))));
            assertThat(target.write(one, TOKEN, context).get(0).failure()).isEmpty();
        }
        assertThat(context.findings()).anySatisfy(finding -> {
            assertThat(finding.code()).isEqualTo("tree.attributes-refused");
            assertThat(finding.subject()).isEqualTo("capable");
            assertThat(finding.message()).contains("security.capability");
        });
    }
}
