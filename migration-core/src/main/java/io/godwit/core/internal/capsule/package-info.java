/** Capsules: sites that were pulled into files, to be looked at, compared and moved from without the site itself. */
@NullMarked
package io.godwit.core.internal.capsule;

import org.jspecify.annotations.NullMarked;
