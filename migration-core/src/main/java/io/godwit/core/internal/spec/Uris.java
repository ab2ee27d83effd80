package io.godwit.core.internal.spec;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Small work on URIs. */
public final class Uris {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]{1,253}|\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*]?");

    private Uris() {}

    /**
     * Whether a text is the name or address of a host.
     *
     * @param text for instance {@code old.example.com} or {@code 2001:db8::1}
     * @return true where a URI with that host can be made
     */
    public static boolean isHost(String text) {
        if (!HOST.matcher(text).matches()) {
            return false;
        }
        try {
            return of("any", "", text, 0, "").getRawAuthority() != null;
        } catch (IllegalArgumentException e) {
            return false; // an address that looks like one of IPv6 and is none
        }
    }

    /**
     * Puts a URI together.
     *
     * @param scheme the scheme
     * @param user the user, or an empty string
     * @param host a name or address; a bare IPv6 address gets its brackets
     * @param port the port, or 0 for none
     * @param path the path as text, or an empty string
     * @return the URI
     * @throws IllegalArgumentException where they make no URI
     */
    public static URI of(String scheme, String user, String host, int port, String path) {
        String name = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
        String text = scheme + "://"
                + (user.isEmpty() ? "" : encode(user, false) + "@")
                + name
                + (port == 0 ? "" : ":" + port)
                + encode(path.isEmpty() || path.startsWith("/") ? path : "/" + path, true);
        return URI.create(text);
    }

    /**
     * The same URI with a user.
     *
     * @param uri one with a host and without a user
     * @param user the user
     * @return the URI
     * @throws IllegalArgumentException where it has no authority
     */
    public static URI withUser(URI uri, String user) {
        String authority = uri.getRawAuthority();
        if (authority == null) {
            throw new IllegalArgumentException("the URI has no place for a user");
        }
        String text = uri.toString();
        int start = text.indexOf("//") + 2;
        return URI.create(text.substring(0, start) + encode(user, false) + "@" + text.substring(start));
    }

    /**
     * Whether a URI names the machine that it is seen from.
     *
     * @param uri the URI
     * @return true for {@code localhost}, {@code 127.0.0.1} and {@code ::1}
     */
    public static boolean isLoopback(URI uri) {
        return uri.getHost() != null && LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT));
    }

    private static String encode(String text, boolean isPath) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
            if (plain || (isPath && "/!$&'()*+,;=:@".indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return encoded.toString();
    }
}
