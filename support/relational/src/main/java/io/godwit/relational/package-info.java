/** What SQL plugins share: schema model, partitions, verification. */
@NullMarked
package io.godwit.relational;

import org.jspecify.annotations.NullMarked;
