package io.godwit.db.mysql;

import io.godwit.relational.SqlErrors;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What MySQL's errors mean: by their numbers, since most of them share one SQLSTATE. */
final class MySqlErrors {
    /** {@code Data too long for column 'name' at row 3}, or {@code ... for column `db`.`table`.`name` at row 3}. */
    private static final Pattern COLUMN =
            Pattern.compile("column (?:'((?:[^']|'')*)'|(?:`(?:[^`]|``)*`\\.){0,2}`((?:[^`]|``)*)`)");

    private static final Pattern ROW = Pattern.compile("at row (\\d+)");
    private static final int NO_SUCH_TABLE = 1146;
    private static final int NO_SUCH_DATABASE = 1049;
    private static final int DATABASE_DENIED = 1044;

    private MySqlErrors() {}

    static MigrationException of(SQLException failure, String action, String subject) {
        MigrationException inner = underneath(failure);
        if (inner != null) {
            return inner;
        }
        return SqlErrors.of(withState(failure), action, subject);
    }

    private static @Nullable MigrationException underneath(SQLException failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof MigrationException known) {
                return known;
            }
        }
        return null;
    }

    /** The number of the server's error, 0 where it did not come from the server. */
    static int number(SQLException failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof SQLException sql && sql.getErrorCode() != 0) {
                return sql.getErrorCode();
            }
        }
        return 0;
    }

    /** The same failure with the state that says what MySQL leaves to the number alone. */
    private static SQLException withState(SQLException failure) {
        String state = switch (number(failure)) {
            // Access denied: to a database, to a command, to a table, to a column, to something of the administrator's.
            case 1044, 1142, 1143, 1227, 1370, 1410, 1419 -> "42501";
            case 1045, 1698, 1862, 3118 -> "28000";
            case NO_SUCH_DATABASE -> "3D000";
            // The disk, a table, or the undo log is full.
            case 1021, 1114, 1534, 3675 -> "53100";
            case 1040, 1041, 1203, 1226 -> "53300";
            case 1205, 1207, 3572 -> "55P03";
            case 1213, 1020, 1412 -> "40001";
            case 1317 -> "57014";
            case 1053, 1077, 1927, 1129, 2006, 2013 -> "57P01";
            default -> "";
        };
        if (state.isEmpty()) {
            boolean refused = isRowRefused(failure);
            return refused && !SqlErrors.mayQuoteValues(SqlErrors.state(failure)) ? copy(failure, "22000") : failure;
        }
        return copy(failure, state);
    }

    private static SQLException copy(SQLException failure, String state) {
        SQLException copy = new SQLException(failure.getMessage(), state, number(failure), failure.getCause());
        copy.setStackTrace(failure.getStackTrace());
        return copy;
    }

    /** Whether it failed because what it worked on is not there. */
    static boolean isMissing(SQLException failure) {
        int number = number(failure);
        return number == NO_SUCH_TABLE || number == NO_SUCH_DATABASE;
    }

    /** Whether the server refused a row for what is in it. */
    static boolean isRowRefused(SQLException failure) {
        return switch (number(failure)) {
            case 1022,
                    1048,
                    1062,
                    1138,
                    1153,
                    1216,
                    1217,
                    1261,
                    1262,
                    1263,
                    1264,
                    1265,
                    1292,
                    1300,
                    1364,
                    1366,
                    1406,
                    1411,
                    1416,
                    1426,
                    1441,
                    1451,
                    1452,
                    1463,
                    1525,
                    1586,
                    1690,
                    3140,
                    3141,
                    3144,
                    3155,
                    3156,
                    3617,
                    3618,
                    3819,
                    3903,
                    4025,
                    4078 -> true;
            default -> {
                String state = SqlErrors.state(failure);
                yield state.startsWith("22") || state.startsWith("23");
            }
        };
    }

    /** What it means that loading failed: a row was refused, where the server says so. */
    static MigrationException ofLoad(SQLException failure, DatasetName dataset) {
        if (!isRowRefused(failure) || underneath(failure) != null) {
            return of(failure, "loading \"" + dataset + "\"", dataset.toString());
        }
        String message = String.valueOf(failure.getMessage());
        return SqlErrors.rowRefused(dataset, column(message), row(message), why(number(failure)));
    }

    static String column(String message) {
        // What stands before the last mention may be the value that was refused.
        String column = "";
        Matcher found = COLUMN.matcher(message);
        while (found.find()) {
            column = found.group(1) == null ? found.group(2) : found.group(1);
        }
        return column;
    }

    private static long row(String message) {
        long row = 0;
        Matcher found = ROW.matcher(message);
        while (found.find()) {
            row = Long.parseLong(found.group(1));
        }
        return row;
    }

    static String why(int number) {
        String reason = switch (number) {
            case 1406 -> "holds a value that is longer than the column";
            case 1264, 1690 -> "holds a number that is out of range";
            case 1292, 1411, 1525 -> "holds a date or time that the server does not have";
            case 1366, 1300 -> "holds text that the column's character set does not have, or no number";
            case 1265 -> "holds a value that the column does not have";
            case 1048, 1263, 1364 -> "has no value where one must be";
            case 1022, 1062, 1586 -> "has a key that another row has";
            case 3819, 4025 -> "does not meet a condition";
            case 1416, 3617, 3618 -> "holds a shape that is none";
            case 3140, 3141 -> "holds text that is not JSON";
            case 1153 -> "is larger than the server's max_allowed_packet";
            case 1216, 1452 -> "refers to a row that is not there";
            default -> "was refused by the server";
        };
        return reason + " (error " + number + ")";
    }

    /** What it means that a first connection could not be made. */
    static MigrationException unreachable(MySqlAddress address, SQLException failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof MigrationException known) {
                return known;
            }
            if (e instanceof javax.net.ssl.SSLException || e instanceof java.security.cert.CertificateException) {
                return untrusted(address, e);
            }
        }
        String message = String.valueOf(failure.getMessage());
        if (message.contains("ssl not enabled in the server")) {
            return MigrationException.of(
                            ErrorCategory.CONNECTIVITY,
                            "database.tls-failed",
                            "the server \"" + address.name() + "\" does not offer TLS")
                    .subject(address.name())
                    .remedy("Switch TLS on at the server, reach it through a host (via), or set tls.mode to disable.")
                    .build();
        }
        int number = number(failure);
        if (number == DATABASE_DENIED || number == NO_SUCH_DATABASE) {
            return MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "database.not-found",
                            "there is no database \"" + address.database() + "\" that the user may see")
                    .subject(address.name())
                    .remedy("Create the database, correct its name, or grant the user a right in it.")
                    .build();
        }
        if (number == 0) {
            return SqlErrors.of(copy(failure, "08001"), "connecting to \"" + address.name() + "\"", address.name());
        }
        return of(failure, "connecting to \"" + address.name() + "\"", address.name());
    }

    private static MigrationException untrusted(MySqlAddress address, Throwable failure) {
        return MigrationException.of(
                        ErrorCategory.CONNECTIVITY,
                        "database.tls-failed",
                        "no trusted connection to \"" + address.name() + "\" can be made: "
                                + String.valueOf(failure.getMessage())
                                        .lines()
                                        .findFirst()
                                        .orElse(""))
                .subject(address.name())
                .remedy("Give the authority that signed the server's certificate as tls.ca, and a host name"
                        + " that the certificate has; or choose another tls.mode.")
                .cause(failure)
                .build();
    }

    /** The area is not there, or not any more. */
    static MigrationException areaMissing(String area) {
        return MigrationException.of(
                        ErrorCategory.VALIDATION,
                        "database.area-missing",
                        "there is no area \"" + area + "\" in the destination")
                .subject(area)
                .remedy("Begin anew: the area was discarded or finished, or never opened.")
                .build();
    }
}
