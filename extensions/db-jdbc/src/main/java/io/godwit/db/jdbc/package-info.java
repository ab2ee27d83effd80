/** Moves databases that have nothing but a JDBC driver, SQLite first. */
@NullMarked
package io.godwit.db.jdbc;

import org.jspecify.annotations.NullMarked;
