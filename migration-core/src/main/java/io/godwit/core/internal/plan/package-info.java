/** Makes plans: from specifications, blueprints and pipelines, and writes and reads them. */
@NullMarked
package io.godwit.core.internal.plan;

import org.jspecify.annotations.NullMarked;
