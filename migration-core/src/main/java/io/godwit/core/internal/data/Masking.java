package io.godwit.core.internal.data;

import io.godwit.core.internal.data.MaskType.Masks;
import io.godwit.core.internal.data.MaskType.Way;
import io.godwit.spi.CellBlock;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.LogicalType;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Transform;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Hides what is in columns. What it makes of a value depends on that, the salt and the type alone. Thread-safe. */
final class Masking implements Transform {
    private final Masks masks;

    Masking(Masks masks) {
        this.masks = masks;
    }

    @Override
    public String describe() {
        return "masks "
                + new TreeMap<>(masks.columns())
                        .entrySet().stream()
                                .map(mask -> mask.getKey() + " (" + mask.getValue() + ")")
                                .collect(Collectors.joining(", "));
    }

    private @Nullable Way way(Dataset dataset, DataColumn column) {
        for (Map.Entry<String, String> mask : masks.columns().entrySet()) {
            if (new NameGlob(mask.getKey()).takes(dataset.name(), column.name())) {
                return MaskType.check(mask.getValue());
            }
        }
        return null;
    }

    @Override
    public Optional<CellRewriter> rewrite(Dataset dataset) {
        int columns = dataset.columns().size();
        @Nullable Way[] ways = new Way[columns];
        boolean any = false;
        for (int c = 0; c < columns; c++) {
            DataColumn column = dataset.columns().get(c);
            ways[c] = way(dataset, column);
            any |= ways[c] != null;
            if (ways[c] != null && !MaskedCell.isPossible(ways[c], column.type())) {
                throw impossible(dataset, column, ways[c]);
            }
        }
        return any ? Optional.of(new Rewriter(dataset, ways, masks.salt())) : Optional.empty();
    }

    private static MigrationException impossible(Dataset dataset, DataColumn column, Way way) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        "transform.mask-impossible",
                        "the column \"" + column.name() + "\" of \"" + dataset.name() + "\" ("
                                + column.type().kind() + ") cannot be masked by \"" + way.word() + "\"")
                .subject(dataset.name() + "." + column.name())
                .remedy("Choose another way: null fits every column that may be empty, hash and keep-format fit text"
                        + " and numbers, the fakes fit text.")
                .build();
    }

    /** Masks the rows of a table. One thread. */
    private static final class Rewriter implements CellRewriter {
        private final @Nullable Way[] ways;
        private final LogicalType[] types;
        private final MaskedCell cell;

        Rewriter(Dataset dataset, @Nullable Way[] ways, String salt) {
            this.ways = ways;
            this.types = dataset.columns().stream().map(DataColumn::type).toArray(LogicalType[]::new);
            this.cell = new MaskedCell(salt);
        }

        @Override
        public void rewrite(CellBlock from, CellBlock to) {
            for (int row = 0; row < from.rows(); row++) {
                for (int c = 0; c < ways.length; c++) {
                    Way way = ways[c];
                    if (from.isNull(row, c) || way == Way.NULL) {
                        to.addNull();
                    } else if (way == null) {
                        to.add(from.data(), from.start(row, c), from.length(row, c));
                    } else {
                        byte[] masked = cell.of(way, types[c], from.data(), from.start(row, c), from.length(row, c));
                        to.add(masked, 0, masked.length);
                    }
                }
            }
        }
    }
}
