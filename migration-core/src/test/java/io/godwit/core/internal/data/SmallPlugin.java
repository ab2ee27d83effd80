package io.godwit.core.internal.data;

import io.godwit.spi.Access;
import io.godwit.spi.Database;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.Location;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkContext;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@link SmallDatabase} as a plugin, for tests of whole sessions: {@code small:///path/of/a/file.db}. Thread-safe. */
public final class SmallPlugin implements DatabaseMigrator {
    private final Faults faults = new Faults();

    /** Makes databases fail, as if their connection had broken. */
    public SmallPlugin breaking(String place, int after, int times) {
        faults.fail(place, after, times, "database.connection-lost", true);
        return this;
    }

    /** Makes databases fail for good. */
    public SmallPlugin failing(String place, int after, int times) {
        faults.fail(place, after, times, "database.row-refused", false);
        return this;
    }

    /** Makes a source with a few tables, and a target that has one of them already. */
    public static void fill(Path directory, int rows) {
        new MoveRig(directory).fill(rows);
    }

    /** Changes a file by hand. */
    public static void sql(Path file, String... statements) {
        MoveRig.sql(file, statements);
    }

    /** The rows of a table, as text. */
    public static List<String> rows(Path file, String table) {
        return new SmallFile(file).read((Connection connection) -> MoveRig.rows(connection, table));
    }

    /** Everything in a file. */
    public static Map<String, List<String>> contents(Path file) {
        return MoveRig.contents(file);
    }

    @Override
    public String id() {
        return "small";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("small");
    }

    @Override
    public Database open(Location location, Access access, WorkContext context) {
        return new SmallDatabase(Path.of(location.uri().getPath()), faults, Snapshot.Scope.THIS_PROCESS);
    }
}
