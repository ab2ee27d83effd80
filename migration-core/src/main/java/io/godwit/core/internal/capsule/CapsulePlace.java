package io.godwit.core.internal.capsule;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.SecretRef;
import io.godwit.spi.TreePath;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A place inside a capsule: {@code capsule:<URL of the capsule>!/<side>/<part>/<path>}. Immutable.
 *
 * @param root where the capsule itself is
 * @param side {@code source} or {@code destination}, or an empty string for the capsule as a whole
 * @param part a tree or database of that side, or an empty string for the side as a whole
 * @param below a directory in that tree
 */
public record CapsulePlace(Location root, String side, String part, TreePath below) {
    /** The scheme of such places. */
    public static final String SCHEME = "capsule";
    /** The secret that opens an encrypted capsule. */
    public static final String KEY = "capsule_key";

    private static final String INSIDE = "!/";
    private static final String PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    /**
     * Whether a location is one of a capsule.
     *
     * @param location any
     * @return true for the scheme {@code capsule}
     */
    public static boolean is(Location location) {
        return location.scheme().equals(SCHEME);
    }

    /**
     * Reads a location.
     *
     * @param location of the scheme {@code capsule}
     * @return the place
     * @throws MigrationException CONFIGURATION, {@code capsule.bad-location}
     */
    public static CapsulePlace of(Location location) {
        String rest = location.uri().getRawSchemeSpecificPart();
        int cut = rest.lastIndexOf(INSIDE);
        String outer = cut < 0 ? rest : rest.substring(0, cut);
        String inside = cut < 0 ? "" : rest.substring(cut + INSIDE.length());
        if (outer.isEmpty() || location.uri().getRawFragment() != null) {
            throw bad(location);
        }
        Location root;
        try {
            root = Location.of(outer.startsWith("/") ? "file://" + outer : outer);
        } catch (MigrationException e) {
            throw bad(location);
        }
        for (Map.Entry<String, SecretRef> secret : location.secrets().entrySet()) {
            root = root.withSecret(secret.getKey(), secret.getValue());
        }
        for (Map.Entry<String, String> setting : location.settings().entrySet()) {
            root = root.withSetting(setting.getKey(), setting.getValue());
        }
        root = location.becomeUser().map(root::become).orElse(root);
        root = location.via().map(root::via).orElse(root);
        List<String> names = List.of(inside.split("/", 3));
        try {
            return new CapsulePlace(
                    root,
                    names.get(0),
                    names.size() < 2 ? "" : names.get(1),
                    names.size() < 3 || names.get(2).isEmpty() ? TreePath.ROOT : decoded(names.get(2)));
        } catch (IllegalArgumentException e) {
            throw bad(location);
        }
    }

    /**
     * The place as a location, with all that it takes to get to the capsule.
     *
     * @return what {@link #of} reads
     */
    public Location location() {
        StringBuilder uri = new StringBuilder(SCHEME + ":" + root.uri() + INSIDE + side);
        if (!part.isEmpty()) {
            uri.append('/').append(part);
        }
        if (!below.isRoot()) {
            uri.append('/').append(encoded(below));
        }
        Location location = Location.of(uri.toString());
        for (Map.Entry<String, SecretRef> secret : root.secrets().entrySet()) {
            location = location.withSecret(secret.getKey(), secret.getValue());
        }
        for (Map.Entry<String, String> setting : root.settings().entrySet()) {
            location = location.withSetting(setting.getKey(), setting.getValue());
        }
        location = root.becomeUser().map(location::become).orElse(location);
        return root.via().map(location::via).orElse(location);
    }

    /** Another place of the same capsule. */
    CapsulePlace at(String otherSide, String otherPart, TreePath otherBelow) {
        return new CapsulePlace(root, otherSide, otherPart, otherBelow);
    }

    /** The secret that opens it. */
    Optional<SecretRef> key() {
        return root.secret(KEY);
    }

    /** The tree that the capsule's own files are in; its key is no concern of that place. */
    Location files() {
        if (root.secret(KEY).isEmpty()) {
            return root;
        }
        Location files = Location.of(root.uri());
        for (Map.Entry<String, SecretRef> secret : root.secrets().entrySet()) {
            if (!secret.getKey().equals(KEY)) {
                files = files.withSecret(secret.getKey(), secret.getValue());
            }
        }
        for (Map.Entry<String, String> setting : root.settings().entrySet()) {
            files = files.withSetting(setting.getKey(), setting.getValue());
        }
        files = root.becomeUser().map(files::become).orElse(files);
        return root.via().map(files::via).orElse(files);
    }

    private static TreePath decoded(String text) {
        ByteArrayOutputStream raw = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%' && i + 2 < text.length()) {
                raw.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                raw.writeBytes(String.valueOf(text.charAt(i)).getBytes(StandardCharsets.UTF_8));
            }
        }
        return TreePath.ofBytes(raw.toByteArray());
    }

    private static String encoded(TreePath path) {
        StringBuilder text = new StringBuilder();
        for (byte b : path.bytes()) {
            char c = (char) (b & 0xff);
            if (c == '/' || PLAIN.indexOf(c) >= 0) {
                text.append(c);
            } else {
                text.append(String.format("%%%02X", (int) c));
            }
        }
        return text.toString();
    }

    private static MigrationException bad(Location location) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        "capsule.bad-location",
                        "the location \"" + location + "\" names no place in a capsule")
                .subject(location.toString())
                .remedy("Write capsule:URL!/source/files, with the URL of the capsule's directory or archive.")
                .build();
    }
}
