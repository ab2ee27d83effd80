package io.godwit.core;

import io.godwit.core.internal.run.StepJson;
import io.godwit.spi.Blueprint;
import io.godwit.spi.Blueprint.FileSet;
import io.godwit.spi.Blueprint.PlannedStep;
import io.godwit.spi.CheckType;
import io.godwit.spi.Cursor;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileTree;
import io.godwit.spi.Finding;
import io.godwit.spi.Inventory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Operation;
import io.godwit.spi.Operation.Parameter;
import io.godwit.spi.Phase;
import io.godwit.spi.PlatformAdapter;
import io.godwit.spi.Selection;
import io.godwit.spi.Site;
import io.godwit.spi.Step;
import io.godwit.spi.StepContext;
import io.godwit.spi.StepType;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.TypedData;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A platform for tests, by the contract alone: a shop is a directory with an {@code index.html}. What is in its {@code cache} stays behind, and a
 * job of its own writes a notice.
 */
final class ShopPlatform implements PlatformAdapter {
    static final String INDEX = "index.html";

    static final Operation PUBLISH = new Operation(
            "shop:publish",
            "Write a notice into the shop",
            List.of(
                    new Parameter("text", Parameter.Type.TEXT, true, "", List.of(), "what it says"),
                    new Parameter("times", Parameter.Type.INTEGER, false, "2", List.of(), "how often"),
                    new Parameter("loud", Parameter.Type.BOOLEAN, false, "false", List.of(), "in capitals"),
                    new Parameter("where", Parameter.Type.CHOICE, false, "top", List.of("top", "foot"), "the place"),
                    new Parameter("tags", Parameter.Type.LIST, false, "", List.of(), "words"),
                    new Parameter("key", Parameter.Type.SECRET, false, "env:KEY", List.of(), "the shop's key")));

    static Plugins plugins() {
        return Plugins.builder()
                .discover(ShopPlatform.class.getClassLoader())
                .add(PlatformAdapter.class, new ShopPlatform())
                .add(CheckType.class, new Answers())
                .add(StepType.class, new Notice())
                .build();
    }

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
        return pages(site, context).contains(INDEX) ? Optional.of("Shop, from " + INDEX) : Optional.empty();
    }

    @Override
    public Inventory inspect(Site site, WorkContext context) {
        List<String> pages = pages(site, context);
        return new Inventory(
                id(),
                1,
                Map.of("pages", Integer.toString(pages.size())),
                pages.stream().map(page -> new Inventory.Item("page", page, "")).toList(),
                "{}");
    }

    private static List<String> pages(Site site, WorkContext context) {
        List<String> pages = new ArrayList<>();
        try (FileTree tree = context.connections().tree(site.files().orElseThrow());
                Cursor<TreeEntry> entries = tree.list(TreePath.ROOT, context)) {
            while (entries.hasNext()) {
                String name = entries.next().path().toString();
                if (name.endsWith(".html")) {
                    pages.add(name);
                }
            }
        } catch (MigrationException e) {
            if (!e.code().equals("tree.not-found")) {
                throw e;
            }
        }
        return pages;
    }

    @Override
    public List<Finding> check(Inventory source, Inventory destination) {
        return destination.items().isEmpty()
                ? List.of()
                : List.of(Finding.warning(
                        "shop.not-empty", "destination", "There is a shop already.", "Take another place."));
    }

    @Override
    public Blueprint plan(InspectedSite source, InspectedSite destination) {
        return new Blueprint(
                List.of(new FileSet(
                        "pages",
                        source.site().files().orElseThrow(),
                        destination.site().files().orElseThrow(),
                        new Selection(List.of(), List.of("cache/**")),
                        List.of())),
                List.of(),
                List.of(),
                List.of(StepJson.data("shop:answers", 1, directory(destination))),
                List.of(Finding.info(
                        "shop.found",
                        "source",
                        "It has " + source.inventory().facts().get("pages"))));
    }

    @Override
    public List<Operation> operations() {
        return List.of(PUBLISH, new Operation("shop:forget", "Does nothing yet", List.of()));
    }

    @Override
    public Blueprint plan(
            Operation operation, Map<String, String> parameters, InspectedSite source, InspectedSite destination) {
        if (!operation.equals(PUBLISH)) {
            return PlatformAdapter.super.plan(operation, parameters, source, destination);
        }
        return new Blueprint(
                List.of(),
                List.of(),
                List.of(new PlannedStep(
                        "notice",
                        "Write the notice",
                        Phase.AFTER,
                        StepJson.data("shop:notice", 1, new Notice.Data(directory(destination), parameters)))),
                List.of(),
                List.of());
    }

    private static String directory(InspectedSite site) {
        return Path.of(site.site().files().orElseThrow().uri()).toString();
    }

    /** Whether the first page is there. */
    static final class Answers implements CheckType {
        @Override
        public String id() {
            return "shop:answers";
        }

        @Override
        public List<Finding> run(TypedData data, WorkContext context) {
            Path page = Path.of(StepJson.read(data, String.class)).resolve(INDEX);
            return Files.exists(page)
                    ? List.of()
                    : List.of(Finding.error("shop.silent", INDEX, "The shop does not answer.", "Look at it."));
        }
    }

    /** Writes the parameters down. */
    static final class Notice implements StepType {
        record Data(String directory, Map<String, String> parameters) {}

        @Override
        public String id() {
            return "shop:notice";
        }

        @Override
        public Step open(TypedData typed) {
            Data data = StepJson.read(typed, Data.class);
            return new Step() {
                @Override
                public Outline outline(StepContext context) {
                    return Outline.of("writes a notice into " + data.directory(), "");
                }

                @Override
                public void run(StepContext context) {
                    try {
                        Path directory = Files.createDirectories(Path.of(data.directory()));
                        Files.writeString(
                                directory.resolve("notice"), data.parameters().toString());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            };
        }
    }

    /** A platform whose sites cannot be looked at. */
    static final class Shy implements PlatformAdapter {
        private final ErrorCategory category;

        Shy(ErrorCategory category) {
            this.category = category;
        }

        @Override
        public String id() {
            return "shy";
        }

        @Override
        public String title() {
            return "Shy";
        }

        @Override
        public Optional<String> detect(Site site, WorkContext context) {
            return Optional.empty();
        }

        @Override
        public Inventory inspect(Site site, WorkContext context) {
            throw MigrationException.of(category, "shy.closed", "the site does not let anybody look")
                    .subject("shy")
                    .build();
        }

        @Override
        public List<Finding> check(Inventory source, Inventory destination) {
            return List.of();
        }

        @Override
        public Blueprint plan(InspectedSite source, InspectedSite destination) {
            return new Blueprint(List.of(), List.of(), List.of(), List.of(), List.of());
        }
    }
}
