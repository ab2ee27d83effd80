package io.godwit.db.mysql;

import io.godwit.db.mysql.MySqlCatalog.MySqlTable;
import io.godwit.relational.ChunkBook.Move;
import io.godwit.relational.SqlPool;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WriteToken;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives what was built its final names and back again, all tables in one statement, which the server does whole or not at all; a mark in
 * the book changes its name along with them. Immutable.
 */
final class MySqlSwitch {
    private static final String ASIDE = "aside:TABLE";
    private static final String IN = "in:TABLE";

    private final MySqlArea area;
    private final WorkContext context;

    MySqlSwitch(MySqlArea area, WorkContext context) {
        this.area = area;
        this.context = context;
    }

    /** The tables of the area under their final names, wherever they are. */
    static MySqlCatalog catalog(MySqlArea area, Connection connection) throws SQLException {
        if (!area.isSwitched(connection)) {
            return MySqlCatalog.tablesOf(
                    connection, area.session().server(), area.area().name());
        }
        Set<DatasetName> in = new LinkedHashSet<>();
        for (Move move : area.book().moves(connection)) {
            if (move.kind().equals(IN)) {
                in.add(move.to());
            }
        }
        return MySqlCatalog.tablesOf(connection, area.session().server(), area.finalDatabase(""))
                .with(in::contains);
    }

    /** Moves in, and tells what was moved aside. */
    List<Move> in(List<DatasetName> datasets, WriteToken token) {
        return switching("switching in", token, connection -> {
            if (!area.isSwitched(connection)) {
                rename(connection, datasets);
            }
            new MySqlLater(area, context).make(connection);
            return area.book().moves(connection).stream()
                    .filter(move -> move.kind().equals(ASIDE))
                    .toList();
        });
    }

    private void rename(Connection connection, List<DatasetName> datasets) throws SQLException {
        List<DatasetName> aside = new ArrayList<>();
        for (DatasetName name : datasets) {
            if (MySqlArea.isThere(connection, area.finalDatabase(name.namespace()), name.name())) {
                aside.add(name);
            }
        }
        refuseDependants(connection, aside);
        List<String> renames = new ArrayList<>();
        // What an attempt before this one planned never came about.
        area.book().removeMoves(connection);
        MySqlAside dropped = new MySqlAside(area);
        String database = area.finalDatabase("");
        dropped.remove(connection, aside);
        for (DatasetName name : aside) {
            if (!MySqlArea.isThere(connection, database, name.name())) {
                // It was a view, which stands in the book instead.
                continue;
            }
            Move move = new Move(name, new DatasetName(area.oldDatabase(), name.name()), ASIDE);
            area.book().addMove(connection, move);
            renames.add(MySqlSql.name(area.finalDatabase(name.namespace()), name.name()) + " TO "
                    + MySqlSql.name(area.oldDatabase(), name.name()));
        }
        for (DatasetName name : datasets) {
            Move move = new Move(new DatasetName(area.area().name(), name.name()), name, IN);
            area.book().addMove(connection, move);
            renames.add(area.shadow(name) + " TO " + MySqlSql.name(area.finalDatabase(name.namespace()), name.name()));
        }
        mark(renames, MySqlArea.OPEN_MARK, MySqlArea.SWITCHED_MARK);
        try {
            MySqlSession.execute(connection, "RENAME TABLE " + String.join(", ", renames));
        } catch (SQLException e) {
            if (connection.isValid(5)) {
                dropped.restore(connection);
            }
            throw e;
        }
    }

    private void mark(List<String> renames, String from, String to) {
        renames.add(MySqlSql.name(area.bookDatabase(), from) + " TO " + MySqlSql.name(area.bookDatabase(), to));
    }

    /** What cannot go along: keys of tables that stay. */
    private void refuseDependants(Connection connection, List<DatasetName> aside) throws SQLException {
        Set<String> dependants = new LinkedHashSet<>();
        Set<String> moved = new LinkedHashSet<>();
        aside.forEach(name -> moved.add(name.name()));
        String database = area.finalDatabase("");
        for (DatasetName name : aside) {
            dependants.addAll(MySqlRows.list(
                            connection,
                            r -> new String[] {r.text(1), r.text(2), r.text(3)},
                            "SELECT DISTINCT TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME FROM"
                                    + " information_schema.KEY_COLUMN_USAGE WHERE REFERENCED_TABLE_SCHEMA = ?"
                                    + " AND REFERENCED_TABLE_NAME = ?",
                            database,
                            name.name())
                    .stream()
                    .filter(key -> !key[0].equals(database) || !moved.contains(key[1]))
                    .map(key -> "foreign key " + key[2] + " of " + key[0] + "." + key[1])
                    .toList());
        }
        if (!dependants.isEmpty()) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "database.has-dependants",
                            "what would be moved aside is referred to from elsewhere: " + String.join("; ", dependants))
                    .subject(area.area().name())
                    .remedy("Drop or change what refers to these tables, move it along, or choose another database."
                            + " Nothing was changed.")
                    .build();
        }
    }

    /** Moves back, in the opposite order. */
    void back(WriteToken token) {
        switching("switching back", token, connection -> {
            if (area.isSwitched(connection)) {
                new MySqlLater(area, context).remove(connection);
                List<String> renames = new ArrayList<>();
                List<Move> moves = area.book().moves(connection);
                for (Move move : moves) {
                    if (move.kind().equals(IN)) {
                        renames.add(MySqlSql.name(
                                        area.finalDatabase(move.to().namespace()),
                                        move.to().name())
                                + " TO " + area.shadow(move.to()));
                    }
                }
                for (Move move : moves) {
                    if (move.kind().equals(ASIDE)) {
                        renames.add(
                                MySqlSql.name(move.to().namespace(), move.to().name())
                                        + " TO "
                                        + MySqlSql.name(
                                                area.finalDatabase(move.from().namespace()),
                                                move.from().name()));
                    }
                }
                mark(renames, MySqlArea.SWITCHED_MARK, MySqlArea.OPEN_MARK);
                MySqlSession.execute(connection, "RENAME TABLE " + String.join(", ", renames));
            }
            new MySqlAside(area).restore(connection);
            return token;
        });
    }

    /** Removes what was built and not switched in; the area itself only where nothing was. */
    void discard(WriteToken token) {
        switching("discarding the area", token, connection -> {
            if (area.isSwitched(connection)) {
                empty(connection);
            } else {
                new MySqlAside(area).restore(connection);
                drop(connection, area.area().name());
                drop(connection, area.oldDatabase());
                drop(connection, area.bookDatabase());
            }
            return token;
        });
    }

    /** Removes what was moved aside, and the area. */
    void finish(WriteToken token) {
        switching("finishing the area", token, connection -> {
            if (!area.isSwitched(connection)) {
                throw MigrationException.of(
                                ErrorCategory.VALIDATION,
                                "database.area-not-switched",
                                "the area \"" + area.area().name() + "\" is not switched in")
                        .subject(area.area().name())
                        .remedy("Switch it in first, or discard it.")
                        .build();
            }
            drop(connection, area.oldDatabase());
            drop(connection, area.area().name());
            drop(connection, area.bookDatabase());
            return token;
        });
    }

    private void empty(Connection connection) throws SQLException {
        MySqlCatalog left = MySqlCatalog.tablesOf(
                connection, area.session().server(), area.area().name());
        for (MySqlTable table : left.tables()) {
            MySqlSession.execute(connection, "DROP TABLE " + table.quoted());
        }
    }

    private static void drop(Connection connection, String database) throws SQLException {
        MySqlSession.execute(connection, "DROP DATABASE IF EXISTS " + MySqlSql.name(database));
    }

    private <T> T switching(String action, WriteToken token, SqlPool.Work<T> work) {
        return area.define(action, area.area().name(), area.area().name(), token, connection -> {
            try {
                return work.on(connection);
            } catch (SQLException e) {
                throw MySqlErrors.of(e, action, area.area().name());
            }
        });
    }
}
