package io.godwit.transfer.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Collects standard error in a thread of its own: the last 64 KiB, and apart from them the lines that begin with a mark. */
final class SshComplaints {
    private static final int TAIL = 64 * 1024;
    private static final int LONGEST_MARKED_LINE = 200;

    private final String mark;
    private final ByteArrayOutputStream tail = new ByteArrayOutputStream();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final List<String> marked = new ArrayList<>();
    private @Nullable Thread thread;

    /**
     * A collector.
     *
     * @param mark what marked lines begin with, or an empty string where there are none
     */
    SshComplaints(String mark) {
        this.mark = mark;
    }

    void collect(InputStream in) {
        Thread collector = new Thread(() -> readAll(in), "godwit-ssh-stderr");
        collector.setDaemon(true);
        thread = collector;
        collector.start();
    }

    private void readAll(InputStream in) {
        byte[] block = new byte[8192];
        try (in) {
            for (int count = in.read(block); count >= 0; count = in.read(block)) {
                synchronized (this) {
                    add(block, count);
                }
            }
        } catch (IOException e) {
            // the connection is gone; whoever awaits the exit status is told
            LoggerFactory.getLogger(SshComplaints.class).atDebug().setCause(e).log("stderr ended early");
        }
        synchronized (this) {
            endLine();
        }
    }

    private void add(byte[] block, int count) {
        if (mark.isEmpty()) {
            keep(block, 0, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            line.write(block[i]);
            if (block[i] == '\n' || line.size() > LONGEST_MARKED_LINE) {
                endLine();
            }
        }
    }

    private synchronized void endLine() {
        byte[] bytes = line.toByteArray();
        line.reset();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (!mark.isEmpty() && text.startsWith(mark)) {
            marked.add(text.strip());
            notifyAll();
        } else {
            keep(bytes, 0, bytes.length);
        }
    }

    private void keep(byte[] bytes, int from, int count) {
        if (tail.size() + count > TAIL) {
            byte[] all = tail.toByteArray();
            int kept = Math.min(all.length, TAIL / 2);
            tail.reset();
            tail.write(all, all.length - kept, kept);
        }
        tail.write(bytes, from, count);
    }

    void await(long millis) throws InterruptedException {
        Thread collector = thread;
        if (collector != null) {
            collector.join(millis);
        }
    }

    /** The end of what was complained, without the marked lines. */
    synchronized String text() {
        return tail.toString(StandardCharsets.UTF_8);
    }

    String mark() {
        return mark;
    }

    /** Waits for the first marked line; empty where none came in time. */
    synchronized String firstMarked(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (marked.isEmpty()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return "";
            }
            wait(left);
        }
        return marked.get(0);
    }

    /** The marked lines. */
    synchronized List<String> marked() {
        return List.copyOf(marked);
    }
}
