package io.godwit.db.mysql;

import io.godwit.spi.Access;
import io.godwit.spi.Location;
import io.godwit.spi.SecretRef;
import io.godwit.tck.TckContext;
import io.godwit.tck.lab.LabDatabase;
import io.godwit.tck.lab.MariaDbServer;
import io.godwit.tck.lab.MySqlServer;
import io.godwit.tck.lab.SqlServer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The servers that the tests run against; each starts on first use and serves to the end. */
@SuppressWarnings("ImmutableEnumChecker") // each server is started once, on first use
enum Lab {
    /** MariaDB 10.11. */
    MARIADB(MariaDbServer::shared),
    /** MySQL 9.7. */
    MYSQL(OwnMySql::started);

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private final Supplier<? extends SqlServer> server;

    Lab(Supplier<? extends SqlServer> server) {
        this.server = server;
    }

    private static final class OwnMySql {
        private static final MySqlServer SERVER = MySqlServer.create();

        static MySqlServer started() {
            synchronized (SERVER) {
                SERVER.start();
                return SERVER;
            }
        }
    }

    SqlServer server() {
        return server.get();
    }

    /** A database of its own with a user that may do all in it and in areas, and read of one moment. */
    Fixture database() {
        SqlServer running = server();
        String name = "t" + NUMBER.incrementAndGet();
        LabDatabase database = running.createDatabase(name);
        running.sql(
                "mysql",
                this == MARIADB
                        ? "GRANT SELECT ON mysql.proc TO '" + name + "'@'%'"
                        : "GRANT SHOW_ROUTINE ON *.* TO '" + name + "'@'%'");
        running.sql(
                "mysql",
                "GRANT ALL ON `godwit\\_%`.* TO '" + name + "'@'%'; GRANT RELOAD ON *.* TO '" + name
                        + "'@'%'; SET GLOBAL log_bin_trust_function_creators = 1");
        return new Fixture(this, database);
    }

    /** A database of a test. */
    static final class Fixture {
        final Lab lab;
        final LabDatabase database;
        final TckContext context = new TckContext().parallelism(2);

        Fixture(Lab lab, LabDatabase database) {
            this.lab = lab;
            this.database = database;
            context.secret("env:" + database.name(), database.password());
        }

        Location location() {
            return Location.of(database.uri()).withSecret(Location.PASSWORD, SecretRef.parse("env:" + database.name()));
        }

        MySqlTarget target() {
            return (MySqlTarget) new MySqlMigrator().open(location(), Access.WRITE, context);
        }

        MySqlSource source() {
            return (MySqlSource) new MySqlMigrator().open(location(), Access.READ, context);
        }

        /** Runs statements as the superuser; rows come as lines. */
        String sql(String statements) {
            return lab.server().sql(database.name(), statements);
        }

        @Override
        public String toString() {
            return lab + " " + database.name();
        }
    }
}
