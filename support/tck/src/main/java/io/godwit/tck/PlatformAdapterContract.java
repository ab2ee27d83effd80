package io.godwit.tck;

import io.godwit.spi.DataType;
import io.godwit.spi.Operation;
import io.godwit.spi.PlatformAdapter;
import io.godwit.spi.Site;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link PlatformAdapter} promises: it returns data and changes nothing, works from stored inventories, tells no secret, and brings what its blueprints name. A
 * plugin's test extends this class and gives it a sample site; {@link MemoryTrees} hold the files of one without a disk.
 *
 * <pre>{@code
 * class NotesContractTest extends PlatformAdapterContract {
 *     private final MemoryTrees trees = new MemoryTrees();
 *
 *     protected PlatformAdapter adapter() {
 *         return new NotesAdapter();
 *     }
 *
 *     protected Site source() {
 *         return new Site(trees.site("old", Map.of("notes.conf", "...")), List.of(), Map.of());
 *     }
 *     ...
 * }
 * }</pre>
 *
 * @since 0.1
 */
@Tag("contract")
@Timeout(120)
public abstract class PlatformAdapterContract
        implements AdapterLookingRules, AdapterPlanningRules, AdapterStepRules, AdapterOperationRules {
    private AdapterBench bench;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init") // made before each test
    protected PlatformAdapterContract() {}

    /**
     * The adapter under test.
     *
     * @return a new one at each call, so that nothing is remembered from one to the next
     */
    protected abstract PlatformAdapter adapter();

    /**
     * A site of the platform, with at least one thing that the adapter takes stock of. Nothing about it keeps it from being moved to {@link #destination()}.
     *
     * @return the site; for one test
     */
    protected abstract Site source();

    /**
     * A place where nothing is yet, described as a specification would describe a destination.
     *
     * @return the site; for one test
     */
    protected abstract Site destination();

    /**
     * Sites that are not of the platform, the more like it the better.
     *
     * @return at least one; for one test
     */
    protected abstract List<Site> foreign();

    /**
     * What all these sites are opened with.
     *
     * @return a context that knows their schemes and secrets, for one test
     */
    protected abstract TckContext newContext();

    /**
     * Texts that stand in the source or in the context's secrets and that nobody may be told: passwords, keys.
     *
     * @return at least one
     */
    protected abstract List<String> secrets();

    /**
     * Whether the adapter is made by {@link ServiceLoader}, and so without arguments.
     *
     * @return false for one that a host application makes by hand
     */
    protected boolean isDiscovered() {
        return true;
    }

    /**
     * Finds the type of a step, check or transform that a blueprint names.
     *
     * @param <T> its contract
     * @param contract its contract
     * @param id its id
     * @return the type; by default the one that {@link ServiceLoader} finds
     */
    protected <T extends DataType> Optional<T> type(Class<T> contract, String id) {
        return ServiceLoader.load(contract, getClass().getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(type -> type.id().equals(id))
                .findFirst();
    }

    /**
     * Parameters to plan an operation of the adapter with.
     *
     * @param operation which
     * @return what stands in a specification, by name; nothing by default, which suits operations without required parameters
     */
    protected Map<String, String> parameters(Operation operation) {
        return Map.of();
    }

    /**
     * Parameters that are of the right type and yet must be refused.
     *
     * @param operation which
     * @return what stands in a specification, by name; empty where every value of the right type will do
     */
    protected Map<String, String> refusedParameters(Operation operation) {
        return Map.of();
    }

    @BeforeEach
    final void layOut() {
        bench = new AdapterBench(this);
    }

    @Override
    public final AdapterBench bench() {
        return bench;
    }
}
