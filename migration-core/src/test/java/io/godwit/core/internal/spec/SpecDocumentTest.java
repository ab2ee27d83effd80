package io.godwit.core.internal.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.internal.spec.Shape.Either;
import io.godwit.core.internal.spec.Shape.Many;
import io.godwit.core.internal.spec.Shape.Nested;
import io.godwit.core.internal.spec.Shape.Table;
import io.godwit.core.internal.spec.Shape.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** docs/spec.md explains every key and every word that the loader knows. */
class SpecDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "spec.md");
    private static final int DEEPEST = 8;

    @Test
    void everyKeyAndWordIsExplained() throws IOException {
        Set<String> words = new TreeSet<>();
        collect(SpecSchema.ROOT, words, 0);
        assertThat(words).contains("hybrid_sync", "go_accelerated", "db_type", "verify-full", "iterations");
        String document = Files.readString(DOCUMENT);
        assertThat(words).allSatisfy(word -> assertThat(document).contains("`" + word + "`"));
    }

    private static void collect(Shape shape, Set<String> words, int depth) {
        if (depth > DEEPEST) {
            return;
        }
        if (shape instanceof Nested nested) {
            collect(nested.shape().get(), words, depth + 1);
        } else if (shape instanceof Either either) {
            collect(either.value(), words, depth + 1);
            collect(either.parts(), words, depth + 1);
        } else if (shape instanceof Many many) {
            collect(many.item(), words, depth + 1);
        } else if (shape instanceof Value value) {
            words.addAll(value.words().keySet());
        } else if (shape instanceof Table table) {
            table.keys().forEach(key -> {
                words.add(key.name());
                collect(key.shape(), words, depth + 1);
            });
        }
    }
}
