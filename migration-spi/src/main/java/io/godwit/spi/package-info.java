/** The contracts between the engine and its plugins. */
@NullMarked
package io.godwit.spi;

import org.jspecify.annotations.NullMarked;
