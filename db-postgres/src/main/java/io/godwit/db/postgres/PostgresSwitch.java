package io.godwit.db.postgres;

import io.godwit.relational.ChunkBook.Move;
import io.godwit.relational.SqlErrors;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WriteToken;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives what was built its final names and back again. A table changes its schema and nothing else: it keeps its number in the
 * catalogue, its rows, owner, grants, indexes, constraints and the sequences that it owns. Immutable.
 */
final class PostgresSwitch {
    private static final String ASIDE = "aside:";
    private static final String IN = "in:";
    /** Of what was made in its final place, for lack of a way to move it. */
    static final String MADE = "made:";

    private static final String DEPENDED_ON = "2BP01";
    private static final String NAME_TAKEN = "42P07";
    private static final String TYPE_TAKEN = "42710";

    private final PostgresArea area;
    private final WorkContext context;

    PostgresSwitch(PostgresArea area, WorkContext context) {
        this.area = area;
        this.context = context;
    }

    /** The tables of the area under their final names, wherever they are. */
    static PostgresCatalog catalog(PostgresArea area, Connection connection) throws SQLException {
        if (!area.book().isSwitched(connection)) {
            return PostgresCatalog.tablesOf(connection, shadows(area, connection));
        }
        Map<String, String> schemas = new LinkedHashMap<>();
        Set<DatasetName> in = new LinkedHashSet<>();
        for (Move move : area.book().moves(connection)) {
            if (move.kind().equals(IN + "TABLE")) {
                schemas.put(
                        area.finalSchema(connection, move.to().namespace()),
                        move.to().namespace());
                in.add(move.to());
            }
        }
        return PostgresCatalog.tablesOf(connection, schemas).with(in::contains);
    }

    /** The schemas of the area with the namespaces that they stand for. */
    private static Map<String, String> shadows(PostgresArea area, Connection connection) throws SQLException {
        String own = area.area().name();
        Map<String, String> shadows = new LinkedHashMap<>();
        for (String schema : schemas(connection, own)) {
            shadows.put(schema, schema.equals(own) ? area.area().namespace() : schema.substring(own.length() + 1));
        }
        return shadows;
    }

    /** A schema and those that are told from it by what stands behind a dollar sign. */
    private static List<String> schemas(Connection connection, String name) throws SQLException {
        List<String> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT nspname FROM pg_namespace WHERE nspname = ? OR starts_with(nspname, ? || '$') ORDER BY 1")) {
            statement.setString(1, name);
            statement.setString(2, name);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
        }
        return found;
    }

    /** Moves in, and tells what was moved aside. */
    List<Move> in(List<DatasetName> datasets, WriteToken token) {
        return switching("switching in", token, connection -> {
            if (!area.book().isSwitched(connection)) {
                List<Place> aside = new ArrayList<>();
                for (DatasetName name : datasets) {
                    String schema = area.finalSchema(connection, name.namespace());
                    Existing existing = Existing.find(connection, schema, name.name());
                    if (existing != null) {
                        aside.add(new Place(name, schema, existing));
                    }
                }
                List<PostgresThings.Thing> asideThings = new ArrayList<>();
                for (Map.Entry<String, String> shadow :
                        shadows(area, connection).entrySet()) {
                    String schema = area.finalSchema(connection, shadow.getValue());
                    for (PostgresThings.Thing thing : PostgresThings.of(connection, shadow.getKey())) {
                        PostgresThings.Thing there = PostgresThings.find(connection, schema, thing);
                        if (there != null && !isAmong(datasets, aside, shadow.getValue(), there)) {
                            asideThings.add(there.in(shadow.getValue()));
                        }
                    }
                }
                refuseDependants(connection, aside, asideThings);
                List<PostgresCarried> carried = new ArrayList<>();
                for (Place place : aside) {
                    carried.addAll(PostgresCarried.of(connection, place.existing.oid));
                }
                PostgresFollowers followers = followers(connection, aside, asideThings);
                followers.letGo(connection);
                for (Place place : aside) {
                    moveAside(connection, place);
                }
                for (PostgresThings.Thing thing : asideThings) {
                    moveAside(connection, thing);
                }
                for (DatasetName name : datasets) {
                    moveIn(connection, name, aside);
                }
                moveRestIn(connection);
                for (PostgresCarried one : carried) {
                    one.over(connection);
                }
                followers.follow(connection, context);
                tell(followers);
                area.book().setSwitched(connection, true);
            }
            return area.book().moves(connection).stream()
                    .filter(move -> move.kind().startsWith(ASIDE))
                    .map(move -> new Move(move.from(), move.to(), move.kind()))
                    .toList();
        });
    }

    private static PostgresFollowers followers(
            Connection connection, List<Place> aside, List<PostgresThings.Thing> things) throws SQLException {
        List<Long> tables = aside.stream().map(place -> place.existing.oid).toList();
        List<Long> own = new ArrayList<>(tables);
        things.stream()
                .filter(thing -> thing.catalog().equals("pg_class"))
                .map(PostgresThings.Thing::oid)
                .forEach(own::add);
        return PostgresFollowers.of(connection, tables, own);
    }

    private void tell(PostgresFollowers followers) {
        List<String> names = followers.names();
        if (!names.isEmpty()) {
            context.progress()
                    .report(Finding.info(
                                    "database.dependants-follow",
                                    area.area().name(),
                                    "What refers to tables that changed places refers to those that have their names"
                                            + " now.")
                            .withEvidence(String.join("; ", names)));
        }
    }

    private static boolean isAmong(
            List<DatasetName> datasets, List<Place> aside, String namespace, PostgresThings.Thing there) {
        return datasets.contains(new DatasetName(namespace, there.name()))
                || aside.stream().anyMatch(place -> place.existing.oid == there.oid());
    }

    /** Something in the way, with where it is. */
    private record Place(DatasetName name, String schema, Existing existing) {}

    /** A relation that is there. */
    private record Existing(long oid, String kind, String owner) {
        static @org.jspecify.annotations.Nullable Existing find(Connection connection, String schema, String name)
                throws SQLException {
            String query = "SELECT c.oid, c.relkind, pg_get_userbyid(c.relowner) FROM pg_class AS c"
                    + " JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relname = ?";
            try (PreparedStatement statement = connection.prepareStatement(query)) {
                statement.setString(1, schema);
                statement.setString(2, name);
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next()
                            ? new Existing(rows.getLong(1), word(rows.getString(2)), rows.getString(3))
                            : null;
                }
            }
        }

        private static String word(String kind) {
            return switch (kind) {
                case "v" -> "VIEW";
                case "m" -> "MATERIALIZED VIEW";
                case "f" -> "FOREIGN TABLE";
                case "S" -> "SEQUENCE";
                case "i", "I" -> "INDEX";
                default -> "TABLE";
            };
        }
    }

    private void refuseDependants(Connection connection, List<Place> aside, List<PostgresThings.Thing> things)
            throws SQLException {
        List<Long> moved =
                new ArrayList<>(aside.stream().map(p -> p.existing.oid).toList());
        things.stream()
                .filter(t -> t.catalog().equals("pg_class"))
                .map(PostgresThings.Thing::oid)
                .forEach(moved::add);
        List<PostgresThings.Thing> others =
                things.stream().filter(t -> !t.catalog().equals("pg_class")).toList();
        Set<String> dependants = new LinkedHashSet<>();
        for (Place place : aside) {
            if (place.existing.kind.equals("INDEX")) {
                dependants.add("the index \"" + place.name + "\", which has the name of a table that comes");
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(PostgresDependants.QUERY)) {
            statement.setArray(1, connection.createArrayOf("bigint", moved.toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "text",
                            others.stream().map(PostgresThings.Thing::catalog).toArray()));
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "bigint",
                            others.stream().map(PostgresThings.Thing::oid).toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    dependants.add(rows.getString(1));
                }
            }
        }
        if (!dependants.isEmpty()) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "database.has-dependants",
                            "what would be moved aside is referred to from elsewhere: " + String.join("; ", dependants))
                    .subject(area.area().name())
                    .remedy("Drop or change what refers to these tables, move it along, or choose another schema."
                            + " Nothing was changed.")
                    .build();
        }
    }

    private void moveAside(Connection connection, Place place) throws SQLException {
        String old = area.old(place.name.namespace());
        area.createSchema(connection, old);
        setSchema(connection, place.existing.kind, place.schema, place.name.name(), old);
        area.book()
                .addMove(
                        connection,
                        new Move(place.name, new DatasetName(old, place.name.name()), ASIDE + place.existing.kind));
    }

    private void moveIn(Connection connection, DatasetName name, List<Place> aside) throws SQLException {
        String shadow = area.shadow(name.namespace());
        String schema = area.finalSchema(connection, name.namespace());
        if (!schema.equals(area.finalSchema(connection, ""))) {
            createFinal(connection, schema);
        }
        setSchema(connection, "TABLE", shadow, name.name(), schema);
        for (Place place : aside) {
            if (place.name.equals(name)) {
                inherit(connection, place.existing, PostgresSql.name(schema, name.name()));
            }
        }
        area.book().addMove(connection, new Move(new DatasetName(shadow, name.name()), name, IN + "TABLE"));
    }

    private static void createFinal(Connection connection, String schema) throws SQLException {
        PostgresSession.execute(connection, "CREATE SCHEMA IF NOT EXISTS " + PostgresSql.name(schema));
    }

    /** Gives a new table the owner and the grants of the one that it replaces. */
    private static void inherit(Connection connection, Existing existing, String table) throws SQLException {
        List<String> statements = new ArrayList<>();
        String grants = """
            SELECT CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                   a.privilege_type, a.is_grantable
              FROM pg_class AS c, aclexplode(c.relacl) AS a
             WHERE c.oid = ? AND a.grantee <> c.relowner ORDER BY 1, 2\
            """;
        try (PreparedStatement statement = connection.prepareStatement(grants)) {
            statement.setLong(1, existing.oid);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    statements.add("GRANT " + rows.getString(2) + " ON " + table + " TO " + rows.getString(1)
                            + (rows.getBoolean(3) ? " WITH GRANT OPTION" : ""));
                }
            }
        }
        boolean other = !PostgresSession.one(connection, "SELECT current_user").equals(existing.owner);
        if (other) {
            statements.add("ALTER TABLE " + table + " OWNER TO " + PostgresSql.name(existing.owner));
        }
        for (String statement : statements) {
            PostgresSession.execute(connection, statement);
        }
    }

    /** All that was built beside the tables: parts of tables, views, sequences, routines, types. */
    private void moveRestIn(Connection connection) throws SQLException {
        for (Map.Entry<String, String> shadow : shadows(area, connection).entrySet()) {
            String schema = area.finalSchema(connection, shadow.getValue());
            List<PostgresThings.Thing> things = PostgresThings.of(connection, shadow.getKey());
            if (!things.isEmpty() && !schema.equals(area.finalSchema(connection, ""))) {
                createFinal(connection, schema);
            }
            for (PostgresThings.Thing thing : things) {
                setSchema(connection, thing.kind(), shadow.getKey(), thing.name(), schema);
                area.book()
                        .addMove(
                                connection,
                                new Move(
                                        new DatasetName(shadow.getKey(), thing.name()),
                                        new DatasetName(shadow.getValue(), thing.name()),
                                        IN + thing.kind()));
            }
        }
    }

    private void moveAside(Connection connection, PostgresThings.Thing thing) throws SQLException {
        String old = area.old(thing.namespace());
        area.createSchema(connection, old);
        setSchema(connection, thing.kind(), area.finalSchema(connection, thing.namespace()), thing.name(), old);
        area.book()
                .addMove(
                        connection,
                        new Move(
                                new DatasetName(thing.namespace(), thing.name()),
                                new DatasetName(old, thing.name()),
                                ASIDE + thing.kind()));
    }

    private static void setSchema(Connection connection, String kind, String schema, String name, String to)
            throws SQLException {
        String what = kind.equals("ROUTINE")
                ? PostgresThings.routine(connection, schema, name)
                : PostgresSql.name(schema, name);
        PostgresSession.execute(connection, "ALTER " + kind + " " + what + " SET SCHEMA " + PostgresSql.name(to));
    }

    /** Moves back, in the opposite order. */
    void back(WriteToken token) {
        switching("switching back", token, connection -> {
            if (area.book().isSwitched(connection)) {
                List<Move> moves = area.book().moves(connection);
                PostgresFollowers followers = followersBack(connection, moves);
                followers.letGo(connection);
                for (Move move : moves) {
                    if (move.kind().startsWith(IN)) {
                        setSchema(
                                connection,
                                move.kind().substring(IN.length()),
                                area.finalSchema(connection, move.to().namespace()),
                                move.to().name(),
                                move.from().namespace());
                    }
                }
                for (Move move : moves) {
                    if (move.kind().startsWith(ASIDE)) {
                        setSchema(
                                connection,
                                move.kind().substring(ASIDE.length()),
                                move.to().namespace(),
                                move.to().name(),
                                area.finalSchema(connection, move.from().namespace()));
                    }
                }
                followers.follow(connection, context);
                area.book().removeMoves(connection);
                for (Move move : moves) {
                    if (move.kind().startsWith(MADE)) {
                        area.book().addMove(connection, move);
                    }
                }
                area.book().setSwitched(connection, false);
            }
            return token;
        });
    }

    /** What refers to tables that have the names of others, which take them back. */
    private PostgresFollowers followersBack(Connection connection, List<Move> moves) throws SQLException {
        Set<DatasetName> former = new LinkedHashSet<>();
        for (Move move : moves) {
            if (move.kind().startsWith(ASIDE)) {
                former.add(move.from());
            }
        }
        List<Long> tables = new ArrayList<>();
        List<Long> own = new ArrayList<>();
        for (Move move : moves) {
            if (move.kind().startsWith(IN)) {
                Existing there = Existing.find(
                        connection,
                        area.finalSchema(connection, move.to().namespace()),
                        move.to().name());
                if (there != null) {
                    own.add(there.oid);
                    if (former.contains(move.to())) {
                        tables.add(there.oid);
                    }
                }
            }
        }
        return PostgresFollowers.of(connection, tables, own);
    }

    /** Removes what was built and not switched in; the area itself only where nothing was. */
    void discard(WriteToken token) {
        removing("discarding the area", token, connection -> {
            boolean switched = area.book().isSwitched(connection);
            List<String> shadows = schemas(connection, area.area().name());
            empty(connection, shadows);
            if (!switched) {
                for (String schema : shadows) {
                    dropSchema(connection, schema);
                }
            }
            if (!switched) {
                dropMade(connection);
                dropOld(connection);
                dropBook(connection);
            }
        });
    }

    /** Removes what was moved aside, and the area. */
    void finish(WriteToken token) {
        removing("finishing the area", token, connection -> {
            if (!area.book().isSwitched(connection)) {
                throw MigrationException.of(
                                ErrorCategory.VALIDATION,
                                "database.area-not-switched",
                                "the area \"" + area.area().name() + "\" is not switched in")
                        .subject(area.area().name())
                        .remedy("Switch it in first, or discard it.")
                        .build();
            }
            dropOld(connection);
            List<String> shadows = schemas(connection, area.area().name());
            empty(connection, shadows);
            for (String schema : shadows) {
                dropSchema(connection, schema);
            }
            dropBook(connection);
        });
    }

    /** What others have come to use meanwhile stays. */
    private void dropMade(Connection connection) throws SQLException {
        for (Move move : area.book().moves(connection)) {
            if (move.kind().startsWith(MADE)) {
                String schema = area.finalSchema(connection, move.to().namespace());
                Savepoint before = connection.setSavepoint();
                try {
                    PostgresSession.execute(
                            connection,
                            "DROP " + move.kind().substring(MADE.length()) + " IF EXISTS "
                                    + PostgresSql.name(schema, move.to().name()));
                } catch (SQLException e) {
                    if (!SqlErrors.state(e).equals(DEPENDED_ON)) {
                        throw e;
                    }
                    connection.rollback(before);
                }
            }
        }
    }

    private void dropOld(Connection connection) throws SQLException {
        List<String> olds = schemas(connection, area.area().name() + "_old");
        empty(connection, olds);
        for (String schema : olds) {
            dropSchema(connection, schema);
        }
    }

    private void dropBook(Connection connection) throws SQLException {
        PostgresSession.execute(connection, "DROP SCHEMA " + PostgresSql.name(area.bookSchema()) + " CASCADE");
    }

    private static void dropSchema(Connection connection, String schema) throws SQLException {
        PostgresSession.execute(connection, "DROP SCHEMA " + PostgresSql.name(schema));
    }

    /** Drops all that is in some schemas, and nothing outside that refers to it: then it fails. */
    private static void empty(Connection connection, List<String> schemas) throws SQLException {
        SQLException failure = null;
        int left = Integer.MAX_VALUE;
        while (true) {
            List<String> statements = PostgresThings.drops(connection, schemas);
            if (statements.isEmpty()) {
                return;
            }
            if (statements.size() >= left && failure != null) {
                throw failure;
            }
            left = statements.size();
            // Things stand on each other in any order, so what cannot go yet is tried again when others are gone.
            for (String statement : statements) {
                Savepoint before = connection.setSavepoint();
                try {
                    PostgresSession.execute(connection, statement);
                    connection.releaseSavepoint(before);
                } catch (SQLException e) {
                    if (!SqlErrors.state(e).equals(DEPENDED_ON)) {
                        throw e;
                    }
                    connection.rollback(before);
                    failure = e;
                }
            }
        }
    }

    private <T> T switching(String action, WriteToken token, PostgresArea.Work<T> work) {
        return area.write(action, area.area().name(), token, connection -> {
            try {
                return work.on(connection);
            } catch (SQLException e) {
                throw explained(e, action);
            }
        });
    }

    /** Work that ends with the book: the fence is held from its beginning. */
    private interface Removal {
        void from(Connection connection) throws SQLException;
    }

    private void removing(String action, WriteToken token, Removal removal) {
        area.remove(action, token, connection -> {
            try {
                removal.from(connection);
                return token;
            } catch (SQLException e) {
                throw explained(e, action);
            }
        });
    }

    private MigrationException explained(SQLException failure, String action) {
        String state = SqlErrors.state(failure);
        String subject = area.area().name();
        if (state.equals(DEPENDED_ON)) {
            return MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "database.has-dependants",
                            action + " failed: something outside of the area refers to what would be removed")
                    .subject(subject)
                    .remedy("Drop what refers to it. Nothing was changed.")
                    .build();
        }
        if (state.equals(NAME_TAKEN) || state.equals(TYPE_TAKEN)) {
            return MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "database.name-taken",
                            action + " failed: a name is taken by now")
                    .subject(subject)
                    .remedy("Rename what has the name of a table, index, sequence or type that comes."
                            + " Nothing was changed.")
                    .cause(PostgresErrors.of(failure, action, subject).getCause())
                    .build();
        }
        return PostgresErrors.of(failure, action, subject);
    }
}
