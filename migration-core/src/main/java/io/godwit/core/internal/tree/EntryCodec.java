package io.godwit.core.internal.tree;

import io.godwit.spi.TreeEntry;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Keeps entries on disk. */
final class EntryCodec implements ExternalSorter.Codec<TreeEntry> {
    static final EntryCodec INSTANCE = new EntryCodec();

    private static final int OVERHEAD = 400;

    private EntryCodec() {}

    @Override
    public void write(TreeEntry value, DataOutput out) throws IOException {
        byte[] json = EntryJson.text(EntryJson.write(value)).getBytes(StandardCharsets.UTF_8);
        out.writeInt(json.length);
        out.write(json);
    }

    @Override
    public TreeEntry read(DataInput in) throws IOException {
        byte[] json = new byte[in.readInt()];
        in.readFully(json);
        return EntryJson.read(EntryJson.parse(new String(json, StandardCharsets.UTF_8)));
    }

    @Override
    public int weight(TreeEntry value) {
        int extended =
                value.extended().values().stream().mapToInt(String::length).sum();
        return OVERHEAD + value.path().length() * 2 + extended;
    }
}
