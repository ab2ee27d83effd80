package io.godwit.core.internal.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.godwit.core.internal.data.Quarantine.Refusal;
import io.godwit.core.internal.journal.JournalFiles;
import io.godwit.spi.CellBlock;
import io.godwit.spi.Dataset;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.LogicalType.Kind;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The refused rows of one chunk, one JSON object a line: {@code table}, {@code column} and {@code error}, and {@code row} with each cell
 * by its column. Cells that are no text stand as {@code {"base64": ...}}. Nobody but the owner may read it. It appears whole, in the place
 * of an earlier one, when it is kept. One thread at a time.
 */
final class RejectFile implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();

    private final Path file;
    private final Path part;
    private final Dataset table;
    private @Nullable FileChannel channel;
    private @Nullable JsonGenerator out;

    /**
     * A file; nothing is made before there is a row.
     *
     * @param directory where
     * @param table whose rows
     * @param partition which piece
     */
    RejectFile(Path directory, Dataset table, Partition partition) {
        this.file = of(directory, table, partition);
        this.part = file.resolveSibling(file.getFileName() + ".part");
        this.table = table;
    }

    /** Where the refused rows of a piece are kept. */
    static Path of(Path directory, Dataset table, Partition partition) {
        String safe = table.name().toString().replaceAll("[^A-Za-z0-9_.-]", "_");
        String name = safe.substring(0, Math.min(safe.length(), 100)) + "-"
                + Integer.toHexString(table.name().toString().hashCode());
        return directory.resolve(name + "." + partition.number() + ".jsonl");
    }

    /** Adds a row. */
    void add(CellBlock block, int row, Refusal refusal) {
        try {
            JsonGenerator json = open();
            json.writeStartObject();
            json.writeStringField("table", table.name().toString());
            json.writeStringField("column", refusal.column());
            json.writeStringField("error", refusal.why());
            json.writeObjectFieldStart("row");
            for (int c = 0; c < block.columns(); c++) {
                json.writeFieldName(table.columns().get(c).name());
                cell(json, block, row, c);
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private JsonGenerator open() throws IOException {
        JsonGenerator there = out;
        if (there != null) {
            return there;
        }
        Files.deleteIfExists(part);
        JournalFiles.makeFile(part);
        FileChannel opened = FileChannel.open(part, StandardOpenOption.WRITE);
        channel = opened;
        OutputStream stream = Channels.newOutputStream(opened);
        JsonGenerator json = JSON.createGenerator(stream);
        json.setRootValueSeparator(new com.fasterxml.jackson.core.io.SerializedString("\n"));
        out = json;
        return json;
    }

    private void cell(JsonGenerator json, CellBlock block, int row, int column) throws IOException {
        if (block.isNull(row, column)) {
            json.writeNull();
            return;
        }
        int start = block.start(row, column);
        int length = block.length(row, column);
        if (table.columns().get(column).type().kind() != Kind.BYTES) {
            try {
                json.writeString(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(block.data(), start, length))
                        .toString());
                return;
            } catch (CharacterCodingException e) {
                // no text: its bytes are kept
            }
        }
        byte[] bytes = new byte[length];
        System.arraycopy(block.data(), start, bytes, 0, length);
        json.writeStartObject();
        json.writeStringField("base64", Base64.getEncoder().encodeToString(bytes));
        json.writeEndObject();
    }

    /** Puts the file in its place; where there was no row, an earlier one is removed. */
    void keep() {
        try {
            JsonGenerator json = out;
            FileChannel opened = channel;
            if (json == null || opened == null) {
                Files.deleteIfExists(file);
                return;
            }
            json.writeRaw("\n");
            json.flush();
            opened.force(true);
            close();
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    @Override
    public void close() {
        FileChannel opened = channel;
        channel = null;
        out = null;
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException e) {
                throw unwritable(e);
            }
        }
    }

    private MigrationException unwritable(IOException cause) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        "load.rejects-unwritable",
                        "refused rows cannot be kept in \"" + file + "\": "
                                + cause.getClass().getSimpleName())
                .subject(file.toString())
                .remedy("Look at the room and the rights of this directory.")
                .cause(cause)
                .build();
    }
}
