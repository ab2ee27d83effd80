package io.godwit.transfer.ssh;

import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.Host;
import io.godwit.spi.HostFacts;
import io.godwit.spi.WorkContext;
import java.time.Duration;
import java.util.List;

/** Asks a machine what it is, in one round trip. */
final class SshHostFacts {
    private static final String SCRIPT =
            "uname -n; uname -s; uname -m; id -un; (getconf _NPROCESSORS_ONLN || echo 0) 2>/dev/null;"
                    + " (awk '/^MemTotal:/ {print $2 * 1024}' /proc/meminfo || echo 0) 2>/dev/null;"
                    + " (. /etc/os-release && echo \"$PRETTY_NAME\") 2>/dev/null || uname -sr";

    private SshHostFacts() {}

    static HostFacts ask(Host host, WorkContext context) {
        CommandResult told = host.run(Command.of("sh", "-c", SCRIPT).within(Duration.ofSeconds(30)), context)
                .orThrow();
        List<String> lines = told.stdout().lines().toList();
        String kernel = line(lines, 1);
        return new HostFacts(
                line(lines, 0),
                line(lines, 6).isEmpty() ? kernel : line(lines, 6),
                kernel,
                line(lines, 2),
                line(lines, 3),
                (int) number(line(lines, 4)),
                number(line(lines, 5)));
    }

    private static String line(List<String> lines, int index) {
        return index < lines.size() ? lines.get(index).strip() : "";
    }

    private static long number(String text) {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }
}
