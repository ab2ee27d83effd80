/**
 * Directories of this machine as trees: the transfer method {@code local} for {@code file:} locations. It works through {@code
 * java.nio.file}, and through the system's tools for what that lacks (where holes are, links with unusual targets).
 */
@NullMarked
package io.godwit.core.internal.localtree;

import org.jspecify.annotations.NullMarked;
