package io.godwit.relational;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The connections that are just being opened, each in a thread of its own: a driver that waits for a server that does not answer cannot
 * be interrupted, and nobody who closes the pool shall wait for it. What arrives after that is closed at once. Thread-safe.
 */
final class Openings {
    private final String name;
    private final SqlPool.Opener opener;
    private final Set<Opening> pending = new LinkedHashSet<>();
    private boolean closed;

    Openings(String name, SqlPool.Opener opener) {
        this.name = name;
        this.opener = opener;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Opens a connection. */
    Connection open() throws SQLException {
        Opening opening = begin();
        CompletableFuture<Connection> arrival = opening.arrival;
        Thread thread = new Thread(() -> open(arrival), "godwit-connect " + name);
        thread.setDaemon(true);
        thread.start();
        try {
            return arrival.get();
        } catch (CancellationException e) {
            throw closed(e);
        } catch (InterruptedException e) {
            arrival.cancel(false);
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while a connection was opened", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new SQLException("a connection could not be opened", e.getCause());
        } finally {
            end(opening);
        }
    }

    private void open(CompletableFuture<Connection> arrival) {
        try {
            Connection connection = opener.open();
            if (!arrival.complete(connection)) {
                connection.close();
            }
        } catch (SQLException | RuntimeException | Error e) {
            arrival.completeExceptionally(e);
        }
    }

    private synchronized Opening begin() throws SQLException {
        if (closed) {
            throw closed(null);
        }
        Opening opening = new Opening();
        pending.add(opening);
        return opening;
    }

    private synchronized void end(Opening opening) {
        pending.remove(opening);
    }

    private static SQLException closed(@org.jspecify.annotations.Nullable Throwable cause) {
        return new SQLException("the pool was closed while a connection was opened", "08003", cause);
    }

    /** Gives up what is under way, and refuses more. */
    synchronized void close() {
        closed = true;
        pending.forEach(opening -> opening.arrival.cancel(false));
    }

    /** One that is under way. Compares by identity. */
    private static final class Opening {
        private final CompletableFuture<Connection> arrival = new CompletableFuture<>();
    }
}
