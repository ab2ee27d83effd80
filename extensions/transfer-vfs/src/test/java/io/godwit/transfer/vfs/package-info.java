/** Trees behind FTP, and trees in archives. */
@org.jspecify.annotations.NullMarked
package io.godwit.transfer.vfs;
