package io.godwit.transfer.vfs;

import io.godwit.spi.EntryKind;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Writes a tar, compressed or not. */
final class TarSink implements ArchiveSink {
    private final OutputStream out;
    private final TarOut tar;

    TarSink(OutputStream out) {
        this.out = out;
        this.tar = new TarOut(out);
    }

    @Override
    public boolean keepsHoles() {
        return true;
    }

    @Override
    public void begin(TreeEntry entry, @Nullable Stored stored) throws IOException {
        if (entry.kind() != EntryKind.FILE || stored == null) {
            tar.begin(entry.path(), entry, null, 0);
        } else {
            tar.begin(entry.path(), entry, stored.regions(), stored.length());
        }
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
        tar.write(bytes, 0, length);
    }

    @Override
    public void end() throws IOException {
        tar.end();
    }

    @Override
    public boolean link(TreeEntry entry, TreePath first) throws IOException {
        tar.link(entry.path(), first, entry);
        return true;
    }

    @Override
    public void finish() throws IOException {
        tar.finish();
        out.close();
    }
}
