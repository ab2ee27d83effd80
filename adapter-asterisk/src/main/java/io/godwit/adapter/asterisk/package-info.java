/**
 * Asterisk: what a PBX consists of, how two of them differ, and how one is moved. Its configuration is read as Asterisk reads it, and every byte that nobody means to
 * change stays.
 */
@org.jspecify.annotations.NullMarked
package io.godwit.adapter.asterisk;
