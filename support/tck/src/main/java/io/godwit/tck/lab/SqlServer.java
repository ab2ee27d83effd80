package io.godwit.tck.lab;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A database server of the lab.
 *
 * @since 0.1
 */
public abstract class SqlServer extends LabServer {
    private final AtomicInteger databases = new AtomicInteger();

    SqlServer(LabImage image, int innerPort, Probe probe) {
        super(image, innerPort, probe);
    }

    /** {@code mysql} or {@code postgres}. */
    abstract String scheme();

    /** Name of the superuser; its password is {@link #password}. */
    public abstract String superuser();

    /** Runs statements as the superuser from inside the container, without a password and past the network. */
    abstract ExecResult run(String database, String statements);

    abstract void create(LabDatabase database);

    /** A new, empty database with a name that no other has, and a user of its own that may do all in it and nothing elsewhere. */
    public final LabDatabase createDatabase() {
        return createDatabase("lab" + databases.incrementAndGet());
    }

    /**
     * A new, empty database and a user of the same name that may do all in it and nothing elsewhere.
     *
     * @param name small letters, digits and underscores
     */
    public final LabDatabase createDatabase(String name) {
        if (!name.matches("[a-z][a-z0-9_]{0,29}")) {
            throw new IllegalArgumentException(
                    "a database name of small letters, digits and underscores, not '" + name + "'");
        }
        LabDatabase database = new LabDatabase(scheme(), host(), port(), name, name, password());
        create(database);
        return database;
    }

    /** A database of this server, seen by the superuser. */
    public final LabDatabase asSuperuser(String database) {
        return new LabDatabase(scheme(), host(), port(), database, superuser(), password());
    }

    /**
     * Runs SQL as the superuser by the server's own client in the container, so that checks need neither driver nor network.
     *
     * @param database the database to be in
     * @param statements one or more statements
     * @return the rows, one a line, columns separated by tabs ({@code |} for PostgreSQL), without headings
     * @throws AssertionError if a statement fails, with the client's message
     */
    public final String sql(String database, String statements) {
        return run(database, statements).checked().stdout().stripTrailing();
    }
}
