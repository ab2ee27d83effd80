@NullMarked
package io.godwit.core.internal.runtime;

import org.jspecify.annotations.NullMarked;
