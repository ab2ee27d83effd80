package io.godwit.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TreeEntryTest {
    private static final TreePath PATH = TreePath.of("d/f");

    private static TreeEntry.Builder full() {
        return TreeEntry.of(PATH, EntryKind.FILE)
                .size(7)
                .modified(Instant.EPOCH)
                .mode(04755)
                .owner(TreeEntry.Owner.of(1000, "deploy"))
                .group(new TreeEntry.Owner(OptionalLong.empty(), "www-data"))
                .linkGroup("group")
                .version("v1")
                .sparse(true)
                .extended("user.note", "eA==");
    }

    @Test
    void whatIsNotKnownIsEmpty() {
        TreeEntry entry = TreeEntry.of(PATH, EntryKind.FILE).build();

        assertThat(entry.size()).isZero();
        assertThat(entry.modified()).isEmpty();
        assertThat(entry.mode()).isEmpty();
        assertThat(entry.owner()).isEmpty();
        assertThat(entry.group()).isEmpty();
        assertThat(entry.target()).isEmpty();
        assertThat(entry.linkGroup()).isEmpty();
        assertThat(entry.version()).isEmpty();
        assertThat(entry.isSparse()).isFalse();
        assertThat(entry.extended()).isEmpty();
    }

    @Test
    void keepsWhatItIsGiven() {
        TreeEntry entry = full().build();

        assertThat(entry.path()).isEqualTo(PATH);
        assertThat(entry.isFile()).isTrue();
        assertThat(entry.isDirectory()).isFalse();
        assertThat(entry.size()).isEqualTo(7);
        assertThat(entry.modified()).contains(Instant.EPOCH);
        assertThat(entry.mode()).hasValue(04755);
        assertThat(entry.owner()).contains(TreeEntry.Owner.of(1000, "deploy"));
        assertThat(entry.group().orElseThrow().id()).isEmpty();
        assertThat(entry.linkGroup()).contains("group");
        assertThat(entry.version()).contains("v1");
        assertThat(entry.isSparse()).isTrue();
        assertThat(entry.extended()).containsEntry("user.note", "eA==");
        assertThat(entry).hasToString("FILE d/f (7 bytes)");
    }

    @Test
    void aBuilderOfItMakesItsEqual() {
        TreeEntry entry = full().build();

        assertThat(entry.toBuilder().build()).isEqualTo(entry).hasSameHashCodeAs(entry);
        TreeEntry moved = entry.toBuilder(TreePath.of("g")).build();
        assertThat(moved.path()).isEqualTo(TreePath.of("g"));
        assertThat(moved.toBuilder(PATH).build()).isEqualTo(entry);
        TreeEntry link =
                TreeEntry.of(PATH, EntryKind.SYMLINK).target(TreeLink.of("x")).build();
        assertThat(link.toBuilder().build()).isEqualTo(link);
    }

    @Test
    void everyPartCountsForEquality() {
        TreeEntry entry = full().build();
        List<Function<TreeEntry.Builder, TreeEntry.Builder>> changes = List.of(
                b -> b.size(8),
                b -> b.modified(null),
                b -> b.mode(0644),
                b -> b.owner(null),
                b -> b.group(null),
                b -> b.linkGroup(null),
                b -> b.version("v2"),
                b -> b.sparse(false),
                b -> b.target(TreeLink.of("x")),
                b -> b.extended("user.note", "eQ=="));

        for (Function<TreeEntry.Builder, TreeEntry.Builder> change : changes) {
            assertThat(change.apply(full()).build()).isNotEqualTo(entry);
        }
        assertThat(TreeEntry.of(PATH, EntryKind.FILE).build())
                .isNotEqualTo(TreeEntry.of(PATH, EntryKind.DIRECTORY).build())
                .isNotEqualTo(TreeEntry.of(TreePath.of("x"), EntryKind.FILE).build())
                .isNotEqualTo("FILE d/f");
    }

    @Test
    void anEntryDoesNotFollowItsBuilder() {
        TreeEntry.Builder builder = full();
        TreeEntry entry = builder.build();
        builder.extended("user.other", "eA==").size(9);

        assertThat(entry.extended()).hasSize(1);
        assertThat(entry.size()).isEqualTo(7);
        assertThatThrownBy(() -> entry.extended().put("x", "y")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void refusesWhatNoTreeHas() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TreeEntry.of(PATH, EntryKind.SYMLINK).build())
                .withMessageContaining("target");
        assertThatIllegalArgumentException().isThrownBy(() -> full().mode(010000));
        assertThatIllegalArgumentException().isThrownBy(() -> full().mode(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> full().size(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> full().extended(" ", "x"));
    }

    @Test
    void onlyFilesArePrintedWithTheirSize() {
        assertThat(TreeEntry.of(PATH, EntryKind.DIRECTORY).build()).hasToString("DIRECTORY d/f");
    }

    @Test
    void aLinkIsAnyBytes() {
        byte[] bytes = {'/', (byte) 0xff};
        TreeLink link = TreeLink.ofBytes(bytes);
        bytes[0] = 'x';
        link.bytes()[0] = 'y';

        assertThat(link.isAbsolute()).isTrue();
        assertThat(link.bytes()).containsExactly('/', 0xff);
        assertThat(link).isEqualTo(TreeLink.ofBytes(new byte[] {'/', (byte) 0xff}));
        assertThat(TreeLink.of("../a"))
                .hasToString("../a")
                .hasSameHashCodeAs(TreeLink.of("../a"))
                .isNotEqualTo(link)
                .isNotEqualTo("../a");
        assertThat(TreeLink.of("../a").isAbsolute()).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> TreeLink.of(""));
    }
}
