@NullMarked
package io.godwit.core.internal.host;

import org.jspecify.annotations.NullMarked;
