package io.godwit.db.mysql;

import io.godwit.db.mysql.MySqlSession.Server;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Finding;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSchema.NativeObject;
import io.godwit.spi.RelationalSchema.Sequence;
import io.godwit.spi.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What there is in a database. Immutable.
 *
 * @param tables in order of their names
 * @param relations what they mean to every engine
 * @param findings what was noticed
 */
record MySqlCatalog(List<MySqlTable> tables, RelationalSchema relations, List<Finding> findings) {
    MySqlCatalog {
        tables = List.copyOf(tables);
        findings = List.copyOf(findings);
    }

    /**
     * A table with what only MySQL knows of it. Immutable.
     *
     * @param database that it lies in
     * @param table as every engine understands it
     * @param columns its columns, in order
     * @param key the columns of the key that it is cut by, none of them NULL; or empty
     * @param index name of the index of that key
     * @param rows about how many rows
     * @param bytes how large
     */
    record MySqlTable(
            String database,
            Table table,
            List<MySqlColumn> columns,
            List<String> key,
            String index,
            long rows,
            long bytes) {
        MySqlTable {
            columns = List.copyOf(columns);
            key = List.copyOf(key);
        }

        String quoted() {
            return MySqlSql.name(database, table.name().name());
        }

        Optional<MySqlColumn> column(String name) {
            return columns.stream().filter(c -> c.name().equals(name)).findFirst();
        }
    }

    /** Reads all that is in one database; its tables have no namespace. */
    static MySqlCatalog read(Connection connection, Server server, String database) throws SQLException {
        MySqlReader reader = new MySqlReader(connection, server, database);
        List<Finding> findings = new ArrayList<>();
        List<MySqlTable> tables = reader.tables(findings);
        findings.addAll(new MySqlMojibake(connection, server.reading()).find(tables));
        List<NativeObject> objects = new ArrayList<>();
        for (MySqlTable table : tables) {
            objects.add(new NativeObject(
                    NativeObject.Kind.TABLE,
                    table.table().name(),
                    reader.createTable(table.table().name().name())));
        }
        MySqlObjects others = new MySqlObjects(connection, server, database);
        List<Sequence> sequences = others.sequences();
        for (Sequence sequence : sequences) {
            objects.add(others.createSequence(sequence));
        }
        objects.addAll(others.all(findings));
        RelationalSchema relations = new RelationalSchema(
                server.product(), tables.stream().map(MySqlTable::table).toList(), sequences, objects);
        return new MySqlCatalog(tables, relations, findings);
    }

    /** Reads the tables alone. */
    static MySqlCatalog tablesOf(Connection connection, Server server, String database) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        List<MySqlTable> tables = new MySqlReader(connection, server, database).tables(findings);
        RelationalSchema relations = new RelationalSchema(
                server.product(), tables.stream().map(MySqlTable::table).toList(), List.of(), List.of());
        return new MySqlCatalog(tables, relations, findings);
    }

    /** A table by its name, as far as it is in this catalogue. */
    Optional<MySqlTable> table(DatasetName name) {
        return tables.stream().filter(t -> t.table().name().equals(name)).findFirst();
    }

    /** The same with some of the tables only. */
    MySqlCatalog with(java.util.function.Predicate<DatasetName> wanted) {
        return new MySqlCatalog(
                tables.stream().filter(t -> wanted.test(t.table().name())).toList(), relations, findings);
    }
}
