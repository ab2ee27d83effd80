/** Runs plans: what the engine's own steps are given, and how their work units are journaled. */
@NullMarked
package io.godwit.core.internal.run;

import org.jspecify.annotations.NullMarked;
