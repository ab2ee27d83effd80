/** WordPress, static sites, and what web applications have in common. */
@org.jspecify.annotations.NullMarked
package io.godwit.adapter.web;
