package io.godwit.core.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.core.JournalServer;
import io.godwit.core.internal.run.CrashPoint;
import io.godwit.core.internal.run.UnitLedger.Effect;
import io.godwit.spi.Cursor;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.WorkResult;
import io.godwit.tck.lab.FaultProxy;
import io.godwit.tck.lab.LabDatabase;
import io.godwit.tck.lab.LabServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a journal on a server promises, as the one in a file does. */
@Timeout(300)
abstract class ServerJournalContract {
    private static final RunnerIdentity FAR = new RunnerIdentity("other", "far.example.com", "boot", 1, Instant.EPOCH);

    @TempDir
    private Path directory;

    private LabDatabase database = database();

    /** A database of its own for each test. */
    protected abstract LabDatabase database();

    /** Where that is, for the driver. */
    protected abstract String url(LabDatabase database);

    /** The server that it is on. */
    protected abstract LabServer server();

    /** Ends all sessions of the journal at the server. */
    protected abstract void cutOff(LabDatabase database);

    /** Runs a statement past the journal. */
    protected abstract void sql(LabDatabase database, String statement);

    @BeforeEach
    void make() {
        database = database();
    }

    private Journal open() {
        return open(database.password());
    }

    private Journal open(String password) {
        return Journal.open(
                new JournalServer(url(database), database.user(), null),
                () -> Secret.of(password.toCharArray()),
                directory.resolve("state/journal"),
                CrashPoint.NONE);
    }

    @Test
    void whatWasWrittenIsThereForOthers() {
        try (Journal one = open();
                Journal other = open()) {
            Journals.insert(one, "s");
            Journals.insert(one, "s");
            assertThat(other.read(SessionTable::ids)).containsExactly("s");
            assertThat(other.read(handle -> SessionTable.get(handle, "s")).readPlan())
                    .isEqualTo(Journals.plan("s"));
            other.update(null, handle -> SessionTable.requestCancel(handle, "s", Instant.EPOCH));
            assertThat(one.<Boolean>read(handle -> SessionTable.isCancelRequested(handle, "s")))
                    .isTrue();
        }
        try (Journal again = open()) {
            assertThat(again.read(SessionTable::ids)).containsExactly("s");
        }
    }

    @Test
    void unitsAndEffectsAreKeptAsInAFile() {
        String path = "a/long/name/".repeat(400);
        try (Journal journal = open()) {
            Journals.insert(journal, "s");
            Lease lease = Journals.leases(journal).take("s");
            JournalLedger ledger = new JournalLedger(journal, lease.fence(), "units", Clock.systemUTC());
            ledger.intend("u1", List.of(new Effect("file", path + 1, "first"), new Effect("file", path + 2, "\0")));
            ledger.intend("u1", List.of(new Effect("file", path + 1, "second")));
            ledger.done("u2", new WorkResult(1, 5, "{}", List.of()));
            ledger.done("u1", new WorkResult(2, 7, "{\"a\": 1}", List.of()));
            ledger.done("u1", new WorkResult(2, 7, "{\"a\": 2}", List.of()));
            assertThat(ledger.isDone("u1")).isTrue();
            assertThat(ledger.isDone("u3")).isFalse();
            assertThat(ledger.result("u1")).hasValue("{\"a\": 2}");
            assertThat(ledger.sums().bytes()).isEqualTo(12);
            List<Effect> effects = new ArrayList<>();
            try (Cursor<Effect> cursor = ledger.effects()) {
                cursor.forEachRemaining(effects::add);
            }
            assertThat(effects)
                    .containsExactly(new Effect("file", path + 2, "\u2400"), new Effect("file", path + 1, "first"));
            List<String> finished = new ArrayList<>();
            try (var cursor = ledger.finished()) {
                cursor.forEachRemaining(unit -> finished.add(unit.unit()));
            }
            assertThat(finished).containsExactly("u2", "u1");
            ledger.undone(List.of(new Effect("file", path + 1, "first")));
            assertThat(ledger.openEffects()).isEqualTo(1);
            ledger.intend("u1", List.of(new Effect("file", path + 1, "third")));
            assertThat(ledger.openEffects()).isEqualTo(2);
            ledger.reopen("u1");
            assertThat(ledger.isDone("u1")).isFalse();
            ledger.clear();
            assertThat(ledger.openEffects()).isZero();
        }
    }

    @Test
    void oneRunnerAtATimeByTheClockOfTheServer() {
        try (Journal here = open();
                Journal there = open()) {
            Journals.insert(here, "s");
            Leases others = Journals.leases(there, FAR, Duration.ofSeconds(60));
            Lease first = others.take("s");
            assertThatThrownBy(() -> Journals.leases(here).take("s"))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo("session.held"));
            here.update(null, handle -> handle.execute("UPDATE lease SET expires_at = 1"));
            Lease second = Journals.leases(here).take("s");
            assertThat(second.isTakeover()).isTrue();
            assertThat(second.fence().token()).isEqualTo(first.fence().token() + 1);
            assertThatThrownBy(
                            () -> there.update(first.fence(), handle -> SessionTable.clean(handle, "s", Instant.EPOCH)))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo("session.lease-lost"));
            assertThatThrownBy(first::renew)
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo("session.lease-lost"));
            second.renew();
            second.close();
            others.take("s").close();
        }
    }

    @Test
    void theTrailOfSeveralWritersIsOneChain() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Journal one = open();
                Journal other = open()) {
            List<Future<?>> writes = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Journal journal = i % 2 == 0 ? one : other;
                int number = i;
                writes.add(threads.submit(() -> journal.update(
                        null, handle -> AuditTable.append(handle, "s", "me", "test", "" + number, Instant.EPOCH))));
            }
            for (Future<?> write : writes) {
                write.get();
            }
            assertThat(one.<List<?>>read(handle -> AuditTable.list(handle, ""))).hasSize(200);
            assertThat(one.read(AuditTable::firstBroken)).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aServerThatComesBackIsWaitedFor() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(server());
                Journal journal = Journal.open(
                        new JournalServer(url(database.at(proxy.host(), proxy.port())), database.user(), null),
                        () -> Secret.of(database.password().toCharArray()),
                        directory.resolve("state/journal"),
                        CrashPoint.NONE)) {
            Journals.insert(journal, "s");
            assertThat(journal.read(SessionTable::ids)).hasSize(1);
            proxy.refuse().cutNow();
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                Future<?> write = threads.submit(() -> Journals.insert(journal, "t"));
                Future<List<String>> read = threads.submit(() -> journal.read(SessionTable::ids));
                while (proxy.refusals() < 4) {
                    Thread.onSpinWait();
                }
                proxy.heal();
                write.get();
                assertThat(read.get()).contains("s");
            } finally {
                threads.shutdownNow();
            }
            assertThat(journal.read(SessionTable::ids)).containsExactlyInAnyOrder("s", "t");
        }
    }

    @Test
    void sessionsThatTheServerEndedAreMadeAnew() {
        try (Journal journal = open()) {
            Journals.insert(journal, "s");
            assertThat(journal.read(SessionTable::ids)).hasSize(1);
            cutOff(database);
            assertThat(journal.read(SessionTable::ids)).hasSize(1);
            Journals.insert(journal, "t");
            assertThat(journal.read(SessionTable::ids)).containsExactlyInAnyOrder("s", "t");
        }
    }

    @Test
    void whatIsNotOursOrNewerIsLeftAlone() {
        sql(database, "CREATE TABLE theirs (a INTEGER)");
        assertRefused("journal.foreign", database.password());
        database = database();
        open().close();
        sql(database, "UPDATE journal SET version = 99");
        assertRefused("journal.newer", database.password());
        assertRefused("journal.refused", "wrong");
    }

    private void assertRefused(String code, String password) {
        assertThatThrownBy(() -> open(password)).isInstanceOfSatisfying(MigrationException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.toString()).doesNotContain(database.password());
        });
    }

    @Test
    void aFailureTellsNoValueThatWasBound() {
        try (Journal journal = open()) {
            assertThatThrownBy(() -> journal.update(
                            null, handle -> CheckpointTable.put(handle, "nobody", "step", "hunter2", Instant.EPOCH)))
                    .isInstanceOfSatisfying(MigrationException.class, e -> {
                        assertThat(e.code()).isEqualTo("journal.failed");
                        for (Throwable at = e; at != null; at = at.getCause()) {
                            assertThat(at.toString()).doesNotContain("hunter2", "nobody");
                        }
                    });
        }
    }
}
