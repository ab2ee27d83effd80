package io.godwit.transfer.vfs;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import io.godwit.spi.TreeCapabilities.Feature;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** The kinds of archives. */
enum ArchiveFormat {
    ZIP(Duration.ofNanos(100)),
    TAR(Duration.ofNanos(1)),
    TGZ(Duration.ofNanos(1)),
    TBZ2(Duration.ofNanos(1)),
    TZST(Duration.ofNanos(1));

    private static final int BUFFER = 64 * 1024;

    private final Duration resolution;

    ArchiveFormat(Duration resolution) {
        this.resolution = resolution;
    }

    String scheme() {
        return name().toLowerCase(Locale.ROOT);
    }

    Duration resolution() {
        return resolution;
    }

    boolean isTar() {
        return this != ZIP;
    }

    /** Whether its bytes are those of the archive, so that a range of them can be read alone. */
    boolean isPlain() {
        return this == TAR;
    }

    /** In what the parts of an archive under way are stored: a tar; that of a zip is compressed quickly. */
    ArchiveFormat working() {
        return this == ZIP ? TGZ : this;
    }

    Set<Feature> features() {
        EnumSet<Feature> features = EnumSet.of(
                Feature.SORTED_LISTING,
                Feature.MODES,
                Feature.OWNERS,
                Feature.SYMLINKS,
                Feature.CASE_SENSITIVE,
                Feature.DIRECTORIES,
                Feature.DIRECTORY_TIMES,
                Feature.ATOMIC_COMMIT,
                Feature.RENAME,
                Feature.CHEAP_PRESERVE);
        if (isTar()) {
            features.addAll(
                    Set.of(Feature.HARD_LINKS, Feature.SPARSE, Feature.EXTENDED_ATTRIBUTES, Feature.BYTE_NAMES));
        } else {
            features.remove(Feature.OWNERS);
        }
        return Collections.unmodifiableSet(features);
    }

    /**
     * Compresses. What several of these streams wrote may be joined, and is read as one.
     *
     * @param out where to; closed with the stream returned
     * @param level how hard to try, or -1 for the usual
     */
    OutputStream compress(OutputStream out, int level) throws IOException {
        return switch (this) {
            case TGZ -> new Gzip(out, level < 0 ? Deflater.DEFAULT_COMPRESSION : Math.min(level, 9));
            case TBZ2 -> new BZip2CompressorOutputStream(out, level < 1 ? 9 : Math.min(level, 9));
            case TZST -> new ZstdOutputStream(out, level < 0 ? 3 : level).setChecksum(true);
            case TAR, ZIP -> out;
        };
    }

    /** Takes the compression away; fails where it was cut off. */
    InputStream decompress(InputStream in) throws IOException {
        InputStream buffered = new BufferedInputStream(in, BUFFER);
        return switch (this) {
            case TGZ ->
                new BufferedInputStream(
                        GzipCompressorInputStream.builder()
                                .setInputStream(buffered)
                                .setDecompressConcatenated(true)
                                .get(),
                        BUFFER);
            case TBZ2 -> new BufferedInputStream(new BZip2CompressorInputStream(buffered, true), BUFFER);
            case TZST -> new BufferedInputStream(new ZstdInputStream(buffered), BUFFER);
            case TAR, ZIP -> buffered;
        };
    }

    private static final class Gzip extends GZIPOutputStream {
        Gzip(OutputStream out, int level) throws IOException {
            super(out, BUFFER);
            def.setLevel(level);
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                def.end();
            }
        }
    }
}
