/** Secrets: where they are looked up, and how they are kept out of what people see. */
@NullMarked
package io.godwit.core.internal.secrets;

import org.jspecify.annotations.NullMarked;
