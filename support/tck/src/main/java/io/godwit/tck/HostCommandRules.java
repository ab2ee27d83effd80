package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.HostFacts;
import io.godwit.spi.MigrationException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Rules about commands that run to their end. */
interface HostCommandRules extends HostRules {
    @Test
    default void runsACommandAndTellsWhatItPrintedAndHowItEnded() {
        CommandResult result = sh("printf 'out \\303\\251'; echo complaint >&2; exit 7");

        assertThat(result.stdout()).isEqualTo("out \u00e9");
        assertThat(result.stderr().strip()).isEqualTo("complaint");
        assertThat(result.exitStatus()).isEqualTo(7);
        assertThat(result.signal()).isEmpty();
        MigrationException failure = TreeBench.fails(result::orThrow);
        assertThat(failure.code()).isEqualTo("host.command-failed");
    }

    @Test
    default void passesHostileArgumentsUnchanged() {
        String[] hostile = {
            "",
            " ",
            "  two  blanks  ",
            "'",
            "''",
            "\"",
            "`id`",
            "$(id)",
            "${HOME}",
            "$HOME",
            "\\",
            "\\\\n",
            "a\nb",
            "\n",
            "\t",
            "*",
            "?",
            "[a]",
            "{a,b}",
            "~",
            "-n",
            "--",
            "-c",
            "&& exit 9",
            "; exit 9",
            "| cat",
            "> /tmp/x",
            "< /dev/null",
            "!x",
            "#x",
            "%s%n",
            "FOO=bar",
            "\u00e9 \u6c34 \ud83d\ude00",
            "\u0001\u007f",
            "x".repeat(5000)
        };

        CommandResult result = sh("for a; do printf '%s\\036' \"$a\"; done", hostile);

        assertThat(result.orThrow().stdout()).isEqualTo(String.join("\u001e", hostile) + "\u001e");
    }

    @Test
    default void runsHostileProgramNamesAsTheyAre() {
        for (String program : List.of("no such program", "$(id)", "-x", "FOO=bar", "a;b")) {
            boolean success;
            try {
                success = host().run(Command.of(program, "argument"), context()).isSuccess();
            } catch (MigrationException e) {
                assertThat(e.code()).isEqualTo("host.start-failed");
                success = false;
            }
            assertThat(success).as(program).isFalse();
        }
    }

    @Test
    default void setsVariablesUnchanged() {
        String value = "a b'c\"d$(id)\n\\ \u00e9";
        Command command = Command.of("sh", "-c", "printf '%s|%s' \"$TCK_ONE\" \"$TCK_TWO\"")
                .withEnvironment("TCK_ONE", value)
                .withEnvironment("TCK_TWO", "");

        assertThat(host().run(command, context()).orThrow().stdout()).isEqualTo(value + "|");
    }

    @Test
    default void runsWhereItIsTold() {
        String directory = HostRules.unique("a dir'ectory $(id)");
        sh("mkdir \"$1\"", directory).orThrow();

        assertThat(host().run(Command.of("pwd").in(directory), context()).stdout())
                .isEqualTo(directory + "\n");
        sh("rmdir \"$1\"", directory).orThrow();
        boolean ran;
        try {
            ran = host().run(Command.of("true").in(directory), context()).isSuccess();
        } catch (MigrationException e) {
            ran = false;
        }
        assertThat(ran).as("it does not run elsewhere").isFalse();
    }

    @Test
    default void givesACommandThatRunsAloneNoInput() {
        assertThat(sh("cat; echo end").orThrow().stdout()).isEqualTo("end\n");
    }

    @Test
    default void tellsTheSignalThatEndedACommand() {
        CommandResult result = sh("kill -KILL $$");

        assertThat(result.isSuccess()).isFalse();
        assertThat(result.exitStatus() == -1 ? result.signal() : "status " + result.exitStatus())
                .as("a signal, or its number over 128 where the other side tells no signals")
                .isIn("KILL", "status 137");
    }

    @Test
    default void keepsTheEndOfManyComplaints() {
        CommandResult result = sh("head -c 900000 /dev/zero | tr '\\0' x >&2; echo; echo the end >&2; exit 3");

        assertThat(result.exitStatus()).isEqualTo(3);
        assertThat(result.stderr().strip()).endsWith("the end");
        assertThat(result.stderr().length()).isLessThanOrEqualTo(64 * 1024);
    }

    @Test
    default void refusesToKeepMoreThanFits() {
        assertThat(TreeBench.fails(() -> sh("head -c 17000000 /dev/zero")).code())
                .isEqualTo("host.output-too-large");
    }

    @Test
    default void findsPrograms() {
        assertThat(host().which("sh", context()))
                .hasValueSatisfying(path -> assertThat(path).startsWith("/"));
        assertThat(host().which("no-such-program-here", context())).isEmpty();
        assertThat(host().which("$(echo sh)", context())).isEmpty();
    }

    @Test
    default void knowsWhatTheMachineIs() {
        HostFacts facts = host().facts(context());

        assertThat(facts.kernel()).isEqualTo(sh("uname -s").stdout().strip());
        assertThat(facts.architecture()).isEqualTo(sh("uname -m").stdout().strip());
        assertThat(facts.user()).isEqualTo(sh("id -un").stdout().strip());
        assertThat(facts.name()).isNotBlank();
        assertThat(facts.system()).isNotBlank();
        assertThat(host().facts(context())).isEqualTo(facts);
    }

    @Test
    default void runsSeveralCommandsAtATime() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<String>> printed = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                String number = Integer.toString(i);
                printed.add(pool.submit(
                        () -> sh("printf '%s' \"$1\"", number).orThrow().stdout()));
            }
            for (int i = 0; i < 12; i++) {
                assertThat(printed.get(i).get()).isEqualTo(Integer.toString(i));
            }
        } finally {
            RuleThreads.end(pool);
        }
    }
}
