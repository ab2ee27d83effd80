/** Runs sessions: forward, backward, again after a crash, and tells what came of them. */
@NullMarked
package io.godwit.core.internal.engine;

import org.jspecify.annotations.NullMarked;
