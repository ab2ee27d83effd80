package io.godwit.transfer.ssh;

import java.io.IOException;
import java.net.Socket;
import net.schmizz.keepalive.KeepAlive;
import net.schmizz.keepalive.KeepAliveRunner;
import net.schmizz.sshj.SSHClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out that a connection stands still: the server is asked for a sign of life now and then, and where several in a row do not come, or
 * not even the question can be sent, the connection is given up, so that whoever waits for it fails as after any other lost connection.
 */
final class SshPulse {
    private static final Logger log = LoggerFactory.getLogger(SshPulse.class);
    /** So often in a row no sign may come. */
    private static final int TIMES = 3;

    private static final long CLOSE_MILLIS = 5_000;

    private SshPulse() {}

    /**
     * Begins to look after a connection on which somebody is logged in; ends with it.
     *
     * @param patience how long it may stand still, in seconds
     */
    static void start(SSHClient client, int patience) {
        int interval = Math.max(1, patience / TIMES);
        KeepAlive asking = client.getConnection().getKeepAlive();
        asking.setKeepAliveInterval(interval);
        if (asking instanceof KeepAliveRunner runner) {
            runner.setMaxAliveCount(TIMES);
        }
        asking.start();
        daemon("godwit-ssh-pulse", () -> watch(client, asking, interval * 1000L))
                .start();
    }

    /** Where the peer reads nothing any more, the question itself waits for those who wait to write. */
    private static void watch(SSHClient client, KeepAlive asking, long millis) {
        int stuck = 0;
        try {
            while (asking.isAlive()) {
                asking.join(millis);
                boolean isBetween = asking.getState() == Thread.State.TIMED_WAITING;
                stuck = isBetween || !asking.isAlive() ? 0 : stuck + 1;
                if (stuck >= TIMES) {
                    log.warn("A connection stands still and is given up");
                    close(client.getSocket());
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Closes a connection in order; where that takes too long, since saying good-bye has to wait as well, at once.
     *
     * @throws IOException where it could not be closed in order; it is closed all the same
     */
    static void close(SSHClient client) throws IOException {
        Socket socket = client.getSocket();
        Thread impatient = daemon("godwit-ssh-close", () -> {
            try {
                Thread.sleep(CLOSE_MILLIS);
                close(socket);
            } catch (InterruptedException e) {
                // it was closed in time
                Thread.currentThread().interrupt();
            }
        });
        impatient.start();
        try {
            client.close();
        } finally {
            impatient.interrupt();
        }
    }

    private static void close(@Nullable Socket socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                log.atDebug().setCause(e).log("A socket could not be closed in order");
            }
        }
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
