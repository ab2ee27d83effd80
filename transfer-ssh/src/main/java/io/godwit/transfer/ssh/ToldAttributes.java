package io.godwit.transfer.ssh;

import io.godwit.spi.TreePath;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Extended attributes and access lists as getfattr tells them, for entries in the order of listings. They are collected first, in memory
 * and beyond {@link #MEMORY} bytes on disk, and then asked for in that order. One thread.
 */
final class ToldAttributes implements AutoCloseable {
    /** Attributes that belong to who uses the files; those that the system or a container engine keeps for itself do not travel. */
    static final String GETFATTR =
            "getfattr -h -d -m '^(user\\.|system\\.posix_acl_|security\\.capability$)' -e base64 --absolute-names";

    private static final int MEMORY = 4 << 20;
    private static final byte[] FILE = "# file: ./".getBytes(StandardCharsets.US_ASCII);
    private static final String BASE64 = "0s";

    private @Nullable ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable Path file;
    private @Nullable OutputStream out;
    private @Nullable NulRecords records;
    private @Nullable InputStream in;
    private byte @Nullable [] line;
    private @Nullable Told head;

    /**
     * The attributes of an entry.
     *
     * @param path which
     * @param isDirectory whether it was told as a directory
     * @param values by name, in base64
     */
    record Told(TreePath path, boolean isDirectory, Map<String, String> values) {}

    /** Takes a line of getfattr's. */
    void add(byte[] told) throws IOException {
        ByteArrayOutputStream held = memory;
        if (held != null && held.size() + told.length > MEMORY) {
            Path spilled = Files.createTempFile("godwit-attributes-", "");
            file = spilled;
            out = new BufferedOutputStream(Files.newOutputStream(spilled));
            held.writeTo(out);
            memory = null;
            held = null;
        }
        OutputStream to = held != null ? held : java.util.Objects.requireNonNull(out);
        to.write(told);
        to.write(0);
    }

    /** All lines are here. */
    void complete() throws IOException {
        ByteArrayOutputStream held = memory;
        OutputStream spilling = out;
        InputStream from;
        if (held != null) {
            from = new ByteArrayInputStream(held.toByteArray());
        } else {
            java.util.Objects.requireNonNull(spilling).close();
            Path spilled = java.util.Objects.requireNonNull(file);
            from = new BufferedInputStream(Files.newInputStream(spilled, StandardOpenOption.DELETE_ON_CLOSE));
        }
        memory = null;
        in = from;
        NulRecords all = new NulRecords(from);
        records = all;
        line = all.next();
        head = next(all);
    }

    /** What was told of an entry; asked for in the order of listings. */
    Map<String, String> of(TreePath path, boolean isDirectory) throws IOException {
        NulRecords all = records;
        while (all != null && head != null) {
            int order = head.path().compareAs(head.isDirectory(), path, isDirectory);
            if (order > 0) {
                break;
            }
            Told told = head;
            head = next(all);
            if (order == 0) {
                return told.values();
            }
        }
        return Map.of();
    }

    private @Nullable Told next(NulRecords all) throws IOException {
        byte[] begin = line;
        while (begin != null && !isFile(begin)) {
            begin = all.next();
        }
        if (begin == null) {
            return null;
        }
        Map<String, String> values = new LinkedHashMap<>();
        line = all.next();
        while (line != null && !isFile(line)) {
            value(line, values);
            line = all.next();
        }
        return entry(begin, values);
    }

    static boolean isFile(byte[] line) {
        return line.length > FILE.length && Arrays.equals(line, 0, FILE.length, FILE, 0, FILE.length);
    }

    /** Of which entry the lines behind this one are. */
    static Told entry(byte[] line, Map<String, String> values) {
        byte[] name = unescaped(Arrays.copyOfRange(line, FILE.length, line.length));
        boolean isDirectory = name[name.length - 1] == '/';
        return new Told(
                TreePath.ofBytes(isDirectory ? Arrays.copyOf(name, name.length - 1) : name), isDirectory, values);
    }

    /** Reads one attribute; lines without one say nothing. */
    static void value(byte[] line, Map<String, String> into) throws IOException {
        String text = new String(line, StandardCharsets.ISO_8859_1);
        int at = text.indexOf('=');
        if (at < 0) {
            return;
        }
        if (!text.startsWith(BASE64, at + 1)) {
            throw new IOException("getfattr told something that we do not understand");
        }
        byte[] name = unescaped(text.substring(0, at).getBytes(StandardCharsets.ISO_8859_1));
        into.put(new String(name, StandardCharsets.UTF_8), text.substring(at + 1 + BASE64.length()));
    }

    /** The tools of the attr package write some bytes as a backslash and three octal digits. */
    private static byte[] unescaped(byte[] text) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream(text.length);
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\\' && i + 3 < text.length) {
                plain.write((text[i + 1] - '0') << 6 | (text[i + 2] - '0') << 3 | (text[i + 3] - '0'));
                i += 3;
            } else {
                plain.write(text[i]);
            }
        }
        return plain.toByteArray();
    }

    /** The opposite: what setfattr reads as those bytes. */
    static byte[] escaped(byte[] plain) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(plain.length);
        for (byte b : plain) {
            if (b == '\\' || b == '=' || b == '\n' || b == '\r') {
                text.writeBytes(String.format("\\%03o", b & 0xff).getBytes(StandardCharsets.US_ASCII));
            } else {
                text.write(b);
            }
        }
        return text.toByteArray();
    }

    @Override
    public void close() throws IOException {
        InputStream reading = in;
        OutputStream spilling = out;
        Path spilled = file;
        if (reading != null) {
            reading.close();
        }
        if (spilling != null) {
            spilling.close();
        }
        if (spilled != null) {
            Files.deleteIfExists(spilled);
        }
    }
}
