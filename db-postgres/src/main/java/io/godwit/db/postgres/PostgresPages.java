package io.godwit.db.postgres;

import io.godwit.db.postgres.PostgresCatalog.PostgresTable;
import io.godwit.spi.Cursor;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.Partition.KeyRange;
import java.util.NoSuchElementException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pieces by ranges of pages; the last reaches to the end, whatever is appended. One thread at a time. */
final class PostgresPages implements Cursor<Partition> {
    private static final Pattern LOCATOR = Pattern.compile("pages:(\\d+):(\\d*)");

    private final PostgresTable table;
    private final long pages;
    private final long pagesPerPiece;
    private long next;
    private int number;
    private boolean ended;

    PostgresPages(PostgresTable table, long pages, long targetBytes, long from, int number) {
        this.table = table;
        this.pages = pages;
        // Long values lie in pages elsewhere; they count where their row is.
        long bytesPerPage = pages == 0 ? 1 : Math.max(1, table.bytes() / pages);
        this.pagesPerPiece = Math.max(1, targetBytes / bytesPerPage);
        this.next = from;
        this.number = number;
    }

    @Override
    public boolean hasNext() {
        return !ended;
    }

    @Override
    public Partition next() {
        if (ended) {
            throw new NoSuchElementException("the table ends with the piece before");
        }
        long from = next;
        next = from + pagesPerPiece;
        ended = next >= pages;
        String locator = "pages:" + from + ":" + (ended ? "" : next);
        return new Partition(table.table().name(), number++, KeyRange.ALL, locator);
    }

    @Override
    public void close() {
        ended = true;
    }

    private static Matcher read(Partition partition) {
        Matcher locator = LOCATOR.matcher(partition.locator());
        if (!locator.matches()) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "database.bad-partition",
                            "the piece " + partition.number() + " of \"" + partition.dataset()
                                    + "\" was not cut from this table")
                    .subject(partition.dataset().toString())
                    .remedy("Plan again: the source has changed.")
                    .build();
        }
        return locator;
    }

    /** The page behind the last one of a piece, or -1 where it reaches to the end. */
    static long end(Partition partition) {
        String end = read(partition).group(2);
        return end.isEmpty() ? -1 : Long.parseLong(end);
    }

    static String condition(Partition partition) {
        Matcher locator = read(partition);
        String from = "ctid >= '(" + locator.group(1) + ",0)'";
        return locator.group(2).isEmpty() ? from : from + " AND ctid < '(" + locator.group(2) + ",0)'";
    }
}
