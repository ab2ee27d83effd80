package io.godwit.transfer.cloud;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads the pages that S3 answers a listing with. */
final class S3Pages {
    private static final XMLInputFactory FACTORY = factory();

    private S3Pages() {}

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /** What a page tells of an object. */
    private static final class Row {
        private String key = "";
        private long size;
        private String etag = "";
        private Instant modified = Instant.EPOCH;
    }

    /** What was read. */
    private static final class Found {
        private final List<Row> rows = new ArrayList<>();
        private final List<String> prefixes = new ArrayList<>();
        private boolean encoded;
        private boolean truncated;

        private String text(String text) {
            return encoded ? URLDecoder.decode(text, StandardCharsets.UTF_8) : text;
        }
    }

    /**
     * Reads a page.
     *
     * @param tells whether headers are looked up later; else there are none
     * @param after behind which key the page begins
     * @throws IOException where it cannot be read, or is no such page
     */
    static ObjectStore.Page read(InputStream answer, boolean tells, String after) throws IOException {
        Found found = new Found();
        try {
            XMLStreamReader reader;
            synchronized (FACTORY) {
                reader = FACTORY.createXMLStreamReader(answer, "UTF-8");
            }
            try {
                read(reader, found);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException | NumberFormatException | DateTimeParseException e) {
            throw new IOException(e);
        }
        List<StoredObject> objects = new ArrayList<>(found.rows.size());
        String last = after;
        for (Row row : found.rows) {
            String key = found.text(row.key);
            objects.add(new StoredObject(
                    key, row.size, row.etag.replace("\"", ""), row.modified, tells ? null : ObjectHeaders.NONE));
            last = key;
        }
        List<String> prefixes = new ArrayList<>(found.prefixes.size());
        for (String encoded : found.prefixes) {
            String prefix = found.text(encoded);
            prefixes.add(prefix);
            last = Keys.compare(prefix, last) > 0 ? prefix : last;
        }
        return new ObjectStore.Page(objects, prefixes, found.truncated ? last : null);
    }

    private static void read(XMLStreamReader reader, Found found) throws XMLStreamException, IOException {
        Row row = null;
        boolean inPrefixes = false;
        boolean isPage = false;
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.END_ELEMENT) {
                switch (reader.getLocalName()) {
                    case "Contents" -> row = null;
                    case "CommonPrefixes" -> inPrefixes = false;
                    default -> {}
                }
                continue;
            }
            if (event != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            String name = reader.getLocalName();
            switch (name) {
                case "ListBucketResult" -> isPage = true;
                case "Contents" -> {
                    row = new Row();
                    found.rows.add(row);
                }
                case "CommonPrefixes" -> inPrefixes = true;
                case "IsTruncated" -> found.truncated = reader.getElementText().equals("true");
                case "EncodingType" -> found.encoded = reader.getElementText().equals("url");
                case "Prefix" -> {
                    String prefix = reader.getElementText();
                    if (inPrefixes) {
                        found.prefixes.add(prefix);
                    }
                }
                default -> {
                    if (row != null) {
                        field(reader, name, row);
                    }
                }
            }
        }
        if (!isPage) {
            throw new IOException("the answer is no page of a listing");
        }
    }

    private static void field(XMLStreamReader reader, String name, Row row) throws XMLStreamException {
        switch (name) {
            case "Key" -> row.key = reader.getElementText();
            case "Size" -> row.size = Long.parseLong(reader.getElementText());
            case "ETag" -> row.etag = reader.getElementText();
            case "LastModified" -> row.modified = Instant.parse(reader.getElementText());
            default -> {}
        }
    }
}
