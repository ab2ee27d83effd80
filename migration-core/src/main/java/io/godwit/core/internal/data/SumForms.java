package io.godwit.core.internal.data;

import java.util.Arrays;

/** How the rows of each table were summed up when they were loaded, and so how they are when they are compared. Immutable. */
final class SumForms {
    /** The rows of a table were not summed up, or some of them in another way than others. */
    static final String NONE = "";

    private final String[] forms;

    private SumForms(String[] forms) {
        this.forms = forms;
    }

    /**
     * Looks at what was loaded.
     *
     * @param journal of the move
     * @param tables how many
     * @return the forms; of a table without rows, that of this process
     */
    static SumForms of(MoveJournal journal, int tables) {
        String[] found = new String[tables];
        Arrays.fill(found, "?");
        journal.chunks(record -> {
            String form = Fingerprint.isSum(record.fingerprint()) ? Fingerprint.algorithm(record.fingerprint()) : NONE;
            String before = found[record.table()];
            found[record.table()] = before.equals("?") || before.equals(form) ? form : NONE;
        });
        Arrays.setAll(found, t -> found[t].equals("?") ? Fingerprint.ALGORITHM : found[t]);
        return new SumForms(found);
    }

    /** Whether nothing can be compared with what was sent of a table. */
    boolean isBlind(int table) {
        return forms[table].isEmpty();
    }

    /** Whether the servers sum up the rows of a table themselves. */
    boolean isServers(int table) {
        return !isBlind(table) && !forms[table].equals(Fingerprint.ALGORITHM);
    }

    /** The name of the form. */
    String form(int table) {
        return forms[table];
    }
}
