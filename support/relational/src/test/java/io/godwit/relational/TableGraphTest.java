package io.godwit.relational;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.DatasetName;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.Table;
import io.godwit.spi.Table.ForeignKey;
import io.godwit.spi.Table.ForeignKey.Action;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TableGraphTest {
    private static Table table(String name, String... targets) {
        List<ForeignKey> keys = Stream.of(targets)
                .map(target -> new ForeignKey(
                        "", List.of("x"), DatasetName.of(target), List.of("id"), Action.NO_ACTION, Action.NO_ACTION))
                .toList();
        return new Table(DatasetName.of(name), List.of(), List.of(), List.of(), keys, List.of(), "");
    }

    private static List<String> order(Table... tables) {
        return TableGraph.of(new RelationalSchema("x", List.of(tables), List.of(), List.of())).ordered().stream()
                .map(t -> t.name().name())
                .toList();
    }

    @Test
    void putsThoseReferredToFirst() {
        assertThat(order(table("a", "b", "c"), table("b", "c"), table("c"), table("d", "a", "missing")))
                .containsExactly("c", "b", "a", "d");
    }

    @Test
    void takesCirclesAndSelfReferences() {
        assertThat(order(table("tree", "tree"), table("x", "y"), table("y", "x"), table("z", "x")))
                .containsExactly("tree", "x", "y", "z");
    }

    @Test
    void tellsNeighbours() {
        TableGraph graph = TableGraph.of(new RelationalSchema(
                "x", List.of(table("a", "b", "a"), table("b"), table("c", "b")), List.of(), List.of()));

        assertThat(graph.references(DatasetName.of("a"))).containsExactly(DatasetName.of("a"), DatasetName.of("b"));
        assertThat(graph.referredToBy(DatasetName.of("b"))).containsExactly(DatasetName.of("a"), DatasetName.of("c"));
    }
}
