/** The demonstration: a site and a shop's database made on the spot, moved for real. */
@NullMarked
package io.godwit.cli.demo;

import org.jspecify.annotations.NullMarked;
