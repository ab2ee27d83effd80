/** Another plugin, which {@code io.godwit.db.trespasser} should not know. */
@NullMarked
package io.godwit.transfer.trespassed;

import org.jspecify.annotations.NullMarked;
