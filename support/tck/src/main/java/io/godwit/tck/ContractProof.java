package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Proves that a contract notices what is wrong: runs it with an honest implementation, which must pass, and once with each of a list of broken ones, with which
 * exactly the rules must fail that were meant. A rule is a test method of the contract, by name.
 *
 * <pre>{@code
 * class SecretResolverProofTest {
 *     static final class Honest extends SecretResolverContract {
 *         protected SecretResolver resolver() {
 *             return Breakage.over(new MapSecrets());   // what is to be broken goes through here, on the test's thread
 *         }
 *         ...
 *     }
 *
 *     @TestFactory
 *     Stream<DynamicTest> proof() {
 *         return ContractProof.of(Honest.class)
 *                 .notices("gives every name the same secret",
 *                         Breakage.in(SecretResolver.class, "resolve", call -> call.proceedWith("one")),
 *                         "givesTheSecret")
 *                 .everyRule();
 *     }
 * }
 * }</pre>
 *
 * <p>One thread at a time.
 *
 * @since 0.1
 */
public final class ContractProof {
    private final Class<?> contract;
    private final Map<String, Case> cases = new LinkedHashMap<>();
    private final Set<String> among = new TreeSet<>();

    private ContractProof(Class<?> contract) {
        this.contract = contract;
    }

    /**
     * A proof about a contract.
     *
     * @param honest a concrete test class of the contract whose implementation goes through {@link Breakage#over}; a static nested class, so that it is not run by
     *     itself
     * @return a proof without broken implementations
     */
    public static ContractProof of(Class<?> honest) {
        return new ContractProof(honest);
    }

    /**
     * Looks at some rules only, where all of them take long.
     *
     * @param rules their names
     * @return this
     */
    public ContractProof among(String... rules) {
        among.addAll(List.of(rules));
        return this;
    }

    /**
     * Adds a broken implementation.
     *
     * @param what what it does wrong, for people; tells it from the others
     * @param breakage how
     * @param rules the names of all rules that must fail with it
     * @return this
     */
    public ContractProof notices(String what, Breakage breakage, String... rules) {
        return add(what, contract, breakage, rules);
    }

    /**
     * Adds a broken implementation that cannot be put over the honest one.
     *
     * @param what what it does wrong, for people; tells it from the others
     * @param broken a concrete test class of the same contract
     * @param rules the names of all rules that must fail with it
     * @return this
     */
    public ContractProof notices(String what, Class<?> broken, String... rules) {
        return add(what, broken, null, rules);
    }

    private ContractProof add(String what, Class<?> tried, @Nullable Breakage breakage, String... rules) {
        if (rules.length == 0 || cases.put(what, new Case(tried, breakage, new TreeSet<>(List.of(rules)))) != null) {
            throw new IllegalArgumentException("\"" + what + "\" names no rule, or is there twice");
        }
        return this;
    }

    /**
     * The proof: that the honest implementation passes, and that each broken one fails what it must.
     *
     * @return a test for each, to be given to JUnit by a method with {@link org.junit.jupiter.api.TestFactory}
     */
    public Stream<DynamicTest> someRules() {
        List<DynamicTest> tests = new ArrayList<>();
        tests.add(dynamicTest("an honest implementation passes", () -> {
            Run run = Run.of(contract, null, among);
            assertThat(run.kept).as("rules that were kept").isNotEmpty();
            assertThat(run.broken).as("rules that were broken").isEmpty();
        }));
        cases.forEach((what, one) -> tests.add(dynamicTest("notices one that " + what, () -> {
            Run run = Run.of(one.tried, one.breakage, among);
            assertThat(run.broken.keySet())
                    .as("rules that were broken, in all: %s", run.broken)
                    .isEqualTo(one.rules);
        })));
        return tests.stream();
    }

    /**
     * The proof as {@link #someRules()}, and that there is a broken implementation for every rule that applies to the honest one.
     *
     * @return a test for each, to be given to JUnit by a method with {@link org.junit.jupiter.api.TestFactory}
     */
    public Stream<DynamicTest> everyRule() {
        return Stream.concat(someRules(), Stream.of(dynamicTest("every rule is proven", () -> {
            Set<String> proven = new TreeSet<>();
            cases.values().forEach(one -> proven.addAll(one.rules));
            assertThat(proven)
                    .as("rules with a broken implementation")
                    .containsExactlyInAnyOrderElementsOf(Run.of(contract, null, among).kept);
        })));
    }

    private record Case(Class<?> tried, @Nullable Breakage breakage, Set<String> rules) {}

    /** What became of the rules in one run. */
    private static final class Run implements TestExecutionListener {
        private final Set<String> kept = new TreeSet<>();
        private final Map<String, String> broken = new TreeMap<>();

        static Run of(Class<?> tried, @Nullable Breakage breakage, Set<String> among) {
            Run run = new Run();
            LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                    .selectors(
                            among.isEmpty()
                                    ? List.of(selectClass(tried))
                                    : among.stream()
                                            .map(rule -> selectMethod(tried, rule))
                                            .toList())
                    .filters(EngineFilter.includeEngines("junit-jupiter"))
                    .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                    .build();
            LauncherConfig config = LauncherConfig.builder()
                    .enableLauncherDiscoveryListenerAutoRegistration(false)
                    .enableLauncherSessionListenerAutoRegistration(false)
                    .enablePostDiscoveryFilterAutoRegistration(false)
                    .enableTestExecutionListenerAutoRegistration(false)
                    .build();
            Runnable work = () -> LauncherFactory.create(config).execute(request, run);
            if (breakage == null) {
                work.run();
            } else {
                breakage.during(work);
            }
            return run;
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            String rule = test.getSource()
                    .filter(MethodSource.class::isInstance)
                    .map(source -> ((MethodSource) source).getMethodName())
                    .orElse(test.getDisplayName());
            if (result.getStatus() == Status.FAILED) {
                String why = result.getThrowable().map(Throwable::toString).orElse("it failed");
                broken.put(rule, why.lines().findFirst().orElse(why));
            } else if (test.isTest() && result.getStatus() == Status.SUCCESSFUL) {
                kept.add(rule);
            }
        }
    }
}
