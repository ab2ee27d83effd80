/** Tests of SSH: the contracts over Apache MINA in this process and over OpenSSH in the lab. */
@NullMarked
package io.godwit.transfer.ssh;

import org.jspecify.annotations.NullMarked;
