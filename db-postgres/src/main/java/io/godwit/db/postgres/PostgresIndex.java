package io.godwit.db.postgres;

import io.godwit.spi.LogicalType.Kind;
import io.godwit.spi.Table;
import io.godwit.spi.Table.Index;
import io.godwit.spi.Table.IndexPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An index in PostgreSQL's words. Immutable. */
final class PostgresIndex {
    private static final Set<String> NATIVE_METHODS = Set.of("", "btree", "hash", "gin", "gist", "brin", "spgist");

    private final Table table;
    private final Index index;
    private final boolean isNative;
    private final PostgresExpression expressions;

    PostgresIndex(Table table, Index index, boolean isNative, PostgresExpression expressions) {
        this.table = table;
        this.index = index;
        this.isNative = isNative;
        this.expressions = expressions;
    }

    /** What its name is made of where it has none. */
    String columnWords() {
        return String.join(
                "_",
                index.parts().stream()
                        .map(part -> part.column().isEmpty() ? "expr" : part.column())
                        .toList());
    }

    String evidence() {
        List<String> parts = new ArrayList<>();
        for (IndexPart part : index.parts()) {
            parts.add((part.column().isEmpty() ? part.expression() : part.column())
                    + (part.prefixLength() > 0 ? "(" + part.prefixLength() + ")" : "")
                    + (part.isDescending() ? " DESC" : ""));
        }
        return (index.method().isEmpty() ? "" : index.method() + " ") + "(" + String.join(", ", parts) + ")"
                + (index.predicate().isEmpty() ? "" : " WHERE " + index.predicate());
    }

    /** Whether it is a constraint of the table: without a name of its own, of plain columns. */
    boolean isConstraint() {
        return index.isUnique()
                && index.name().isEmpty()
                && index.predicate().isEmpty()
                && index.parts().stream()
                        .allMatch(p -> !p.column().isEmpty() && !p.isDescending() && p.prefixLength() == 0);
    }

    /** What stands behind the table's name, or empty where there is no sure translation. */
    Optional<String> definition() {
        String method = isNative ? index.method() : "";
        if (!isNative && !(index.method().isEmpty() || index.method().equalsIgnoreCase("btree"))) {
            return Optional.empty();
        }
        if (!NATIVE_METHODS.contains(method)) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        for (IndexPart part : index.parts()) {
            Optional<String> said = part(part);
            if (said.isEmpty()) {
                return Optional.empty();
            }
            parts.add(said.get() + (part.isDescending() ? order() : ""));
        }
        Optional<String> predicate = predicate();
        if (predicate.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                (method.isEmpty() ? "" : " USING " + method) + " (" + String.join(", ", parts) + ")" + predicate.get());
    }

    /** SQLite and MySQL put rows without a value at the end of a descending index; PostgreSQL does so only when told. */
    private String order() {
        return isNative ? " DESC" : " DESC NULLS LAST";
    }

    private Optional<String> part(IndexPart part) {
        if (part.column().isEmpty()) {
            return isNative
                    ? Optional.of(part.expression()).filter(PostgresSql::isClear)
                    : expressions.part(part.expression()).map(said -> "(" + said + ")");
        }
        boolean json = table.column(part.column())
                .filter(c -> c.type().kind() == Kind.JSON && !isNative)
                .isPresent();
        if (json || (part.prefixLength() > 0 && index.isUnique())) {
            return Optional.empty();
        }
        String name = PostgresSql.name(part.column());
        return Optional.of(part.prefixLength() > 0 ? "left(" + name + ", " + part.prefixLength() + ")" : name);
    }

    private Optional<String> predicate() {
        if (index.predicate().isEmpty()) {
            return Optional.of("");
        }
        Optional<String> said = isNative
                ? Optional.of(index.predicate()).filter(PostgresSql::isClear)
                : expressions.condition(index.predicate());
        return said.map(condition -> " WHERE " + condition);
    }

    /** What a person should know of it. */
    Optional<String> note() {
        boolean folded = index.parts().stream()
                .anyMatch(p -> p.expression().toUpperCase(java.util.Locale.ROOT).contains("COLLATE NOCASE"));
        return folded && !isNative
                ? Optional.of("the index ignores the case of letters; queries use it when they compare lower(column)")
                : Optional.empty();
    }
}
