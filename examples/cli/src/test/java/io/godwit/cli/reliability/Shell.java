package io.godwit.cli.reliability;

import io.godwit.tck.lab.LabServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a script where a tree is, so that what lies there is seen by the system's own tools. */
@FunctionalInterface
interface Shell {
    /** On this machine. */
    Shell LOCAL = Shell::local;

    /**
     * Runs a script.
     *
     * @return its output
     * @throws AssertionError where it fails
     */
    String run(String script);

    /** On a server of the lab, as root. */
    static Shell on(LabServer server) {
        return script -> server.exec("sh", "-c", script).checked().stdout();
    }

    private static String local(String script) {
        try {
            Process process = new ProcessBuilder(List.of("sh", "-c", script))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            process.getOutputStream().close();
            try (InputStream out = process.getInputStream()) {
                String printed = new String(out.readAllBytes(), StandardCharsets.UTF_8);
                if (process.waitFor() != 0) {
                    throw new AssertionError("failed: " + script + "\n" + printed);
                }
                return printed;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
