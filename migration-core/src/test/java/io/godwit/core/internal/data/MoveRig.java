package io.godwit.core.internal.data;

import io.godwit.core.Plugins;
import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.core.internal.run.EngineContext;
import io.godwit.core.internal.run.StepJson;
import io.godwit.core.internal.run.UnitLedger;
import io.godwit.core.internal.runtime.LocalWorkExecutor;
import io.godwit.core.internal.runtime.RetryPolicy;
import io.godwit.spi.CancellationToken;
import io.godwit.spi.Connections;
import io.godwit.spi.Database;
import io.godwit.spi.FileTree;
import io.godwit.spi.Finding;
import io.godwit.spi.Host;
import io.godwit.spi.Location;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.Snapshot;
import io.godwit.spi.Step;
import io.godwit.spi.TransformType;
import io.godwit.spi.TypedData;
import io.godwit.spi.WorkExecutor;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Moves one {@link SmallDatabase} to another by the real steps, one process after the other: what a journal would keep is kept from one to
 * the next, all else is lost.
 */
final class MoveRig {
    static final String SESSION = "session-1";
    private static final Plugins PLUGINS = Plugins.discover(MoveRig.class.getClassLoader());
    static final String AREA = "godwit_test";
    private static final Location FROM = Location.of("small:///source");
    private static final Location TO = Location.of("small:///target");
    private static final List<String> STEPS = List.of(
            DatabaseMove.BUILD,
            DatabaseMove.LOAD,
            DatabaseMove.FINISH,
            DatabaseMove.VERIFY,
            DatabaseMove.SWITCH,
            DatabaseMove.RELEASE);

    final Path source;
    final Path target;
    final Map<String, MemoryLedger> ledgers = new LinkedHashMap<>();
    final Map<String, String> checkpoints = new LinkedHashMap<>();
    final Set<String> done = new HashSet<>();
    final List<Finding> findings = Collections.synchronizedList(new ArrayList<>());
    final List<String> log = Collections.synchronizedList(new ArrayList<>());

    private Plugins plugins = PLUGINS;
    private List<TypedData> transforms = List.of();
    private List<String> exclude = List.of();
    private DatabaseMove.Options options = new DatabaseMove.Options(true, 2000, false, false);
    private Snapshot.Scope scope = Snapshot.Scope.THIS_PROCESS;
    private int parallelism = 3;
    private long fence;
    private final Map<String, Context> contexts = new LinkedHashMap<>();

    MoveRig(Path directory) {
        this.source = directory.resolve("source.db");
        this.target = directory.resolve("target.db");
    }

    /** Another one on the same files, with a journal of its own. */
    MoveRig sharingFiles() {
        return new MoveRig(Objects.requireNonNull(source.getParent()));
    }

    /** Where refused rows are kept. */
    Path rejects() {
        return source.resolveSibling("rejects");
    }

    /** The next process gets a greater token than this. */
    MoveRig startAtFence(long last) {
        fence = last;
        return this;
    }

    /** What a step reported as done, over all processes. */
    long items(String type) {
        return Objects.requireNonNull(contexts.get(type)).items.get();
    }

    /** Cancels what runs. */
    void cancel() {
        contexts.values().forEach(context -> context.cancellation.cancel());
    }

    MoveRig copyOf(MoveRig other) throws IOException {
        Files.copy(other.source, source);
        Files.copy(other.target, target);
        return this;
    }

    MoveRig parallelism(int readers) {
        parallelism = readers;
        return this;
    }

    MoveRig scope(Snapshot.Scope other) {
        scope = other;
        return this;
    }

    MoveRig options(DatabaseMove.Options other) {
        options = other;
        return this;
    }

    MoveRig exclude(String... patterns) {
        exclude = List.of(patterns);
        return this;
    }

    /** Gives the steps a transform to know. */
    MoveRig knowing(TransformType type) {
        plugins = Plugins.builder()
                .discover(MoveRig.class.getClassLoader())
                .add(TransformType.class, type)
                .build();
        return this;
    }

    MoveRig transforms(TypedData... data) {
        transforms = List.of(data);
        return this;
    }

    DatabaseMove move() {
        return new DatabaseMove("small", FROM, TO, List.of(), exclude, transforms, AREA, "", options);
    }

    /** Makes the usual tables: keyed and not, large and small and empty, with NULLs and blobs and a reference. */
    MoveRig fill(int rows) {
        sql(
                source,
                "CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT, balance DECTEXT(10,2),"
                        + " picture BLOB)",
                "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers(id), note TEXT)",
                "CREATE TABLE visits (page TEXT, at TEXT)",
                "CREATE TABLE empty (id INTEGER PRIMARY KEY, word TEXT)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + rows / 2 + ") INSERT"
                        + " INTO"
                        + " customers"
                        + " SELECT i *"
                        + " 3, 'Käufer"
                        + " ' || i || '"
                        + " 🐦', CASE"
                        + " WHEN i % 3"
                        + " THEN 'c' ||"
                        + " i ||"
                        + " '@example.com'"
                        + " END, (i *"
                        + " 37 % 1000)"
                        + " || '.' ||"
                        + " (i % 10) ||"
                        + " '0', CASE"
                        + " WHEN i % 4"
                        + " THEN"
                        + " x'00ff00'"
                        + " ELSE x''"
                        + " END FROM n",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + rows + ")"
                        + " INSERT INTO orders SELECT i, i / 2 * 3, 'order ' || i FROM n",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + rows / 3 + ")"
                        + " INSERT INTO visits SELECT '/page/' || i % 7, '2024-01-' || (10 + i % 20) FROM n");
        sql(
                target,
                "CREATE TABLE orders (old TEXT)",
                "INSERT INTO orders VALUES ('kept')",
                "CREATE TABLE other (id INTEGER PRIMARY KEY)",
                "INSERT INTO other VALUES (1)");
        return this;
    }

    static void sql(Path file, String... statements) {
        new SmallFile(file).read(connection -> {
            for (String statement : statements) {
                SmallFile.execute(connection, statement);
            }
            return true;
        });
    }

    /** Everything in a file: each table with its rows, sorted; the names of indexes and triggers. */
    static Map<String, List<String>> contents(Path file) {
        return new SmallFile(file).read(connection -> {
            Map<String, List<String>> all = new LinkedHashMap<>();
            for (List<String> object :
                    SmallFile.rows(connection, "SELECT type, name FROM sqlite_master ORDER BY type, name")) {
                String name = object.get(1);
                all.put(object.get(0) + " " + name, object.get(0).equals("table") ? rows(connection, name) : List.of());
            }
            return all;
        });
    }

    static List<String> rows(Connection connection, String table) throws SQLException {
        String columns = String.join(
                " || ',' || ",
                SmallFile.rows(connection, "PRAGMA table_info(\"" + table + "\")").stream()
                        .map(row -> "quote(\"" + row.get(1) + "\")")
                        .toList());
        return SmallFile.rows(connection, "SELECT " + columns + " FROM \"" + table + "\" ORDER BY 1").stream()
                .map(row -> row.get(0))
                .toList();
    }

    static List<String> rows(Path file, String table) {
        return new SmallFile(file).read(connection -> rows(connection, table));
    }

    /** A process runs the steps that are not done yet, to the end or to its own. */
    void run(Faults faults) {
        run(faults, STEPS);
    }

    void run(Faults faults, List<String> steps) {
        try (Incarnation process = new Incarnation(faults, ++fence)) {
            for (String type : steps) {
                if (!done.contains(type)) {
                    Context context = process.context(type);
                    contexts.put(type, context);
                    step(type).run(context);
                    faults.hit("step-done");
                    done.add(type);
                }
            }
        }
    }

    void runTo(Faults faults, String last) {
        run(faults, STEPS.subList(0, STEPS.indexOf(last) + 1));
    }

    /** A process undoes the steps, the last one first. */
    void undo(Faults faults) {
        try (Incarnation process = new Incarnation(faults, ++fence)) {
            for (int i = STEPS.size() - 1; i >= 0; i--) {
                String type = STEPS.get(i);
                step(type).undo(process.context(type));
                done.remove(type);
            }
        }
    }

    /** Forgets what a journal would keep. */
    void forget() {
        ledgers.clear();
        checkpoints.clear();
        done.clear();
    }

    /** What a step is given in a process of its own, with a token that tells when to stop. */
    EngineContext context(String type, long token, CancellationToken cancelledBy) {
        return new Context(new Incarnation(new Faults(), token), type) {
            @Override
            public CancellationToken cancellation() {
                return cancelledBy;
            }
        };
    }

    Step.Outline outline(String type) {
        try (Incarnation process = new Incarnation(new Faults(), 0)) {
            return step(type).outline(process.context(type));
        }
    }

    Optional<List<Finding>> losses(String type) {
        try (Incarnation process = new Incarnation(new Faults(), fence)) {
            return step(type).losses(process.context(type));
        }
    }

    Step.State probe(String type) {
        try (Incarnation process = new Incarnation(new Faults(), fence)) {
            return step(type).probe(process.context(type));
        }
    }

    MoveJournal journal() {
        try (Incarnation process = new Incarnation(new Faults(), fence)) {
            return MoveJournal.of(process.context(DatabaseMove.LOAD), move());
        }
    }

    private Step step(String type) {
        TypedData data = StepJson.data(type, 1, move());
        RetryPolicy quick = RetryPolicy.of(4, Duration.ZERO, Duration.ZERO);
        if (type.equals(DatabaseMove.LOAD)) {
            return new LoadDataStep(data, quick, quick);
        }
        return PLUGINS.stepType(type).orElseThrow().open(data);
    }

    synchronized MemoryLedger ledger(String name) {
        return ledgers.computeIfAbsent(name, n -> new MemoryLedger());
    }

    /** What one process has of its own. */
    private final class Incarnation implements AutoCloseable {
        private final Faults faults;
        private final long token;
        private final WorkExecutor executor =
                new LocalWorkExecutor(parallelism, RetryPolicy.of(4, Duration.ZERO, Duration.ZERO));

        Incarnation(Faults faults, long token) {
            this.faults = faults;
            this.token = token;
        }

        Context context(String type) {
            return new Context(this, type);
        }

        @Override
        public void close() {
            executor.close();
        }
    }

    private final class Places implements Connections {
        private final Faults faults;

        Places(Faults faults) {
            this.faults = faults;
        }

        @Override
        public Database database(Location location) {
            return writableDatabase(location);
        }

        @Override
        public WritableDatabase writableDatabase(Location location) {
            faults.hit("connect");
            return new SmallDatabase(location.equals(FROM) ? source : target, faults, scope);
        }

        @Override
        public Host host(Location location) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileTree tree(Location location) {
            throw new UnsupportedOperationException();
        }

        @Override
        public WritableFileTree writableTree(Location location) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Secret secret(SecretRef reference) {
            throw new UnsupportedOperationException();
        }
    }

    private class Context extends TestWork implements EngineContext {
        private final Incarnation process;
        private final String type;

        Context(Incarnation process, String type) {
            super(parallelism, 64L << 20, new Places(process.faults), MoveRig.this.findings);
            this.process = process;
            this.type = type;
        }

        @Override
        public UnitLedger units() {
            return ledger(type).seenBy(process.faults);
        }

        @Override
        public UnitLedger sharedUnits(String name) {
            return ledger("shared " + name).seenBy(process.faults);
        }

        @Override
        public WorkExecutor executor() {
            return process.executor;
        }

        @Override
        public Plugins plugins() {
            return plugins;
        }

        @Override
        public Path scratch() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Path rejects() {
            return MoveRig.this.rejects();
        }

        @Override
        public WriteToken token() {
            return new WriteToken(SESSION, type, process.token);
        }

        @Override
        public Optional<String> checkpoint() {
            return Optional.ofNullable(checkpoints.get(type));
        }

        @Override
        public void checkpoint(String json) {
            process.faults.hit("checkpoint");
            checkpoints.put(type, json);
        }

        @Override
        public void log(String message) {
            log.add(message);
        }
    }
}
