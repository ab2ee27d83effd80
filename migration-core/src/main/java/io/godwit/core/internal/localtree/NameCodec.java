package io.godwit.core.internal.localtree;

import io.godwit.core.internal.tree.ExternalSorter;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Keeps names on disk. */
final class NameCodec implements ExternalSorter.Codec<byte[]> {
    static final NameCodec INSTANCE = new NameCodec();

    private static final int OVERHEAD = 24;

    private NameCodec() {}

    @Override
    public void write(byte[] value, DataOutput out) throws IOException {
        out.writeShort(value.length);
        out.write(value);
    }

    @Override
    public byte[] read(DataInput in) throws IOException {
        byte[] value = new byte[in.readUnsignedShort()];
        in.readFully(value);
        return value;
    }

    @Override
    public int weight(byte[] value) {
        return value.length + OVERHEAD;
    }
}
