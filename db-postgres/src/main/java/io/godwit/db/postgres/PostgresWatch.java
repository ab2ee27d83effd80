package io.godwit.db.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds connections that stand still. The server may take its time (an index, a lock), so no time alone tells: whoever waits for long is
 * looked for at the server through another connection. Where the server does not work for it, but waits itself, or does not know it,
 * what was sent never arrived; its session is ended and its socket closed, so that the work fails as after any other lost connection, and
 * is done again. So it is, too, where the server cannot be reached for a while. A session whose connection we lost without a good-bye is
 * ended at the server, which may not have heard of that and would keep its locks. Thread-safe.
 */
final class PostgresWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PostgresWatch.class);
    /** So many looks in the time that somebody may wait. */
    private static final int LOOKS = 3;

    /** So often in a row, as the server may just have begun or ended something. */
    private static final int TIMES = 2;

    private static final int TIMES_UNREACHABLE = 4;

    private static final String WORKING = """
        SELECT pid FROM pg_stat_activity WHERE pid = ANY (?) AND state = 'active'
         AND wait_event IS DISTINCT FROM 'ClientRead' AND wait_event IS DISTINCT FROM 'ClientWrite'\
        """;

    /** Makes a connection that is not watched, and gives up soon. */
    interface Prober {
        Connection open() throws SQLException;
    }

    private static final class Line {
        private final WatchedSocket socket;
        private volatile int pid;
        private volatile long openedAt;
        private int suspected;

        Line(WatchedSocket socket) {
            this.socket = socket;
        }
    }

    private final Prober prober;
    private final Duration patience;
    private final Map<String, Line> lines = new ConcurrentHashMap<>();
    /** Lost without a good-bye; touched by the one thread that looks. */
    private final List<Line> forsaken = new ArrayList<>();

    private @Nullable ScheduledExecutorService thread;
    private @Nullable ScheduledFuture<?> looking;

    /**
     * A watch.
     *
     * @param prober asks the server
     * @param patience how long somebody may wait before the server is asked
     */
    PostgresWatch(Prober prober, Duration patience) {
        this.prober = prober;
        this.patience = patience;
    }

    /** A socket for a connection, under a name that the connection is told by afterwards. */
    synchronized WatchedSocket socket(String name) {
        WatchedSocket socket = new WatchedSocket();
        lines.put(name, new Line(socket));
        if (thread == null) {
            thread = Executors.newSingleThreadScheduledExecutor(work -> {
                Thread made = new Thread(work, "postgres-watch");
                made.setDaemon(true);
                return made;
            });
            long every = patience.dividedBy(LOOKS).toMillis();
            looking = thread.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
        }
        return socket;
    }

    /** The connection is made: the process that serves it is known. */
    void opened(String name, int pid) {
        Line line = lines.get(name);
        if (line != null) {
            line.openedAt = System.nanoTime();
            line.pid = pid;
        }
    }

    private void look() {
        try {
            for (Line line : List.copyOf(lines.values())) {
                if (line.socket.isClosed() && lines.values().remove(line)) {
                    line.suspected = 0;
                    if (line.pid != 0 && !line.socket.saidGoodbye()) {
                        forsaken.add(line);
                    }
                }
            }
            List<Line> waiting = lines.values().stream()
                    .filter(line -> line.pid != 0)
                    .filter(line -> line.socket.waiting().compareTo(patience) > 0)
                    .toList();
            lines.values().stream().filter(line -> !waiting.contains(line)).forEach(line -> line.suspected = 0);
            if (!waiting.isEmpty() || !forsaken.isEmpty()) {
                probe(waiting);
            }
        } catch (RuntimeException e) {
            // a scheduled task that throws is never run again
            log.atWarn().setCause(e).log("Looking for connections that stand still failed once");
        }
    }

    private void probe(List<Line> waiting) {
        List<Line> lost = new ArrayList<>();
        try (Connection probe = prober.open()) {
            for (Line line : List.copyOf(forsaken)) {
                end(probe, line);
                forsaken.remove(line);
            }
            Set<Integer> working = waiting.isEmpty() ? Set.of() : working(probe, waiting);
            for (Line line : waiting) {
                line.suspected = working.contains(line.pid) ? 0 : line.suspected + 1;
                if (line.suspected >= TIMES) {
                    lost.add(line);
                    end(probe, line);
                }
            }
        } catch (SQLException e) {
            log.atDebug().addKeyValue("state", e.getSQLState()).log("The server cannot be asked now");
            forsaken.removeIf(line -> ++line.suspected >= TIMES_UNREACHABLE);
            for (Line line : waiting) {
                line.suspected++;
                if (line.suspected >= TIMES_UNREACHABLE) {
                    lost.add(line);
                }
            }
        }
        lost.forEach(PostgresWatch::giveUp);
    }

    private static Set<Integer> working(Connection probe, List<Line> waiting) throws SQLException {
        Set<Integer> working = new HashSet<>();
        try (PreparedStatement statement = probe.prepareStatement(WORKING)) {
            statement.setArray(
                    1,
                    probe.createArrayOf(
                            "integer", waiting.stream().map(line -> line.pid).toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    working.add(rows.getInt(1));
                }
            }
        }
        return working;
    }

    /** The server would keep its locks until it notices by itself. A session of that number that is younger than ours was is another's. */
    private static void end(Connection probe, Line line) throws SQLException {
        PostgresSession.execute(
                probe,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = " + line.pid
                        + " AND usename = current_user AND datname = current_database() AND backend_start <"
                        + " clock_timestamp() - interval '"
                        + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - line.openedAt) + " milliseconds'");
    }

    private static void giveUp(Line line) {
        log.atWarn().addKeyValue("pid", line.pid).log("A connection to the server stands still and is given up");
        try {
            line.socket.close();
        } catch (IOException e) {
            log.atDebug().setCause(e).log("A socket could not be closed in order");
        }
    }

    @Override
    public synchronized void close() {
        if (looking != null) {
            looking.cancel(true);
            looking = null;
        }
        if (thread != null) {
            thread.shutdownNow();
            thread = null;
        }
        lines.clear();
    }
}
