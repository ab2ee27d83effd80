package io.godwit.core.internal.plan;

import io.godwit.core.CodeStep;
import io.godwit.core.MigrationPlan.Place;
import io.godwit.core.Pipeline;
import io.godwit.core.RunOptions;
import io.godwit.core.internal.run.StepJson;
import io.godwit.spi.Blueprint.DatabaseSet;
import io.godwit.spi.Blueprint.FileSet;
import io.godwit.spi.Blueprint.PlannedStep;
import io.godwit.spi.TypedData;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pipeline in code as a request for a plan. */
public final class PipelineRequest {
    private PipelineRequest() {}

    /**
     * Makes the request.
     *
     * @param pipeline the pipeline
     * @return what it says
     */
    public static PlanRequest of(Pipeline pipeline) {
        String spec = StepJson.write(new Document(
                pipeline.name(),
                pipeline.tenant(),
                pipeline.elements().stream().map(PipelineRequest::element).toList(),
                pipeline.hooks().stream()
                        .map(hook -> new HookDocument(
                                hook.isBefore() ? "before" : "after", hook.target(), code(hook.step())))
                        .toList(),
                pipeline.checks(),
                pipeline.options()));
        return new PlanRequest(
                pipeline.name(),
                pipeline.tenant(),
                "",
                spec,
                PlanJson.hash(spec),
                pipeline.options(),
                pipeline.elements(),
                pipeline.hooks(),
                pipeline.checks(),
                List.of(),
                places(pipeline.elements()));
    }

    /**
     * Where sets read and write.
     *
     * @param elements of a pipeline
     * @return sources, which are not written, and destinations
     */
    static List<Place> places(List<Pipeline.Element> elements) {
        List<Place> places = new ArrayList<>();
        for (Pipeline.Element element : elements) {
            if (element instanceof Pipeline.Files files) {
                places.add(new Place(files.set().from(), true, false));
                places.add(new Place(files.set().to(), false, true));
            } else if (element instanceof Pipeline.Database database) {
                places.add(new Place(database.set().from(), true, false));
                places.add(new Place(database.set().to(), false, true));
            }
        }
        return places;
    }

    private static ElementDocument element(Pipeline.Element element) {
        if (element instanceof Pipeline.Files files) {
            return new ElementDocument(files.set(), null, null, null);
        }
        if (element instanceof Pipeline.Database database) {
            return new ElementDocument(null, database.set(), null, null);
        }
        if (element instanceof Pipeline.PluginStep plugin) {
            return new ElementDocument(null, null, plugin.step(), null);
        }
        if (element instanceof Pipeline.HostStep host) {
            return new ElementDocument(null, null, null, code(host.step()));
        }
        throw new IllegalStateException("not an element: " + element);
    }

    private static CodeDocument code(CodeStep step) {
        return new CodeDocument(step.name(), step.title(), step.phase().name(), step.isRepeatable());
    }

    /**
     * The form in which a pipeline is stored.
     *
     * @param name its name
     * @param tenant its tenant
     * @param elements its parts
     * @param hooks what is hung on them
     * @param checks its checks
     * @param options its options
     */
    record Document(
            String name,
            String tenant,
            List<ElementDocument> elements,
            List<HookDocument> hooks,
            List<TypedData> checks,
            RunOptions options) {}

    /**
     * A part; one of these.
     *
     * @param files files to move
     * @param database a database to move
     * @param step a step of a plugin
     * @param code a step of the host application
     */
    record ElementDocument(
            @Nullable FileSet files,
            @Nullable DatabaseSet database,
            @Nullable PlannedStep step,
            @Nullable CodeDocument code) {}

    /**
     * A step of the host application, without its code.
     *
     * @param name its name
     * @param title its title
     * @param phase its phase
     * @param repeatable whether it may be repeated
     */
    record CodeDocument(String name, String title, String phase, boolean repeatable) {}

    /**
     * A hook.
     *
     * @param when before or after
     * @param target what it is hung on
     * @param code the step
     */
    record HookDocument(String when, String target, CodeDocument code) {}
}
