package io.godwit.tck.lab;

import java.util.ArrayList;
import java.util.List;

/** What MariaDB and MySQL share. */
abstract sealed class MySqlFamily extends SqlServer permits MariaDbServer, MySqlServer {
    private final String client;
    private final List<String> options = new ArrayList<>();

    MySqlFamily(LabImage image, String client) {
        super(image, 3306, Probe.MYSQL);
        this.client = client;
    }

    final void option(String option) {
        options.add(option);
        arguments(options);
    }

    @Override
    final String scheme() {
        return "mysql";
    }

    @Override
    public final String superuser() {
        return "root";
    }

    @Override
    final void create(LabDatabase database) {
        sql("mysql", """
                CREATE DATABASE `%1$s` CHARACTER SET utf8mb4;
                CREATE USER '%1$s'@'%%' IDENTIFIED BY '%2$s';
                GRANT ALL ON `%1$s`.* TO '%1$s'@'%%';
                """.formatted(database.name(), database.password()));
    }

    @Override
    final ExecResult run(String database, String statements) {
        return exec(
                client,
                "--batch",
                "--skip-column-names",
                "--default-character-set=utf8mb4",
                "-e",
                statements,
                database);
    }
}
