package io.godwit.example.adapter;

import io.godwit.spi.FileContent;
import io.godwit.spi.Transform;
import io.godwit.spi.TransformType;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TypedData;
import java.util.Map;
import java.util.Optional;

/** Gives settings in {@code notes.conf} other values while the file is under way; every other byte stays. */
public final class ConfigureType implements TransformType {
    private static final String ID = "notes:configure";
    private static final long MOST_BYTES = 1 << 20;

    /** For the discovery. */
    public ConfigureType() {}

    /** Data of this type. */
    static TypedData data(Map<String, String> values) {
        return new TypedData(ID, 1, Json.write(Map.of("values", values)));
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Transform open(TypedData data) {
        try {
            return new Configure(Json.texts(Json.read(data.json()), "values"));
        } catch (IllegalArgumentException e) {
            throw NotesFailures.badTransform(ID, e);
        }
    }

    private record Configure(Map<String, String> values) implements Transform {
        @Override
        public String describe() {
            return "sets " + String.join(", ", values.keySet()) + " in " + NotesConfig.FILE;
        }

        @Override
        public boolean concerns(TreeEntry entry) {
            return entry.isFile() && entry.path().equals(NotesConfig.FILE);
        }

        @Override
        public Optional<FileContent> rewrite(TreeEntry entry, FileContent content) {
            if (!concerns(entry)) {
                return Optional.empty();
            }
            NotesConfig config = NotesConfig.of(Contents.readAll(entry.path(), content, MOST_BYTES));
            return Optional.of(Contents.of(config.with(values).bytes(), content::close));
        }
    }
}
