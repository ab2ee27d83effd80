/** A host application that composes migrations in code. */
@NullMarked
package io.godwit.example.embedding;

import org.jspecify.annotations.NullMarked;
