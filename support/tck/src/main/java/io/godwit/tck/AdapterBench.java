package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Blueprint;
import io.godwit.spi.Blueprint.DatabaseSet;
import io.godwit.spi.Blueprint.FileSet;
import io.godwit.spi.Blueprint.PlannedStep;
import io.godwit.spi.Connections;
import io.godwit.spi.DataType;
import io.godwit.spi.Finding;
import io.godwit.spi.Inventory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Operation;
import io.godwit.spi.PlatformAdapter;
import io.godwit.spi.PlatformAdapter.InspectedSite;
import io.godwit.spi.Site;
import io.godwit.spi.StepContext;
import io.godwit.spi.TypedData;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One test's sites with the adapter that looks at them, and the words in which the rules of {@link PlatformAdapterContract} are written. */
final class AdapterBench {
    private final PlatformAdapterContract contract;
    private final PlatformAdapter adapter;
    private final TckContext real;
    private final Site source;
    private final Site destination;

    AdapterBench(PlatformAdapterContract contract) {
        this.contract = contract;
        this.adapter = contract.adapter();
        this.real = contract.newContext();
        this.source = contract.source();
        this.destination = contract.destination();
    }

    PlatformAdapterContract contract() {
        return contract;
    }

    PlatformAdapter adapter() {
        return adapter;
    }

    TckContext real() {
        return real;
    }

    Site source() {
        return source;
    }

    Site destination() {
        return destination;
    }

    WatchedPlaces watch() {
        return new WatchedPlaces(real);
    }

    /** The context of this test over watched connections. */
    StepContext context(Connections connections) {
        return (StepContext) Proxy.newProxyInstance(
                AdapterBench.class.getClassLoader(), new Class<?>[] {StepContext.class}, (proxy, method, arguments) -> {
                    try {
                        return method.getName().equals("connections") ? connections : method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                });
    }

    InspectedSite inspected(Site site) {
        return new InspectedSite(site, adapter.inspect(site, real));
    }

    Blueprint plan() {
        return adapter.plan(inspected(source), inspected(destination));
    }

    /** The blueprints of moving and of every operation. */
    Map<String, Blueprint> plans() {
        Map<String, Blueprint> plans = new LinkedHashMap<>();
        plans.put("moving", plan());
        for (Operation operation : adapter.operations()) {
            plans.put(operation.id(), plan(operation, contract.parameters(operation)));
        }
        return plans;
    }

    Blueprint plan(Operation operation, Map<String, String> given) {
        return adapter.plan(operation, complete(operation, given), inspected(source), inspected(destination));
    }

    /** As the engine completes what a specification says. */
    static Map<String, String> complete(Operation operation, Map<String, String> given) {
        Map<String, String> complete = new LinkedHashMap<>();
        for (Operation.Parameter parameter : operation.parameters()) {
            String value = given.get(parameter.name());
            if (value == null && parameter.isRequired()) {
                throw new AssertionError("the test gives no value for \"" + parameter.name() + "\" of " + operation.id()
                        + ": override parameters(Operation)");
            }
            complete.put(parameter.name(), value == null ? parameter.defaultValue() : value);
        }
        assertThat(complete.keySet()).as("parameters of " + operation.id()).containsAll(given.keySet());
        return complete;
    }

    /** An inventory as it comes back from where it was stored: the same text, and nothing of the object. */
    static Inventory stored(Inventory inventory) {
        Map<String, String> facts = new LinkedHashMap<>();
        inventory.facts().forEach((name, value) -> facts.put(stored(name), stored(value)));
        return new Inventory(
                stored(inventory.platform()),
                inventory.version(),
                facts,
                inventory.items().stream()
                        .map(item ->
                                new Inventory.Item(stored(item.kind()), stored(item.name()), stored(item.detail())))
                        .toList(),
                stored(inventory.evidence()));
    }

    private static String stored(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** The type that data names, which must be there and read this version of it. */
    <T extends DataType> T type(Class<T> kind, TypedData data) {
        T type = contract.type(kind, data.type())
                .orElseThrow(() -> new AssertionError(
                        "no " + kind.getSimpleName() + " is registered under \"" + data.type() + "\""));
        assertThat(data.version())
                .as("version of the data of " + data.type())
                .isBetween(type.oldestVersion(), type.version());
        assertThat(data.json()).as("data of " + data.type()).satisfies(AdapterBench::isJson);
        return type;
    }

    static void isJson(String text) {
        assertThat(JsonSyntax.isValue(text)).as("one JSON value: %s", text).isTrue();
    }

    /** The transforms of all sets. */
    static List<TypedData> transforms(Blueprint blueprint) {
        return Stream.concat(
                        blueprint.files().stream().flatMap(set -> set.transforms().stream()),
                        blueprint.databases().stream().flatMap(set -> set.transforms().stream()))
                .toList();
    }

    static List<String> names(Blueprint blueprint) {
        List<String> names = new ArrayList<>();
        blueprint.files().stream().map(FileSet::name).forEach(names::add);
        blueprint.databases().stream().map(DatabaseSet::name).forEach(names::add);
        blueprint.steps().stream().map(PlannedStep::name).forEach(names::add);
        return names;
    }

    /** Everything that a blueprint says to anybody. */
    static String said(Blueprint blueprint) {
        StringBuilder text = new StringBuilder(blueprint.toString());
        blueprint.files().forEach(set -> text.append(said(set.from())).append(said(set.to())));
        blueprint.databases().forEach(set -> text.append(said(set.from())).append(said(set.to())));
        return text.toString();
    }

    private static String said(Location location) {
        return location.uri() + " " + location.settings() + " " + location.secrets() + " "
                + location.via().map(AdapterBench::said).orElse("");
    }

    void tellsNoSecret(String what, String said) {
        assertThat(contract.secrets()).as("the sample's secrets").isNotEmpty();
        for (String secret : contract.secrets()) {
            assertThat(said.contains(secret)).as(what + " tells a secret").isFalse();
        }
    }

    static String said(List<Finding> findings) {
        return findings.toString();
    }

    static MigrationException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return Providers.failure(call);
    }

    /** Every place that belongs to the source: what the specification names, and what sets are read from. */
    List<Location> sourcePlaces(Blueprint blueprint) {
        List<Location> places = new ArrayList<>(source.databases());
        source.files().ifPresent(places::add);
        blueprint.files().forEach(set -> places.add(set.from()));
        blueprint.databases().forEach(set -> places.add(set.from()));
        return places;
    }

    static boolean isSamePlace(Location one, Location other) {
        return one.uri().normalize().equals(other.uri().normalize())
                && one.via().equals(other.via());
    }
}
