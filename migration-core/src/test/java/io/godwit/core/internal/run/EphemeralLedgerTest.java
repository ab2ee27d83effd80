package io.godwit.core.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.internal.run.UnitLedger.Effect;
import io.godwit.core.internal.run.UnitLedger.FinishedUnit;
import io.godwit.spi.Cursor;
import io.godwit.spi.WorkResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EphemeralLedgerTest {
    private final UnitLedger ledger = new EphemeralLedger();

    private static <T> List<T> all(Cursor<T> cursor) {
        List<T> all = new ArrayList<>();
        try (cursor) {
            cursor.forEachRemaining(all::add);
        }
        return all;
    }

    private static Effect effect(String object) {
        return new Effect("file", object, "{}");
    }

    @Test
    void keepsWhatAJournalWouldKeep() {
        ledger.intend("one", List.of(effect("a"), effect("b")));
        ledger.intend("one", List.of(effect("a")));
        ledger.done("one", new WorkResult(1, 2, "{\"n\":1}", List.of()));
        ledger.intend("two", List.of(effect("c")));

        assertThat(ledger.isDone("one")).isTrue();
        assertThat(ledger.isDone("two")).isFalse();
        assertThat(ledger.result("one")).contains("{\"n\":1}");
        assertThat(ledger.result("two")).isEmpty();
        assertThat(all(ledger.finished())).containsExactly(new FinishedUnit("one", "{\"n\":1}"));
        assertThat(all(ledger.effects()))
                .as("the newest first, each once")
                .containsExactly(effect("c"), effect("b"), effect("a"));

        ledger.reopen("one");
        ledger.undone(List.of(effect("b")));
        assertThat(ledger.isDone("one")).isFalse();
        assertThat(all(ledger.effects())).containsExactly(effect("c"), effect("a"));

        ledger.clear();
        assertThat(all(ledger.effects())).isEmpty();
        assertThat(all(ledger.finished())).isEmpty();
    }
}
