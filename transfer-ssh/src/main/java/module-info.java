/** SSH, SFTP, SCP and rsync. */
module io.godwit.transfer.ssh {
    requires transitive io.godwit.spi;
    requires io.godwit.toolkit;
    requires static org.jspecify;
    requires com.hierynomus.sshj;
    requires org.apache.commons.exec;
    requires org.slf4j;

    provides io.godwit.spi.TransferMethod with
            io.godwit.transfer.ssh.SshTransferMethod;
    provides io.godwit.spi.HostConnector with
            io.godwit.transfer.ssh.SshHostConnector;
}
