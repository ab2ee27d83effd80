/** The services that every step uses: connections, cancellation, limits, progress, retries, work units, this machine. */
@NullMarked
package io.godwit.core.internal.runtime;

import org.jspecify.annotations.NullMarked;
