package io.godwit.core.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.godwit.core.Plugins;
import io.godwit.spi.Connections;
import io.godwit.spi.Database;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileTree;
import io.godwit.spi.Finding;
import io.godwit.spi.Host;
import io.godwit.spi.HostConnector;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSource;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.SecretResolver;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ConnectionPoolTest {
    private static final Location HERE = Location.of("fake://here/a");
    private static final WriteToken TOKEN = new WriteToken("s", "u", 1);

    private final FakePlaces places = new FakePlaces();
    private final RunCancellation token = new RunCancellation("the run");
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> secretsSeen = new ArrayList<>();
    private final ConnectionPool pool = pool(SideRights.of());
    private final WorkContext context = pool.context();

    private ConnectionPool pool(SideRights rights) {
        Plugins plugins = Plugins.builder()
                .add(TransferMethod.class, places.trees())
                .add(HostConnector.class, places.hosts())
                .add(DatabaseMigrator.class, places.databases())
                .add(SecretResolver.class, new Vault())
                .build();
        return new ConnectionPool(
                plugins,
                rights,
                secret -> secretsSeen.add(secret.reveal()),
                connections -> new RunContext(
                        new ProgressMeter(findings::add),
                        token,
                        Clock.systemUTC(),
                        new RunLimits(4, new Bandwidth(0), new MemoryBudget(1 << 20), token),
                        connections));
    }

    private static final class Vault implements SecretResolver {
        @Override
        public String scheme() {
            return "vault";
        }

        @Override
        public Secret resolve(String name) {
            return Secret.of(("value of " + name).toCharArray());
        }
    }

    private static MigrationException failure(ErrorCategory category, String code) {
        return MigrationException.of(category, code, code).build();
    }

    @Test
    void opensOnceSharesAndClosesInReverseOrder() {
        FileTree one = pool.tree(HERE);
        FileTree two = pool.tree(Location.of("fake://here/a"));
        one.digest(List.of(), "SHA-256", context);
        one.close();
        one.close();
        two.digest(List.of(), "SHA-256", context);
        two.close();
        Database database = pool.database(HERE);
        database.close();
        pool.tree(HERE).close();
        assertThat(places.diary)
                .containsExactly("open host 1", "open tree 2", "digest tree 2", "digest tree 2", "open database 3");
        places.diary.clear();
        pool.close();
        pool.close();
        assertThat(places.diary).containsExactly("close database 3", "close tree 2", "close host 1");
        assertThatIllegalStateException().isThrownBy(() -> pool.tree(HERE));
        assertThatIllegalStateException().isThrownBy(() -> one.digest(List.of(), "SHA-256", context));
    }

    @Test
    void tellsPlacesAndRightsApart() {
        pool.tree(HERE);
        pool.writableTree(HERE);
        pool.tree(HERE.withSetting("x", "y"));
        pool.tree(HERE.via(Location.of("fake://jump/")));
        assertThat(places.diary)
                .filteredOn(line -> line.startsWith("open tree"))
                .hasSize(3);
        assertThat(places.diary)
                .filteredOn(line -> line.startsWith("open writable-tree"))
                .hasSize(1);
    }

    @Test
    void whatIsOpenedToReadCannotBeCastToWrite() {
        assertThat(pool.tree(HERE)).isNotInstanceOf(WritableFileTree.class);
        assertThat(pool.database(HERE)).isNotInstanceOf(WritableDatabase.class);
        assertThat(pool.writableTree(HERE).apply(List.of(), context)).isEmpty();
    }

    @Test
    void aSourceIsNeverOpenedToWriteWithoutAGrant() {
        ConnectionPool strict = pool(SideRights.of().withSource(HERE, false));
        for (Runnable open : List.<Runnable>of(
                () -> strict.writableTree(Location.of("fake://here/a/b")), () -> strict.writableDatabase(HERE))) {
            assertThatExceptionOfType(MigrationException.class)
                    .isThrownBy(open::run)
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo("source.read-only"));
        }
        assertThat(places.diary).isEmpty();
        strict.tree(HERE);
        pool(SideRights.of().withSource(HERE, true)).writableTree(HERE);
        assertThat(places.diary).anyMatch(line -> line.startsWith("open writable-tree"));
    }

    @Test
    void opensAgainWhatIsLostAndClosesTheLostOneWhenNobodyHoldsIt() {
        FileTree one = pool.tree(HERE);
        FileTree two = pool.tree(HERE);
        places.failures.put("stat", () -> failure(ErrorCategory.CONNECTIVITY, "host.lost"));
        assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> one.stat(List.of(), context));
        places.failures.clear();
        places.diary.clear();
        one.stat(List.of(), context);
        two.stat(List.of(), context);
        assertThat(places.diary).containsExactly("open tree 3", "stat tree 3", "stat tree 3");
        one.close();
        assertThat(places.diary).doesNotContain("close tree 2");
        two.close();
        assertThat(places.diary).contains("close tree 2").doesNotContain("close tree 3");
        pool.close();
        assertThat(places.diary).endsWith("close tree 3", "close host 1");
        assertThat(places.diary).containsOnlyOnce("close tree 2");
    }

    @Test
    void otherFailuresAreNoReasonToOpenAgain() {
        FileTree tree = pool.tree(HERE);
        Host host = pool.host(HERE);
        places.failures.put("stat", () -> failure(ErrorCategory.TRANSFER, "tree.unreadable"));
        places.failures.put("connect", () -> failure(ErrorCategory.CONNECTIVITY, "host.connect-failed"));
        places.failures.put("which", () -> new IllegalArgumentException("a defect"));
        assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> tree.stat(List.of(), context));
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> host.connect(new Host.Endpoint("x", 1), context));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> host.which("x", context));
        places.failures.clear();
        tree.stat(List.of(), context);
        assertThat(places.diary).filteredOn(line -> line.startsWith("open")).hasSize(2);
    }

    @Test
    void aPlaceThatCannotBeOpenedIsTriedAgainNextTime() {
        places.failures.put("open host", () -> failure(ErrorCategory.CONNECTIVITY, "host.login-refused"));
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> pool.tree(HERE))
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo("host.login-refused");
                    assertThat(failure.trail()).containsExactly("opening " + HERE, "opening " + HERE);
                });
        places.failures.clear();
        pool.tree(HERE);
        assertThat(places.diary).contains("open tree 2");
    }

    @Test
    void aCancelledRunOpensNothing() {
        token.cancel();
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> pool.tree(HERE))
                .satisfies(failure -> assertThat(failure.category()).isEqualTo(ErrorCategory.CANCELLED));
        assertThat(places.diary).isEmpty();
    }

    @Test
    void manyThreadsOpenOne() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread thread = new Thread(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                for (int n = 0; n < 100; n++) {
                    FileTree tree = pool.tree(HERE);
                    tree.stat(List.of(), context);
                    tree.close();
                }
            });
            thread.start();
            threads.add(thread);
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(places.diary).filteredOn(line -> line.startsWith("open")).hasSize(2);
        assertThat(places.diary).filteredOn("stat tree 2"::equals).hasSize(800);
    }

    @Test
    void namesThePluginThatIsMissing() {
        Connections none = pool;
        Location odd = Location.of("gopher://x/");
        for (Runnable open : List.<Runnable>of(
                () -> none.host(odd),
                () -> none.tree(odd),
                () -> none.writableTree(odd),
                () -> none.database(odd),
                () -> none.writableDatabase(odd))) {
            assertThatExceptionOfType(MigrationException.class)
                    .isThrownBy(open::run)
                    .satisfies(failure -> {
                        assertThat(failure.code()).isEqualTo("plugin.missing");
                        assertThat(failure).hasMessageContaining("\"gopher\"");
                    });
        }
    }

    @Test
    void aProviderThatCannotWriteIsRefusedAndItsTreeClosed() {
        places.alwaysReadable = true;
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> pool.writableTree(HERE))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("tree.not-writable"));
        assertThat(places.diary).contains("close writable-tree 2");
        places.failures.put("close writable-tree", () -> new IllegalStateException("stuck"));
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> pool.writableTree(HERE))
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
    }

    @Test
    void whatCannotBeClosedIsAWarningAndTheOthersAreClosed() {
        places.failures.put("close tree", () -> failure(ErrorCategory.CONNECTIVITY, "host.lost"));
        places.failures.put("close host", () -> new IllegalStateException("stuck"));
        pool.tree(HERE);
        pool.close();
        assertThat(places.diary).endsWith("close tree 2", "close host 1");
        assertThat(findings)
                .extracting(Finding::evidence)
                .containsExactly("host.lost", "java.lang.IllegalStateException");
        assertThat(findings).extracting(Finding::code).containsOnly("connection.close-failed");
    }

    @Test
    void looksSecretsUpAndTellsOfThemFirst() {
        try (Secret secret = pool.secret(SecretRef.parse("vault:db"))) {
            assertThat(secret.reveal()).isEqualTo("value of db");
        }
        assertThat(secretsSeen).containsExactly("value of db");
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> pool.secret(SecretRef.parse("tresor:db")))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("secret.not-found"));
    }

    @Test
    void aDatabaseToReadTranslatesButAppliesNothing() {
        Relational both = new Relational();
        places.facet = both;
        RelationalTarget target =
                pool.database(HERE).facet(RelationalTarget.class).orElseThrow();
        RelationalSource source =
                pool.database(HERE).facet(RelationalSource.class).orElseThrow();
        assertThat(source).isNotInstanceOf(RelationalTarget.class);
        assertThat(source.schema(context)).isNotNull();
        assertThat(target.translate(source.schema(context), "", context).changes())
                .isEmpty();
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> target.apply(new WriteArea("s", "a", ""), both.change(), TOKEN, context))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("database.not-writable"));
        assertThat(both.applied).isZero();
        pool.writableDatabase(HERE)
                .facet(RelationalTarget.class)
                .orElseThrow()
                .apply(new WriteArea("s", "a", ""), both.change(), TOKEN, context);
        assertThat(both.applied).isEqualTo(1);
        places.facet = null;
        assertThat(pool.database(HERE).facet(RelationalSource.class)).isEmpty();
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> source.schema(context))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("database.facet-gone"));
    }

    private static final class Relational implements RelationalSource, RelationalTarget {
        private int applied;

        SchemaChange change() {
            return new SchemaChange("table t", Phase.BEFORE_DATA, new DatasetName("", "t"), "CREATE TABLE t");
        }

        @Override
        public RelationalSchema schema(WorkContext context) {
            return new RelationalSchema("", List.of(), List.of(), List.of());
        }

        @Override
        public Translation translate(RelationalSchema source, String namespace, WorkContext context) {
            return new Translation(Map.of(), List.of(), List.of(), List.of());
        }

        @Override
        public void apply(WriteArea area, SchemaChange change, WriteToken token, WorkContext context) {
            applied++;
        }
    }
}
