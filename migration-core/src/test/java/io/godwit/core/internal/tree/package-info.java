@NullMarked
package io.godwit.core.internal.tree;

import org.jspecify.annotations.NullMarked;
