package io.godwit.core.internal.spec;

import io.godwit.core.internal.spec.Node.Entry;
import io.godwit.core.internal.spec.Node.Kind;
import io.godwit.core.internal.spec.Node.Mapping;
import io.godwit.core.internal.spec.Node.Position;
import io.godwit.core.internal.spec.Node.Scalar;
import io.godwit.core.internal.spec.Node.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads YAML into nodes that know their places. One file, one thread. */
final class YamlReader {
    private final Faults faults;
    private final ParserImpl parser;
    private final Resolver resolver = new Resolver();
    private final Map<String, Node> anchors = new HashMap<>();
    private int nodes;

    private YamlReader(String text, Faults faults) {
        this.faults = faults;
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(SpecLimits.BYTES);
        this.parser = new ParserImpl(new StreamReader(text), options);
    }

    /** The mapping that a file consists of; an empty file gives an empty one. Duplicate keys are noted, the first one counts. */
    static Mapping read(String text, Faults faults) {
        try {
            return new YamlReader(text, faults).document();
        } catch (ReaderException e) {
            throw faults.fatal(
                    after(text, e.getPosition()),
                    "spec.syntax",
                    "there is a character that YAML does not allow: U+" + String.format("%04X", e.getCodePoint()),
                    "Write it as an escape in double quotes.");
        } catch (MarkedYAMLException e) {
            throw faults.fatal(
                    e.getProblemMark() == null ? Position.START : position(e.getProblemMark()),
                    "spec.syntax",
                    "this is not YAML: " + SpecLimits.shorten(e.getProblem()),
                    "Look at indentation, and put values with special characters in quotes.");
        } catch (YAMLException e) {
            throw faults.fatal(Position.START, "spec.syntax", "this is not YAML", "");
        }
    }

    private static Position after(String text, int codePoints) {
        int line = 1;
        int column = 1;
        int left = codePoints;
        for (int i = 0; i < text.length() && left > 0; i += Character.charCount(text.codePointAt(i)), left--) {
            boolean isBreak = text.charAt(i) == '\n';
            line += isBreak ? 1 : 0;
            column = isBreak ? 1 : column + 1;
        }
        return new Position(line, column);
    }

    private static Position position(@Nullable Mark mark) {
        return mark == null ? Position.START : new Position(mark.getLine() + 1, mark.getColumn() + 1);
    }

    private Mapping document() {
        next();
        if (parser.checkEvent(Event.ID.StreamEnd)) {
            return new Mapping(Position.START, List.of());
        }
        next();
        Node root = node(next(), 0);
        next();
        if (!parser.checkEvent(Event.ID.StreamEnd)) {
            throw faults.fatal(
                    position(parser.peekEvent().getStartMark()),
                    "spec.syntax",
                    "there is a second document in this file",
                    "Give each specification a file of its own.");
        }
        if (root instanceof Mapping mapping) {
            return mapping;
        }
        if (root instanceof Scalar scalar && scalar.kind() == Kind.NULL) {
            return new Mapping(root.at(), List.of());
        }
        throw faults.fatal(
                root.at(),
                "spec.wrong-type",
                "expected keys with values, found " + SpecLimits.found(root),
                "Write key: value.");
    }

    private Event next() {
        return parser.getEvent();
    }

    private Node node(Event event, int depth) {
        Position at = position(event.getStartMark());
        if (depth > SpecLimits.DEPTH) {
            throw SpecLimits.tooDeep(faults, at);
        }
        if (event instanceof AliasEvent alias) {
            Node known = anchors.get(alias.getAnchor());
            if (known == null) {
                throw faults.fatal(
                        at,
                        "spec.syntax",
                        "the alias stands for nothing: its anchor is not there, or holds the alias itself",
                        "Put a value that begins with * in quotes.");
            }
            count(known.size(), at);
            return known;
        }
        count(1, at);
        Node node = fresh(event, at, depth);
        String anchor = event instanceof NodeEvent named ? named.getAnchor() : null;
        if (anchor != null) {
            anchors.put(anchor, node);
        }
        return node;
    }

    private Node fresh(Event event, Position at, int depth) {
        if (event instanceof ScalarEvent scalar) {
            return new Scalar(at, kind(scalar, at), scalar.getValue());
        }
        if (event instanceof SequenceStartEvent start) {
            refuseTag(start.getTag(), at);
            List<Node> items = new ArrayList<>();
            while (!parser.checkEvent(Event.ID.SequenceEnd)) {
                items.add(node(next(), depth + 1));
            }
            next();
            return new Sequence(at, items);
        }
        refuseTag(((MappingStartEvent) event).getTag(), at);
        KeyedEntries entries = new KeyedEntries(faults);
        while (!parser.checkEvent(Event.ID.MappingEnd)) {
            Node key = node(next(), depth + 1);
            Node value = node(next(), depth + 1);
            if (!(key instanceof Scalar scalar)) {
                throw faults.fatal(key.at(), "spec.wrong-type", "expected a key, found " + SpecLimits.found(key), "");
            }
            if (scalar.text().equals("<<")) {
                throw faults.fatal(
                        key.at(), "spec.syntax", "merge keys are not part of YAML 1.2", "Write the keys out.");
            }
            entries.add(new Entry(scalar.text(), key.at(), value));
        }
        next();
        return new Mapping(at, entries.list());
    }

    private Kind kind(ScalarEvent scalar, Position at) {
        String tag = scalar.getTag();
        if (tag != null && !tag.equals("!") && !tag.equals(Tag.STR.getValue())) {
            refuseTag(tag, at);
        }
        if (tag != null || !scalar.getImplicit().canOmitTagInPlainScalar()) {
            return Kind.TEXT;
        }
        Tag meant = resolver.resolve(NodeId.scalar, scalar.getValue(), true);
        if (meant.equals(Tag.NULL)) {
            return Kind.NULL;
        }
        if (meant.equals(Tag.BOOL)) {
            return Kind.BOOLEAN;
        }
        if (meant.equals(Tag.TIMESTAMP)) {
            return Kind.TIMESTAMP;
        }
        boolean isSexagesimal = scalar.getValue().indexOf(':') >= 0;
        if (meant.equals(Tag.INT) && !isSexagesimal) {
            return Kind.INTEGER;
        }
        return meant.equals(Tag.FLOAT) && !isSexagesimal ? Kind.FLOAT : Kind.TEXT;
    }

    private void refuseTag(@Nullable String tag, Position at) {
        if (tag != null) {
            throw faults.fatal(
                    at, "spec.syntax", "tags are not used here", "Put a value that begins with ! in quotes.");
        }
    }

    private void count(int more, Position at) {
        nodes += more;
        if (nodes > SpecLimits.NODES) {
            throw SpecLimits.tooMany(faults, at);
        }
    }
}
