package io.godwit.core.internal.plugins;

import io.godwit.spi.CheckType;
import io.godwit.spi.DataType;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.HostConnector;
import io.godwit.spi.PlatformAdapter;
import io.godwit.spi.SecretResolver;
import io.godwit.spi.StepType;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.TransformType;
import io.godwit.spi.WorkType;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A contract that plugins implement, and how its providers are told apart. Immutable.
 *
 * @param <P> the interface
 */
public final class Contract<P> {
    /** Opens trees. */
    public static final Contract<TransferMethod> TRANSFER_METHOD =
            new Contract<>(TransferMethod.class, true, TransferMethod::id, TransferMethod::schemes);
    /** Stands on machines. */
    public static final Contract<HostConnector> HOST_CONNECTOR =
            new Contract<>(HostConnector.class, true, HostConnector::id, HostConnector::schemes);
    /** Opens databases. */
    public static final Contract<DatabaseMigrator> DATABASE_MIGRATOR =
            new Contract<>(DatabaseMigrator.class, true, DatabaseMigrator::id, DatabaseMigrator::schemes);
    /** Knows a platform. */
    public static final Contract<PlatformAdapter> PLATFORM_ADAPTER =
            new Contract<>(PlatformAdapter.class, false, PlatformAdapter::id, adapter -> Set.of());
    /** Looks secrets up. */
    public static final Contract<SecretResolver> SECRET_RESOLVER =
            new Contract<>(SecretResolver.class, true, SecretResolver::scheme, resolver -> Set.of(resolver.scheme()));
    /** A kind of step. */
    public static final Contract<StepType> STEP_TYPE = ofData(StepType.class);
    /** A kind of check. */
    public static final Contract<CheckType> CHECK_TYPE = ofData(CheckType.class);
    /** A kind of transform. */
    public static final Contract<TransformType> TRANSFORM_TYPE = ofData(TransformType.class);
    /** A kind of work. */
    public static final Contract<WorkType> WORK_TYPE = ofData(WorkType.class);

    private static final List<Contract<?>> ALL = List.of(
            TRANSFER_METHOD,
            HOST_CONNECTOR,
            DATABASE_MIGRATOR,
            PLATFORM_ADAPTER,
            SECRET_RESOLVER,
            STEP_TYPE,
            CHECK_TYPE,
            TRANSFORM_TYPE,
            WORK_TYPE);

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*(:[a-z0-9]+(-[a-z0-9]+)*)?");
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*");

    private final Class<P> type;
    private final boolean isByScheme;
    private final Function<P, String> id;
    private final Function<P, Set<String>> schemes;

    private Contract(Class<P> type, boolean isByScheme, Function<P, String> id, Function<P, Set<String>> schemes) {
        this.type = type;
        this.isByScheme = isByScheme;
        this.id = id;
        this.schemes = schemes;
    }

    private static <D extends DataType> Contract<D> ofData(Class<D> type) {
        return new Contract<>(type, false, Contract::idOfData, data -> Set.of());
    }

    private static String idOfData(DataType data) {
        if (data.oldestVersion() < 1 || data.oldestVersion() > data.version()) {
            throw new IllegalArgumentException("its oldest version " + data.oldestVersion()
                    + " does not lie between 1 and its version " + data.version());
        }
        return data.id();
    }

    /**
     * All contracts.
     *
     * @return unmodifiable, in a fixed order
     */
    public static List<Contract<?>> all() {
        return ALL;
    }

    /**
     * The contract of an interface.
     *
     * @param <P> the interface
     * @param type the interface
     * @return its contract
     * @throws IllegalArgumentException where plugins do not implement that
     */
    @SuppressWarnings("unchecked") // each contract is listed under its own interface
    public static <P> Contract<P> of(Class<P> type) {
        for (Contract<?> contract : ALL) {
            if (contract.type.equals(type)) {
                return (Contract<P>) contract;
            }
        }
        throw new IllegalArgumentException(type.getName() + " is not a contract that plugins implement");
    }

    /**
     * The interface.
     *
     * @return the interface
     */
    public Class<P> type() {
        return type;
    }

    /**
     * Whether its providers are asked for by what they serve.
     *
     * @return false for those that are asked for by their id
     */
    boolean isByScheme() {
        return isByScheme;
    }

    /**
     * The name for people.
     *
     * @return the simple name of the interface
     */
    public String name() {
        return type.getSimpleName();
    }

    /**
     * The id of a provider.
     *
     * @param provider the provider
     * @return its id
     * @throws IllegalArgumentException where what it says of itself is not well formed
     */
    String idOf(P provider) {
        String text = id.apply(provider);
        if (text == null || !ID.matcher(text).matches()) {
            throw new IllegalArgumentException("its id \"" + text + "\" is not lower-case words with dashes");
        }
        return text;
    }

    /**
     * The schemes of a provider.
     *
     * @param provider the provider
     * @return its schemes; empty where the contract has none
     * @throws IllegalArgumentException where what it says of itself is not well formed
     */
    Set<String> schemesOf(P provider) {
        Set<String> all = Set.copyOf(schemes.apply(provider));
        for (String scheme : all) {
            if (!SCHEME.matcher(scheme).matches()) {
                throw new IllegalArgumentException("its scheme \"" + scheme + "\" is not one in lower case");
            }
        }
        return all;
    }
}
