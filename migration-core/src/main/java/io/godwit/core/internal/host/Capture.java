package io.godwit.core.internal.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Keeps what a command prints, up to a limit. Run by one thread; what is kept may be read by others. */
final class Capture implements Runnable {
    private final InputStream source;
    private final int limit;
    private final Runnable onOverflow;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private volatile boolean overflowed;

    Capture(InputStream source, int limit, Runnable onOverflow) {
        this.source = source;
        this.limit = limit;
        this.onOverflow = onOverflow;
    }

    @Override
    public void run() {
        byte[] buffer = new byte[8192];
        try {
            for (int n = source.read(buffer); n >= 0; n = source.read(buffer)) {
                if (kept.size() + n > limit) {
                    overflowed = true;
                    onOverflow.run();
                    return;
                }
                kept.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // closed under us because the command was killed, and why is told elsewhere
        }
    }

    boolean hasOverflowed() {
        return overflowed;
    }

    String text() {
        return kept.toString(StandardCharsets.UTF_8);
    }
}
