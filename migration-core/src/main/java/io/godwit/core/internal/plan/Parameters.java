package io.godwit.core.internal.plan;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Operation;
import io.godwit.spi.Operation.Parameter;
import io.godwit.spi.SecretRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checks the parameters of an operation, and completes them with its defaults. */
final class Parameters {
    private Parameters() {}

    /**
     * Checks and completes.
     *
     * @throws MigrationException CONFIGURATION, {@code operation.bad-parameter}, with all that is wrong
     */
    static Map<String, String> complete(Operation operation, Map<String, String> given) {
        List<String> faults = new ArrayList<>();
        Map<String, String> complete = new TreeMap<>();
        List<String> names =
                operation.parameters().stream().map(Parameter::name).toList();
        for (String name : given.keySet()) {
            if (!names.contains(name)) {
                faults.add("there is no \"" + name + "\"; there are: " + String.join(", ", names));
            }
        }
        for (Parameter parameter : operation.parameters()) {
            String value = given.get(parameter.name());
            if (value == null) {
                if (parameter.isRequired()) {
                    faults.add("\"" + parameter.name() + "\" is missing: " + parameter.description());
                }
                complete.put(parameter.name(), parameter.defaultValue());
            } else {
                String fault = fault(parameter, value);
                if (!fault.isEmpty()) {
                    faults.add("\"" + parameter.name() + "\" " + fault);
                }
                complete.put(parameter.name(), value);
            }
        }
        if (!faults.isEmpty()) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "operation.bad-parameter",
                            "the parameters of \"" + operation.id() + "\" do not fit: " + String.join("; ", faults))
                    .subject(operation.id())
                    .remedy("List the operation's parameters with \"operations\".")
                    .build();
        }
        return complete;
    }

    /** What is wrong with a value; one that may be a secret in the wrong place is not repeated. */
    private static String fault(Parameter parameter, String value) {
        return switch (parameter.type()) {
            case TEXT, LIST -> "";
            case INTEGER -> value.matches("-?[0-9]{1,18}") ? "" : "is not a whole number: \"" + value + "\"";
            case BOOLEAN ->
                value.equals("true") || value.equals("false") ? "" : "is neither true nor false: \"" + value + "\"";
            case CHOICE ->
                parameter.choices().contains(value)
                        ? ""
                        : "is none of " + String.join(", ", parameter.choices()) + ": \"" + value + "\"";
            case SECRET -> isReference(value) ? "" : "is not a reference to a secret, such as env:NAME";
        };
    }

    private static boolean isReference(String value) {
        try {
            SecretRef.parse(value);
            return true;
        } catch (MigrationException e) {
            return false;
        }
    }
}
