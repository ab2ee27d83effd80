/** What a migrator counts and times, for the registry of the host application; docs/metrics.md lists it. */
@NullMarked
package io.godwit.core.internal.metrics;

import org.jspecify.annotations.NullMarked;
