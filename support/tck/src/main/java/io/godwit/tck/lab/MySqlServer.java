package io.godwit.tck.lab;

/**
 * MySQL 9.7: utf8mb4, UTC, {@code local_infile} on, packets up to 256 MiB. The superuser is {@code root}. Its image is built by
 * {@code scripts/lab images mysql97}.
 *
 * @since 0.1
 */
public final class MySqlServer extends MySqlFamily {
    private MySqlServer() {
        super(LabImage.MYSQL_97, "mysql");
    }

    /** A server of its own, not started yet. */
    public static MySqlServer create() {
        return new MySqlServer();
    }

    /** Adds an option of {@code mysqld}, for instance {@code "--sql-mode=ANSI"}. */
    public MySqlServer with(String option) {
        option(option);
        return this;
    }
}
