package io.godwit.core.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.internal.run.UnitLedger.Effect;
import io.godwit.core.internal.run.UnitLedger.FinishedUnit;
import io.godwit.spi.Cursor;
import io.godwit.spi.WorkResult;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("guarantee-journal-first")
final class JournalLedgerTest {
    @TempDir
    private Path directory;

    private @Nullable Journal journal;
    private @Nullable Lease lease;

    @BeforeEach
    void open() {
        Journal opened = Journals.open(directory);
        Journals.insert(opened, "s");
        lease = Journals.leases(opened).take("s");
        journal = opened;
    }

    @AfterEach
    void close() {
        Objects.requireNonNull(lease).close();
        Objects.requireNonNull(journal).close();
    }

    private JournalLedger ledger(String name) {
        return new JournalLedger(
                Objects.requireNonNull(journal), Objects.requireNonNull(lease).fence(), name, Clock.systemUTC());
    }

    private static WorkResult result(long items, long bytes, String json) {
        return new WorkResult(items, bytes, json, List.of());
    }

    private static <T> List<T> all(Cursor<T> cursor) {
        List<T> values = new ArrayList<>();
        try (cursor) {
            cursor.forEachRemaining(values::add);
        }
        return values;
    }

    @Test
    void aUnitIsDoneFromDoneOn() {
        JournalLedger ledger = ledger("a");
        assertThat(ledger.isDone("u")).isFalse();
        ledger.intend("u", List.of());
        assertThat(ledger.isDone("u")).isFalse();
        assertThat(ledger.result("u")).isEmpty();
        ledger.done("u", result(2, 10, "{\"a\":1}"));
        assertThat(ledger.isDone("u")).isTrue();
        assertThat(ledger("a").result("u")).contains("{\"a\":1}");
        assertThat(ledger("b").isDone("u")).isFalse();
        assertThat(ledger.sums()).isEqualTo(result(2, 10, "{}"));
        ledger.done("u", result(3, 11, "{\"a\":2}"));
        assertThat(ledger.result("u")).contains("{\"a\":2}");
        assertThat(ledger.sums().items()).isEqualTo(3);
        ledger.reopen("u");
        ledger.reopen("nobody");
        assertThat(ledger.isDone("u")).isFalse();
        assertThat(ledger.sums().bytes()).isZero();
    }

    @Test
    void effectsComeTheNewestFirstAndTheFirstWordOnEachStays() {
        JournalLedger ledger = ledger("a");
        ledger.intend("u1", List.of(new Effect("file", "x", "1"), new Effect("file", "y", "1")));
        ledger.intend("u2", List.of(new Effect("file", "z", "1")));
        ledger.intend("u1", List.of(new Effect("file", "x", "2"), new Effect("file", "w", "2")));
        assertThat(all(ledger.effects()))
                .containsExactly(
                        new Effect("file", "w", "2"),
                        new Effect("file", "z", "1"),
                        new Effect("file", "y", "1"),
                        new Effect("file", "x", "1"));
        ledger.undone(List.of(new Effect("file", "w", "2"), new Effect("file", "x", "1")));
        ledger.undone(List.of());
        assertThat(all(ledger.effects())).extracting(Effect::object).containsExactly("z", "y");
        assertThat(ledger.openEffects()).isEqualTo(2);
        // What was undone may be done again, and then has a new past.
        ledger.intend("u1", List.of(new Effect("file", "x", "3")));
        assertThat(all(ledger.effects())).contains(new Effect("file", "x", "3"));
    }

    @Test
    void longListsComeWholeAndInOrderWhileTheyAreChanged() {
        JournalLedger ledger = ledger("a");
        List<Effect> effects = new ArrayList<>();
        for (int i = 0; i < 2500; i++) {
            effects.add(new Effect("file", "f" + i, "{}"));
        }
        ledger.intend("u", effects);
        int seen = 2499;
        try (Cursor<Effect> cursor = ledger.effects()) {
            while (cursor.hasNext()) {
                Effect effect = cursor.next();
                assertThat(effect.object()).isEqualTo("f" + seen--);
                if (seen % 500 == 0) {
                    ledger.undone(List.of(effect));
                }
            }
        }
        assertThat(seen).isEqualTo(-1);
        for (int i = 0; i < 1200; i++) {
            ledger.done("unit-" + i, result(1, 1, "" + i));
        }
        assertThat(all(ledger.finished()))
                .extracting(FinishedUnit::json)
                .hasSize(1200)
                .startsWith("0", "1")
                .endsWith("1199");
    }

    @Test
    void aClearedLedgerIsEmptyAndTheOthersAreNot() {
        ledger("a").intend("u", List.of(new Effect("file", "x", "1")));
        ledger("a").done("u", result(1, 1, "{}"));
        ledger("b").done("u", result(1, 1, "{}"));
        ledger("a").clear();
        assertThat(ledger("a").isDone("u")).isFalse();
        assertThat(all(ledger("a").effects())).isEmpty();
        assertThat(ledger("b").isDone("u")).isTrue();
    }
}
