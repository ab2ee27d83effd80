/** This machine as a host: its facts, its commands, its sockets. */
@NullMarked
package io.godwit.core.internal.host;

import org.jspecify.annotations.NullMarked;
