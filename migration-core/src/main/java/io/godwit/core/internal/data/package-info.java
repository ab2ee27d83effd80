/**
 * The conveyor: moves the rows of a database, and verifies them.
 *
 * <p>A database set is moved by six steps that share one journal. {@link io.godwit.core.internal.data.BuildSchemaStep} freezes what the
 * target makes of the source's schema and builds the tables in an area of their own; {@link io.godwit.core.internal.data.LoadDataStep}
 * pumps the rows, a piece of a table at a time; {@link io.godwit.core.internal.data.FinishSchemaStep} adds indexes and relations;
 * {@link io.godwit.core.internal.data.VerifyDatabaseStep} compares what arrived with what was sent; the last two switch the area in and
 * tidy up.
 */
@NullMarked
package io.godwit.core.internal.data;

import org.jspecify.annotations.NullMarked;
