/** The rules between the modules: which may know which, and that both provider lists agree. */
@NullMarked
package io.godwit.architecture;

import org.jspecify.annotations.NullMarked;
