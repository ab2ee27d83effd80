package io.godwit.cli;

import io.godwit.core.Migrator;
import io.godwit.spi.Operation;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the special jobs of the adapters. */
@Command(
        name = "operations",
        mixinStandardHelpOptions = true,
        description = "Lists the jobs that adapters do besides moving, with their parameters.")
final class OperationsCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Override
    public Integer call() {
        Console console = common.console();
        try (Migrator migrator = common.migrator()) {
            List<Operation> operations = migrator.operations();
            if (console.isJson()) {
                console.document(Json.write(operations));
                return 0;
            }
            if (operations.isEmpty()) {
                console.say("No adapter here has operations.");
            }
            for (Operation operation : operations) {
                console.result(operation.id() + "  " + operation.title());
                for (Operation.Parameter parameter : operation.parameters()) {
                    console.result("    " + parameter.name() + " ("
                            + parameter.type().name().toLowerCase(Locale.ROOT)
                            + (parameter.choices().isEmpty() ? "" : ": " + String.join(" | ", parameter.choices()))
                            + (parameter.isRequired() ? ", required" : "")
                            + (parameter.defaultValue().isEmpty() ? "" : ", default " + parameter.defaultValue())
                            + ")  " + parameter.description());
                }
            }
            return 0;
        }
    }
}
