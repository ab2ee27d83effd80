package io.godwit.transfer.ssh;

import io.godwit.spi.Command;
import io.godwit.spi.Host;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Pipeline;
import io.godwit.spi.RunningPipeline;
import io.godwit.spi.Secret;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * A secret in a file on a machine behind SSH. A watcher process there keeps the file as long as its standard input is open, and
 * removes it when that ends: when this is closed, and also when the connection is lost.
 */
final class SshSecretFile implements Host.SecretFile {
    /** Reads a length and that many bytes, says where they are, and waits for the end of its input. */
    private static final String KEEPER =
            "umask 077; f=$(mktemp) || exit 1; trap 'rm -f \"$f\"' EXIT; trap 'exit 1' HUP INT TERM PIPE; dd bs=1"
                    + " count=\"$1\" of=\"$f\" 2>/dev/null || exit 1; printf '%s\\n"
                    + "' \"$f\"; cat >/dev/null; exit 0";

    private final RunningPipeline keeper;
    private final String path;

    private SshSecretFile(RunningPipeline keeper, String path) {
        this.keeper = keeper;
        this.path = path;
    }

    static SshSecretFile place(Host host, Secret secret, WorkContext context) {
        byte[] value = secret.bytes();
        RunningPipeline keeper = host.start(
                Pipeline.of(Command.of("sh", "-c", KEEPER, "sh", Integer.toString(value.length))
                        .within(Duration.ofDays(7))),
                context);
        boolean placed = false;
        try {
            keeper.stdin().write(value);
            keeper.stdin().flush();
            String path = line(keeper.stdout());
            placed = true;
            return new SshSecretFile(keeper, path);
        } catch (IOException e) {
            throw SshErrors.lost(e, "placing a secret file");
        } finally {
            Arrays.fill(value, (byte) 0);
            if (!placed) {
                keeper.close();
            }
        }
    }

    private static String line(InputStream printed) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = printed.read(); c != '\n'; c = printed.read()) {
            if (c < 0 || line.length() > 4096) {
                throw new IOException("the file's path did not come");
            }
            line.append((char) c);
        }
        return new String(line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public void close() {
        try {
            keeper.stdin().close();
            keeper.await();
        } catch (IOException | MigrationException e) {
            // the connection is gone: the keeper on the other side has removed the file
            org.slf4j.LoggerFactory.getLogger(SshSecretFile.class)
                    .atDebug()
                    .setCause(e)
                    .log("the keeper of a secret file is gone");
        } finally {
            keeper.close();
        }
    }
}
