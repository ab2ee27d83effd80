package io.godwit.db.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.spi.Dataset;
import io.godwit.spi.Location;
import io.godwit.spi.Snapshot;
import io.godwit.spi.Snapshot.Scope;
import io.godwit.tck.TckContext;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConnection;

class SqliteSnapshotTest {
    private static final int READERS = 4;

    @TempDir
    Path directory;

    private static SqliteFixture account(Path file, String journal) throws SQLException {
        return SqliteFixture.of(
                file,
                "PRAGMA journal_mode = " + journal,
                "CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER)",
                "INSERT INTO counter VALUES (1, 0)");
    }

    /** Commits as fast as it can until its standard input ends; a process of its own, since SQLite's locks are by process. */
    static final class Writer {
        private Writer() {}

        /** Writes to the database given, and prints how often it did. */
        public static void main(String[] arguments) throws Exception {
            int commits = 0;
            try (Connection connection = new SqliteFixture(Path.of(arguments[0])).write();
                    Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA synchronous = OFF");
                statement.execute("PRAGMA busy_timeout = 20");
                System.out.println("ready");
                while (System.in.available() == 0) {
                    try {
                        statement.execute("UPDATE counter SET n = n + 1");
                        commits++;
                    } catch (SQLException e) {
                        // Busy: readers hold the file, which is how a rollback journal works.
                        if (e.getErrorCode() != 5) {
                            throw e;
                        }
                    }
                }
            }
            System.out.println(commits);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"WAL", "DELETE"})
    void allReadersSeeOneStateWhileOthersWrite(String journal) throws Exception {
        SqliteFixture fixture = account(directory.resolve(journal + ".db"), journal);
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        fixture.file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ExecutorService threads = Executors.newFixedThreadPool(READERS);
        try (SqliteDatabase database = fixture.open("evidence", "declared");
                BufferedReader said = writer.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).isEqualTo("ready");
            TckContext context = new TckContext().parallelism(READERS);
            Set<String> states = new HashSet<>();
            Set<Scope> scopes = EnumSet.noneOf(Scope.class);
            for (int i = 0; i < 40; i++) {
                try (Snapshot snapshot = database.snapshot(context)) {
                    scopes.add(snapshot.scope());
                    Dataset counter = SqliteFixture.dataset(snapshot, "counter", context);
                    List<Future<List<String>>> reads = new ArrayList<>();
                    for (int reader = 0; reader < READERS; reader++) {
                        reads.add(threads.submit(() -> SqliteFixture.rows(snapshot, counter, 1 << 20, context)));
                    }
                    Set<List<String>> seen = new HashSet<>();
                    for (Future<List<String>> read : reads) {
                        seen.add(read.get(30, TimeUnit.SECONDS));
                    }
                    assertThat(seen).hasSize(1);
                    states.add(String.valueOf(seen));
                }
            }
            writer.getOutputStream().write('\n');
            writer.getOutputStream().flush();
            assertThat(Integer.parseInt(said.readLine())).isPositive();
            assertThat(states).hasSizeGreaterThan(1);
            assertThat(scopes).contains(Scope.THIS_PROCESS);
        } finally {
            writer.destroyForcibly();
            threads.shutdown();
        }
    }

    @Test
    void oneConnectionHasToDoWhereNothingElseDoes() throws Exception {
        SqliteFixture fixture = account(directory.resolve("alone.db"), "DELETE");
        SqliteFile file = SqliteFile.of(Location.of("sqlite://" + fixture.file));
        try (SqliteReaders readers = SqliteReaders.open(file, 0, fixture.context)) {
            assertThat(readers.isShared()).isFalse();
            SQLiteConnection reader = readers.take(fixture.context);
            assertThat(reader).isSameAs(readers.guard());
            readers.give(reader);
        }
    }

    @Test
    void keepsItsStateAndLetsOthersWriteInWalMode() throws Exception {
        SqliteFixture fixture = account(directory.resolve("wal.db"), "WAL");
        try (SqliteDatabase database = fixture.open();
                Snapshot snapshot = database.snapshot(fixture.context)) {
            Dataset counter = SqliteFixture.dataset(snapshot, "counter", fixture.context);
            fixture.execute("UPDATE counter SET n = 99", "PRAGMA wal_checkpoint", "CREATE TABLE later (x)");

            assertThat(SqliteFixture.rows(snapshot, counter, 1, fixture.context))
                    .containsExactly("1|0");
            assertThat(snapshot.datasets(fixture.context)).hasSize(1);
            assertThat(snapshot.scope()).isEqualTo(Scope.THIS_PROCESS);
            assertThat(snapshot.position()).isEmpty();
            try (Snapshot second = database.snapshot(fixture.context)) {
                assertThat(second.id()).isNotEqualTo(snapshot.id());
                assertThat(SqliteFixture.rows(second, counter, 1, fixture.context))
                        .containsExactly("1|99");
            }
        }
    }

    @Test
    void readersBeyondTheLimitWaitForTheirTurn() throws Exception {
        SqliteFixture fixture = account(directory.resolve("turn.db"), "DELETE");
        TckContext two = new TckContext().parallelism(2);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (SqliteDatabase database = fixture.open();
                Snapshot snapshot = database.snapshot(two)) {
            Dataset counter = SqliteFixture.dataset(snapshot, "counter", two);
            AtomicInteger done = new AtomicInteger();
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                all.add(threads.submit(() -> {
                    assertThat(SqliteFixture.rows(snapshot, counter, 1, two)).containsExactly("1|0");
                    done.incrementAndGet();
                }));
            }
            for (Future<?> one : all) {
                one.get(30, TimeUnit.SECONDS);
            }
            assertThat(done).hasValue(100);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void isOfNoUseOnceClosed() throws Exception {
        SqliteFixture fixture = account(directory.resolve("closed.db"), "DELETE");
        try (SqliteDatabase database = fixture.open()) {
            Snapshot snapshot = database.snapshot(fixture.context);
            Dataset counter = SqliteFixture.dataset(snapshot, "counter", fixture.context);
            snapshot.close();
            snapshot.close();

            assertThatThrownBy(() -> SqliteFixture.rows(snapshot, counter, 1, fixture.context))
                    .isInstanceOf(Exception.class);
            fixture.execute("UPDATE counter SET n = 5");
        }
    }
}
