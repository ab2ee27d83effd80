package io.godwit.core.internal.engine;

import io.godwit.core.Comparison;
import io.godwit.core.Comparison.Part;
import io.godwit.core.Inspection;
import io.godwit.core.MigrationSpec;
import io.godwit.core.internal.plan.Inspector;
import io.godwit.core.internal.plan.Reviews;
import io.godwit.core.internal.run.FindingsOnly;
import io.godwit.core.internal.run.RunScope;
import io.godwit.spi.Finding;
import io.godwit.spi.WorkContext;
import java.util.ArrayList;
import java.util.List;

/** Compares the two sides of a specification as they are now. Changes nothing. */
final class Comparer {
    private final RunScope scope;

    Comparer(RunScope scope) {
        this.scope = scope;
    }

    Comparison compare(MigrationSpec spec) {
        List<Finding> findings = new ArrayList<>();
        WorkContext context = scope.context(new FindingsOnly(findings::add));
        Inspection inspection = new Inspector(context, scope.plugins()).inspect(spec);
        List<Part> parts = new Reviews(scope, context).of(spec, inspection, findings);
        return new Comparison(inspection, parts, findings);
    }
}
