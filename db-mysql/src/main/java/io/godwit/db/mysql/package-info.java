/** Moves MySQL and MariaDB databases. */
@NullMarked
package io.godwit.db.mysql;

import org.jspecify.annotations.NullMarked;
