package io.godwit.core.internal.data;

import io.godwit.spi.CellBlock;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Transform.CellRewriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns the cells of a dataset, as the source encodes them, into the encodings of the types that the target has. Thread-safe. */
final class CellConversion implements CellRewriter {
    /** Code of the failure where a value cannot be converted. */
    static final String REFUSED = "database.value-refused";

    private static final String CANNOT = "cannot be kept as ";

    private final Dataset from;
    private final Dataset to;
    private final CellConverter[] converters;

    private CellConversion(Dataset from, Dataset to, CellConverter[] converters) {
        this.from = from;
        this.to = to;
        this.converters = converters;
    }

    /**
     * The conversion between two datasets whose columns correspond by position.
     *
     * @param from as it is read
     * @param to as it is written
     * @return the conversion, or empty where all encodings agree
     * @throws MigrationException COMPATIBILITY, {@code schema.no-conversion}
     */
    static Optional<CellConversion> between(Dataset from, Dataset to) {
        List<DataColumn> impossible = impossible(from, to);
        if (!impossible.isEmpty()) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "schema.no-conversion",
                            "there is no conversion for column \""
                                    + impossible.get(0).name() + "\" of \"" + from.name() + "\"")
                    .subject(from.name() + "." + impossible.get(0).name())
                    .remedy("Leave the table out, or give the column another type.")
                    .build();
        }
        CellConverter[] converters = new CellConverter[from.columns().size()];
        boolean isNeeded = false;
        for (int c = 0; c < converters.length; c++) {
            converters[c] = CellConverters.between(
                            from.columns().get(c).type(), to.columns().get(c).type())
                    .orElseThrow();
            isNeeded |= converters[c] != CellConverter.SAME;
        }
        return isNeeded ? Optional.of(new CellConversion(from, to, converters)) : Optional.empty();
    }

    /**
     * The columns for which there is no way.
     *
     * @param from as it is read
     * @param to as it is written
     * @return columns of {@code from}; empty where a conversion is possible
     */
    static List<DataColumn> impossible(Dataset from, Dataset to) {
        List<DataColumn> impossible = new ArrayList<>();
        for (int c = 0; c < from.columns().size(); c++) {
            DataColumn column = from.columns().get(c);
            if (CellConverters.between(column.type(), to.columns().get(c).type())
                    .isEmpty()) {
                impossible.add(column);
            }
        }
        return impossible;
    }

    @Override
    public void rewrite(CellBlock source, CellBlock target) {
        byte[] data = source.data();
        int rows = source.rows();
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < converters.length; c++) {
                if (source.isNull(r, c)) {
                    target.addNull();
                } else if (!converters[c].convert(data, source.start(r, c), source.length(r, c), target)) {
                    throw refused(c);
                }
            }
        }
    }

    private MigrationException refused(int column) {
        DataColumn source = from.columns().get(column);
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        REFUSED,
                        "a value of column \"" + source.name() + "\" of \"" + from.name() + "\" ("
                                + source.type().kind() + ") " + CANNOT
                                + to.columns().get(column).type().kind() + " without losing some of it")
                .subject(from.name() + "." + source.name())
                .remedy("Give the column of the target a wider type, or leave the table out.")
                .build();
    }

    /**
     * Why a value was refused.
     *
     * @param failure of the code {@link #REFUSED}
     * @return the rest of a sentence that begins with "it"
     */
    static String why(MigrationException failure) {
        String message = String.valueOf(failure.getMessage());
        int at = message.lastIndexOf(CANNOT);
        return at < 0 ? "cannot be converted" : "has a value that " + message.substring(at);
    }
}
