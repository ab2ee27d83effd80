/**
 * Replaces URLs and paths in what web applications keep: plain text, PHP-serialized values to any depth, JSON with escaped slashes, percent-encoded text. Lengths stay
 * right, hosts that merely look alike stay, and nothing is executed.
 *
 * <pre>{@code
 * SearchReplace replace = SearchReplace.builder()
 *         .url("https://old.example.com", "https://www.example.org/blog")
 *         .path("/home/old/public_html", "/srv/www/new")
 *         .build();
 * byte[] after = replace.apply(before).value();
 * }</pre>
 */
@NullMarked
package io.godwit.adapter.web.replace;

import org.jspecify.annotations.NullMarked;
