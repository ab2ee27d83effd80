package io.godwit.transfer.vfs;

import java.time.Instant;
import java.util.Calendar;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.net.ftp.Configurable;
import org.apache.commons.net.ftp.FTPClientConfig;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPFileEntryParser;
import org.apache.commons.net.ftp.parser.NTFTPEntryParser;
import org.apache.commons.net.ftp.parser.NetwareFTPEntryParser;
import org.apache.commons.net.ftp.parser.UnixFTPEntryParser;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines of listings for people, as of Unix, Windows, NetWare and EPLF. Each line is read as what it looks like, whatever the server
 * says that it is. Times are taken for those of Greenwich. One thread.
 */
final class FtpLineParser {
    private static final Pattern EPLF = Pattern.compile("\\+([^\\t]*)\\t(.+)", Pattern.DOTALL);
    private static final Pattern PERMISSIONS = Pattern.compile("[-dlbcpsD]([-rwxsStTlL]{9}).*", Pattern.DOTALL);

    private final List<FTPFileEntryParser> parsers = List.of(
            of(new UnixFTPEntryParser()),
            of(new UnixFTPEntryParser(), "yyyy-MM-dd HH:mm"),
            of(new NTFTPEntryParser()),
            of(new NetwareFTPEntryParser()));

    private static <P extends FTPFileEntryParser & Configurable> P of(P parser) {
        return of(parser, null);
    }

    private static <P extends FTPFileEntryParser & Configurable> P of(P parser, @Nullable String dates) {
        FTPClientConfig config = new FTPClientConfig();
        config.setDefaultDateFormatStr(dates);
        config.setServerTimeZoneId("UTC");
        config.setLenientFutureDates(true);
        parser.configure(config);
        return parser;
    }

    /** An entry; empty for a line that is none. */
    Optional<FTPFile> parse(String line) {
        Matcher plain = EPLF.matcher(line);
        if (plain.matches()) {
            return Optional.of(eplf(plain.group(1), plain.group(2)));
        }
        Optional<FTPFile> timeless = Optional.empty();
        for (FTPFileEntryParser parser : parsers) {
            @Nullable FTPFile file = parser.parseFTPEntry(line);
            if (file != null && file.getName() != null) {
                file.setRawListing(line);
                if (file.getTimestamp() != null) {
                    return Optional.of(file);
                }
                timeless = timeless.or(() -> Optional.of(file));
            }
        }
        return timeless;
    }

    /** Whether a line is none of those that servers write above and below their listings. */
    static boolean isStrange(String line) {
        return !line.isBlank() && !line.matches("(?i)\\s*(total|insgesamt|gesamt|summe)\\s+\\d+.*");
    }

    private static FTPFile eplf(String facts, String name) {
        FTPFile file = new FTPFile();
        file.setName(name);
        file.setType(FTPFile.FILE_TYPE);
        file.setRawListing("+" + facts + "\t" + name);
        for (String fact : facts.split(",", -1)) {
            if (fact.equals("/")) {
                file.setType(FTPFile.DIRECTORY_TYPE);
            } else if (fact.matches("s\\d{1,18}")) {
                file.setSize(Long.parseLong(fact.substring(1)));
            } else if (fact.matches("m\\d{1,12}")) {
                Calendar time = Calendar.getInstance(TimeZone.getTimeZone("UTC"));
                time.setTimeInMillis(
                        Instant.ofEpochSecond(Long.parseLong(fact.substring(1))).toEpochMilli());
                file.setTimestamp(time);
            }
        }
        return file;
    }

    /** The permission bits of a line as Unix lists it; empty for other lines. */
    static Optional<Integer> mode(FTPFile file) {
        Matcher line = PERMISSIONS.matcher(String.valueOf(file.getRawListing()));
        if (!line.matches()) {
            return Optional.empty();
        }
        String letters = line.group(1);
        int mode = 0;
        for (int i = 0; i < 9; i++) {
            char letter = letters.charAt(i);
            if (letter != '-' && letter != 'S' && letter != 'T' && letter != 'l' && letter != 'L') {
                mode |= 0400 >> i;
            }
            if (letter != '-' && i % 3 == 2 && letter != 'x') {
                mode |= 04000 >> (i / 3);
            }
        }
        return Optional.of(mode);
    }
}
