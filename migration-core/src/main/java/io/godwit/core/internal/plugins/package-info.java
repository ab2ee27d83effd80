/** Finds plugins: one shelf per contract, filled when it is first asked for. */
@NullMarked
package io.godwit.core.internal.plugins;

import org.jspecify.annotations.NullMarked;
