package io.godwit.spi;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Knows a platform: what belongs to it, what fits together, what has to be done to move it. It returns data and changes nothing
 * itself. Discovered by {@link java.util.ServiceLoader}, or given to the engine by hand.
 *
 * @implSpec A public constructor without arguments that does no input or output; thread-safe. {@link #check} and {@link #plan}
 *     work from inventories alone, with both sites out of reach.
 */
@Incubating
public interface PlatformAdapter {
    /**
     * The id of this adapter, and the {@code type} of the specification.
     *
     * @return lower-case words with dashes, for instance {@code wordpress}
     */
    String id();

    /**
     * The name of the platform for people.
     *
     * @return for instance {@code WordPress}
     */
    String title();

    /**
     * Whether a site is of this platform; reads as little as possible.
     *
     * @param site where to look
     * @param context connections, cancellation, limits
     * @return what shows it, for people ({@code WordPress 6.4, from wp-includes/version.php}), or empty
     */
    Optional<String> detect(Site site, WorkContext context);

    /**
     * Finds out all that later steps need.
     *
     * @param site where to look; an empty place gives an inventory without items
     * @param context connections, progress, cancellation, limits
     * @return the inventory
     */
    Inventory inspect(Site site, WorkContext context);

    /**
     * Says what will not fit.
     *
     * @param source what is to be moved
     * @param destination what is there already
     * @return findings
     */
    List<Finding> check(Inventory source, Inventory destination);

    /**
     * Says what has to be done to move.
     *
     * <p>A site that was staged ({@link Site#isStaged()}) is given with its former locations and with the inventory that was made then. The
     * engine reads file sets and databases from the capsule; an adapter leaves out what would act on that site itself, as nobody may be
     * there any more.
     *
     * @param source the site that is read, and what was found there
     * @param destination the site that is written, and what was found there
     * @return the blueprint
     */
    Blueprint plan(InspectedSite source, InspectedSite destination);

    /**
     * Says what belongs to a site, so that staging pulls it.
     *
     * @param site the site, and what was found there
     * @return trees and databases, by their locations; where one of {@link #plan}'s file sets or databases lies at or below one of these, it
     *     can be planned and run from a capsule
     */
    default Holdings holdings(InspectedSite site) {
        return Holdings.of(site.site());
    }

    /**
     * Its jobs besides moving.
     *
     * @return operations, each id beginning with that of this adapter
     */
    default List<Operation> operations() {
        return List.of();
    }

    /**
     * Says what has to be done for an operation.
     *
     * @param operation one of {@link #operations()}
     * @param parameters by name, checked against the operation and completed with its defaults
     * @param source the site it starts from
     * @param destination the site it changes, which may be the same
     * @return the blueprint
     * @throws MigrationException CONFIGURATION, {@code operation.unknown} or {@code operation.bad-parameter}
     */
    default Blueprint plan(
            Operation operation, Map<String, String> parameters, InspectedSite source, InspectedSite destination) {
        throw MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        "operation.unknown",
                        "the adapter \"" + id() + "\" has no operation \"" + operation.id() + "\"")
                .subject(operation.id())
                .remedy("List the operations that are there with \"operations\".")
                .build();
    }

    /**
     * A site and what was found there.
     *
     * @param site where
     * @param inventory what
     */
    record InspectedSite(Site site, Inventory inventory) {}
}
