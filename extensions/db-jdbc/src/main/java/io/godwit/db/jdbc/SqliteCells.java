package io.godwit.db.jdbc;

import io.godwit.relational.SqlErrors;
import io.godwit.spi.CancellationToken;
import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.Dataset;
import io.godwit.spi.WorkContext;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;
import org.sqlite.core.SafeStmtPtr;

/** Rows of one partition, straight from SQLite's own row into cells. One thread at a time. */
final class SqliteCells implements CellStream, SafeStmtPtr.SafePtrConsumer<SQLException> {
    private final Dataset dataset;
    private final PreparedStatement statement;
    private final ResultSet rows;
    private final SafeStmtPtr pointer;
    private final SqliteValue[] values;
    private final @Nullable Charset utf16;
    private final CancellationToken cancellation;
    private final CancellationToken.Registration interruption;
    private final Runnable giveBack;
    private @Nullable CellBlock into;
    private long row;
    private long bytes;
    private boolean ended;
    private boolean closed;

    /**
     * Begins to read.
     *
     * @param statement with all parameters set; owned by this from now on. Where texts are UTF-16, it has each column a second
     *     time, as a blob, behind all others
     * @param giveBack called once when the stream is closed
     */
    SqliteCells(
            Dataset dataset,
            PreparedStatement statement,
            @Nullable Charset utf16,
            WorkContext context,
            Runnable giveBack)
            throws SQLException {
        this.dataset = dataset;
        this.statement = statement;
        this.utf16 = utf16;
        this.giveBack = giveBack;
        this.cancellation = context.cancellation();
        CoreStatement core = (CoreStatement) statement;
        this.pointer = core.pointer;
        this.values = dataset.columns().stream()
                .map(column -> new SqliteValue(column.type()))
                .toArray(SqliteValue[]::new);
        DB db = core.getDatabase();
        this.interruption = cancellation.onCancel(() -> interrupt(db));
        this.rows = statement.executeQuery();
    }

    private static void interrupt(DB db) {
        try {
            db.interrupt();
        } catch (SQLException e) {
            // The connection is closed already: nothing to interrupt.
            return;
        }
    }

    @Override
    public boolean read(CellBlock block) {
        block.clear();
        if (ended) {
            return false;
        }
        cancellation.throwIfCancelled();
        into = block;
        try {
            while (!block.isFull()) {
                if (!rows.next()) {
                    ended = true;
                    break;
                }
                row++;
                pointer.safeRunConsume(this);
            }
        } catch (SQLException e) {
            throw SqliteErrors.of(
                    e, "reading \"" + dataset.name() + "\"", dataset.name().toString());
        }
        bytes += block.bytes();
        return block.rows() > 0;
    }

    /** Adds the row that the statement stands on. */
    @Override
    public void run(DB db, long row) throws SQLException {
        CellBlock block = java.util.Objects.requireNonNull(into);
        for (int i = 0; i < values.length; i++) {
            int storage = db.column_type(row, i);
            boolean added = (utf16 != null && storage == SqliteValue.TEXT)
                    ? addUtf16(db, row, i, block)
                    : values[i].add(db, row, i, storage, block);
            if (!added) {
                throw SqlErrors.rowRefused(
                        dataset.name(), dataset.columns().get(i).name(), this.row, refusal(i, storage));
            }
        }
    }

    private boolean addUtf16(DB db, long row, int column, CellBlock block) throws SQLException {
        Charset charset = java.util.Objects.requireNonNull(utf16);
        byte[] raw = SqliteValue.bytes(db, row, values.length + column);
        try {
            ByteBuffer text = StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(charset.newDecoder().decode(ByteBuffer.wrap(raw)));
            byte[] utf8 = new byte[text.remaining()];
            text.get(utf8);
            return values[column].addText(utf8, block);
        } catch (CharacterCodingException e) {
            // Half a character: refused, as the result says.
            return false;
        }
    }

    private String refusal(int column, int storage) {
        String is = List.of("", "an integer", "a real", "a text", "a blob").get(storage);
        String kind = dataset.columns()
                .get(column)
                .type()
                .kind()
                .name()
                .toLowerCase(java.util.Locale.ROOT)
                .replace('_', ' ');
        return "holds " + is + " that is no " + kind + " of that column's size, or not valid text";
    }

    @Override
    public ChunkSummary summary() {
        if (!ended) {
            throw new IllegalStateException("the stream has not ended");
        }
        return new ChunkSummary(row, bytes, "");
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        interruption.close();
        try {
            statement.close();
        } catch (SQLException e) {
            throw SqliteErrors.of(
                    e, "closing \"" + dataset.name() + "\"", dataset.name().toString());
        } finally {
            giveBack.run();
        }
    }
}
