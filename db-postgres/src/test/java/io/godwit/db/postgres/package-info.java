/** Tests of PostgreSQL. */
@NullMarked
package io.godwit.db.postgres;

import org.jspecify.annotations.NullMarked;
