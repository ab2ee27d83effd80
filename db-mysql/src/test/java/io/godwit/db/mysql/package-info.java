/** Tests of MySQL and MariaDB. */
@NullMarked
package io.godwit.db.mysql;

import org.jspecify.annotations.NullMarked;
