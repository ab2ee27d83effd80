/** FTP, FTPS and archives. */
module io.godwit.transfer.vfs {
    requires transitive io.godwit.spi;
    requires static org.jspecify;
    requires org.apache.commons.compress;
    requires com.github.luben.zstd_jni;
    requires org.apache.commons.net;
    requires jdk.net;

    provides io.godwit.spi.TransferMethod with
            io.godwit.transfer.vfs.ArchiveTransferMethod,
            io.godwit.transfer.vfs.FtpTransferMethod;
}
