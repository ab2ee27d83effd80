/** A plugin that breaks the rules, to prove that they are watched. */
@NullMarked
package io.godwit.db.trespasser;

import org.jspecify.annotations.NullMarked;
