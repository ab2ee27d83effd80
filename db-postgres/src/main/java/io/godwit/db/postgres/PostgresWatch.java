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
 * is done again. So it is, too, where the server cannot be reached for a while. Thread-safe.
 */
final class PostgresWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PostgresWatch.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofSeconds(10);
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
        private int suspected;

        Line(WatchedSocket socket) {
            this.socket = socket;
        }
    }

    private final Prober prober;
    private final Map<String, Line> lines = new ConcurrentHashMap<>();
    private @Nullable ScheduledExecutorService thread;
    private @Nullable ScheduledFuture<?> looking;

    PostgresWatch(Prober prober) {
        this.prober = prober;
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
            looking =
                    thread.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        }
        return socket;
    }

    /** The connection is made: the process that serves it is known. */
    void opened(String name, int pid) {
        Line line = lines.get(name);
        if (line != null) {
            line.pid = pid;
        }
    }

    private void look() {
        try {
            lines.values().removeIf(line -> line.socket.isClosed());
            List<Line> waiting = lines.values().stream()
                    .filter(line -> line.pid != 0)
                    .filter(line -> line.socket.waiting().compareTo(PATIENCE) > 0)
                    .toList();
            lines.values().stream().filter(line -> !waiting.contains(line)).forEach(line -> line.suspected = 0);
            if (!waiting.isEmpty()) {
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
            Set<Integer> working = working(probe, waiting);
            for (Line line : waiting) {
                line.suspected = working.contains(line.pid) ? 0 : line.suspected + 1;
                if (line.suspected >= TIMES) {
                    lost.add(line);
                    end(probe, line);
                }
            }
        } catch (SQLException e) {
            log.atDebug().addKeyValue("state", e.getSQLState()).log("The server cannot be asked now");
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

    /** The server would keep its locks until it notices by itself. */
    private static void end(Connection probe, Line line) throws SQLException {
        PostgresSession.execute(
                probe,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = " + line.pid
                        + " AND usename = current_user AND datname = current_database()");
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
