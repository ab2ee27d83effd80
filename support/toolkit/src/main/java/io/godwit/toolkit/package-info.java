/** What plugins share: quoting, a file tree over any host, rewriting, config editors. */
@NullMarked
package io.godwit.toolkit;

import org.jspecify.annotations.NullMarked;
