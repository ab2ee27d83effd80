package io.godwit.cli;

import io.godwit.core.ErrorInfo;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Says what went wrong: what, on what, why, and what to do. A stack trace only with {@code --verbose}. */
final class FailureReport implements CommandLine.IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        boolean verbose = parsed.originalArgs().stream().anyMatch(a -> a.equals("-v") || a.equals("--verbose"));
        if (failure instanceof MigrationException known) {
            command.getErr().println(text(known));
            if (!CommonOptions.support().isEmpty()) {
                command.getErr().println("  ask: " + CommonOptions.support());
            }
            if (verbose) {
                failure.printStackTrace(command.getErr());
            }
            return exitCode(known);
        }
        command.getErr().println("godwit: something went wrong inside Godwit: " + failure);
        failure.printStackTrace(command.getErr());
        return 1;
    }

    /** The failure for people. */
    static String text(MigrationException failure) {
        StringBuilder text = new StringBuilder("godwit: ").append(failure.getMessage());
        if (!failure.trail().isEmpty()) {
            text.append("\n  in: ").append(String.join(", in ", failure.trail()));
        }
        if (!failure.remediation().isEmpty()) {
            text.append("\n  way out: ").append(failure.remediation());
        }
        String help = ErrorInfo.helpFor(failure.code());
        return text.append("\n  code: ")
                .append(failure.code())
                .append(help.isEmpty() ? "" : " (" + help + ")")
                .toString();
    }

    static int exitCode(MigrationException failure) {
        if (failure.code().equals("rollback.not-confirmed")) {
            // nothing was changed: a person has to decide
            return 5;
        }
        if (failure.category() == ErrorCategory.CONFIGURATION || failure.code().equals("plan.has-errors")) {
            return 2;
        }
        return failure.category() == ErrorCategory.CANCELLED ? 130 : 1;
    }
}
