package io.godwit.core.internal.tree;

import io.godwit.spi.ByteRange;
import io.godwit.spi.FileContent;
import io.godwit.spi.Transform;
import io.godwit.spi.TransformType;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TypedData;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Turns text files into capitals, byte by byte, and leaves those alone that it was told not to change. */
final class Upper implements TransformType {
    static final String ID = "test:upper";

    static TypedData data(int version) {
        return new TypedData(ID, version, "{}");
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Transform open(TypedData data) {
        return new Transform() {
            @Override
            public String describe() {
                return "text in capitals";
            }

            @Override
            public boolean concerns(TreeEntry entry) {
                return entry.path().toString().endsWith(".txt");
            }

            @Override
            public Optional<FileContent> rewrite(TreeEntry entry, FileContent content) {
                return entry.path().toString().endsWith("plain.txt")
                        ? Optional.empty()
                        : Optional.of(new Loud(content));
            }
        };
    }

    /** How long the result is, is not known before it is read. */
    private record Loud(FileContent content) implements FileContent {
        @Override
        public OptionalLong size() {
            return OptionalLong.empty();
        }

        @Override
        public List<ByteRange> regions() {
            return List.of();
        }

        @Override
        public int read(ByteBuffer into) {
            int begin = into.position();
            int count = content.read(into);
            for (int i = begin; i < begin + count; i++) {
                byte b = into.get(i);
                into.put(i, b >= 'a' && b <= 'z' ? (byte) (b - 32) : b);
            }
            return count;
        }

        @Override
        public void close() {
            content.close();
        }
    }
}
