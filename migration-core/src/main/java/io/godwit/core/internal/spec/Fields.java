package io.godwit.core.internal.spec;

import io.godwit.core.internal.spec.Node.Entry;
import io.godwit.core.internal.spec.Node.Mapping;
import io.godwit.core.internal.spec.Node.Scalar;
import io.godwit.core.internal.spec.Node.Sequence;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The values of a table that was held against the schema.
 *
 * @param mapping the values
 * @param path the key of the table, empty for the whole
 */
record Fields(Mapping mapping, String path) {
    private static final Set<String> TRUE = Set.of("true", "yes", "on");

    /** The full key of a value. */
    String key(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    List<Entry> entries() {
        return mapping.entries();
    }

    Optional<Scalar> scalar(String name) {
        return mapping.get(name).filter(Scalar.class::isInstance).map(Scalar.class::cast);
    }

    Optional<String> text(String name) {
        return scalar(name).map(Scalar::text);
    }

    Optional<Integer> number(String name) {
        return text(name).map(Forms::integer).map(Math::toIntExact);
    }

    Optional<Boolean> flag(String name) {
        return text(name).map(word -> TRUE.contains(word.toLowerCase(Locale.ROOT)));
    }

    Optional<Fields> table(String name) {
        return mapping.get(name).filter(Mapping.class::isInstance).map(node -> new Fields((Mapping) node, key(name)));
    }

    List<Node> list(String name) {
        return mapping.get(name)
                .filter(Sequence.class::isInstance)
                .map(node -> ((Sequence) node).items())
                .orElse(List.of());
    }

    List<String> texts(String name) {
        return list(name).stream().map(node -> ((Scalar) node).text()).toList();
    }
}
