package io.godwit.core.internal.data;

import io.godwit.spi.ChunkFormat;
import io.godwit.spi.Dataset;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.util.List;

/** Chooses the form in which rows travel. */
final class Formats {
    private Formats() {}

    /**
     * The first form that both sides know and that leaves nothing undone.
     *
     * @param offered by the source, in order of preference
     * @param accepted by the target
     * @param isTouched whether somebody has to look at the cells on the way: to rewrite, convert or fingerprint them
     * @param dataset which dataset, for the failure
     * @return the form
     * @throws MigrationException COMPATIBILITY, {@code database.no-common-format}
     */
    static ChunkFormat choose(
            List<ChunkFormat> offered, List<ChunkFormat> accepted, boolean isTouched, Dataset dataset) {
        return offered.stream()
                .filter(accepted::contains)
                .filter(format -> !isTouched || format.equals(ChunkFormat.CELLS))
                .findFirst()
                .orElseThrow(() -> MigrationException.of(
                                ErrorCategory.COMPATIBILITY,
                                "database.no-common-format",
                                "source and target know no common form for the rows of \"" + dataset.name()
                                        + "\": the source offers " + offered + ", the target accepts " + accepted)
                        .subject(dataset.name().toString())
                        .remedy("Use plugins of versions that fit together, or leave the table out.")
                        .build());
    }
}
