package io.godwit.transfer.cloud;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;

/** The media types of files by their names, as web servers send them, so that a site serves from its bucket. */
final class ContentTypes {
    private static final Properties BY_EXTENSION = load();

    private ContentTypes() {}

    private static Properties load() {
        try (InputStream list = ContentTypes.class.getResourceAsStream("content-types.properties")) {
            Properties types = new Properties();
            types.load(Objects.requireNonNull(list, "content-types.properties"));
            return types;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How a file is compressed whose name ends so, {@code app.js.gz} say, where it is to be served as what is in it; empty for none. */
    static String encoding(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        if (!last.matches(".+\\.[A-Za-z0-9]+\\.(gz|br|zst)") || last.matches(".*\\.(tar|cpio|sql|csv)\\.\\w+")) {
            return "";
        }
        return last.endsWith(".gz") ? "gzip" : last.endsWith(".br") ? "br" : "zstd";
    }

    /** The type of a name or key; {@code application/octet-stream} where it is not known. */
    static String of(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        String extension = last.substring(last.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return BY_EXTENSION.getProperty(extension, "application/octet-stream");
    }
}
