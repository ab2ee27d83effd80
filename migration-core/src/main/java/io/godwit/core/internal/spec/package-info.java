/** The specification: its schema, how it is read from YAML, TOML and JSON, and its canonical form. */
@NullMarked
package io.godwit.core.internal.spec;

import org.jspecify.annotations.NullMarked;
