package io.godwit.adapter.web.replace;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A URL with all below it: with either scheme, without one, with escaped or encoded slashes. A mail address or a longer host is not it. Immutable. */
final class UrlNeedle implements Needle {
    private static final Pattern PLAIN_PATH = Pattern.compile("(/[A-Za-z0-9._~@+,;=-]+)*");
    private static final int MOST_PORT_DIGITS = 5;

    private final Place from;
    private final Place to;
    private final ByteSearch anchor;

    UrlNeedle(String from, String to) {
        this.from = Place.of(from);
        this.to = Place.of(to);
        this.anchor = new ByteSearch(this.from.host().getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public ByteSearch anchor() {
        return anchor;
    }

    @Override
    public @Nullable Edit match(byte[] data, int start, int end, int at) {
        Optional<Slash> slash = Slash.endingAt(data, start, at);
        if (slash.isEmpty()) {
            return null;
        }
        Slash spelling = slash.get();
        int second = at - spelling.length();
        int first = second - spelling.length();
        if (first < start || !spelling.isAt(data, first, second)) {
            return null;
        }
        int hostEnd = at + from.host().length();
        if (!Needle.endsAt(data, hostEnd, end)) {
            return null;
        }
        int port = portEnd(data, hostEnd, end);
        if (from.port().isEmpty() && port > hostEnd) {
            // another service on the same host: it keeps its port, and has nothing to do with the new path
            return from.path().isEmpty() ? edit(data, start, first, at, hostEnd, spelling, to.host()) : null;
        }
        if (!from.port().isEmpty() && !Needle.isText(data, port - from.port().length(), port, from.port())) {
            return null;
        }
        int pathEnd = Needle.pathEnd(data, port, end, from.path(), spelling);
        if (pathEnd < 0 || (!from.path().isEmpty() && !Needle.pathEndsAt(data, pathEnd, end))) {
            return null;
        }
        return edit(data, start, first, at, pathEnd, spelling, to.host() + to.port() + spelling.spell(to.path()));
    }

    /** Where a port ends that begins there, or that place itself where there is none. */
    private static int portEnd(byte[] data, int at, int to) {
        int digits = at + 1;
        if (at >= to || data[at] != ':') {
            return at;
        }
        while (digits < to && digits - at <= MOST_PORT_DIGITS && data[digits] >= '0' && data[digits] <= '9') {
            digits++;
        }
        return digits == at + 1 ? at : digits;
    }

    private Edit edit(byte[] data, int start, int slashes, int host, int end, Slash spelling, String instead) {
        int colon = spelling.colonBefore(data, start, slashes);
        int scheme = colon < 0 ? -1 : schemeBefore(data, start, colon);
        if (scheme < 0) {
            return new Edit(host, end, instead);
        }
        String between = new String(data, colon, host - colon, StandardCharsets.US_ASCII);
        return new Edit(scheme, end, to.scheme() + between + instead);
    }

    private static int schemeBefore(byte[] data, int start, int end) {
        for (String scheme : new String[] {"https", "http"}) {
            int at = end - scheme.length();
            if (at >= start
                    && new String(data, at, scheme.length(), StandardCharsets.US_ASCII).equalsIgnoreCase(scheme)) {
                return at == start || !Needle.isAlphanumeric(data[at - 1]) || isEncodedBefore(data, start, at)
                        ? at
                        : -1;
            }
        }
        return -1;
    }

    /** What looks like a letter may end an escape: {@code %3Dhttps}, {@code \nhttps}. */
    private static boolean isEncodedBefore(byte[] data, int start, int at) {
        return (at - 3 >= start && data[at - 3] == '%') || (at - 2 >= start && data[at - 2] == '\\');
    }

    @Override
    public String toString() {
        return from + " -> " + to;
    }

    /** The parts of a URL. */
    private record Place(String scheme, String host, String port, String path) {
        static Place of(String url) {
            try {
                URI uri = new URI(url);
                String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
                String path = String.valueOf(uri.getRawPath()).replaceFirst("/+$", "");
                boolean isWeb = scheme.equals("http") || scheme.equals("https");
                if (isWeb
                        && uri.getHost() != null
                        && uri.getRawUserInfo() == null
                        && uri.getRawQuery() == null
                        && uri.getRawFragment() == null
                        && PLAIN_PATH.matcher(path).matches()) {
                    return new Place(scheme, uri.getHost(), uri.getPort() < 0 ? "" : ":" + uri.getPort(), path);
                }
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException("not a URL of a site: \"" + url + "\"", e);
            }
            throw new IllegalArgumentException(
                    "a site's URL reads http(s)://host/path without user, query and unusual characters, not \"" + url
                            + "\"");
        }

        @Override
        public String toString() {
            return scheme + "://" + host + port + path;
        }
    }
}
