/** The journal: what was planned, begun, done and undone, durable before it matters. Kept in SQLite. */
@NullMarked
package io.godwit.core.internal.journal;

import org.jspecify.annotations.NullMarked;
