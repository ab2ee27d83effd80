package io.godwit.core.internal.plan;

import io.godwit.core.Comparison.Part;
import io.godwit.core.Inspection;
import io.godwit.core.MigrationSpec;
import io.godwit.core.Pipeline;
import io.godwit.core.RunOptions;
import io.godwit.core.internal.run.LookContext;
import io.godwit.core.internal.run.RunScope;
import io.godwit.core.internal.run.StepFactory;
import io.godwit.core.internal.run.StepJson;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.spi.Blueprint.FileSet;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.Inventory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares what a specification would move with what is at the destination. */
public final class Reviews {
    private final RunScope scope;
    private final WorkContext context;

    /**
     * Reviews.
     *
     * @param scope connections and plugins
     * @param context what work in it is given
     */
    public Reviews(RunScope scope, WorkContext context) {
        this.scope = scope;
        this.context = context;
    }

    /**
     * Compares.
     *
     * @param spec what would be moved
     * @param inspection what is on both sides
     * @param findings takes what will not fit, and what could not be compared
     * @return file sets and databases, each with its differences
     */
    public List<Part> of(MigrationSpec spec, Inspection inspection, List<Finding> findings) {
        Adapters adapters = new Adapters(scope.plugins());
        Inventory source = inspection.source().inventory();
        Inventory destination = inspection.destination().inventory();
        Optional<String> platform = Adapters.platform(spec);
        if (platform.isPresent() && source != null && destination != null) {
            findings.addAll(adapters.check(platform.get(), source, destination));
        }
        List<Part> parts = new ArrayList<>();
        for (Pipeline.Element element : SpecRequest.of(spec, context, adapters).elements()) {
            try {
                if (element instanceof Pipeline.Files files) {
                    parts.add(files(files.set(), SpecRequest.options(spec)));
                } else if (element instanceof Pipeline.Database database) {
                    parts.add(new DatabaseReview(database.set(), context).part());
                }
            } catch (MigrationException e) {
                if (e.category() == ErrorCategory.CANCELLED) {
                    throw e;
                }
                findings.add(Findings.of(e, spec.name()));
            }
        }
        return parts;
    }

    private Part files(FileSet set, RunOptions options) {
        TreeMove move = TreeMove.of(set, options, TreeMove.Mode.IN_PLACE, TreeMove.PASS_COPY);
        try (LookContext look = LookContext.toRun(scope, "compare")) {
            new StepFactory(scope.plugins())
                    .open(StepJson.data(TreeMove.VERIFY, 1, move))
                    .run(look);
            return new Part(set.name(), look.items(), look.findings());
        }
    }
}
