package io.godwit.spi;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A table of a {@link RelationalSchema}, in terms that no engine owns. Immutable.
 *
 * @param name its name
 * @param columns its columns, in order
 * @param primaryKey the columns of the primary key, in order, or empty
 * @param indexes all other indexes
 * @param foreignKeys what it refers to
 * @param checks conditions on its rows
 * @param comment what people wrote about it, or an empty string
 */
public record Table(
        DatasetName name,
        List<Column> columns,
        List<String> primaryKey,
        List<Index> indexes,
        List<ForeignKey> foreignKeys,
        List<CheckConstraint> checks,
        String comment) {
    /** Checks the parts. */
    public Table {
        Objects.requireNonNull(name, "name");
        columns = List.copyOf(columns);
        primaryKey = List.copyOf(primaryKey);
        indexes = List.copyOf(indexes);
        foreignKeys = List.copyOf(foreignKeys);
        checks = List.copyOf(checks);
        Objects.requireNonNull(comment, "comment");
    }

    /**
     * A column by name.
     *
     * @param column its name
     * @return the column, or empty
     */
    public Optional<Column> column(String column) {
        return columns.stream().filter(c -> c.name().equals(column)).findFirst();
    }

    /**
     * A column. Immutable.
     *
     * @param name its name
     * @param type what its cells mean
     * @param nativeType the type as the engine that it was read from writes it
     * @param isNullable whether cells may be NULL
     * @param defaultValue what a missing cell becomes
     * @param generation whether and how the engine fills it
     * @param comment what people wrote about it, or an empty string
     */
    public record Column(
            String name,
            LogicalType type,
            String nativeType,
            boolean isNullable,
            DefaultValue defaultValue,
            Generation generation,
            String comment) {
        /** Checks the parts. */
        public Column {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("a column has a name");
            }
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(nativeType, "nativeType");
            Objects.requireNonNull(defaultValue, "defaultValue");
            Objects.requireNonNull(generation, "generation");
            Objects.requireNonNull(comment, "comment");
        }
    }

    /**
     * What a missing cell becomes. Immutable.
     *
     * @param form what sort of default
     * @param text for LITERAL the value in canonical encoding, as text (BYTES in hexadecimal); for EXPRESSION the engine's own
     *     words; else empty
     */
    public record DefaultValue(Form form, String text) {
        /** No default: a missing cell is NULL, or refused. */
        public static final DefaultValue NONE = new DefaultValue(Form.NONE, "");
        /** The time of the transaction. */
        public static final DefaultValue CURRENT_TIMESTAMP = new DefaultValue(Form.CURRENT_TIMESTAMP, "");

        /** Checks the parts. */
        public DefaultValue {
            Objects.requireNonNull(form, "form");
            Objects.requireNonNull(text, "text");
        }

        /** Sorts of defaults. */
        public enum Form {
            /** None. */
            NONE,
            /** A value. */
            LITERAL,
            /** The time of the transaction. */
            CURRENT_TIMESTAMP,
            /** Something in the engine's own language. */
            EXPRESSION
        }
    }

    /**
     * Whether and how the engine fills a column. Immutable.
     *
     * @param mode how
     * @param expression for STORED and VIRTUAL the engine's own words; for IDENTITY what else it says of the counter, perhaps
     *     nothing; else empty
     * @param nextValue for IDENTITY the next value that the engine would give; else 0
     */
    public record Generation(Mode mode, String expression, long nextValue) {
        /** The engine does not fill it. */
        public static final Generation NONE = new Generation(Mode.NONE, "", 0);

        /** Checks the parts. */
        public Generation {
            Objects.requireNonNull(mode, "mode");
            Objects.requireNonNull(expression, "expression");
        }

        /** How columns are filled. */
        public enum Mode {
            /** Not at all. */
            NONE,
            /** A counter, where no value is given. */
            IDENTITY,
            /** Computed when written. */
            STORED,
            /** Computed when read. */
            VIRTUAL
        }
    }

    /**
     * An index. Immutable.
     *
     * @param name its name
     * @param isUnique whether no two rows may agree on it
     * @param parts what it sorts by, in order
     * @param method the engine's name of its kind ({@code btree}, {@code fulltext}, ...), or an empty string for the usual one
     * @param predicate which rows it holds, in the engine's own words, or an empty string for all
     */
    public record Index(String name, boolean isUnique, List<IndexPart> parts, String method, String predicate) {
        /** Checks the parts. */
        public Index {
            Objects.requireNonNull(name, "name");
            parts = List.copyOf(parts);
            Objects.requireNonNull(method, "method");
            Objects.requireNonNull(predicate, "predicate");
        }
    }

    /**
     * A part of an index. Immutable.
     *
     * @param column the column, or an empty string for an expression
     * @param expression the engine's own words, or an empty string for a column
     * @param isDescending whether greater values come first
     * @param prefixLength how many characters or bytes of the column count, 0 for all
     */
    public record IndexPart(String column, String expression, boolean isDescending, int prefixLength) {
        /** Checks the parts. */
        public IndexPart {
            if (column.isEmpty() == expression.isEmpty()) {
                throw new IllegalArgumentException("a part of an index is a column or an expression");
            }
            Checks.notNegative(prefixLength, "prefixLength");
        }

        /**
         * A whole column, ascending.
         *
         * @param column its name
         * @return the part
         */
        public static IndexPart of(String column) {
            return new IndexPart(column, "", false, 0);
        }
    }

    /**
     * A foreign key. Immutable.
     *
     * @param name its name, or an empty string
     * @param columns the referring columns, in order
     * @param target the table referred to
     * @param targetColumns the columns referred to, in the same order
     * @param onDelete what happens when the row referred to goes
     * @param onUpdate what happens when its key changes
     */
    public record ForeignKey(
            String name,
            List<String> columns,
            DatasetName target,
            List<String> targetColumns,
            Action onDelete,
            Action onUpdate) {
        /** Checks the parts. */
        public ForeignKey {
            Objects.requireNonNull(name, "name");
            columns = List.copyOf(columns);
            Objects.requireNonNull(target, "target");
            targetColumns = List.copyOf(targetColumns);
            Objects.requireNonNull(onDelete, "onDelete");
            Objects.requireNonNull(onUpdate, "onUpdate");
            if (columns.isEmpty() || columns.size() != targetColumns.size()) {
                throw new IllegalArgumentException("a foreign key pairs columns");
            }
        }

        /** What happens to referring rows. */
        public enum Action {
            /** Refused, at the end of the statement or transaction. */
            NO_ACTION,
            /** Refused at once. */
            RESTRICT,
            /** They go, or change, too. */
            CASCADE,
            /** They refer to nothing. */
            SET_NULL,
            /** They refer to the default. */
            SET_DEFAULT
        }
    }

    /**
     * A condition on rows. Immutable.
     *
     * @param name its name, or an empty string
     * @param expression the engine's own words
     */
    public record CheckConstraint(String name, String expression) {
        /** Checks the parts. */
        public CheckConstraint {
            Objects.requireNonNull(name, "name");
            Checks.notBlank(expression, "expression");
        }
    }
}
