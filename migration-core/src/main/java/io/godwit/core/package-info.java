/** The orchestrator: specs, plans, journal, relay and conveyor, reports. */
@NullMarked
package io.godwit.core;

import org.jspecify.annotations.NullMarked;
