/**
 * A plugin by a vendor, against the SPI and its compatibility kit alone: it moves Notes, a web application for short texts whose site is a directory with
 * {@code notes.conf} (settings, one {@code key = value} a line), {@code uploads/}, {@code uploads.idx} (a list of these that Notes makes), {@code cache/}, and a
 * database that {@code notes.conf} names.
 *
 * <p>Begin with {@link io.godwit.example.adapter.NotesAdapter}.
 */
@NullMarked
package io.godwit.example.adapter;

import org.jspecify.annotations.NullMarked;
