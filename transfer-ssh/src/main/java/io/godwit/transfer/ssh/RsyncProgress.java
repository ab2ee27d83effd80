package io.godwit.transfer.ssh;

import io.godwit.spi.Progress;
import java.io.IOException;
import java.io.InputStream;

/** Reads what rsync prints of its progress: lines that begin with the bytes that were carried so far. One thread. */
final class RsyncProgress {
    private final Progress progress;
    private long told;
    private long number = -1;
    private boolean isBegun;

    RsyncProgress(Progress progress) {
        this.progress = progress;
    }

    void read(InputStream printed) throws IOException {
        byte[] buffer = new byte[8192];
        for (int count = printed.read(buffer); count >= 0; count = printed.read(buffer)) {
            for (int i = 0; i < count; i++) {
                take((char) buffer[i]);
            }
        }
    }

    private void take(char c) {
        if (c == '\r' || c == '\n') {
            number = -1;
            isBegun = false;
        } else if (c >= '0' && c <= '9' && !isBegun) {
            number = Math.max(0, number) * 10 + (c - '0');
        } else if (c == ' ' && number < 0) {
            return; // in front of the number
        } else if (!isBegun) {
            isBegun = true;
            if (c == ' ' && number > told) {
                progress.addBytes(number - told);
                told = number;
            }
        }
    }
}
