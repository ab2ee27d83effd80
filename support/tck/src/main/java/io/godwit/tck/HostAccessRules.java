package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Command;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Host;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Rules about secrets and connections on a machine. */
interface HostAccessRules extends HostRules {
    @Test
    default void placesASecretForItsUserAloneAndTakesItAway() throws Exception {
        byte[] value = HostRules.ascii("line one\n'two' $(id)\\\n\n");
        String path;
        try (Secret secret = Secret.of(value);
                Host.SecretFile file = host().place(secret, context())) {
            path = file.path();
            assertThat(path).startsWith("/");
            assertThat(sh("od -An -v -tx1 \"$1\" | tr -d ' \\n'", path)
                            .orThrow()
                            .stdout())
                    .isEqualTo(java.util.HexFormat.of().formatHex(value));
            assertThat(sh("stat -c '%a %U' \"$1\"", path).orThrow().stdout())
                    .isEqualTo("600 " + sh("id -un").stdout());
        }
        assertThat(sh("test -e \"$1\"", path).isSuccess())
                .as("gone after close")
                .isFalse();
    }

    @Test
    default void placesAnEmptySecretToo() {
        try (Secret secret = Secret.of(new byte[0]);
                Host.SecretFile file = host().place(secret, context())) {
            assertThat(sh("wc -c < \"$1\"", file.path()).orThrow().stdout().strip())
                    .isEqualTo("0");
        }
    }

    @Test
    default void showsASecretToNobodyElse() {
        try (Secret secret = Secret.of("tck-S3cret-shown-nowhere".toCharArray());
                Host.SecretFile file = host().place(secret, context())) {
            assertThat(file.path()).doesNotContain("S3cret");
            // the pattern does not match the line that looks for it
            String seen = sh("cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n'"
                            + " | grep -c -e 'tck-[S]3cret-shown-nowhere'")
                    .stdout()
                    .strip();
            assertThat(seen).isEqualTo("0");
        }
    }

    @Test
    default void aSecretGoesWithTheConnection() {
        Host other = open();
        String path;
        try (Secret secret = Secret.of("gone with the connection".toCharArray())) {
            path = other.place(secret, anotherContext()).path();
        }
        assertThat(sh("test -e \"$1\"", path).isSuccess()).isTrue();
        other.close();

        Awaitility.await("the secret file has gone")
                .atMost(Duration.ofSeconds(10))
                .until(() -> !sh("test -e \"$1\"", path).isSuccess());
    }

    @Test
    default void connectsToAPortAsTheMachineSeesIt() throws Exception {
        try (ByteChannel channel = host().connect(speaksFirst(), context())) {
            ByteBuffer greeting = ByteBuffer.allocate(1);
            assertThat(channel.read(greeting)).isEqualTo(1);
            assertThat(channel.isOpen()).isTrue();
        }
    }

    @Test
    default void saysThatNothingListensThere() {
        MigrationException failure = TreeBench.fails(() -> {
            try (ByteChannel channel = host().connect(new Host.Endpoint("127.0.0.1", 1), context())) {
                channel.read(ByteBuffer.allocate(1));
            }
        });

        assertThat(failure.category()).isEqualTo(ErrorCategory.CONNECTIVITY);
        assertThat(failure.code()).isEqualTo("host.connect-failed");
    }

    @Test
    default void closesTwice() {
        Host other = open();
        other.run(Command.of("true"), context());

        other.close();
        other.close();
    }
}
