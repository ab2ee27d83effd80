package io.godwit.core.internal.plan;

import io.godwit.core.MigrationPlan.Place;
import io.godwit.core.Pipeline;
import io.godwit.core.RunOptions;
import io.godwit.spi.Finding;
import io.godwit.spi.TypedData;
import java.util.List;

/**
 * What a plan is to be made of, whatever it was said in.
 *
 * @param name what people call it
 * @param tenant on whose behalf, or an empty string
 * @param operation id of the operation, or an empty string
 * @param spec what it was made from, as JSON
 * @param specHash the hash of that
 * @param options how it is run
 * @param elements sets and steps, in order
 * @param hooks what is hung on them
 * @param checks what to look at in the end
 * @param findings what is known already
 * @param places where it reads and writes
 */
public record PlanRequest(
        String name,
        String tenant,
        String operation,
        String spec,
        String specHash,
        RunOptions options,
        List<Pipeline.Element> elements,
        List<Pipeline.Hook> hooks,
        List<TypedData> checks,
        List<Finding> findings,
        List<Place> places) {
    /** Copies the lists. */
    public PlanRequest {
        elements = List.copyOf(elements);
        hooks = List.copyOf(hooks);
        checks = List.copyOf(checks);
        findings = List.copyOf(findings);
        places = List.copyOf(places);
    }

    /**
     * The same with more findings.
     *
     * @param more what was found besides
     * @return a copy
     */
    public PlanRequest withFindings(List<Finding> more) {
        List<Finding> all = new java.util.ArrayList<>(findings);
        all.addAll(more);
        return new PlanRequest(name, tenant, operation, spec, specHash, options, elements, hooks, checks, all, places);
    }
}
