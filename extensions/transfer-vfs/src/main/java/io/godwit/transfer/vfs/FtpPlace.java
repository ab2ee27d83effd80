package io.godwit.transfer.vfs;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A location with the scheme {@code ftp} or {@code ftps}, read and checked. Immutable. */
final class FtpPlace {
    /** How a connection is encrypted. */
    enum Tls {
        NONE,
        EXPLICIT,
        IMPLICIT
    }

    private static final int FTP = 21;
    private static final int FTPS = 990;
    private static final int CONNECTIONS = 8;
    private static final int SILENCE_SECONDS = 60;
    /** What each setting may be. */
    private static final Map<String, String> SETTINGS = Map.of(
            "tls", "none|explicit|implicit",
            "ca", ".+",
            "fingerprint", "SHA256:[A-Za-z0-9+/]{43}=?|SHA256:[0-9A-Fa-f]{64}",
            "mode", "passive|active",
            "encoding", ".+",
            "connections", "[1-9]|[1-5]\\d|6[0-4]",
            "listing", "auto|plain",
            "data", "private|clear",
            "timeout", "[1-9]\\d{0,3}");

    private final Location location;
    private final Tls tls;
    private final Charset encoding;

    private FtpPlace(Location location, Tls tls, Charset encoding) {
        this.location = location;
        this.tls = tls;
        this.encoding = encoding;
    }

    static FtpPlace of(Location location) {
        URI uri = location.uri();
        if (uri.getHost() == null) {
            throw bad(location, "names no host", "Write ftp://user@host/path.");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw bad(location, "has a part behind \"?\" or \"#\"", "Write such characters of a path as %3F and %23.");
        }
        if (location.via().isPresent()) {
            throw bad(
                    location,
                    "is to be reached through another place",
                    "FTP opens a connection for each file; it is reached from here only.");
        }
        for (Map.Entry<String, String> setting : location.settings().entrySet()) {
            String pattern = SETTINGS.get(setting.getKey());
            if (pattern == null) {
                throw bad(
                        location,
                        "has a setting \"" + setting.getKey() + "\" that FTP does not know",
                        "It knows " + String.join(", ", new TreeSet<>(SETTINGS.keySet())) + ".");
            }
            if (!setting.getValue().matches(pattern)) {
                throw bad(
                        location,
                        "has a setting \"" + setting.getKey() + "\" that is not " + pattern.replace("|", " or "),
                        "Correct it.");
            }
        }
        for (String secret : location.secrets().keySet()) {
            if (!Set.of(Location.PASSWORD, Location.CREDENTIALS).contains(secret)) {
                throw bad(location, "has a secret \"" + secret + "\" that FTP does not know", "Give a password.");
            }
        }
        return new FtpPlace(location, tls(location), encoding(location));
    }

    private static Tls tls(Location location) {
        boolean secure = location.scheme().equals("ftps");
        Optional<String> wish = location.setting("tls");
        if (secure && wish.filter("none"::equals).isPresent()) {
            throw bad(location, "asks for no encryption", "Write ftp:// where that is wanted.");
        }
        return wish.map(text -> Tls.valueOf(text.toUpperCase(java.util.Locale.ROOT)))
                .orElseGet(() -> !secure ? Tls.NONE : location.uri().getPort() == FTPS ? Tls.IMPLICIT : Tls.EXPLICIT);
    }

    private static Charset encoding(Location location) {
        try {
            return location.setting("encoding").map(Charset::forName).orElse(StandardCharsets.UTF_8);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw bad(location, "has an encoding that is none", "Write for instance windows-1252.");
        }
    }

    private static MigrationException bad(Location location, String why, String remedy) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION, "ftp.bad-location", "the location \"" + location + "\" " + why)
                .subject(location.toString())
                .remedy(remedy)
                .build();
    }

    Location location() {
        return location;
    }

    String host() {
        String host = location.uri().getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    int port() {
        int port = location.uri().getPort();
        return port >= 0 ? port : tls == Tls.IMPLICIT ? FTPS : FTP;
    }

    String user() {
        return location.user().orElse("anonymous");
    }

    /** The root as the server names it, without a closing slash. */
    String root() {
        String path = Optional.ofNullable(location.uri().getPath()).orElse("");
        String plain = path.replaceAll("/+", "/");
        return plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain;
    }

    Tls tls() {
        return tls;
    }

    /** Whether the contents of files are encrypted, too. */
    boolean isDataPrivate() {
        return tls != Tls.NONE && !location.setting("data").orElse("private").equals("clear");
    }

    boolean isActive() {
        return location.setting("mode").orElse("passive").equals("active");
    }

    boolean isPlainListing() {
        return location.setting("listing").orElse("auto").equals("plain");
    }

    Charset encoding() {
        return encoding;
    }

    int connections() {
        return location.setting("connections").map(Integer::parseInt).orElse(CONNECTIONS);
    }

    /** How long the server may say nothing. */
    Duration silence() {
        return Duration.ofSeconds(
                location.setting("timeout").map(Integer::parseInt).orElse(SILENCE_SECONDS));
    }

    Optional<String> fingerprint() {
        return location.setting("fingerprint").map(text -> text.substring("SHA256:".length()));
    }

    Optional<String> authority() {
        return location.setting("ca");
    }

    @Override
    public String toString() {
        return location.toString();
    }
}
