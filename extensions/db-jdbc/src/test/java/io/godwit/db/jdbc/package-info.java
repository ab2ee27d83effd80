/** Tests of databases behind a JDBC driver. */
@NullMarked
package io.godwit.db.jdbc;

import org.jspecify.annotations.NullMarked;
