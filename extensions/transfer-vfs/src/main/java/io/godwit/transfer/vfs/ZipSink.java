package io.godwit.transfer.vfs;

import io.godwit.spi.EntryKind;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.attribute.FileTime;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/** Writes a zip: names in UTF-8, modes and links as Unix does, times to 100 ns, sizes beyond 4 GiB. */
final class ZipSink implements ArchiveSink {
    private final ZipArchiveOutputStream zip;

    ZipSink(OutputStream out, int level) {
        zip = new ZipArchiveOutputStream(out);
        zip.setEncoding("UTF-8");
        zip.setUseLanguageEncodingFlag(true);
        zip.setUseZip64(Zip64Mode.AsNeeded);
        zip.setLevel(level < 0 ? Deflater.DEFAULT_COMPRESSION : Math.min(level, 9));
    }

    @Override
    public boolean keepsHoles() {
        return false;
    }

    @Override
    public void begin(TreeEntry entry, @Nullable Stored stored) throws IOException {
        String name = entry.path().text().orElseThrow(() -> TreeFailures.notRepresentable(entry.path()));
        boolean isDirectory = entry.isDirectory();
        ZipArchiveEntry header = new ZipArchiveEntry(isDirectory ? (name.isEmpty() ? "./" : name + "/") : name);
        header.setUnixMode(kind(entry.kind()) | entry.mode().orElse(isDirectory ? 0755 : 0644));
        entry.modified().ifPresent(time -> header.setLastModifiedTime(FileTime.from(time)));
        byte[] target =
                entry.kind() == EntryKind.SYMLINK ? entry.target().orElseThrow().bytes() : new byte[0];
        header.setMethod(entry.isFile() && entry.size() > 0 ? ZipEntry.DEFLATED : ZipEntry.STORED);
        if (entry.isFile()) {
            header.setSize(entry.size());
        }
        if (header.getMethod() == ZipEntry.STORED) {
            java.util.zip.CRC32 sum = new java.util.zip.CRC32();
            sum.update(target);
            header.setSize(target.length);
            header.setCrc(sum.getValue());
        }
        zip.putArchiveEntry(header);
        zip.write(target);
    }

    private static int kind(EntryKind kind) {
        return switch (kind) {
            case DIRECTORY -> UnixStat.DIR_FLAG;
            case SYMLINK -> UnixStat.LINK_FLAG;
            default -> UnixStat.FILE_FLAG;
        };
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
        zip.write(bytes, 0, length);
    }

    @Override
    public void end() throws IOException {
        zip.closeArchiveEntry();
    }

    @Override
    public boolean link(TreeEntry entry, TreePath first) {
        return false;
    }

    @Override
    public void finish() throws IOException {
        zip.finish();
        zip.close();
    }
}
