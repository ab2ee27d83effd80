package io.godwit.tck;

import io.godwit.spi.Blueprint;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileTree;
import io.godwit.spi.Finding;
import io.godwit.spi.Inventory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Operation;
import io.godwit.spi.Operation.Parameter;
import io.godwit.spi.Phase;
import io.godwit.spi.PlatformAdapter;
import io.godwit.spi.Selection;
import io.godwit.spi.Site;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.TypedData;
import io.godwit.spi.WorkContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** As little of an adapter as has all that the contract of adapters speaks of: a shop is a file that begins with "shop". */
public class ShopAdapter implements PlatformAdapter {
    static final TreePath FILE = TreePath.of("shop.txt");
    static final Operation STAMP = new Operation(
            "shop:stamp",
            "Stamps the shop",
            List.of(
                    new Parameter("depth", Parameter.Type.INTEGER, true, "", List.of(), "How deep the stamp goes"),
                    new Parameter("style", Parameter.Type.CHOICE, false, "round", List.of("round"), "Its form")));

    /** For the discovery. */
    public ShopAdapter() {}

    @Override
    public String id() {
        return "shop";
    }

    @Override
    public String title() {
        return "Shop";
    }

    @Override
    public Optional<String> detect(Site site, WorkContext context) {
        return text(site, context).filter(text -> text.startsWith("shop")).map(text -> "Shop, from " + FILE);
    }

    @Override
    public Inventory inspect(Site site, WorkContext context) {
        List<Inventory.Item> items = text(site, context).stream()
                .map(text -> new Inventory.Item("line", text.lines().findFirst().orElse(""), ""))
                .toList();
        return new Inventory(id(), 1, Map.of("lines", Integer.toString(items.size())), items, "{\"seen\": true}");
    }

    private static Optional<String> text(Site site, WorkContext context) {
        if (site.files().isEmpty()) {
            return Optional.empty();
        }
        try (FileTree tree = context.connections().tree(site.files().get())) {
            Optional<TreeEntry> entry = tree.stat(List.of(FILE), context).get(0);
            if (entry.isEmpty()) {
                return Optional.empty();
            }
            try (EntryStream stream = tree.read(List.of(entry.get()), context)) {
                EntryStream.Found found = (EntryStream.Found) stream.next().orElseThrow();
                return Optional.of(new String(TestContents.readAll(found.content()), StandardCharsets.UTF_8));
            }
        } catch (MigrationException e) {
            if (e.code().equals("tree.not-found")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public List<Finding> check(Inventory source, Inventory destination) {
        return List.of(Finding.info("shop.fits", "shop", "It fits."));
    }

    @Override
    public Blueprint plan(InspectedSite source, InspectedSite destination) {
        Location from = source.site().files().orElseThrow();
        Location to = destination.site().files().orElseThrow();
        return new Blueprint(
                List.of(new Blueprint.FileSet(
                        "files", from, to, Selection.ALL, List.of(new TypedData("shop:loud", 1, "{}")))),
                List.of(),
                List.of(step("close", "Close the shop", Phase.FREEZE, to), step("open", "Open", Phase.AFTER, to)),
                List.of(new TypedData("shop:is-open", 1, "{}")),
                List.of());
    }

    private static Blueprint.PlannedStep step(String name, String title, Phase phase, Location where) {
        return new Blueprint.PlannedStep(
                name, title, phase, new TypedData("shop:sign", 1, "{\"at\": \"" + where.uri() + "\"}"));
    }

    @Override
    public List<Operation> operations() {
        return List.of(STAMP);
    }

    @Override
    public Blueprint plan(
            Operation operation, Map<String, String> parameters, InspectedSite source, InspectedSite destination) {
        if (!operation.id().equals(STAMP.id())) {
            return PlatformAdapter.super.plan(operation, parameters, source, destination);
        }
        if (Integer.parseInt(parameters.getOrDefault("depth", "")) > 9) {
            throw MigrationException.of(ErrorCategory.CONFIGURATION, "operation.bad-parameter", "too deep")
                    .build();
        }
        Location to = destination.site().files().orElseThrow();
        return new Blueprint(
                List.of(), List.of(), List.of(step("stamp", "Stamp it", Phase.AFTER, to)), List.of(), List.of());
    }

    static TreeEntry sign() {
        return TreeEntry.of(TreePath.of("sign"), EntryKind.FILE).size(1).build();
    }
}
