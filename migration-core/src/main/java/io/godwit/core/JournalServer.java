package io.godwit.core;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.SecretRef;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A database on a server that holds the journal of several machines: PostgreSQL, MySQL or MariaDB. It is a database of its own, empty at
 * first; the driver is the one that {@code db-postgres} or {@code db-mysql} bring along. Immutable.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, {@code jdbc:mysql://...} or {@code jdbc:mariadb://...}, with parameters of the
 *     driver; never with a password. Where it says nothing of TLS, a server that is not on this machine has to prove who it is
 * @param user who to log in as
 * @param password where the password is, or null for a login without one
 */
public record JournalServer(
        String url, String user, @Nullable SecretRef password) {
    private static final Pattern KNOWN = Pattern.compile("jdbc:(postgresql|mysql|mariadb)://[^/]*/[^/?]+([?].*)?");
    private static final Pattern SECRET = Pattern.compile("(?i).*([?&;][^=]*password=|//[^/]*:[^/]*@).*");

    /** Checks the parts. */
    public JournalServer {
        Objects.requireNonNull(user, "user");
        boolean holdsSecret = SECRET.matcher(url).matches();
        if (holdsSecret || !KNOWN.matcher(url).matches()) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "journal.bad-url",
                            holdsSecret
                                    ? "the address of the journal holds a password"
                                    : "the address of the journal is not of a form that is known")
                    .subject(holdsSecret ? "" : url)
                    .remedy("Write jdbc:postgresql://host:port/database, or jdbc:mysql://... or jdbc:mariadb://...,"
                            + " and give the password by reference.")
                    .build();
        }
    }

    /**
     * Whether a text is meant to be the address of a server, and not a file.
     *
     * @param text any
     * @return true where it begins as a JDBC URL
     */
    public static boolean isAddress(String text) {
        return text.startsWith("jdbc:");
    }

    /** Where it is and who logs in, without parameters. */
    @Override
    public String toString() {
        return url.replaceFirst("[?].*", "") + " as " + user;
    }
}
