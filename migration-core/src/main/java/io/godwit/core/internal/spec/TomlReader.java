package io.godwit.core.internal.spec;

import io.godwit.core.internal.spec.Node.Kind;
import io.godwit.core.internal.spec.Node.Mapping;
import io.godwit.core.internal.spec.Node.Position;
import io.godwit.core.internal.spec.Node.Scalar;
import io.godwit.core.internal.spec.Node.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads TOML 1.0 into nodes that know their places. One file, one thread. */
final class TomlReader {
    private static final Pattern INTEGER = Pattern.compile("[+-]?(0|[1-9](_?[0-9])*)");
    private static final Pattern OTHER_BASE =
            Pattern.compile("0x[0-9A-Fa-f](_?[0-9A-Fa-f])*|0o[0-7](_?[0-7])*|0b[01](_?[01])*");
    private static final Pattern FLOAT =
            Pattern.compile("[+-]?((0|[1-9](_?[0-9])*)(\\.[0-9](_?[0-9])*)?([eE][+-]?[0-9](_?[0-9])*)?|inf|nan)");
    private static final String TIME = "([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\\.[0-9]+)?";
    private static final String DATE = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
    private static final Pattern DATE_ALONE = Pattern.compile(DATE);
    private static final Pattern TIMESTAMP =
            Pattern.compile(TIME + "|" + DATE + "([Tt ]" + TIME + "([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?)?");

    private final TomlScanner scanner;
    private final Faults faults;
    private int nodes;

    private TomlReader(String text, Faults faults) {
        this.scanner = new TomlScanner(text, faults);
        this.faults = faults;
    }

    /** The table that a file consists of. Keys that come again are noted, the first one counts. */
    static Mapping read(String text, Faults faults) {
        return new TomlReader(text, faults).document();
    }

    private record Key(String name, Position at) {}

    private Mapping document() {
        TomlTable root = new TomlTable(Position.START, TomlTable.Origin.HEADER);
        TomlTable current = root;
        scanner.skipLines();
        while (!scanner.isAtEnd()) {
            if (scanner.peek() == '[') {
                current = header(root);
            } else {
                assign(current, 0);
            }
            scanner.endLine();
            scanner.skipLines();
        }
        return root.toNode();
    }

    private TomlTable header(TomlTable root) {
        boolean isArray = scanner.takes("[[");
        if (!isArray) {
            scanner.takes("[");
        }
        scanner.skipBlanks();
        List<Key> keys = keys();
        if (!scanner.takes(isArray ? "]]" : "]")) {
            throw scanner.bad("expected " + (isArray ? "]]" : "]"));
        }
        TomlTable table = root;
        for (Key key : keys.subList(0, keys.size() - 1)) {
            count(key.at());
            table = table.descend(key.name(), key.at(), TomlTable.Origin.IMPLIED, this::again);
        }
        Key last = keys.get(keys.size() - 1);
        count(last.at());
        return isArray
                ? table.append(last.name(), last.at(), this::again)
                : table.open(last.name(), last.at(), this::again);
    }

    private void again(String name, Position at, Position first) {
        faults.add(
                at,
                "",
                "spec.duplicate-key",
                "the key \"" + SpecLimits.key(name) + "\" stands here again, after line " + first.line(),
                "Keep one of them.");
    }

    private void assign(TomlTable table, int depth) {
        List<Key> keys = keys();
        if (scanner.peek() != '=') {
            throw scanner.bad("expected = after the key");
        }
        scanner.take();
        scanner.skipBlanks();
        TomlTable holder = table;
        for (Key key : keys.subList(0, keys.size() - 1)) {
            count(key.at());
            holder = holder.descend(key.name(), key.at(), TomlTable.Origin.DOTTED, this::again);
        }
        Key last = keys.get(keys.size() - 1);
        holder.put(last.name(), last.at(), value(depth), this::again);
    }

    private List<Key> keys() {
        List<Key> keys = new ArrayList<>();
        do {
            scanner.skipBlanks();
            Position at = scanner.here();
            boolean isQuoted = scanner.peek() == '"' || scanner.peek() == '\'';
            String name = isQuoted ? scanner.string(false) : scanner.word("_-");
            if (name.isEmpty() && !isQuoted) {
                throw scanner.bad("expected a key");
            }
            keys.add(new Key(name, at));
            if (keys.size() > SpecLimits.DEPTH) {
                throw SpecLimits.tooDeep(faults, at);
            }
            scanner.skipBlanks();
        } while (scanner.takes("."));
        return keys;
    }

    private void count(Position at) {
        if (++nodes > SpecLimits.NODES) {
            throw SpecLimits.tooMany(faults, at);
        }
    }

    private Node value(int depth) {
        Position at = scanner.here();
        count(at);
        if (depth > SpecLimits.DEPTH) {
            throw SpecLimits.tooDeep(faults, at);
        }
        return switch (scanner.peek()) {
            case '"', '\'' -> new Scalar(at, Kind.TEXT, scanner.string(true));
            case '[' -> array(at, depth);
            case '{' -> inlineTable(at, depth);
            default -> word(at);
        };
    }

    private Node array(Position at, int depth) {
        scanner.take();
        List<Node> items = new ArrayList<>();
        scanner.skipLines();
        while (!scanner.takes("]")) {
            items.add(value(depth + 1));
            scanner.skipLines();
            if (!scanner.takes(",") && scanner.peek() != ']') {
                throw scanner.bad("expected , or ]");
            }
            scanner.skipLines();
        }
        return new Sequence(at, items);
    }

    private Node inlineTable(Position at, int depth) {
        scanner.take();
        TomlTable table = new TomlTable(at, TomlTable.Origin.INLINE);
        scanner.skipBlanks();
        if (scanner.takes("}")) {
            return table.toNode();
        }
        do {
            assign(table, depth + 1);
            scanner.skipBlanks();
        } while (scanner.takes(","));
        if (!scanner.takes("}")) {
            throw scanner.bad("expected , or } on the line of the opening {");
        }
        return table.toNode();
    }

    private Node word(Position at) {
        String word = scanner.word("+-_.:");
        boolean isDateWithTime =
                DATE_ALONE.matcher(word).matches() && scanner.peek() == ' ' && Character.isDigit(scanner.peek(1));
        if (isDateWithTime) {
            scanner.take();
            word = word + " " + scanner.word("+-_.:");
        }
        if (word.equals("true") || word.equals("false")) {
            return new Scalar(at, Kind.BOOLEAN, word);
        }
        if (INTEGER.matcher(word).matches() || OTHER_BASE.matcher(word).matches()) {
            return new Scalar(at, Kind.INTEGER, word);
        }
        if (FLOAT.matcher(word).matches()) {
            return new Scalar(at, Kind.FLOAT, word);
        }
        if (TIMESTAMP.matcher(word).matches()) {
            return new Scalar(at, Kind.TIMESTAMP, word);
        }
        throw scanner.bad(at, "expected a value; text stands in quotes");
    }
}
