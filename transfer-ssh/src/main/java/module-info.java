/** SSH, SFTP, SCP and rsync. */
module io.godwit.transfer.ssh {
    requires transitive io.godwit.spi;
    requires io.godwit.toolkit;
    requires static org.jspecify;
    requires com.hierynomus.sshj;
    requires org.apache.commons.exec;
    requires org.slf4j;
}
