package io.godwit.example.adapter;

import io.godwit.spi.Blueprint;
import io.godwit.spi.Blueprint.DatabaseSet;
import io.godwit.spi.Blueprint.FileSet;
import io.godwit.spi.Blueprint.PlannedStep;
import io.godwit.spi.Finding;
import io.godwit.spi.Inventory;
import io.godwit.spi.Location;
import io.godwit.spi.Operation;
import io.godwit.spi.Operation.Parameter;
import io.godwit.spi.Phase;
import io.godwit.spi.PlatformAdapter;
import io.godwit.spi.Selection;
import io.godwit.spi.Site;
import io.godwit.spi.TypedData;
import io.godwit.spi.WorkContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Knows Notes. It looks and answers with data; the engine does the rest. */
public final class NotesAdapter implements PlatformAdapter {
    private static final Operation REINDEX = new Operation(
            ReindexType.ID,
            "Makes the list of uploads anew",
            List.of(
                    new Parameter(
                            "endings",
                            Parameter.Type.LIST,
                            false,
                            "",
                            List.of(),
                            "Lists only uploads with these endings (png,jpg); all of them where it is left out"),
                    new Parameter(
                            "order",
                            Parameter.Type.CHOICE,
                            false,
                            ReindexPlan.BY_NAME,
                            List.of(ReindexPlan.BY_NAME, ReindexPlan.BY_SIZE),
                            "What the list is sorted by"),
                    new Parameter(
                            "limit",
                            Parameter.Type.INTEGER,
                            false,
                            "0",
                            List.of(),
                            "How many uploads are listed at the most; 0 for all")));

    /** For the discovery. */
    public NotesAdapter() {}

    @Override
    public String id() {
        return "notes";
    }

    @Override
    public String title() {
        return "Notes";
    }

    @Override
    public Optional<String> detect(Site site, WorkContext context) {
        return NotesSite.read(site, context)
                .flatMap(NotesConfig::version)
                .map(version -> "Notes " + version + ", from " + NotesConfig.FILE);
    }

    @Override
    public Inventory inspect(Site site, WorkContext context) {
        // the specification knows better than the configuration: it also says how to get in
        Location named = site.databases().isEmpty() ? null : site.databases().get(0);
        return NotesSite.read(site, context)
                .filter(config -> config.version().isPresent())
                .map(config -> NotesStock.of(
                        config,
                        named == null ? config.database().orElse(null) : named,
                        NotesSite.uploads(site, config, context)))
                .orElseGet(() -> NotesStock.ofNothing(named))
                .toInventory(id());
    }

    @Override
    public List<Finding> check(Inventory source, Inventory destination) {
        NotesStock from = NotesStock.of(source);
        NotesStock to = NotesStock.of(destination);
        List<Finding> findings = new ArrayList<>();
        if (!from.isThere()) {
            findings.add(Finding.error(
                    "notes.not-found",
                    "source",
                    "There is no " + NotesConfig.FILE + " of Notes at the source.",
                    "Name the directory that holds it as source.url."));
            return findings;
        }
        if (from.database().isPresent() && to.database().isEmpty()) {
            findings.add(Finding.error(
                            "notes.no-database",
                            "destination.database",
                            "The source has a database, and the destination says of none.",
                            "Add destination.database.")
                    .withEvidence("database = " + from.database().get()));
        }
        if (to.isThere()) {
            findings.add(Finding.warning(
                            "notes.replaced",
                            "destination",
                            "The destination holds Notes already, which is overwritten.",
                            "Choose another directory if it is still needed.")
                    .withEvidence("Notes " + to.version()));
        }
        return findings;
    }

    @Override
    public Blueprint plan(InspectedSite source, InspectedSite destination) {
        NotesStock stock = NotesStock.of(source.inventory());
        Optional<Location> from = source.site().files();
        Optional<Location> to = destination.site().files();
        if (!stock.isThere() || from.isEmpty() || to.isEmpty()) {
            return new Blueprint(List.of(), List.of(), List.of(), List.of(), List.of());
        }
        Optional<Location> newDatabase = NotesStock.of(destination.inventory()).database();
        List<TypedData> transforms =
                newDatabase
                        .map(database -> ConfigureType.data(
                                Map.of(NotesConfig.DATABASE, database.uri().toString())))
                        .stream()
                        .toList();
        List<DatabaseSet> databases = new ArrayList<>();
        if (stock.database().isPresent() && newDatabase.isPresent()) {
            databases.add(
                    new DatabaseSet("database", stock.database().get(), newDatabase.get(), Selection.ALL, List.of()));
        }
        ReindexPlan reindex = new ReindexPlan(to.get(), stock.uploadsDirectory(), List.of(), ReindexPlan.BY_NAME, 0);
        return new Blueprint(
                List.of(new FileSet("site", from.get(), to.get(), selection(stock, from.get()), transforms)),
                databases,
                List.of(step(reindex)),
                List.of(UploadsCheckType.data(to.get(), stock.uploadsDirectory(), stock.uploads())),
                List.of());
    }

    /** Everything but what Notes makes anew, and the database where that is a file of the site. */
    private static Selection selection(NotesStock stock, Location files) {
        List<String> excluded = new ArrayList<>(List.of("/cache/", "*.log", "/" + ReindexPlan.INDEX));
        String root = path(files).replaceFirst("/*$", "/");
        stock.database()
                .map(NotesAdapter::path)
                .filter(path -> path.startsWith(root))
                .ifPresent(path -> excluded.add("/" + path.substring(root.length()) + "*"));
        return new Selection(List.of(), excluded);
    }

    private static String path(Location place) {
        return Objects.requireNonNullElse(place.uri().getPath(), "");
    }

    private static PlannedStep step(ReindexPlan plan) {
        return new PlannedStep("reindex", "List the uploads anew", Phase.AFTER, plan.toData());
    }

    @Override
    public List<Operation> operations() {
        return List.of(REINDEX);
    }

    @Override
    public Blueprint plan(
            Operation operation, Map<String, String> parameters, InspectedSite source, InspectedSite destination) {
        if (!operation.id().equals(REINDEX.id())) {
            return PlatformAdapter.super.plan(operation, parameters, source, destination);
        }
        Location where = NotesFailures.required(destination.site().files(), "destination.url");
        String uploads = NotesStock.of(destination.inventory()).uploadsDirectory();
        return new Blueprint(
                List.of(), List.of(), List.of(step(ReindexPlan.of(where, uploads, parameters))), List.of(), List.of());
    }
}
