@NullMarked
package io.godwit.core.internal.localtree;

import org.jspecify.annotations.NullMarked;
