package io.godwit.transfer.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.EntryKind;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreeLink;
import io.godwit.spi.TreePath;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectEntriesTest {
    private static final Instant UPLOADED = Instant.parse("2026-01-02T03:04:05Z");

    private static StoredObject object(Map<String, String> metadata) {
        return new StoredObject("site/f", 7, "etag", UPLOADED, new ObjectHeaders("text/plain", "", "", metadata));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-21T00:00:00Z", "1969-12-31T23:59:58.123456789Z", "2300-01-01T00:00:00.000000001Z"})
    void attributesSurvive(String time) {
        TreeEntry entry = TreeEntry.of(TreePath.of("f"), EntryKind.FILE)
                .size(7)
                .mode(04755)
                .modified(Instant.parse(time))
                .owner(TreeEntry.Owner.of(1000, "j\u00f6rg %"))
                .group(new TreeEntry.Owner(OptionalLong.empty(), "staff"))
                .version("etag")
                .build();

        assertThat(ObjectEntries.metadata(entry).values())
                .allSatisfy(word -> assertThat(word).matches("[\\x21-\\x7e]*"));
        assertThat(ObjectEntries.entry(entry.path(), object(ObjectEntries.metadata(entry))))
                .isEqualTo(entry);
    }

    @Test
    void linksSurvive() {
        TreeEntry link = TreeEntry.of(TreePath.of("f"), EntryKind.SYMLINK)
                .target(TreeLink.ofBytes(new byte[] {'a', (byte) 0xff, '\n'}))
                .build();

        TreeEntry back = ObjectEntries.entry(link.path(), object(ObjectEntries.metadata(link)));

        assertThat(back.kind()).isEqualTo(EntryKind.SYMLINK);
        assertThat(back.target()).isEqualTo(link.target());
        assertThat(back.size()).isZero();
    }

    @Test
    void whatOthersWroteHasTheTimeOfItsArrivalAndNoMode() {
        TreeEntry entry = ObjectEntries.entry(TreePath.of("f"), object(Map.of("colour", "red")));

        assertThat(entry.modified()).contains(UPLOADED);
        assertThat(entry.mode()).isEmpty();
        assertThat(entry.owner()).isEmpty();
        assertThat(ObjectEntries.kept(object(Map.of("colour", "red"))))
                .containsEntry("colour", "red")
                .containsKey("mtime");
    }

    @ParameterizedTest
    @CsvSource({"mtime,yesterday", "mtime,1e9", "godwit-mode,rwx", "godwit-mode,99999", "godwit-owner,root"})
    void wordsThatMakeNoSenseAreNotBelieved(String name, String value) {
        TreeEntry entry = ObjectEntries.entry(TreePath.of("f"), object(Map.of(name, value)));

        assertThat(entry.modified()).contains(UPLOADED);
        assertThat(entry.mode()).isEmpty();
        assertThat(entry.owner()).isEmpty();
    }

    @Test
    void readsTheTimesThatRcloneWrites() {
        assertThat(ObjectEntries.entry(TreePath.of("f"), object(Map.of("mtime", "1354040105.123456789")))
                        .modified())
                .contains(Instant.ofEpochSecond(1354040105, 123456789));
    }

    @Test
    void typesGoByTheLastExtension() {
        assertThat(ContentTypes.of("site/index.HTML")).isEqualTo("text/html; charset=utf-8");
        assertThat(ContentTypes.of("a.tar.gz")).isEqualTo("application/gzip");
        assertThat(ContentTypes.of("x.html/noext")).isEqualTo("application/octet-stream");
    }
}
