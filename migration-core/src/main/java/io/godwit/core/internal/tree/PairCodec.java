package io.godwit.core.internal.tree;

import io.godwit.spi.TreeEntry;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Keeps pairs on disk. */
final class PairCodec implements ExternalSorter.Codec<EntryPair> {
    @Override
    public void write(EntryPair value, DataOutput out) throws IOException {
        write(value.source().orElse(null), out);
        write(value.target().orElse(null), out);
    }

    private static void write(@org.jspecify.annotations.Nullable TreeEntry entry, DataOutput out) throws IOException {
        out.writeBoolean(entry != null);
        if (entry != null) {
            EntryCodec.INSTANCE.write(entry, out);
        }
    }

    @Override
    public EntryPair read(DataInput in) throws IOException {
        TreeEntry source = in.readBoolean() ? EntryCodec.INSTANCE.read(in) : null;
        TreeEntry target = in.readBoolean() ? EntryCodec.INSTANCE.read(in) : null;
        return new EntryPair(source, target);
    }

    @Override
    public int weight(EntryPair value) {
        return value.source().map(EntryCodec.INSTANCE::weight).orElse(0)
                + value.target().map(EntryCodec.INSTANCE::weight).orElse(0);
    }
}
