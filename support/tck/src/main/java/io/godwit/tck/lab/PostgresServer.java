package io.godwit.tck.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * PostgreSQL 15 or 18: UTF-8, locale {@code C.UTF-8}, UTC, passwords by SCRAM. The superuser is {@code postgres}.
 *
 * @since 0.1
 */
public final class PostgresServer extends SqlServer {
    private final List<String> settings = new ArrayList<>();

    private PostgresServer(LabImage image) {
        super(image, 5432, Probe.POSTGRES);
    }

    /** A server of version 15 of its own, not started yet. */
    public static PostgresServer create() {
        return new PostgresServer(LabImage.POSTGRES_15);
    }

    /** A server of version 18 of its own, not started yet. Its image is built by {@code scripts/lab images postgres18}. */
    public static PostgresServer create18() {
        return new PostgresServer(LabImage.POSTGRES_18);
    }

    /**
     * The server of version 15 that all tests of this JVM may share; it starts on first use and serves to the end, whatever is closed. Create databases of your
     * own.
     */
    public static PostgresServer shared() {
        synchronized (Shared.SERVER) {
            Shared.SERVER.start();
            return Shared.SERVER;
        }
    }

    /** The same of version 18. */
    public static PostgresServer shared18() {
        synchronized (Shared18.SERVER) {
            Shared18.SERVER.start();
            return Shared18.SERVER;
        }
    }

    private static final class Shared18 {
        static final PostgresServer SERVER = create18();

        static {
            SERVER.keep();
        }
    }

    private static final class Shared {
        static final PostgresServer SERVER = create();

        static {
            SERVER.keep();
        }
    }

    /** Sets a parameter of {@code postgresql.conf}, for instance {@code with("wal_level", "logical")}. */
    public PostgresServer with(String parameter, String value) {
        settings.add("-c");
        settings.add(parameter + "=" + value);
        arguments(settings);
        return this;
    }

    /**
     * Mounts a small file system of its own in the container, writable by all: for tablespaces that fill up.
     *
     * @param path absolute path of the mount point
     * @param bytes its size
     */
    public PostgresServer smallDisk(String path, long bytes) {
        memoryDisk(path, bytes);
        return this;
    }

    @Override
    String scheme() {
        return "postgres";
    }

    @Override
    public String superuser() {
        return "postgres";
    }

    @Override
    void create(LabDatabase database) {
        // Two calls: CREATE DATABASE must be alone in its transaction.
        sql("postgres", "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(database.user(), database.password()));
        sql("postgres", "CREATE DATABASE %1$s OWNER %1$s".formatted(database.name()));
    }

    @Override
    ExecResult run(String database, String statements) {
        return exec(
                "psql",
                "-X",
                "-q",
                "-A",
                "-t",
                "-v",
                "ON_ERROR_STOP=1",
                "-U",
                superuser(),
                "-d",
                database,
                "-c",
                statements);
    }
}
