package io.godwit.core.internal.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** A journal in a file of its own. */
final class SqliteStore implements JournalStore {
    private final Path file;
    private final Duration patience;
    private final JournalFailures failures;
    private final JournalHead head;

    /**
     * A store.
     *
     * @param file where it is
     * @param patience how long to wait for other programs that write to it
     */
    SqliteStore(Path file, Duration patience) {
        this.file = file;
        this.patience = patience;
        this.failures = JournalFailures.ofFile(file);
        this.head = new JournalHead(file);
    }

    @Override
    public Handle openWriter() {
        boolean isNew = !Files.exists(file);
        JournalFiles.makeFile(file);
        if (isNew) {
            // what its predecessor had says nothing of it
            head.forget();
        }
        Handle handle = null;
        try {
            long known = head.read();
            handle = Jdbi.create(source(false)).open();
            check(handle);
            // Without need, no lock is taken: what only reads is not kept waiting by who writes.
            if (!Schema.isNewest(handle)) {
                handle.useTransaction(open -> Schema.upgrade(open, file));
            }
            long commits = commits(handle);
            if (commits < known) {
                throw failures.damaged("it has " + commits + " commits, and had " + known, null);
            }
            return handle;
        } catch (RuntimeException e) {
            if (handle != null) {
                handle.close();
            }
            throw failures.of(e);
        }
    }

    /** A torn copy must not pass for a journal that forgot something. */
    private void check(Handle handle) {
        String answer =
                handle.createQuery("PRAGMA quick_check(1)").mapTo(String.class).first();
        if (!"ok".equals(answer)) {
            throw failures.damaged(answer, null);
        }
        // SQLite takes what is missing of the last page for zeros
        if (endsWithinPage(handle)) {
            handle.createQuery("PRAGMA wal_checkpoint(TRUNCATE)")
                    .mapTo(Integer.class)
                    .first();
            if (endsWithinPage(handle)) {
                throw failures.damaged("its file ends within a page", null);
            }
        }
    }

    private boolean endsWithinPage(Handle handle) {
        int page = handle.createQuery("PRAGMA page_size").mapTo(Integer.class).one();
        try {
            return Files.size(file) % page != 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long commits(Handle handle) {
        return handle.createQuery("SELECT commits FROM progress WHERE id = 1")
                .mapTo(Long.class)
                .one();
    }

    @Override
    public Jdbi readers() {
        return Jdbi.create(source(true));
    }

    private SQLiteDataSource source(boolean isReader) {
        SQLiteConfig config = new SQLiteConfig(new Properties());
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout((int) patience.toMillis());
        config.enforceForeignKeys(true);
        config.setTransactionMode(
                isReader ? SQLiteConfig.TransactionMode.DEFERRED : SQLiteConfig.TransactionMode.IMMEDIATE);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        return source;
    }

    @Override
    public boolean isUsable(Handle handle) {
        return true;
    }

    @Override
    public Duration patience() {
        return Duration.ZERO;
    }

    @Override
    public void exclude(Handle writer) {
        // the transaction began with the lock in hand
    }

    @Override
    public long count(Handle writer) {
        return writer.createQuery("UPDATE progress SET commits = commits + 1 WHERE id = 1 RETURNING commits")
                .mapTo(Long.class)
                .one();
    }

    @Override
    public void counted(long commit) {
        head.write(commit);
    }

    @Override
    public JournalFailures failures() {
        return failures;
    }

    @Override
    public Path file() {
        return file;
    }
}
