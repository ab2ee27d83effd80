package io.godwit.core.internal.localtree;

import io.godwit.core.internal.host.ChildEnvironment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs the system's tools for what {@code java.nio} lacks. */
final class SystemTools {
    private SystemTools() {}

    /** Starts a tool with plain messages. What it complains of is thrown away. */
    static Process start(List<String> argv, @Nullable Path directory) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(argv).redirectError(ProcessBuilder.Redirect.DISCARD);
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        ChildEnvironment.reduce(builder.environment());
        builder.environment().put("LC_ALL", "C");
        return builder.start();
    }

    /** Runs a tool that says little; true where it was there and did its work. */
    static boolean succeeds(List<String> argv, @Nullable Path directory) throws IOException {
        return output(argv, directory, new byte[0], 1 << 16) != null;
    }

    /**
     * Runs a tool.
     *
     * @return what it printed, or null where there is no such tool, it failed, or it printed more than allowed
     */
    static byte @Nullable [] output(List<String> argv, @Nullable Path directory, byte[] input, int most)
            throws IOException {
        Process process;
        try {
            process = start(argv, directory);
        } catch (IOException noSuchTool) {
            return null;
        }
        try {
            Thread feeder = feed(process, input);
            byte[] printed;
            try (InputStream out = process.getInputStream()) {
                printed = read(out, most);
            }
            feeder.join();
            boolean ended = process.waitFor(1, TimeUnit.MINUTES);
            return ended && process.exitValue() == 0 && printed.length <= most ? printed : null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.nio.channels.ClosedByInterruptException();
        } finally {
            process.destroyForcibly();
        }
    }

    private static Thread feed(Process process, byte[] input) {
        Thread feeder = new Thread(
                () -> {
                    try (OutputStream in = process.getOutputStream()) {
                        in.write(input);
                    } catch (IOException ended) {
                        // a tool that ends early tells why by its exit status
                    }
                },
                "godwit-tool-input");
        feeder.setDaemon(true);
        feeder.start();
        return feeder;
    }

    private static byte[] read(InputStream out, int most) throws IOException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        int count;
        while (printed.size() <= most && (count = out.read(buffer)) >= 0) {
            printed.write(buffer, 0, count);
        }
        return printed.toByteArray();
    }
}
