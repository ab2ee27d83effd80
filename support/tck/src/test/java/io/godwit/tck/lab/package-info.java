@NullMarked
package io.godwit.tck.lab;

import org.jspecify.annotations.NullMarked;
