/**
 * Moves trees: the steps {@code core:copy-tree} and {@code core:verify-tree}, the comparison of two trees, and what they stand on
 * (selection by glob, sorting through disk).
 */
@NullMarked
package io.godwit.core.internal.tree;

import org.jspecify.annotations.NullMarked;
