package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Operation;
import io.godwit.spi.Operation.Parameter;
import io.godwit.spi.SecretRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rules about the jobs besides moving. */
interface AdapterOperationRules extends AdapterRules {
    private List<Operation> operations() {
        return bench().adapter().operations();
    }

    @Test
    default void operationsAreItsOwn() {
        assertThat(operations()).isEqualTo(bench().contract().adapter().operations());
        assertThat(operations())
                .extracting(Operation::id)
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id)
                        .matches(Providers.OWNED_ID)
                        .startsWith(bench().adapter().id() + ":"));
    }

    @Test
    default void everyParameterIsExplained() {
        for (Operation operation : operations()) {
            assertThat(operation.title()).as(operation.id()).doesNotContain("\n");
            assertThat(operation.parameters())
                    .allSatisfy(parameter -> assertThat(parameter.description())
                            .as(operation.id() + ", " + parameter.name())
                            .isNotBlank()
                            .doesNotContain("\n"));
        }
    }

    @Test
    default void defaultsFitTheTypeOfTheirParameter() {
        for (Operation operation : operations()) {
            for (Parameter parameter : operation.parameters()) {
                String value = parameter.defaultValue();
                String what = operation.id() + ", " + parameter.name();
                if (parameter.isRequired()) {
                    assertThat(value)
                            .as("the default of what must be given: " + what)
                            .isEmpty();
                } else {
                    assertThat(fits(parameter, value))
                            .as("%s = \"%s\"", what, value)
                            .isTrue();
                }
            }
        }
    }

    private static boolean fits(Parameter parameter, String value) {
        return switch (parameter.type()) {
            case TEXT, LIST -> true;
            case INTEGER -> value.isEmpty() || value.matches("-?[0-9]{1,18}");
            case BOOLEAN -> value.equals("true") || value.equals("false");
            case CHOICE -> value.isEmpty() || parameter.choices().contains(value);
            case SECRET -> value.isEmpty() || isReference(value);
        };
    }

    private static boolean isReference(String value) {
        try {
            return SecretRef.parse(value).toString().equals(value);
        } catch (MigrationException e) {
            return false;
        }
    }

    @Test
    default void plansEveryOperation() {
        for (Operation operation : operations()) {
            assertThat(AdapterBench.names(
                            bench().plan(operation, bench().contract().parameters(operation))))
                    .as("sets and steps of " + operation.id())
                    .isNotEmpty();
        }
    }

    @Test
    default void refusesWhatAParameterMayNotBe() {
        for (Operation operation : operations()) {
            Map<String, String> refused = bench().contract().refusedParameters(operation);
            for (Map.Entry<String, String> one : refused.entrySet()) {
                Map<String, String> given =
                        new LinkedHashMap<>(bench().contract().parameters(operation));
                given.put(one.getKey(), one.getValue());
                MigrationException failure = Providers.failure(() -> bench().plan(operation, given));
                assertThat(failure.category()).as(one.toString()).isEqualTo(ErrorCategory.CONFIGURATION);
                assertThat(failure.code()).as(one.toString()).isEqualTo("operation.bad-parameter");
            }
        }
    }

    @Test
    default void refusesAnOperationThatItDoesNotHave() {
        Operation unknown = new Operation(bench().adapter().id() + ":no-such-job", "Does nothing", List.of());

        MigrationException failure = Providers.failure(() -> bench().plan(unknown, Map.of()));

        assertThat(failure.category()).isEqualTo(ErrorCategory.CONFIGURATION);
        assertThat(failure.code()).isEqualTo("operation.unknown");
    }
}
