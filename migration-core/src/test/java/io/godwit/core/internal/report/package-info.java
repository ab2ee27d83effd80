@NullMarked
package io.godwit.core.internal.report;

import org.jspecify.annotations.NullMarked;
