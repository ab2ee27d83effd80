package io.godwit.transfer.vfs;

import io.godwit.spi.CancellationToken;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The control connections of a tree. It opens as many as are used at a time, up to its limit, or to what the server turns out to
 * take; those that rest are kept alive; one that broke while it rested is replaced without a word. Thread-safe.
 */
final class FtpPool implements AutoCloseable {
    /** Work with a connection; where it broke before anything happened the work is done again. */
    interface Work<R> {
        R with(FtpLink link) throws IOException;
    }

    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final long PULSE_SECONDS = 25;

    private final FtpPlace place;
    private final @Nullable FtpTls tls;
    private final char[] password;
    private final Deque<FtpLink> resting = new ArrayDeque<>();
    private final Set<FtpLink> used = new HashSet<>();
    private final ScheduledExecutorService pulse;
    private final Future<?> beats;
    private int most;
    private int open;
    private boolean closed;

    private FtpPool(FtpPlace place, char[] password) {
        this.place = place;
        this.tls = place.tls() == FtpPlace.Tls.NONE ? null : FtpTls.of(place);
        this.password = password;
        this.most = place.connections();
        this.pulse = Executors.newSingleThreadScheduledExecutor(run -> {
            Thread thread = new Thread(run, "godwit-ftp-pulse");
            thread.setDaemon(true);
            return thread;
        });
        beats = pulse.scheduleWithFixedDelay(this::beat, PULSE_SECONDS, PULSE_SECONDS, TimeUnit.SECONDS);
    }

    static FtpPool open(FtpPlace place, WorkContext context) {
        SecretRef reference = place.location()
                .secret(io.godwit.spi.Location.PASSWORD)
                .or(() -> place.location().secret(io.godwit.spi.Location.CREDENTIALS))
                .orElse(null);
        if (reference == null) {
            return new FtpPool(place, "anonymous@".toCharArray());
        }
        try (Secret secret = context.connections().secret(reference)) {
            return new FtpPool(place, secret.chars());
        }
    }

    FtpPlace place() {
        return place;
    }

    int most() {
        return place.connections();
    }

    /** Finds out how the server continues TLS sessions; speaks the newest version where those of the one before are not. */
    void settleTls(CancellationToken cancellation) {
        FtpTls settled = tls;
        if (settled == null) {
            return;
        }
        FtpLink link = take(cancellation);
        boolean usable = false;
        try {
            usable = link.continuesSession();
            if (!usable) {
                settled.preferNewer();
            }
        } catch (IOException e) {
            settled.preferNewer(); // a server that hangs up on who begins a session of its own
        } finally {
            if (usable) {
                give(link);
            } else {
                discard(link);
            }
        }
    }

    /**
     * Does something that may be done twice.
     *
     * @throws MigrationException CONNECTIVITY where the connection broke
     */
    <R> R with(CancellationToken cancellation, Work<R> work) {
        for (int attempt = 1; ; attempt++) {
            FtpLink link = take(cancellation);
            boolean usable = false;
            try {
                R result = work.with(link);
                usable = true;
                return result;
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted() || cancellation.isCancelled()) {
                    throw MigrationException.cancelled("talking to \"" + place + "\"");
                }
                if (attempt == 3) {
                    throw FtpErrors.lost(place, e);
                }
            } catch (MigrationException e) {
                usable = link.isConnected() && e.category() != io.godwit.spi.ErrorCategory.CONNECTIVITY;
                throw e;
            } finally {
                if (usable) {
                    give(link);
                } else {
                    discard(link);
                }
            }
        }
    }

    /** A connection of one's own, to be {@linkplain #give given back} or {@linkplain #discard discarded}. */
    FtpLink take(CancellationToken cancellation) {
        while (true) {
            FtpLink rested = await(cancellation);
            if (rested == null) {
                FtpLink fresh = connect();
                if (fresh != null) {
                    return fresh;
                }
            } else if (rested.idle().compareTo(FRESH) < 0 || rested.isAlive()) {
                return rested;
            } else {
                discard(rested);
            }
        }
    }

    /** A connection that rests, or null where there is room for one more. */
    private synchronized @Nullable FtpLink await(CancellationToken cancellation) {
        while (true) {
            cancellation.throwIfCancelled();
            if (closed) {
                throw new IllegalStateException("the tree is closed");
            }
            FtpLink rested = resting.pollFirst();
            if (rested != null) {
                used.add(rested);
                return rested;
            }
            if (open < most) {
                open++;
                return null;
            }
            try {
                wait(500);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw MigrationException.cancelled("waiting for a connection to \"" + place + "\"");
            }
        }
    }

    /** A new connection; null where the server takes no more than there are. */
    private @Nullable FtpLink connect() {
        FtpLink fresh = null;
        try {
            fresh = FtpLink.open(place, tls, password);
            return fresh;
        } catch (MigrationException e) {
            if (e.code().equals("ftp.too-many-connections") && learn()) {
                return null;
            }
            throw e;
        } finally {
            synchronized (this) {
                if (fresh == null) {
                    open--;
                    notifyAll();
                } else {
                    used.add(fresh);
                }
            }
        }
    }

    /** Takes those that are open for all that there may be. */
    private synchronized boolean learn() {
        int others = resting.size() + used.size();
        most = Math.max(1, Math.min(most, others));
        return others > 0;
    }

    synchronized void give(FtpLink link) {
        used.remove(link);
        if (closed || !link.isConnected()) {
            open--;
            link.drop();
        } else {
            link.rested();
            resting.addFirst(link);
        }
        notifyAll();
    }

    void discard(FtpLink link) {
        link.drop();
        synchronized (this) {
            used.remove(link);
            open--;
            notifyAll();
        }
    }

    /** Keeps those alive that rest. */
    private void beat() {
        beat(Duration.ofSeconds(PULSE_SECONDS));
    }

    /** Speaks with those that rested for so long. */
    void beat(Duration rested) {
        for (int i = 0; i < place.connections(); i++) {
            FtpLink oldest;
            synchronized (this) {
                oldest = closed ? null : resting.peekLast();
                if (oldest == null || oldest.idle().compareTo(rested) < 0) {
                    return;
                }
                resting.remove(oldest);
                used.add(oldest);
            }
            if (oldest.isAlive()) {
                give(oldest);
            } else {
                discard(oldest);
            }
        }
    }

    @Override
    public void close() {
        List<FtpLink> all;
        List<FtpLink> busy;
        synchronized (this) {
            closed = true;
            all = List.copyOf(resting);
            busy = List.copyOf(used);
            resting.clear();
            notifyAll();
        }
        beats.cancel(true);
        pulse.shutdownNow();
        all.forEach(FtpLink::leave);
        busy.forEach(FtpLink::drop);
        Arrays.fill(password, '\0');
    }
}
