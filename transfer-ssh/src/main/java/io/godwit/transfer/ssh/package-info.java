/** ssh://, sftp:// and scp://, rsync, remote commands and tunnels. */
@NullMarked
package io.godwit.transfer.ssh;

import org.jspecify.annotations.NullMarked;
