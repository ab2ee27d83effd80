package io.godwit.core.internal.localtree;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreePath;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns names as bytes into paths and back. On Unix a {@link Path} holds bytes, whatever the locale of the process: text that
 * the file name encoding cannot carry goes through {@code file:} URIs, whose escapes are bytes. Elsewhere names are text.
 */
final class NativePaths {
    /** Whether a path holds any bytes. */
    static final boolean HAS_BYTES = FileSystems.getDefault().getSeparator().equals("/");

    private static final boolean IS_UTF8 = isUtf8();
    /** No directory, so that making a URI of something in it does not find anything there. */
    private static final Path NOWHERE = Path.of("/dev/null");

    private static final String NOWHERE_PREFIX = "/dev/null/";

    private NativePaths() {}

    private static boolean isUtf8() {
        String encoding = System.getProperty("sun.jnu.encoding", "");
        boolean isMac =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");
        return !isMac && (encoding.equalsIgnoreCase("UTF-8") || encoding.equalsIgnoreCase("UTF8"));
    }

    /**
     * The path of something in a tree.
     *
     * @throws MigrationException COMPATIBILITY, {@code tree.name-not-representable}, where this system has no such name
     */
    static Path resolve(Path root, TreePath path) {
        if (path.isRoot()) {
            return root;
        }
        byte[] raw = path.bytes();
        try {
            if (!HAS_BYTES) {
                return root.resolve(foreignText(path));
            }
            if (isAscii(raw)) {
                return root.resolve(new String(raw, StandardCharsets.ISO_8859_1));
            }
            return root.resolve(relative(raw, path.text().orElse(null)));
        } catch (InvalidPathException e) {
            throw notRepresentable(path);
        }
    }

    private static String foreignText(TreePath path) {
        String text = path.text().orElseThrow(() -> notRepresentable(path));
        if (text.indexOf('\\') >= 0 || text.indexOf(':') >= 0) {
            throw notRepresentable(path);
        }
        return text;
    }

    static MigrationException notRepresentable(TreePath path) {
        return MigrationException.of(
                        ErrorCategory.COMPATIBILITY,
                        "tree.name-not-representable",
                        "the name \"" + path + "\" cannot be written on this system")
                .subject(path.toString())
                .remedy("Rename it at the source, or exclude it.")
                .build();
    }

    private static Path relative(byte[] raw, @Nullable String text) {
        if (IS_UTF8 && text != null) {
            return Path.of(text);
        }
        Path absolute = Path.of(URI.create("file:///" + escape(raw)));
        return absolute.subpath(0, absolute.getNameCount());
    }

    private static String escape(byte[] raw) {
        StringBuilder escaped = new StringBuilder(raw.length * 3);
        for (byte b : raw) {
            if (b == '/') {
                escaped.append('/');
            } else {
                escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return escaped.toString();
    }

    /** The bytes of a name that a directory stream gave. */
    static byte[] bytes(Path name) {
        String text = name.toString();
        if (!HAS_BYTES) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        byte[] direct = direct(text);
        return direct != null ? direct : unescape(NOWHERE.resolve(name), NOWHERE_PREFIX.length());
    }

    /** The bytes of the target of a link, slash for slash. */
    static byte[] targetBytes(Path target) {
        String text = target.toString();
        if (!HAS_BYTES) {
            return text.replace('\\', '/').getBytes(StandardCharsets.UTF_8);
        }
        byte[] direct = direct(text);
        if (direct != null) {
            return direct;
        }
        if (!target.isAbsolute()) {
            return unescape(NOWHERE.resolve(target), NOWHERE_PREFIX.length());
        }
        byte[] raw = unescape(target, 0);
        // a URI of a directory that is there ends in a slash
        boolean added = raw.length > 1 && raw[raw.length - 1] == '/' && !text.endsWith("/");
        return added ? Arrays.copyOf(raw, raw.length - 1) : raw;
    }

    /** The target of a link as a path; empty where a path would not keep every slash of it. */
    static Optional<Path> target(byte[] raw) {
        for (int i = 1; i < raw.length; i++) {
            if (raw[i] == '/' && (raw[i - 1] == '/' || i == raw.length - 1)) {
                return Optional.empty();
            }
        }
        if (!HAS_BYTES || isAscii(raw)) {
            return Optional.of(Path.of(new String(raw, StandardCharsets.UTF_8)));
        }
        boolean isAbsolute = raw[0] == '/';
        byte[] names = isAbsolute ? Arrays.copyOfRange(raw, 1, raw.length) : raw;
        Path relative = relative(names, TreeText.strict(names));
        return Optional.of(isAbsolute ? Path.of("/").resolve(relative) : relative);
    }

    private static byte @Nullable [] direct(String text) {
        boolean ascii = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\uFFFD') {
                return null;
            }
            ascii &= c < 0x80;
        }
        if (ascii) {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
        return IS_UTF8 ? text.getBytes(StandardCharsets.UTF_8) : null;
    }

    private static byte[] unescape(Path path, int skip) {
        String uri = path.toUri().getRawPath();
        ByteArrayOutputStream raw = new ByteArrayOutputStream(uri.length());
        for (int i = skip; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c == '%') {
                raw.write(HexFormat.fromHexDigits(uri, i + 1, i + 3));
                i += 2;
            } else {
                raw.write(c);
            }
        }
        return raw.toByteArray();
    }

    static boolean isAscii(byte[] raw) {
        for (byte b : raw) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }
}
