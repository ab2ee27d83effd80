package io.godwit.relational;

import io.godwit.spi.ChunkSummary;
import io.godwit.spi.Dataset;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.WritableDatabase.MovedAside;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The book of a shadow: its fence, the chunks that are in it, what was made in it, and what was moved aside for it. The book lies
 * in the destination itself, so an entry is committed with what it speaks of or not at all.
 *
 * <p>All methods work on a connection of the caller and neither commit nor roll back. Immutable; thread-safe.
 *
 * <p>How a late commit is kept out: whoever changes something in the area calls {@link #hold} as the last thing before the commit.
 * That takes a share of the lock on the fence and fails where the fence was raised meanwhile; raising it waits for those who hold a
 * share, and they only have the commit before them.
 */
public final class ChunkBook {
    private final Dialect dialect;

    /**
     * The book of an area.
     *
     * @param dialect where it lies and how this engine writes it
     */
    public ChunkBook(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Where a book lies, and how an engine writes what differs. */
    public interface Dialect {
        /**
         * The name of a table of the book as it stands in a statement.
         *
         * @param name {@code fence}, {@code chunk}, {@code made} or {@code moved}
         * @return quoted, with its namespace
         */
        String table(String name);

        /**
         * The type of names and other short text that can be part of a key.
         *
         * @return for instance {@code text}
         */
        String text();

        /**
         * What makes a query take a share of the locks on the rows it finds, until the transaction ends.
         *
         * @return for instance {@code FOR SHARE}, or an empty string where a transaction that writes excludes others anyhow
         */
        String share();

        /**
         * What makes a query take the locks on the rows it finds.
         *
         * @return for instance {@code FOR UPDATE}, or an empty string as for {@link #share()}
         */
        String exclusive();
    }

    /**
     * Makes the tables of the book, where they are not there yet.
     *
     * @param connection in a transaction, where the engine's definitions have such
     * @param area whose book it is
     * @throws SQLException as the driver throws it
     */
    public void create(Connection connection, WriteArea area) throws SQLException {
        String text = dialect.text();
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS " + dialect.table("fence") + " (id int PRIMARY KEY, session "
                    + text + " NOT NULL, fence bigint NOT NULL, switched int NOT NULL)");
            statement.execute("CREATE TABLE IF NOT EXISTS " + dialect.table("chunk") + " (namespace " + text
                    + " NOT NULL, dataset " + text + " NOT NULL, number bigint NOT NULL, piece " + text
                    + " NOT NULL, row_count bigint NOT NULL, byte_count bigint NOT NULL, fingerprint " + text
                    + " NOT NULL, mark " + text + " NOT NULL, PRIMARY KEY (namespace, dataset, number))");
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS " + dialect.table("made") + " (id " + text + " NOT NULL PRIMARY KEY)");
            statement.execute("CREATE TABLE IF NOT EXISTS " + dialect.table("moved") + " (namespace " + text
                    + " NOT NULL, name " + text + " NOT NULL, to_namespace " + text + " NOT NULL, to_name " + text
                    + " NOT NULL, kind " + text + " NOT NULL, PRIMARY KEY (namespace, name))");
        }
        if (query(connection, "SELECT fence FROM " + dialect.table("fence")).isEmpty()) {
            update(
                    connection,
                    "INSERT INTO " + dialect.table("fence") + " (id, session, fence, switched) VALUES (1, ?, -1, 0)",
                    area.session());
        }
    }

    /**
     * Raises the fence to that of the token; from the commit on, all that is under way with a smaller one fails.
     *
     * @param connection in a transaction
     * @param token whose fence
     * @throws SQLException as the driver throws it
     * @throws MigrationException VALIDATION, {@code database.fenced}, where it is higher already
     */
    public void raise(Connection connection, WriteToken token) throws SQLException {
        long fence = fence(connection, dialect.exclusive());
        if (fence > token.fence()) {
            throw fenced(token, fence);
        }
        if (fence < token.fence()) {
            update(connection, "UPDATE " + dialect.table("fence") + " SET fence = ? WHERE id = 1", token.fence());
        }
    }

    /**
     * Fails where the fence is not that of the token; holds nothing, so it is for the beginning of work.
     *
     * @param connection any
     * @param token whose fence
     * @return false where the fence has to be raised first
     * @throws SQLException as the driver throws it
     * @throws MigrationException VALIDATION, {@code database.fenced}, where it is higher
     */
    public boolean admits(Connection connection, WriteToken token) throws SQLException {
        long fence = fence(connection, "");
        if (fence > token.fence()) {
            throw fenced(token, fence);
        }
        return fence == token.fence();
    }

    /**
     * Holds the fence where it is until the end of the transaction; the last thing before the commit.
     *
     * @param connection in a transaction
     * @param token whose fence
     * @throws SQLException as the driver throws it
     * @throws MigrationException VALIDATION, {@code database.fenced}, where it was raised
     */
    public void hold(Connection connection, WriteToken token) throws SQLException {
        long fence = fence(connection, dialect.share());
        if (fence != token.fence()) {
            throw fenced(token, fence);
        }
    }

    /**
     * Where the fence stands; holds nothing.
     *
     * @param connection any
     * @return the fence, -1 where it was not raised yet
     * @throws SQLException where it cannot be read
     */
    public long fence(Connection connection) throws SQLException {
        return fence(connection, "");
    }

    private long fence(Connection connection, String lock) throws SQLException {
        List<String> found = query(connection, "SELECT fence FROM " + dialect.table("fence") + " WHERE id = 1 " + lock);
        if (found.isEmpty()) {
            throw new IllegalStateException("the book has no fence");
        }
        return Long.parseLong(found.get(0));
    }

    private static MigrationException fenced(WriteToken token, long fence) {
        return MigrationException.of(
                        ErrorCategory.VALIDATION,
                        "database.fenced",
                        "another runner has taken over: its fence is " + fence + ", ours is " + token.fence())
                .subject(token.session())
                .remedy("Nothing was changed. Let the other runner finish, or look at it before starting another.")
                .build();
    }

    /**
     * The chunk that a piece became.
     *
     * @param connection any
     * @param dataset its table
     * @param partition the piece
     * @return what it holds, or empty where it is not there
     * @throws SQLException as the driver throws it
     * @throws MigrationException VALIDATION, {@code database.other-chunk}, where another piece has its number
     */
    public Optional<ChunkSummary> chunk(Connection connection, Dataset dataset, Partition partition)
            throws SQLException {
        String sql = "SELECT piece, row_count, byte_count, fingerprint FROM " + dialect.table("chunk")
                + " WHERE namespace = ? AND dataset = ? AND number = ?";
        try (PreparedStatement statement = prepare(
                        connection,
                        sql,
                        dataset.name().namespace(),
                        dataset.name().name(),
                        (long) partition.number());
                ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
                return Optional.empty();
            }
            if (!piece(partition).equals(rows.getString(1))) {
                throw MigrationException.of(
                                ErrorCategory.VALIDATION,
                                "database.other-chunk",
                                "the area holds another piece " + partition.number() + " of \"" + dataset.name()
                                        + "\" than the one that came")
                        .subject(dataset.name().toString())
                        .remedy("Discard the area and begin anew: the source was cut in another way.")
                        .build();
            }
            return Optional.of(new ChunkSummary(rows.getLong(2), rows.getLong(3), rows.getString(4)));
        }
    }

    /**
     * Enters a chunk.
     *
     * @param connection in the transaction that has its rows
     * @param dataset its table
     * @param partition the piece
     * @param summary what it holds
     * @param mark how its rows are found again, in the engine's own way; may be empty
     * @throws SQLException as the driver throws it
     */
    public void addChunk(Connection connection, Dataset dataset, Partition partition, ChunkSummary summary, String mark)
            throws SQLException {
        update(
                connection,
                "INSERT INTO " + dialect.table("chunk")
                        + " (namespace, dataset, number, piece, row_count, byte_count, fingerprint, mark)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                dataset.name().namespace(),
                dataset.name().name(),
                (long) partition.number(),
                piece(partition),
                summary.rows(),
                summary.bytes(),
                summary.fingerprint(),
                mark);
    }

    /** What tells a piece from others that have its number: a hash, since keys are contents of rows. */
    private static String piece(Partition partition) {
        return com.google.common.hash.Hashing.sha256()
                .hashUnencodedChars(partition.range() + "\n" + partition.locator())
                .toString()
                .substring(0, 32);
    }

    /**
     * The marks of chunks.
     *
     * @param connection any
     * @param dataset their table
     * @param partitions which pieces; empty for all of the table
     * @return a mark for each that is there
     * @throws SQLException as the driver throws it
     */
    public List<String> marks(Connection connection, Dataset dataset, List<Partition> partitions) throws SQLException {
        String sql = "SELECT mark FROM " + dialect.table("chunk") + " WHERE namespace = ? AND dataset = ?";
        if (partitions.isEmpty()) {
            return query(
                    connection, sql, dataset.name().namespace(), dataset.name().name());
        }
        List<String> marks = new ArrayList<>();
        for (Partition partition : partitions) {
            marks.addAll(query(
                    connection,
                    sql + " AND number = ?",
                    dataset.name().namespace(),
                    dataset.name().name(),
                    (long) partition.number()));
        }
        return marks;
    }

    /**
     * Strikes chunks out.
     *
     * @param connection in the transaction that removes their rows
     * @param dataset their table
     * @param partitions which pieces; empty for all of the table
     * @throws SQLException as the driver throws it
     */
    public void removeChunks(Connection connection, Dataset dataset, List<Partition> partitions) throws SQLException {
        String sql = "DELETE FROM " + dialect.table("chunk") + " WHERE namespace = ? AND dataset = ?";
        if (partitions.isEmpty()) {
            update(connection, sql, dataset.name().namespace(), dataset.name().name());
        }
        for (Partition partition : partitions) {
            update(
                    connection,
                    sql + " AND number = ?",
                    dataset.name().namespace(),
                    dataset.name().name(),
                    (long) partition.number());
        }
    }

    /**
     * Whether something was made.
     *
     * @param connection any
     * @param id its id
     * @return true where it stands in the book
     * @throws SQLException as the driver throws it
     */
    public boolean isMade(Connection connection, String id) throws SQLException {
        return !query(connection, "SELECT id FROM " + dialect.table("made") + " WHERE id = ?", id)
                .isEmpty();
    }

    /**
     * Enters that something was made.
     *
     * @param connection in the transaction that made it
     * @param id its id
     * @throws SQLException as the driver throws it
     */
    public void addMade(Connection connection, String id) throws SQLException {
        update(connection, "INSERT INTO " + dialect.table("made") + " (id) VALUES (?)", id);
    }

    /**
     * Whether the area was switched in.
     *
     * @param connection any
     * @return true from the switch on
     * @throws SQLException as the driver throws it
     */
    public boolean isSwitched(Connection connection) throws SQLException {
        return query(connection, "SELECT switched FROM " + dialect.table("fence") + " WHERE id = 1")
                .equals(List.of("1"));
    }

    /**
     * Enters whether the area is switched in.
     *
     * @param connection in the transaction that switches
     * @param switched whether it is
     * @throws SQLException as the driver throws it
     */
    public void setSwitched(Connection connection, boolean switched) throws SQLException {
        update(connection, "UPDATE " + dialect.table("fence") + " SET switched = ? WHERE id = 1", switched ? 1L : 0L);
    }

    /**
     * Something that changed its place in a switch.
     *
     * @param from where it was
     * @param to where it is; where it was nowhere before or is gone, the same as {@code from}
     * @param kind what it is, in the plugin's own words
     */
    public record Move(DatasetName from, DatasetName to, String kind) {
        /**
         * As the contract tells it.
         *
         * @return what was moved aside
         */
        public MovedAside asMovedAside() {
            return new MovedAside(from, to);
        }
    }

    /**
     * Enters what was moved.
     *
     * @param connection in the transaction that moves it
     * @param move what
     * @throws SQLException as the driver throws it
     */
    public void addMove(Connection connection, Move move) throws SQLException {
        update(
                connection,
                "INSERT INTO " + dialect.table("moved")
                        + " (namespace, name, to_namespace, to_name, kind) VALUES (?, ?, ?, ?, ?)",
                move.from.namespace(),
                move.from.name(),
                move.to.namespace(),
                move.to.name(),
                move.kind);
    }

    /**
     * What was moved.
     *
     * @param connection any
     * @return by name
     * @throws SQLException as the driver throws it
     */
    public List<Move> moves(Connection connection) throws SQLException {
        List<Move> moves = new ArrayList<>();
        String sql = "SELECT namespace, name, to_namespace, to_name, kind FROM " + dialect.table("moved")
                + " ORDER BY namespace, name";
        try (PreparedStatement statement = prepare(connection, sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                moves.add(new Move(
                        new DatasetName(rows.getString(1), rows.getString(2)),
                        new DatasetName(rows.getString(3), rows.getString(4)),
                        rows.getString(5)));
            }
        }
        return moves;
    }

    /**
     * Strikes out all that was moved.
     *
     * @param connection in the transaction that moves it back
     * @throws SQLException as the driver throws it
     */
    public void removeMoves(Connection connection) throws SQLException {
        update(connection, "DELETE FROM " + dialect.table("moved"));
    }

    private static List<String> query(Connection connection, String sql, Object... parameters) throws SQLException {
        List<String> found = new ArrayList<>();
        try (PreparedStatement statement = prepare(connection, sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    private static void update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, parameters)) {
            statement.executeUpdate();
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.length; i++) {
                if (parameters[i] instanceof Long number) {
                    statement.setLong(i + 1, number);
                } else {
                    statement.setString(i + 1, String.valueOf(parameters[i]));
                }
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }
}
