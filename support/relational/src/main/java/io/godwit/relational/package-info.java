/**
 * What SQL plugins share.
 *
 * <p>Names and literals are quoted by {@link io.godwit.relational.SqlDialect}; cells are brought into their canonical encoding by
 * {@link io.godwit.relational.CellText} and {@link io.godwit.relational.CellNumbers}, byte for byte and without an object per
 * cell:
 *
 * <pre>{@code
 * CellText dates = CellText.of(LogicalType.date());
 * if (!dates.add(bytes, offset, length, block)) {
 *     throw SqlErrors.rowRefused(dataset, column, row, "is no date");
 * }
 * }</pre>
 */
@NullMarked
package io.godwit.relational;

import org.jspecify.annotations.NullMarked;
