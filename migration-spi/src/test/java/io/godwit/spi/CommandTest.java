package io.godwit.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTest {
    @Test
    void isItsArgumentsAndRunsAnHourAtHome() {
        List<String> argv = new ArrayList<>(List.of("tar", "-c", ""));
        Command command = Command.of(argv);
        argv.clear();

        assertThat(command.argv()).containsExactly("tar", "-c", "");
        assertThat(command.environment()).isEmpty();
        assertThat(command.directory()).isEmpty();
        assertThat(command.timeout()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void withersLeaveTheOriginalAlone() {
        Command plain = Command.of("tar");
        Command rich = plain.withEnvironment("LC_ALL", "C")
                .withEnvironment("TZ", "UTC")
                .in("/srv")
                .within(Duration.ofSeconds(5));

        assertThat(rich.environment())
                .containsExactly(java.util.Map.entry("LC_ALL", "C"), java.util.Map.entry("TZ", "UTC"));
        assertThat(rich.directory()).contains("/srv");
        assertThat(rich.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(plain.environment()).isEmpty();
        assertThat(plain.directory()).isEmpty();
    }

    @Test
    void refusesWhatNoSystemCanRun() {
        assertThatIllegalArgumentException().isThrownBy(Command::of);
        assertThatIllegalArgumentException().isThrownBy(() -> Command.of(""));
        assertThatIllegalArgumentException().isThrownBy(() -> Command.of("tar", "a\0b"));
        assertThatIllegalArgumentException().isThrownBy(() -> Command.of("tar").withEnvironment("A=B", "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> Command.of("tar").withEnvironment("A", "x\0y"));
        assertThatIllegalArgumentException().isThrownBy(() -> Command.of("tar").in(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> Command.of("tar").within(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> Command.of("tar").within(Duration.ofSeconds(-1)));
    }

    @Test
    void printsTheProgramAlone() {
        assertThat(Command.of("mysql", "--user", "shop")).hasToString("mysql");
    }

    @Test
    void aPipelineHasACommand() {
        Command tar = Command.of("tar");

        assertThat(Pipeline.of(tar, tar).commands()).containsExactly(tar, tar);
        assertThatIllegalArgumentException().isThrownBy(Pipeline::of);
    }

    @Test
    void aResultThatWentWellIsItself() {
        CommandResult result = new CommandResult(Command.of("true"), 0, "", "out", "");

        assertThat(result.isSuccess()).isTrue();
        assertThat(result.orThrow()).isSameAs(result);
        assertThat(result).hasToString("true exited 0");
    }

    @Test
    void aFailureTellsTheExitAndTheLastComplaint() {
        CommandResult result =
                new CommandResult(Command.of("tar", "secret-argument"), 2, "", "", "first\nlast words\n\n");

        MigrationException failure = catchThrowableOfType(MigrationException.class, result::orThrow);

        assertThat(failure.code()).isEqualTo("host.command-failed");
        assertThat(failure.subject()).isEqualTo("tar");
        assertThat(failure).hasMessage("\"tar\" ended with exit status 2: last words");
        assertThat(result).hasToString("tar exited 2");
    }

    @Test
    void aSignalIsToldByItsName() {
        CommandResult result = new CommandResult(Command.of("tar"), -1, "KILL", "", " ");

        assertThat(result.isSuccess()).isFalse();
        assertThat(result).hasToString("tar killed by KILL");
        assertThat(catchThrowableOfType(MigrationException.class, result::orThrow))
                .hasMessage("\"tar\" ended with signal KILL");
    }

    @Test
    void anEndpointIsAHostWithAPortOrASocket() {
        assertThat(new Host.Endpoint("db.example.com", 5432).port()).isEqualTo(5432);
        assertThat(new Host.Endpoint("/run/mysqld.sock", 0).address()).isEqualTo("/run/mysqld.sock");
        assertThatIllegalArgumentException().isThrownBy(() -> new Host.Endpoint("db.example.com", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Host.Endpoint("db.example.com", 65536));
        assertThatIllegalArgumentException().isThrownBy(() -> new Host.Endpoint("db.example.com", -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Host.Endpoint(" ", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Host.Endpoint("/run/mysqld.sock", 3306));
    }
}
