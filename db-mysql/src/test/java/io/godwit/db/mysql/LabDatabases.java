package io.godwit.db.mysql;

import io.godwit.spi.Location;
import io.godwit.spi.LogicalType;
import io.godwit.spi.SecretRef;
import io.godwit.tck.TckContext;
import io.godwit.tck.TestDatabase;
import io.godwit.tck.lab.LabDatabase;
import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Collectors;

/** A database of the lab as the rules of contracts see it; its user has no right outside of it but for areas. */
final class LabDatabases implements TestDatabase {
    private final Lab lab;
    private final LabDatabase database;

    LabDatabases(Lab lab) {
        this.lab = lab;
        this.database = lab.server().createDatabase();
        lab.server().sql("mysql", "GRANT ALL ON `godwit\\_%`.* TO '" + database.user() + "'@'%'");
    }

    @Override
    public Location location(TckContext context) {
        return located(context, database.uri());
    }

    private Location located(TckContext context, URI uri) {
        context.secret("env:LAB_" + database.name(), database.password());
        return Location.of(uri).withSecret(Location.PASSWORD, SecretRef.parse("env:LAB_" + database.name()));
    }

    @Override
    public Location missing(TckContext context) {
        return located(context, URI.create(database.uri() + "_missing"));
    }

    @Override
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(
                database.jdbcUrl() + "?timezone=UTC&sslMode=" + (lab == Lab.MYSQL ? "trust" : "disable"),
                database.user(),
                database.password());
    }

    @Override
    public Optional<String> password() {
        return Optional.of(database.password());
    }

    @Override
    public Optional<InetSocketAddress> server() {
        return Optional.of(new InetSocketAddress(database.host(), database.port()));
    }

    @Override
    public String quote(String identifier) {
        return MySqlSql.name(identifier);
    }

    @Override
    public Optional<String> columnType(LogicalType type) {
        int length = type.length();
        return switch (type.kind()) {
            // A truth is a small number here.
            case BOOLEAN, OTHER -> Optional.empty();
            case INTEGER ->
                Optional.of((length <= 8 ? "tinyint" : length <= 16 ? "smallint" : length <= 32 ? "int" : "bigint")
                        + (type.isUnsigned() ? " unsigned" : ""));
            case DECIMAL ->
                length == 0 || type.scale() < 0
                        ? Optional.empty()
                        : Optional.of("decimal(" + Math.min(65, length) + "," + Math.min(30, type.scale()) + ")");
            case FLOAT -> Optional.of(length == 32 ? "float" : "double");
            case TEXT -> Optional.of(length == 0 || length > 700 ? "longtext" : "varchar(" + length + ")");
            case BYTES -> Optional.of(length == 0 || length > 700 ? "longblob" : "varbinary(" + length + ")");
            case DATE -> Optional.of("date");
            case TIME -> Optional.of("time(" + Math.min(6, length) + ")");
            case TIMESTAMP -> Optional.of("datetime(" + Math.min(6, length) + ")");
            case TIMESTAMP_WITH_ZONE -> Optional.of("timestamp(" + Math.min(6, length) + ") NULL");
            case JSON -> Optional.of("json");
            case UUID -> lab == Lab.MARIADB ? Optional.of("uuid") : Optional.empty();
            case ENUM ->
                Optional.of(
                        type.values().stream().map(MySqlSql::literal).collect(Collectors.joining(",", "enum(", ")")));
            case BITS ->
                type.isFixed() && length > 0 && length <= 64 ? Optional.of("bit(" + length + ")") : Optional.empty();
        };
    }

    @Override
    public Optional<String> literal(LogicalType type, String canonical) {
        return switch (type.kind()) {
            case TEXT, JSON, ENUM, OTHER -> Optional.of(MySqlSql.literal(canonical));
            case BITS -> Optional.of("b'" + canonical + "'");
            case FLOAT ->
                // Read with double precision, where the shortest form of the largest number is beyond it.
                TestDatabase.super
                        .literal(type, canonical)
                        .map(n -> type.length() == 32 ? Double.toString(Float.parseFloat(n)) : n);
            case DATE, TIMESTAMP ->
                canonical.matches("[0-9]{4}-.*") ? TestDatabase.super.literal(type, canonical) : Optional.empty();
            case TIMESTAMP_WITH_ZONE ->
                canonical.matches("(19[7-9]|20[0-2])[0-9]-.*Z")
                        ? Optional.of("'" + canonical.substring(0, canonical.length() - 1) + "'")
                        : Optional.empty();
            default -> TestDatabase.super.literal(type, canonical);
        };
    }

    @Override
    public void close() {
        lab.server().sql("mysql", "DROP DATABASE " + MySqlSql.name(database.name()));
    }
}
