package io.godwit.core.internal.data;

import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which column of a source goes into which of a target: those of one name, or, where there is only one such, of one name in another
 * case.
 *
 * @param source the source with its columns in the order of the target's
 * @param findings what does not fit
 */
record ColumnMatch(Dataset source, List<Finding> findings) {
    ColumnMatch {
        findings = List.copyOf(findings);
    }

    /**
     * Matches.
     *
     * @param source as it is read
     * @param target as it is written
     * @return the match, with an ERROR for each column of the target that nothing goes into
     */
    static ColumnMatch of(Dataset source, Dataset target) {
        List<Finding> findings = new ArrayList<>();
        List<DataColumn> matched = new ArrayList<>();
        for (DataColumn wanted : target.columns()) {
            List<DataColumn> found = named(source.columns(), wanted.name());
            if (found.size() == 1) {
                matched.add(found.get(0));
            } else {
                findings.add(
                        Finding.error(
                                "schema.unmatched-column",
                                target.name() + "." + wanted.name(),
                                "Nothing at the source goes into this column.",
                                "Leave the table out, or report this: the plugin of the target should say where it comes from."));
            }
        }
        for (DataColumn column : source.columns()) {
            if (!matched.contains(column)) {
                findings.add(Finding.warning(
                        "schema.column-left-out",
                        source.name() + "." + column.name(),
                        "The target takes no values for this column.",
                        "Look at what else is said about it; its values are not moved."));
            }
        }
        Dataset ordered =
                new Dataset(source.name(), matched, source.key(), source.estimatedRows(), source.estimatedBytes());
        if (matched.size() == target.columns().size()) {
            for (DataColumn column : CellConversion.impossible(ordered, target)) {
                findings.add(Finding.error(
                                "schema.no-conversion",
                                source.name() + "." + column.name(),
                                "There is no conversion from the type of this column to that of the target.",
                                "Leave the table out, or give the column another type.")
                        .withEvidence(column.type().kind() + " to "
                                + target.columns()
                                        .get(matched.indexOf(column))
                                        .type()
                                        .kind()));
            }
        }
        return new ColumnMatch(ordered, findings);
    }

    private static List<DataColumn> named(List<DataColumn> columns, String name) {
        List<DataColumn> exact =
                columns.stream().filter(c -> c.name().equals(name)).toList();
        if (!exact.isEmpty()) {
            return exact;
        }
        String folded = name.toLowerCase(Locale.ROOT);
        return columns.stream()
                .filter(c -> c.name().toLowerCase(Locale.ROOT).equals(folded))
                .toList();
    }
}
