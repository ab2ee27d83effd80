package io.godwit.tck.lab;

/**
 * MariaDB 10.11: utf8mb4, UTC, {@code local_infile} on, packets up to 256 MiB, no binary log. The superuser is {@code root}.
 *
 * @since 0.1
 */
public final class MariaDbServer extends MySqlFamily {
    private MariaDbServer() {
        super(LabImage.MARIADB, "mariadb");
    }

    /** A server of its own, not started yet. */
    public static MariaDbServer create() {
        return new MariaDbServer();
    }

    /** The server that all tests of this JVM may share; it starts on first use and serves to the end, whatever is closed. Create databases of your own. */
    public static MariaDbServer shared() {
        synchronized (Shared.SERVER) {
            Shared.SERVER.start();
            return Shared.SERVER;
        }
    }

    private static final class Shared {
        static final MariaDbServer SERVER = create();

        static {
            SERVER.keep();
        }
    }

    /** Adds an option of {@code mariadbd}, for instance {@code "--sql-mode=ANSI"}. */
    public MariaDbServer with(String option) {
        option(option);
        return this;
    }
}
