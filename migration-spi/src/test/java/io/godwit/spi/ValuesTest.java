package io.godwit.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The small values: what they refuse, keep, and print. */
class ValuesTest {
    @Test
    void aRangeEndsBehindItsLastByte() {
        assertThat(new ByteRange(3, 4).end()).isEqualTo(7);
        assertThat(new ByteRange(0, 0).end()).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ByteRange(-1, 1))
                .withMessageContaining("offset");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ByteRange(1, -1))
                .withMessageContaining("length");
    }

    @Test
    void aRangeBehindTheLastNumberIsRefusedLikeAnyOther() {
        assertThat(new ByteRange(Long.MAX_VALUE, 0).end()).isEqualTo(Long.MAX_VALUE);
        assertThatIllegalArgumentException().isThrownBy(() -> new ByteRange(Long.MAX_VALUE, 1));
    }

    @Test
    void aDigestIsLowerCaseHexadecimal() {
        assertThat(new Digest("SHA-256", "00FF")).isEqualTo(Digest.of("SHA-256", new byte[] {0, (byte) 0xff}));
        assertThat(new Digest("SHA-256", "00FF")).hasToString("SHA-256:00ff");
        assertThatIllegalArgumentException().isThrownBy(() -> new Digest("SHA-256", "0"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Digest("SHA-256", "zz"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Digest(" ", "00"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Shop", "shop_host", "shop:", ":host", "a:b:c", "-a", "a-", "a--b", "1a", "a b"})
    void anIdIsLowerCaseWordsWithAnOwner(String id) {
        assertThatIllegalArgumentException().isThrownBy(() -> new TypedData(id, 1, "{}"));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChunkFormat(id, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "shop", "shop:replace-host", "pg-copy-binary", "s3", "shop:2-to-3"})
    void takesTheIdsThatAreInUse(String id) {
        assertThat(new TypedData(id, 1, "{}").type()).isEqualTo(id);
        assertThat(new ChunkFormat(id, 2)).hasToString(id + "/2");
    }

    @Test
    void versionsCountFromOne() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TypedData("a:b", 0, "{}"));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChunkFormat("cells", 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Inventory("notes", 0, Map.of(), List.of(), "{}"))
                .withMessageContaining("1");
    }

    @Test
    void typedDataKeepsItsJsonAsItStands() {
        String json = "{ \"a\" : [1, 2.50, null], \"e\": \"\u00e9\" }";

        TypedData data = new TypedData("shop:replace-host", 3, json);

        assertThat(data.json()).isSameAs(json);
        assertThat(data).isEqualTo(new TypedData("shop:replace-host", 3, json));
        assertThat(data).isNotEqualTo(new TypedData("shop:replace-host", 2, json));
    }

    @Test
    void datasetsSortByNamespaceThenName() {
        List<DatasetName> names = new ArrayList<>(List.of(
                new DatasetName("b", "a"), DatasetName.of("z"), new DatasetName("a", "b"), DatasetName.of("a")));
        names.sort(null);

        assertThat(names).extracting(DatasetName::toString).containsExactly("a", "z", "a.b", "b.a");
        assertThatIllegalArgumentException().isThrownBy(() -> DatasetName.of(""));
    }

    @Test
    void aDatasetCopiesItsLists() {
        List<Dataset.DataColumn> columns =
                new ArrayList<>(List.of(new Dataset.DataColumn("id", LogicalType.integer(64, false))));
        List<String> key = new ArrayList<>(List.of("id"));
        Dataset dataset = new Dataset(DatasetName.of("t"), columns, key, 1, 2);
        columns.clear();
        key.clear();

        assertThat(dataset.columns()).hasSize(1);
        assertThat(dataset.key()).containsExactly("id");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Dataset(DatasetName.of("t"), List.of(), List.of(), -1, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Dataset(DatasetName.of("t"), List.of(), List.of(), 0, -1));
    }

    @Test
    void keyRangesHaveAValuePerColumn() {
        List<String> columns = List.of("a", "b");

        assertThat(Partition.KeyRange.ALL.columns()).isEmpty();
        assertThat(new Partition.KeyRange(columns, List.of(), List.of("1", "2")).to())
                .containsExactly("1", "2");
        assertThatIllegalArgumentException().isThrownBy(() -> new Partition.KeyRange(columns, List.of("1"), List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Partition.KeyRange(columns, List.of(), List.of("1")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Partition(DatasetName.of("t"), -1, Partition.KeyRange.ALL, ""));
    }

    @Test
    void countsAreNotNegative() {
        assertThat(new ChunkSummary(1, 2, "rows-v1:0")).isEqualTo(new ChunkSummary(1, 2, "rows-v1:0"));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChunkSummary(-1, 0, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChunkSummary(0, -1, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new WorkResult(-1, 0, "{}", List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new WorkResult(0, -1, "{}", List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new WriteToken("s", "", -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new DatabaseFacts("x", "1", "shop", -1, Map.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new HostFacts("h", "s", "k", "a", "u", -1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new HostFacts("h", "s", "k", "a", "u", 0, -1));
    }

    @Test
    void aWorkUnitCarriesItsTokenAndItsData() {
        WriteToken token = new WriteToken("session", "unit", 7);
        TypedData data = new TypedData("shop:index", 1, "{}");
        List<Finding> findings = new ArrayList<>(List.of(Finding.info("a.b", "s", "m")));
        WorkResult result = new WorkResult(3, 4, "{}", findings);
        findings.clear();

        assertThat(new WorkUnit(token, data).token().fence()).isEqualTo(7);
        assertThat(new WorkUnit(token, data)).isEqualTo(new WorkUnit(token, data));
        assertThat(result.findings()).hasSize(1);
        assertThatIllegalArgumentException().isThrownBy(() -> new WriteToken(" ", "unit", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Godwit", "1a", "a-b", "a b", "a\"", "a;drop"})
    void aShadowHasANameThatEveryEngineAccepts(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new WriteArea("s", name, ""));
    }

    @Test
    void aShadowBelongsToASession() {
        assertThat(new WriteArea("s", "godwit_x1", "public").namespace()).isEqualTo("public");
        assertThatIllegalArgumentException().isThrownBy(() -> new WriteArea("", "godwit_x1", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new WriteArea("s", "a".repeat(42), ""));
        assertThat(new WriteArea("s", "a".repeat(41), "").name()).hasSize(41);
    }

    @Test
    void propertiesKeepTheirOrderAndCannotBeChanged() {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String name : List.of("z", "a", "m")) {
            properties.put(name, "1");
        }
        DatabaseFacts facts = new DatabaseFacts("SQLite", "3", "shop", 1, properties);
        properties.clear();

        assertThat(facts.properties().keySet()).containsExactly("z", "a", "m");
        assertThatThrownBy(() -> facts.properties().put("b", "2")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aFindingSaysWhatWhereAndWhatToDo() {
        Finding error = Finding.error("site.gone", "/srv", "It is gone.", "Bring it back.");
        Finding warning = Finding.warning("site.old", "/srv", "It is old.", "");
        Finding info = Finding.info("site.seen", "/srv", "It is there.");

        assertThat(error.severity()).isEqualTo(Severity.ERROR);
        assertThat(error.remediation()).isEqualTo("Bring it back.");
        assertThat(warning.severity()).isEqualTo(Severity.WARNING);
        assertThat(info.severity()).isEqualTo(Severity.INFO);
        assertThat(info.evidence()).isEmpty();
        assertThat(error.withEvidence("no such file"))
                .isEqualTo(new Finding(
                        Severity.ERROR, "site.gone", "/srv", "It is gone.", "no such file", "Bring it back."));
        assertThat(error.evidence()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> Finding.info("gone", "/srv", "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> Finding.info("site.gone", "/srv", "  "));
    }

    @Test
    void capabilitiesAreASetWithPositiveNumbers() {
        TreeCapabilities capabilities =
                new TreeCapabilities(Set.of(TreeCapabilities.Feature.MODES), Duration.ofSeconds(1), 2);

        assertThat(capabilities.has(TreeCapabilities.Feature.MODES)).isTrue();
        assertThat(capabilities.has(TreeCapabilities.Feature.RANGES)).isFalse();
        assertThat(new TreeCapabilities(Set.of(), Duration.ZERO, 1).timeResolution())
                .isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> new TreeCapabilities(Set.of(), Duration.ZERO, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TreeCapabilities(Set.of(), Duration.ofSeconds(-1), 1));
    }

    @Test
    void changesNameTheirPath() {
        TreePath path = TreePath.of("a");
        TreePath other = TreePath.of("b");

        assertThat(List.of(
                        new TreeChange.MakeDirectory(path),
                        new TreeChange.SetAttributes(
                                TreeEntry.of(path, EntryKind.FILE).build()),
                        new TreeChange.Delete(path),
                        new TreeChange.Rename(path, other),
                        new TreeChange.Preserve(path, other)))
                .allSatisfy(change -> assertThat(change.path()).isEqualTo(path));
    }

    @Test
    void aResultIsDoneOrFailed() {
        MigrationException failure = MigrationException.of(ErrorCategory.TRANSFER, "tree.no-space", "full")
                .build();
        EntryResult done = EntryResult.done(TreePath.of("a"), 5);
        EntryResult failed = EntryResult.failed(TreePath.of("a"), failure);

        assertThat(done.bytes()).isEqualTo(5);
        assertThat(done.failure()).isEmpty();
        assertThat(done).hasToString("a: done, 5 bytes");
        assertThat(failed.path()).isEqualTo(TreePath.of("a"));
        assertThat(failed.bytes()).isZero();
        assertThat(failed.failure()).containsSame(failure);
        assertThat(failed).hasToString("a: tree.no-space");
        assertThatIllegalArgumentException().isThrownBy(() -> EntryResult.done(TreePath.of("a"), -1));
    }

    @Test
    void aSelectionCopiesItsPatterns() {
        assertThat(Selection.ALL.include()).isEmpty();
        assertThat(Selection.allBut("*.log", "cache/").exclude()).containsExactly("*.log", "cache/");
        assertThat(Selection.allBut("x").include()).isEmpty();
        assertThatThrownBy(() -> Selection.ALL.exclude().add("x")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void anOutlineOfOneLine() {
        Step.Outline outline = Step.Outline.of("writes index", "deletes it");

        assertThat(outline.touches()).containsExactly("writes index");
        assertThat(outline.undo()).isEqualTo("deletes it");
        assertThat(outline.items()).isZero();
        assertThat(outline.bytes()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> new Step.Outline(List.of(), "", -1, 0, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Step.Outline(List.of(), "", 0, -1, List.of()));
    }

    @Test
    void phasesRunInTheOrderInWhichTheyStand() {
        assertThat(Phase.values())
                .containsExactly(Phase.PREPARE, Phase.COPY, Phase.FREEZE, Phase.CATCH_UP, Phase.SWITCH, Phase.AFTER);
    }
}
