/** Contract tests for every SPI, with fault hooks, and the lab. */
@NullMarked
package io.godwit.tck;

import org.jspecify.annotations.NullMarked;
