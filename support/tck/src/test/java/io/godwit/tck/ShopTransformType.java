package io.godwit.tck;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Transform;
import io.godwit.spi.TransformType;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TypedData;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Makes the shop's file loud. */
public final class ShopTransformType implements TransformType {
    /** For the discovery. */
    public ShopTransformType() {}

    @Override
    public String id() {
        return "shop:loud";
    }

    @Override
    public Transform open(TypedData data) {
        if (!data.json().equals("{}")) {
            throw MigrationException.of(ErrorCategory.CONFIGURATION, "transform.bad-data", "it takes nothing")
                    .build();
        }
        return new Transform() {
            @Override
            public String describe() {
                return "makes the shop loud";
            }

            @Override
            public boolean concerns(TreeEntry entry) {
                return entry.path().equals(ShopAdapter.FILE);
            }

            @Override
            public Optional<FileContent> rewrite(TreeEntry entry, FileContent content) {
                if (!concerns(entry)) {
                    return Optional.empty();
                }
                String text = new String(TestContents.readAll(content), StandardCharsets.UTF_8);
                return Optional.of(TestContents.of(text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8)));
            }
        };
    }
}
