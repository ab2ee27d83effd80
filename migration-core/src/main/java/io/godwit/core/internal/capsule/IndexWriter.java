package io.godwit.core.internal.capsule;

import io.godwit.core.internal.capsule.CapsuleManifest.Block;
import io.godwit.core.internal.tree.PathText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes the index of a tree: its entries in order, some thousand compressed together, so that one is found without reading all. */
final class IndexWriter {
    private static final int ENTRIES = 1000;

    private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
    private final List<Block> blocks = new ArrayList<>();
    private final StringBuilder lines = new StringBuilder();
    private String first = "";
    private boolean isDirectory;
    private int count;

    void add(IndexEntry entry) {
        if (count == 0) {
            first = PathText.of(entry.entry().path());
            isDirectory = entry.entry().isDirectory();
        }
        lines.append(entry.json()).append('\n');
        if (++count == ENTRIES) {
            flush();
        }
    }

    private void flush() {
        if (count > 0) {
            byte[] block = Packed.pack(lines.toString().getBytes(StandardCharsets.UTF_8));
            blocks.add(new Block(first, isDirectory, packed.size(), block.length));
            packed.writeBytes(block);
            lines.setLength(0);
            count = 0;
        }
    }

    byte[] bytes() {
        flush();
        return packed.toByteArray();
    }

    List<Block> blocks() {
        flush();
        return List.copyOf(blocks);
    }
}
