/** What the engine promises under faults, held against real servers. */
@NullMarked
package io.godwit.cli.reliability;

import org.jspecify.annotations.NullMarked;
