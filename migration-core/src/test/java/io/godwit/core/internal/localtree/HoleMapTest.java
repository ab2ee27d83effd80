package io.godwit.core.internal.localtree;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HoleMapTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path root;

    private FileChannel sparse(long size, long... offsets) throws IOException {
        FileChannel channel = FileChannel.open(
                root.resolve("sparse"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        for (long offset : offsets) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), offset);
        }
        if (channel.size() < size) {
            channel.write(ByteBuffer.wrap(new byte[] {0}), size - 1);
        }
        return channel;
    }

    private static boolean isCovered(List<ByteRange> regions, long at) {
        return regions.stream().anyMatch(range -> range.offset() <= at && at < range.end());
    }

    @Test
    void tellsWhereTheDataIs() throws IOException {
        try (FileChannel channel = sparse(8 * MIB, MIB, 5 * MIB + 100)) {
            List<ByteRange> told = HoleMap.of(root, "sparse".getBytes(StandardCharsets.UTF_8), channel, 8 * MIB);

            assertThat(isCovered(told, MIB)).isTrue();
            assertThat(isCovered(told, 5 * MIB + 102)).isTrue();
            assertThat(isCovered(told, 3 * MIB)).isFalse();
            assertThat(told.stream().mapToLong(ByteRange::length).sum()).isLessThan(MIB);
        }
    }

    @Test
    void readsTheFileWhereNobodyCanTell() throws IOException {
        try (FileChannel channel = sparse(8 * MIB, 0, MIB, 5 * MIB + 100, 8 * MIB - 3)) {
            List<ByteRange> told = HoleMap.of(root, "no such name".getBytes(StandardCharsets.UTF_8), channel, 8 * MIB);

            assertThat(told)
                    .containsExactly(
                            new ByteRange(0, 65536),
                            new ByteRange(MIB, 65536),
                            new ByteRange(5 * MIB, 65536),
                            new ByteRange(8 * MIB - 65536, 65536));
            assertThat(HoleMap.scan(channel, 9 * MIB))
                    .as("what ends before its size")
                    .isEqualTo(told);
        }
    }

    @Test
    void ofVeryManyRegionsTheSmallestHolesCountAsData() {
        HoleMap.Regions regions = new HoleMap.Regions();
        for (long i = 0; i < 200_000; i++) {
            regions.add(i * 8192, 4096);
        }
        regions.add(5, 0);
        List<ByteRange> joined = regions.upTo(200_000L * 8192 - 6000);

        assertThat(joined).hasSizeLessThanOrEqualTo(50_000);
        NavigableMap<Long, ByteRange> byOffset = new TreeMap<>();
        joined.forEach(range -> byOffset.put(range.offset(), range));
        for (long i = 0; i < 199_999; i++) {
            ByteRange range =
                    Objects.requireNonNull(byOffset.floorEntry(i * 8192)).getValue();
            assertThat(range.end()).isGreaterThanOrEqualTo(i * 8192 + 4096);
        }
        assertThat(joined.get(joined.size() - 1).end()).isEqualTo(200_000L * 8192 - 6000);
        for (int i = 1; i < joined.size(); i++) {
            assertThat(joined.get(i).offset())
                    .isGreaterThanOrEqualTo(joined.get(i - 1).end());
        }
    }
}
