package io.godwit.core.internal.spec;

import io.godwit.core.internal.spec.Node.Entry;
import io.godwit.core.internal.spec.Node.Kind;
import io.godwit.core.internal.spec.Node.Mapping;
import io.godwit.core.internal.spec.Node.Position;
import io.godwit.core.internal.spec.Node.Scalar;
import io.godwit.core.internal.spec.Node.Sequence;
import io.godwit.core.internal.spec.Shape.Either;
import io.godwit.core.internal.spec.Shape.Many;
import io.godwit.core.internal.spec.Shape.Named;
import io.godwit.core.internal.spec.Shape.Nested;
import io.godwit.core.internal.spec.Shape.Table;
import io.godwit.core.internal.spec.Shape.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Holds what was read against the schema; what does not fit is noted and left out. One file, one thread. */
final class SpecChecker {
    private final Faults faults;
    private final Map<String, Position> places = new HashMap<>();

    SpecChecker(Faults faults) {
        this.faults = faults;
    }

    /** What of a file fits the schema. */
    Mapping check(Mapping root) {
        return table(root, SpecSchema.ROOT, "");
    }

    /** Where a key stands, or the nearest one around it. */
    Position place(String key) {
        String at = key;
        while (!at.isEmpty()) {
            Position place = places.get(at);
            if (place != null) {
                return place;
            }
            at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))));
        }
        return Position.START;
    }

    private Optional<Node> value(Node node, Shape shape, String path) {
        if (shape instanceof Nested nested) {
            return value(node, nested.shape().get(), path);
        }
        if (shape instanceof Either either) {
            boolean isPlain = node instanceof Scalar;
            return fits(node, either.parts()) && !isPlain
                    ? value(node, either.parts(), path)
                    : isPlain ? value(node, either.value(), path) : mismatch(node, either, path);
        }
        if (shape instanceof Value value) {
            return node instanceof Scalar scalar ? scalar(scalar, value, path) : mismatch(node, shape, path);
        }
        if (shape instanceof Many many) {
            return node instanceof Sequence sequence
                    ? Optional.of(list(sequence, many, path))
                    : mismatch(node, shape, path);
        }
        Table table = (Table) shape;
        if (node instanceof Mapping mapping) {
            return Optional.of(table(mapping, table, path));
        }
        if (node instanceof Scalar scalar && scalar.kind() == Kind.NULL) {
            return Optional.of(new Mapping(node.at(), List.of()));
        }
        return mismatch(node, shape, path);
    }

    private static boolean fits(Node node, Shape shape) {
        return shape instanceof Table ? node instanceof Mapping : node instanceof Sequence;
    }

    private Optional<Node> mismatch(Node node, Shape shape, String path) {
        faults.add(
                node.at(),
                path,
                "spec.wrong-type",
                "expected " + expected(shape) + ", found " + SpecLimits.found(node),
                "");
        return Optional.empty();
    }

    private static String expected(Shape shape) {
        if (shape instanceof Nested nested) {
            return expected(nested.shape().get());
        }
        if (shape instanceof Either either) {
            return expected(either.value()) + ", or " + expected(either.parts());
        }
        if (shape instanceof Value value) {
            return Forms.expected(value);
        }
        if (shape instanceof Many many) {
            return "a list, each " + expected(many.item());
        }
        Table table = (Table) shape;
        return table.keys().isEmpty() ? "keys with values" : "keys with values (" + names(table) + ")";
    }

    private static String names(Table table) {
        return table.keys().stream().map(Named::name).collect(Collectors.joining(", "));
    }

    private Optional<Node> scalar(Scalar scalar, Value shape, String path) {
        Optional<Forms.Complaint> complaint = Forms.check(shape, scalar);
        if (complaint.isPresent()) {
            faults.add(
                    scalar.at(),
                    path,
                    complaint.get().code(),
                    complaint.get().message(),
                    complaint.get().remedy());
            return Optional.empty();
        }
        return Optional.of(scalar);
    }

    private Sequence list(Sequence sequence, Many shape, String path) {
        List<Node> items = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            Node item = sequence.items().get(i);
            String at = path + "[" + i + "]";
            places.put(at, item.at());
            value(item, shape.item(), at).ifPresent(items::add);
        }
        return new Sequence(sequence.at(), items);
    }

    private Mapping table(Mapping mapping, Table shape, String path) {
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : mapping.entries()) {
            Optional<Named> key = shape.key(entry.key());
            Shape expected = key.map(Named::shape).orElse(shape.others());
            String at = path.isEmpty() ? SpecLimits.key(entry.key()) : path + "." + SpecLimits.key(entry.key());
            if (expected == null || entry.key().isBlank()) {
                unknown(entry, shape, path);
                continue;
            }
            places.put(at, entry.value().at());
            value(entry.value(), expected, at)
                    .ifPresent(value -> entries.add(new Entry(entry.key(), entry.at(), value)));
        }
        return new Mapping(mapping.at(), entries);
    }

    private void unknown(Entry entry, Table shape, String path) {
        String shown = SpecLimits.key(entry.key());
        List<String> names = shape.keys().stream().map(Named::name).toList();
        String remedy = Nearest.among(entry.key(), names)
                .map(name -> "Did you mean \"" + name + "\"?")
                .or(() -> elsewhere(entry.key()))
                .orElse(names.isEmpty() ? "" : "Known here: " + String.join(", ", names) + ".");
        boolean lacksBlank = entry.value() instanceof Scalar scalar
                && scalar.kind() == Kind.NULL
                && entry.key().indexOf(':') > 0;
        // a word alone between braces may be a secret whose key was lost
        boolean mayBeSecret = entry.value() instanceof Scalar alone
                && alone.kind() == Kind.NULL
                && !lacksBlank
                && Nearest.among(entry.key(), names).isEmpty();
        faults.add(
                entry.at(),
                path,
                "spec.unknown-key",
                mayBeSecret ? "unknown key without a value" : "unknown key \"" + shown + "\"",
                lacksBlank ? "A blank is missing after the colon." : remedy);
    }

    private static Optional<String> elsewhere(String name) {
        return SpecSchema.ROOT.keys().stream()
                .filter(key ->
                        key.shape() instanceof Table table && table.key(name).isPresent())
                .map(key -> "It belongs in \"" + key.name() + "\".")
                .findFirst()
                .or(() -> SpecSchema.ROOT.key(name).map(key -> "It belongs at the top."));
    }
}
