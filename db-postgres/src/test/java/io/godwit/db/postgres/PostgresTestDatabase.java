package io.godwit.db.postgres;

import io.godwit.spi.Location;
import io.godwit.spi.LogicalType;
import io.godwit.spi.SecretRef;
import io.godwit.tck.TckContext;
import io.godwit.tck.TestDatabase;
import io.godwit.tck.lab.LabDatabase;
import io.godwit.tck.lab.PostgresServer;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A database of a test on a server of the lab. */
final class PostgresTestDatabase implements TestDatabase {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final LabDatabase superuser;
    private final LabDatabase database;

    PostgresTestDatabase(PostgresServer server) {
        superuser = server.asSuperuser("postgres");
        String name = "tck" + NUMBER.incrementAndGet();
        database =
                new LabDatabase(superuser.scheme(), superuser.host(), superuser.port(), name, name, "pl4nted-" + name);
        administer(
                "CREATE ROLE " + name + " LOGIN PASSWORD '" + database.password() + "'",
                "CREATE DATABASE " + name + " OWNER " + name);
    }

    private void administer(String... statements) {
        try (Connection connection = connect(superuser);
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the server does not do what its superuser wants", e);
        }
    }

    private static Connection connect(LabDatabase to) throws SQLException {
        return DriverManager.getConnection(to.jdbcUrl(), to.user(), to.password());
    }

    private Location location(String uri, TckContext context) {
        context.secret("test:" + database.name(), database.password());
        return Location.of(uri).withSecret(Location.PASSWORD, SecretRef.parse("test:" + database.name()));
    }

    @Override
    public Location location(TckContext context) {
        return location(database.uri().toString(), context);
    }

    @Override
    public Location missing(TckContext context) {
        return location(database.uri() + "_missing", context);
    }

    @Override
    public Connection connect() throws SQLException {
        return connect(database);
    }

    @Override
    public Optional<String> password() {
        return Optional.of(database.password());
    }

    @Override
    public Optional<InetSocketAddress> server() {
        return Optional.of(InetSocketAddress.createUnresolved(database.host(), database.port()));
    }

    @Override
    public Optional<String> columnType(LogicalType type) {
        return switch (type.kind()) {
            case BOOLEAN -> Optional.of("boolean");
            case INTEGER -> type.isUnsigned() ? Optional.empty() : Optional.of(integer(type.length()));
            case DECIMAL ->
                Optional.of(type.length() == 0 ? "numeric" : "numeric(" + type.length() + "," + type.scale() + ")");
            case FLOAT -> Optional.of(type.length() == 32 ? "real" : "double precision");
            case TEXT -> Optional.of(text(type));
            case BYTES -> Optional.of("bytea");
            case DATE -> Optional.of("date");
            case TIME -> Optional.of("time(" + type.length() + ")");
            case TIMESTAMP -> Optional.of("timestamp(" + type.length() + ")");
            case TIMESTAMP_WITH_ZONE -> Optional.of("timestamptz(" + type.length() + ")");
            case JSON -> Optional.of("json");
            case UUID -> Optional.of("uuid");
            case ENUM -> Optional.of(enumeration(type.values()));
            case BITS -> Optional.of((type.isFixed() ? "bit(" : "varbit(") + type.length() + ")");
            case OTHER -> Optional.empty();
        };
    }

    private static String integer(int bits) {
        return bits <= 16 ? "smallint" : bits <= 32 ? "integer" : "bigint";
    }

    private static String text(LogicalType type) {
        return type.length() == 0 ? "text" : (type.isFixed() ? "char(" : "varchar(") + type.length() + ")";
    }

    private String enumeration(List<String> values) {
        String words = values.stream()
                .map(value -> "'" + value.replace("'", "''") + "'")
                .collect(Collectors.joining(", "));
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TYPE IF EXISTS choice CASCADE");
            statement.execute("CREATE TYPE choice AS ENUM (" + words + ")");
        } catch (SQLException e) {
            throw new IllegalStateException("no type of " + words, e);
        }
        return "choice";
    }

    @Override
    public Optional<String> literal(LogicalType type, String canonical) {
        return switch (type.kind()) {
            case DECIMAL, FLOAT, INTEGER, BITS -> Optional.of("'" + canonical + "'");
            case BYTES -> Optional.of("'\\x" + canonical + "'");
            default -> TestDatabase.super.literal(type, canonical);
        };
    }

    @Override
    public void close() {
        administer("DROP DATABASE " + database.name() + " WITH (FORCE)", "DROP ROLE " + database.name());
    }
}
