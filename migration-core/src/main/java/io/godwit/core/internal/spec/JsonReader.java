package io.godwit.core.internal.spec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.godwit.core.internal.spec.Node.Entry;
import io.godwit.core.internal.spec.Node.Kind;
import io.godwit.core.internal.spec.Node.Mapping;
import io.godwit.core.internal.spec.Node.Position;
import io.godwit.core.internal.spec.Node.Scalar;
import io.godwit.core.internal.spec.Node.Sequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Reads JSON into nodes that know their places. One file, one thread. */
final class JsonReader {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonParser parser;
    private final Faults faults;
    private int nodes;

    private JsonReader(JsonParser parser, Faults faults) {
        this.parser = parser;
        this.faults = faults;
    }

    /** The object that a file consists of. Duplicate keys are noted, the first one counts. */
    static Mapping read(String text, Faults faults) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            try {
                return new JsonReader(parser, faults).document();
            } catch (JsonProcessingException e) {
                JsonLocation where = e.getLocation();
                throw faults.fatal(
                        where == null ? Position.START : position(where), "spec.syntax", "this is not JSON", "");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("text in memory cannot be read", e);
        }
    }

    private static Position position(JsonLocation where) {
        return new Position(Math.max(1, where.getLineNr()), Math.max(1, where.getColumnNr()));
    }

    private Position here() {
        return position(parser.currentTokenLocation());
    }

    private Mapping document() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return new Mapping(Position.START, List.of());
        }
        Node root = node(first, 0);
        if (parser.nextToken() != null) {
            throw faults.fatal(here(), "spec.syntax", "there is more after the end of the specification", "");
        }
        if (root instanceof Mapping mapping) {
            return mapping;
        }
        throw faults.fatal(root.at(), "spec.wrong-type", "expected an object, found " + SpecLimits.found(root), "");
    }

    private Node node(JsonToken token, int depth) throws IOException {
        Position at = here();
        if (depth > SpecLimits.DEPTH) {
            throw SpecLimits.tooDeep(faults, at);
        }
        if (++nodes > SpecLimits.NODES) {
            throw SpecLimits.tooMany(faults, at);
        }
        return switch (token) {
            case START_OBJECT -> object(at, depth);
            case START_ARRAY -> {
                List<Node> items = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    items.add(node(next, depth + 1));
                }
                yield new Sequence(at, items);
            }
            case VALUE_NUMBER_INT -> new Scalar(at, Kind.INTEGER, parser.getText());
            case VALUE_NUMBER_FLOAT -> new Scalar(at, Kind.FLOAT, parser.getText());
            case VALUE_TRUE, VALUE_FALSE -> new Scalar(at, Kind.BOOLEAN, parser.getText());
            case VALUE_NULL -> new Scalar(at, Kind.NULL, "");
            default -> new Scalar(at, Kind.TEXT, parser.getText());
        };
    }

    private Mapping object(Position at, int depth) throws IOException {
        KeyedEntries entries = new KeyedEntries(faults);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            Position keyAt = here();
            entries.add(new Entry(key, keyAt, node(parser.nextToken(), depth + 1)));
        }
        return new Mapping(at, entries.list());
    }
}
