package io.godwit.example.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Blueprint;
import io.godwit.spi.EntryKind;
import io.godwit.spi.FileContent;
import io.godwit.spi.Finding;
import io.godwit.spi.Inventory;
import io.godwit.spi.Location;
import io.godwit.spi.PlatformAdapter.InspectedSite;
import io.godwit.spi.SecretRef;
import io.godwit.spi.Site;
import io.godwit.spi.Transform;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.tck.MemoryTrees;
import io.godwit.tck.TckContext;
import io.godwit.tck.TestContents;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NotesAdapterTest {
    private static final Location TARGET = Location.of("postgres://notes@db.example.com/notes")
            .withSecret(Location.PASSWORD, SecretRef.parse("vault:team/notes#password"))
            .withSetting("tls.mode", "require")
            .via(Location.of("ssh://jump.example.com/").become("deploy"));

    private final MemoryTrees trees = new MemoryTrees();
    private final TckContext context = new TckContext().with(trees);
    private final NotesAdapter adapter = new NotesAdapter();

    private Site site(String name, Map<String, String> files, Location... databases) {
        return new Site(trees.site(name, files), List.of(databases), Map.of());
    }

    private Site nowhere(Location... databases) {
        return new Site(MemoryTrees.place("new"), List.of(databases), Map.of());
    }

    private InspectedSite inspected(Site site) {
        return new InspectedSite(site, adapter.inspect(site, context));
    }

    private List<Finding> check(Site source, Site destination) {
        return adapter.check(
                inspected(source).inventory(), inspected(destination).inventory());
    }

    @Test
    void takesStock() {
        Inventory inventory = inspected(site("old", NotesSamples.SITE)).inventory();

        assertThat(inventory.facts())
                .containsEntry("version", "2.4.1")
                .containsEntry("title", "Caf\u00e9 & friends")
                .containsEntry("base_url", "https://notes.example.com");
        assertThat(inventory.items())
                .containsExactly(
                        new Inventory.Item("uploads", "uploads", "3 files, 11 bytes"),
                        new Inventory.Item("database", "sqlite:/srv/notes/data/notes.db", ""));
    }

    @Test
    void saysWhatIsMissing() {
        assertThat(check(site("old", NotesSamples.SITE), nowhere()))
                .extracting(Finding::code)
                .containsExactly("notes.no-database");
        assertThat(check(site("empty", Map.of()), nowhere(TARGET)))
                .extracting(Finding::code)
                .containsExactly("notes.not-found");
        assertThat(check(site("old", NotesSamples.SITE), site("there", NotesSamples.SITE)))
                .extracting(Finding::code)
                .containsExactly("notes.replaced");
        assertThat(check(site("old", NotesSamples.SITE), nowhere(TARGET))).isEmpty();
    }

    @Test
    void plansFilesDatabaseListAndCheck() {
        InspectedSite source = inspected(site("old", NotesSamples.SITE));
        Blueprint blueprint = adapter.plan(source, inspected(nowhere(TARGET)));

        assertThat(blueprint.files()).singleElement().satisfies(set -> {
            assertThat(set.from()).isEqualTo(source.site().files().orElseThrow());
            assertThat(set.to()).isEqualTo(MemoryTrees.place("new"));
            assertThat(set.selection().exclude()).containsExactly("/cache/", "*.log", "/uploads.idx");
        });
        assertThat(blueprint.databases()).singleElement().satisfies(set -> {
            assertThat(set.from()).isEqualTo(Location.of("sqlite:/srv/notes/data/notes.db"));
            assertThat(set.to()).as("with all that it takes to get there").isEqualTo(TARGET);
        });
        assertThat(blueprint.steps()).extracting(Blueprint.PlannedStep::name).containsExactly("reindex");
        assertThat(blueprint.checks()).hasSize(1);
    }

    @Test
    void aDatabaseThatIsAFileOfTheSiteIsNotCopiedAsOne() {
        Map<String, String> files =
                Map.of("notes.conf", "version = 2\ndatabase = sqlite:/old/data/notes.db\n", "data/notes.db", "SQLite");

        InspectedSite source = inspected(site("old", files));
        InspectedSite described =
                new InspectedSite(new Site(Location.of("file:///old/"), List.of(), Map.of()), source.inventory());

        for (InspectedSite each : List.of(source, described)) {
            Blueprint blueprint = adapter.plan(each, inspected(nowhere(TARGET)));
            assertThat(blueprint.files().get(0).selection().exclude()).contains("/data/notes.db*");
        }
    }

    @Test
    void theSpecificationKnowsTheDatabaseBetter() {
        Location named = Location.of("sqlite:/backup/notes.db");

        Blueprint blueprint =
                adapter.plan(inspected(site("old", NotesSamples.SITE, named)), inspected(nowhere(TARGET)));

        assertThat(blueprint.databases().get(0).from()).isEqualTo(named);
    }

    @Test
    void aPasswordInTheConfigurationIsNotTakenOver() {
        Map<String, String> files =
                Map.of("notes.conf", "version = 2\ndatabase = postgres://notes:hunter2@localhost/notes\n");

        InspectedSite source = inspected(site("old", files));

        assertThat(source.inventory().toString()).doesNotContain("hunter2");
        assertThat(adapter.plan(source, inspected(nowhere(TARGET))).databases()).isEmpty();
    }

    @Test
    void rewritesTheDatabaseAndLeavesEveryOtherByte() {
        String before = "version = 2\r\n  database=  sqlite:/a.db  \r\n# database = x\r\nlatin = \u00e9\r\n";
        byte[] bytes = before.getBytes(StandardCharsets.ISO_8859_1);
        Blueprint blueprint = adapter.plan(inspected(site("old", NotesSamples.SITE)), inspected(nowhere(TARGET)));
        Transform transform =
                new ConfigureType().open(blueprint.files().get(0).transforms().get(0));
        TreeEntry entry = TreeEntry.of(TreePath.of("notes.conf"), EntryKind.FILE)
                .size(bytes.length)
                .build();

        FileContent rewritten = transform.rewrite(entry, TestContents.of(bytes)).orElseThrow();

        assertThat(new String(TestContents.readAll(rewritten), StandardCharsets.ISO_8859_1))
                .isEqualTo(before.replace("sqlite:/a.db  ", "postgres://notes@db.example.com/notes"));
        assertThat(transform.describe()).isEqualTo("sets database in notes.conf");
    }

    @Test
    void checksThatAllUploadsArrived() {
        InspectedSite source = inspected(site("old", NotesSamples.SITE));
        Location arrived = trees.site("new", Map.of("uploads/b.png", "bbb", "uploads/c.png", "c"));
        Blueprint blueprint = adapter.plan(source, inspected(nowhere(TARGET)));

        List<Finding> findings = new UploadsCheckType().run(blueprint.checks().get(0), context);
        assertThat(findings).extracting(Finding::code).containsExactly("notes.uploads-missing");

        trees.site("new", NotesSamples.SITE);
        assertThat(new UploadsCheckType().run(blueprint.checks().get(0), context))
                .isEmpty();
        assertThat(trees.changes(arrived)).isEmpty();
    }
}
