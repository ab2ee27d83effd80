/** Writes reports: JSON for programs, Markdown for tickets, one self-contained page for people. */
@NullMarked
package io.godwit.core.internal.report;

import org.jspecify.annotations.NullMarked;
