/** Trees in object stores. */
@org.jspecify.annotations.NullMarked
package io.godwit.transfer.cloud;
