/** A plugin by a vendor, against the SPI and its compatibility kit alone. */
@NullMarked
package io.godwit.example.adapter;

import org.jspecify.annotations.NullMarked;
