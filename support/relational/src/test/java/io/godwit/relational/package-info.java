/** Tests of what SQL plugins share. */
@NullMarked
package io.godwit.relational;

import org.jspecify.annotations.NullMarked;
