package io.godwit.transfer.vfs;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Who writes which part of which file in this process. A server takes a part only where the file ends, so whoever comes with a later
 * one waits for those under way before it. Thread-safe.
 */
final class FtpQueues {
    private final Map<String, NavigableSet<Long>> writing = new HashMap<>();

    synchronized void enter(String file, long offset) {
        writing.computeIfAbsent(file, key -> new TreeSet<>()).add(offset);
    }

    synchronized void leave(String file, long offset) {
        NavigableSet<Long> offsets = writing.get(file);
        if (offsets != null) {
            offsets.remove(offset);
            if (offsets.isEmpty()) {
                writing.remove(file);
            }
        }
        notifyAll();
    }

    /** Waits until nobody writes an earlier part. */
    synchronized void await(String file, long offset) throws InterruptedException {
        while (true) {
            NavigableSet<Long> offsets = writing.get(file);
            if (offsets == null || offsets.lower(offset) == null) {
                return;
            }
            wait(1000);
        }
    }
}
