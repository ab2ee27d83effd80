package io.godwit.db.postgres;

import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.Database;
import io.godwit.spi.DatabaseFacts;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Limits;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkContext;
import io.godwit.tck.Breakage;
import io.godwit.tck.ContractProof;
import io.godwit.tck.DatabaseContract;
import io.godwit.tck.TckContext;
import io.godwit.tck.TestDatabase;
import io.godwit.tck.lab.PostgresServer;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The rules about networks and passwords notice what is wrong; the others are proven with SQLite, where they take less time. */
class PostgresNetworkProofIT {
    static final class Honest extends DatabaseContract {
        @Override
        protected DatabaseMigrator migrator() {
            return Breakage.over(new PostgresMigrator());
        }

        @Override
        protected TestDatabase newDatabase() {
            return new PostgresTestDatabase(PostgresServer.shared());
        }
    }

    private static MigrationException other(ErrorCategory category, String code, String message) {
        return MigrationException.of(category, code, message)
                .retryable(code.equals("database.connection-lost"))
                .build();
    }

    /** The same context with room for eight at a time. */
    private static WorkContext wide(WorkContext context) {
        Limits limits = context.limits();
        Limits wide = with(Limits.class, limits, "parallelism", 8);
        return with(WorkContext.class, context, "limits", wide);
    }

    private static <T> T with(Class<T> type, T honest, String method, Object answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, called, arguments) ->
                        called.getName().equals(method) ? answer : called.invoke(honest, arguments)));
    }

    private static String message(MigrationException e) {
        return String.valueOf(e.getMessage());
    }

    private static String password(Breakage.Call call) {
        WorkContext context = call.argument(2, WorkContext.class);
        Location location = call.argument(0, Location.class);
        try (Secret secret =
                context.connections().secret(location.secret(Location.PASSWORD).orElseThrow())) {
            return secret.reveal();
        }
    }

    @TestFactory
    Stream<DynamicTest> proof() {
        Set<Object> failed = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        String[] last = {""};
        return ContractProof.of(Honest.class)
                .among(
                        "refusesAWrongPasswordWithoutTellingIt",
                        "failsWithoutTellingThePassword",
                        "printsWithoutTellingThePassword",
                        "leavesNoConnectionBehind",
                        "keepsToItsConnections",
                        "wakesUpWhenCancelledWhileItWaits",
                        "neverTakesACutForTheEnd",
                        "readsOnAfterALostConnectionOrSaysThatTheSnapshotIsLost",
                        "saysThatTheSnapshotIsLostWithAllConnections",
                        "readsOverALineThatDeliversByteByByte")
                .notices(
                        "takes a wrong password for a wrong specification",
                        Breakage.in(DatabaseMigrator.class, "open", call -> {
                            try {
                                return call.proceed();
                            } catch (MigrationException e) {
                                throw e.code().contains("login") || message(e).contains("password")
                                        ? other(ErrorCategory.CONFIGURATION, e.code(), message(e))
                                        : e;
                            }
                        }),
                        "refusesAWrongPasswordWithoutTellingIt")
                .notices(
                        "tells the password with its failures",
                        Breakage.in(DatabaseMigrator.class, "open", call -> {
                            try {
                                return call.proceed();
                            } catch (MigrationException e) {
                                throw other(e.category(), e.code(), message(e) + " with " + password(call));
                            }
                        }),
                        "refusesAWrongPasswordWithoutTellingIt",
                        "failsWithoutTellingThePassword")
                .notices(
                        "tells the password with its facts",
                        Breakage.in(DatabaseMigrator.class, "open", call -> {
                                    last[0] = password(call);
                                    return call.proceed();
                                })
                                .and(Database.class, "inspect", call -> {
                                    DatabaseFacts facts = call.proceedTo(DatabaseFacts.class);
                                    return new DatabaseFacts(
                                            facts.product(),
                                            facts.version(),
                                            facts.name(),
                                            0,
                                            Map.of("login", last[0]));
                                }),
                        "printsWithoutTellingThePassword")
                .notices(
                        "opens a connection for everybody who reads",
                        Breakage.in(
                                DatabaseMigrator.class,
                                "open",
                                call -> call.proceedWith(call.with(2, wide(call.argument(2, WorkContext.class))))),
                        "keepsToItsConnections")
                .notices("stays open", Breakage.in(Database.class, "close", call -> null), "leavesNoConnectionBehind")
                .notices(
                        "does not look whether it should stop",
                        Breakage.in(Snapshot.class, "read", call -> call.proceedWith(call.with(3, new TckContext()))),
                        "wakesUpWhenCancelledWhileItWaits")
                .notices(
                        "takes a cut for the end",
                        Breakage.in(CellStream.class, "read", call -> {
                            try {
                                return call.proceed();
                            } catch (MigrationException e) {
                                if (e.category() == ErrorCategory.CANCELLED) {
                                    throw e;
                                }
                                call.argument(0, CellBlock.class).clear();
                                return false;
                            }
                        }),
                        "neverTakesACutForTheEnd",
                        "readsOnAfterALostConnectionOrSaysThatTheSnapshotIsLost")
                .notices(
                        "says that it may be read again where it may not",
                        Breakage.in(Snapshot.class, "read", call -> {
                            if (failed.contains(call.target())) {
                                throw MigrationException.of(ErrorCategory.TRANSFER, "database.failed", "not again")
                                        .build();
                            }
                            failed.add(call.target());
                            return call.proceed();
                        }),
                        "keepsToItsConnections",
                        "readsOnAfterALostConnectionOrSaysThatTheSnapshotIsLost")
                .notices(
                        "never says that a snapshot is lost",
                        Breakage.in(Snapshot.class, "read", call -> {
                            try {
                                return call.proceed();
                            } catch (MigrationException e) {
                                throw e.code().equals("database.snapshot-lost")
                                        ? other(e.category(), "database.connection-lost", message(e))
                                        : e;
                            }
                        }),
                        "saysThatTheSnapshotIsLostWithAllConnections")
                .notices(
                        "loses the second of two rows",
                        Breakage.in(CellStream.class, "read", call -> {
                            CellBlock block = call.argument(0, CellBlock.class);
                            CellBlock inner = new CellBlock(block.columns(), 1 << 14, 64 << 20);
                            Object more = call.proceedWith(inner);
                            block.clear();
                            int rows = inner.rows() == 2 ? 1 : inner.rows();
                            for (int row = 0; row < rows; row++) {
                                for (int column = 0; column < inner.columns(); column++) {
                                    block.add(inner.data(), inner.start(row, column), inner.length(row, column));
                                }
                            }
                            return more;
                        }),
                        "readsOverALineThatDeliversByteByByte")
                .everyRule();
    }
}
