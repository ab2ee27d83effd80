package io.godwit.core.internal.localtree;

import io.godwit.spi.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The book of a large file: a line when a range is begun and one when it is on the medium, each appended whole. A line that was
 * torn by a crash does not end as it should and counts for nothing. Several processes may append.
 */
final class RangeBook {
    private final Path file;

    RangeBook(Path file) {
        this.file = file;
    }

    /**
     * Notes that a range is going to be written.
     *
     * @return whether nothing of it was ever written
     */
    boolean begin(ByteRange range) throws IOException {
        boolean fresh = read().isUntouched(range);
        append('b', range);
        return fresh;
    }

    /** Notes that a range is on the medium. */
    void end(ByteRange range) throws IOException {
        append('w', range);
    }

    private void append(char what, ByteRange range) throws IOException {
        String line = "\n" + what + " " + range.offset() + " " + range.length() + " .";
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
    }

    Pages read() throws IOException {
        List<ByteRange> begun = new ArrayList<>();
        List<ByteRange> written = new ArrayList<>();
        try {
            for (String line :
                    Files.readString(file, StandardCharsets.ISO_8859_1).split("\n", -1)) {
                String[] parts = line.split(" ", -1);
                if (parts.length == 4 && parts[3].equals(".") && parts[1].matches("\\d+") && parts[2].matches("\\d+")) {
                    ByteRange range = new ByteRange(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
                    (parts[0].equals("w") ? written : begun).add(range);
                }
            }
        } catch (NoSuchFileException empty) {
            return new Pages(List.of(), List.of());
        }
        return new Pages(joined(begun), joined(written));
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    private static List<ByteRange> joined(List<ByteRange> ranges) {
        List<ByteRange> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparingLong(ByteRange::offset));
        List<ByteRange> joined = new ArrayList<>();
        for (ByteRange one : sorted) {
            ByteRange last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && one.offset() <= last.end()) {
                long end = Math.max(last.end(), one.end());
                joined.set(joined.size() - 1, new ByteRange(last.offset(), end - last.offset()));
            } else {
                joined.add(one);
            }
        }
        return joined;
    }

    /**
     * What the book says.
     *
     * @param begun ranges that may have been written, ascending and disjoint
     * @param written ranges that are on the medium, ascending and disjoint
     */
    record Pages(List<ByteRange> begun, List<ByteRange> written) {
        boolean isUntouched(ByteRange range) {
            return begun.stream().noneMatch(one -> one.offset() < range.end() && range.offset() < one.end());
        }

        boolean covers(long size) {
            return size == 0 || written.stream().anyMatch(one -> one.offset() == 0 && one.end() >= size);
        }
    }
}
