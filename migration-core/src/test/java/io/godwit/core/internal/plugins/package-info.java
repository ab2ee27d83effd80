@NullMarked
package io.godwit.core.internal.plugins;

import org.jspecify.annotations.NullMarked;
