package io.godwit.example.adapter;

import io.godwit.spi.EntryKind;
import io.godwit.spi.TransformType;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.TypedData;
import io.godwit.tck.TransformTypeContract;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class ConfigureContractTest extends TransformTypeContract {
    @Override
    protected TransformType type() {
        return new ConfigureType();
    }

    @Override
    public List<TypedData> versions() {
        return List.of(ConfigureType.data(Map.of("database", "postgres://db.example.com/notes")));
    }

    @Override
    protected List<FileExample> files() {
        return List.of(
                example("notes.conf", "a = 1\ndatabase = x\n", "a = 1\ndatabase = postgres://db.example.com/notes\n"),
                example("notes.conf", "database=", "database=postgres://db.example.com/notes"),
                example("notes.conf", "", ""),
                example("uploads/notes.conf", "database = x\n", null),
                example("index.html", "database = x\n", null));
    }

    private static FileExample example(String path, String content, @org.jspecify.annotations.Nullable String becomes) {
        TreeEntry entry = TreeEntry.of(TreePath.of(path), EntryKind.FILE)
                .size(content.length())
                .build();
        return new FileExample(entry, hex(content), Optional.ofNullable(becomes).map(ConfigureContractTest::hex));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
