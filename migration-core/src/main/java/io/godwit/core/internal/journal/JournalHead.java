package io.godwit.core.internal.journal;

import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many commits a journal had, in a file beside it. It is written after each commit and never flushed on its own, so that it costs
 * next to nothing: it may lag behind the journal after a power cut, but never tell of more than was durable. A journal with fewer commits
 * than its head tells is a torn copy. Thread-safe.
 */
final class JournalHead {
    private static final Logger log = LoggerFactory.getLogger(JournalHead.class);
    private static final int DIGITS = 19;

    private final Path file;

    JournalHead(Path journal) {
        this.file = journal.resolveSibling(journal.getFileName() + "-head");
    }

    /** How many commits there were at least; 0 where the file is not there, or is none. */
    long read() {
        try {
            String text = Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
            return text.matches("[0-9]{" + DIGITS + "}") ? Long.parseLong(text) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes how many there are; where that fails, what is torn is found less surely, and the journal itself is as good as before. */
    void write(long commits) {
        try {
            JournalFiles.makeFile(file);
            put(commits);
        } catch (MigrationException | IOException e) {
            log.atWarn().setCause(e).addKeyValue("file", file).log("The head of the journal cannot be written");
        }
    }

    private void put(long commits) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer text = StandardCharsets.US_ASCII.encode(String.format("%0" + DIGITS + "d", commits));
            while (text.hasRemaining()) {
                channel.write(text, text.position());
            }
        }
    }

    /** Forgets them: the journal is made anew. */
    void forget() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
