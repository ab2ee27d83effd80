package io.godwit.db.jdbc;

import io.godwit.spi.Cursor;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.Dataset;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FilteringSource;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Partition;
import io.godwit.spi.Partition.KeyRange;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSchema.Sequence;
import io.godwit.spi.RelationalSource;
import io.godwit.spi.Snapshot;
import io.godwit.spi.Table;
import io.godwit.spi.Table.ForeignKey;
import io.godwit.spi.Table.Index;
import io.godwit.spi.WorkContext;
import io.godwit.tck.Breakage;
import io.godwit.tck.ContractProof;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What can be wrong with schemas and with pieces. */
final class SchemaFaults {
    /** More than the rules have open at a time, and less than they leave early. */
    private static final int MOST_CURSORS = 10;

    private SchemaFaults() {}

    private static Breakage schema(UnaryOperator<RelationalSchema> fault) {
        return Breakage.in(
                RelationalSource.class, "schema", call -> fault.apply(call.proceedTo(RelationalSchema.class)));
    }

    private static Breakage tables(UnaryOperator<Table> fault) {
        return schema(schema -> new RelationalSchema(
                schema.product(), schema.tables().stream().map(fault).toList(), schema.sequences(), schema.objects()));
    }

    private static <T> List<T> reversed(List<T> list) {
        List<T> copy = new ArrayList<>(list);
        Collections.reverse(copy);
        return copy;
    }

    private static Table with(
            Table t, List<Table.Column> columns, List<String> key, List<Index> indexes, List<ForeignKey> keys) {
        return new Table(t.name(), columns, key, indexes, keys, t.checks(), t.comment());
    }

    static ContractProof schemas(ContractProof proof) {
        AtomicInteger number = new AtomicInteger();
        return proof.notices(
                        "tells columns in another order",
                        tables(t -> with(t, reversed(t.columns()), t.primaryKey(), t.indexes(), t.foreignKeys())),
                        "tellsColumnsInOrder",
                        "offersTheTablesOfTheSchemaToRead")
                .notices(
                        "sorts the columns of a key",
                        tables(t -> with(
                                t,
                                t.columns(),
                                t.primaryKey().stream().sorted().toList(),
                                t.indexes(),
                                t.foreignKeys())),
                        "tellsThePrimaryKeyInItsOrder")
                .notices(
                        "does not see that an index is unique",
                        tables(t -> with(
                                t,
                                t.columns(),
                                t.primaryKey(),
                                t.indexes().stream()
                                        .map(i -> new Index(i.name(), false, i.parts(), i.method(), i.predicate()))
                                        .toList(),
                                t.foreignKeys())),
                        "tellsIndexes")
                .notices(
                        "pairs the wrong columns",
                        tables(t -> with(
                                t,
                                t.columns(),
                                t.primaryKey(),
                                t.indexes(),
                                t.foreignKeys().stream()
                                        .map(k -> new ForeignKey(
                                                k.name(),
                                                k.columns(),
                                                k.target(),
                                                reversed(k.targetColumns()),
                                                k.onDelete(),
                                                k.onUpdate()))
                                        .toList())),
                        "tellsForeignKeys")
                .notices(
                        "takes views for tables",
                        schema(s -> {
                            List<Table> all = new ArrayList<>(s.tables());
                            s.objects()
                                    .forEach(view -> all.add(new Table(
                                            view.name(), List.of(), List.of(), List.of(), List.of(), List.of(), "")));
                            return new RelationalSchema(s.product(), all, s.sequences(), List.of());
                        }),
                        "tellsViewsApartFromTables")
                .notices(
                        "lists datasets in no order",
                        Breakage.in(Snapshot.class, "datasets", call -> reversed((List<?>) call.proceedTo(List.class))),
                        "offersTheTablesOfTheSchemaToRead")
                .notices(
                        "tells something of its own",
                        schema(s -> new RelationalSchema(
                                s.product(),
                                s.tables(),
                                List.of(new Sequence(DatasetName.of("internal"), 1, 1)),
                                s.objects())),
                        "hasNothingToTellOfAnEmptyDatabase")
                .notices(
                        "numbers what it tells",
                        tables(t -> new Table(
                                t.name(),
                                t.columns(),
                                t.primaryKey(),
                                t.indexes(),
                                t.foreignKeys(),
                                t.checks(),
                                "told " + number.incrementAndGet())),
                        "tellsTheSameTwice")
                .notices(
                        "does not quote names",
                        Breakage.in(Snapshot.class, "datasets", call -> {
                            List<?> all = call.proceedTo(List.class);
                            return all.stream()
                                    .filter(each -> each instanceof Dataset dataset
                                            && dataset.name().name().matches("\\w+"))
                                    .toList();
                        }),
                        "keepsAwkwardNames");
    }

    private static Breakage pieces(UnaryOperator<List<Partition>> fault) {
        return Breakage.in(Snapshot.class, "partitions", call -> {
            List<Partition> all = new ArrayList<>();
            try (Cursor<?> cursor = call.proceedTo(Cursor.class)) {
                cursor.forEachRemaining(each -> all.add((Partition) each));
            }
            return Cursor.of(fault.apply(all));
        });
    }

    private static Partition ranged(Partition piece, List<String> from) {
        KeyRange range = piece.range();
        boolean isFirst = range.from().isEmpty() && range.columns().equals(List.of("id"));
        return isFirst
                ? new Partition(piece.dataset(), piece.number(), new KeyRange(range.columns(), from, range.to()), "")
                : piece;
    }

    static ContractProof partitions(ContractProof proof) {
        AtomicInteger number = new AtomicInteger();
        Map<Object, AtomicInteger> open = Collections.synchronizedMap(new IdentityHashMap<>());
        Map<String, List<Partition>> cut = new ConcurrentHashMap<>();
        ConcurrentLinkedQueue<Location> places = new ConcurrentLinkedQueue<>();
        Set<Object> counting = ConcurrentHashMap.newKeySet();
        ConcurrentLinkedQueue<Connection> locks = new ConcurrentLinkedQueue<>();
        return proof.notices(
                        "reads the second piece with all that is before it",
                        Breakage.in(Snapshot.class, "read", call -> {
                            Partition piece = call.argument(1, Partition.class);
                            KeyRange range = piece.range();
                            return piece.number() != 1 || range.columns().isEmpty()
                                    ? call.proceed()
                                    : call.proceedWith(call.with(
                                            1,
                                            new Partition(
                                                    piece.dataset(),
                                                    1,
                                                    new KeyRange(range.columns(), List.of(), range.to()),
                                                    "")));
                        }),
                        "coversEveryRowOnce",
                        "goesOnBehindAnyPiece",
                        "reachesToInfinityAtBothEnds",
                        "aCursorMayBeLeftEarly",
                        "letsMoreReadersWaitForTheirTurn",
                        "showsAllReadersTheSame",
                        "readsOnlyRowsForWhichAConditionHolds")
                .notices(
                        "counts pieces from one",
                        pieces(all -> all.stream()
                                .map(p -> new Partition(p.dataset(), p.number() + 1, p.range(), p.locator()))
                                .toList()),
                        "numbersThePieces")
                .notices(
                        "begins at the smallest number there is",
                        pieces(all -> all.stream()
                                .map(p -> ranged(p, List.of(String.valueOf(Long.MIN_VALUE))))
                                .toList()),
                        "cutsHalfOpenRangesThatMeet")
                .notices(
                        "begins at zero",
                        pieces(all ->
                                all.stream().map(p -> ranged(p, List.of("0"))).toList()),
                        "cutsHalfOpenRangesThatMeet",
                        "coversEveryRowOnce",
                        "goesOnBehindAnyPiece",
                        "aCursorMayBeLeftEarly",
                        "reachesToInfinityAtBothEnds")
                .notices(
                        "never cuts",
                        Breakage.in(Snapshot.class, "partitions", call -> call.proceedWith(call.with(1, 1L << 50))),
                        "cutsPiecesOfAboutTheSizeAsked",
                        "reachesToInfinityAtBothEnds")
                .notices(
                        "cuts as it likes",
                        Breakage.in(
                                Snapshot.class,
                                "partitions",
                                call -> call.proceedWith(call.with(
                                        1, call.argument(1, Long.class) * (1 + number.incrementAndGet() % 2)))),
                        "cutsTheSameDataTheSameWay")
                .notices(
                        "does not go on",
                        Breakage.in(Snapshot.class, "partitionsAfter", call -> Cursor.of(List.of())),
                        "goesOnBehindAnyPiece")
                .notices(
                        "reads only what it cut itself",
                        Breakage.in(Snapshot.class, "partitions", call -> {
                                    List<Partition> all = new ArrayList<>();
                                    try (Cursor<?> cursor = call.proceedTo(Cursor.class)) {
                                        cursor.forEachRemaining(each -> all.add((Partition) each));
                                    }
                                    cut.computeIfAbsent(((Snapshot) call.target()).id(), id -> new ArrayList<>())
                                            .addAll(all);
                                    return Cursor.of(all);
                                })
                                .and(Snapshot.class, "read", call -> {
                                    Partition piece = call.argument(1, Partition.class);
                                    List<Partition> own = cut.getOrDefault(((Snapshot) call.target()).id(), List.of());
                                    boolean isOnward = piece.number() > 0 && !own.isEmpty();
                                    if (!own.contains(piece) && !isOnward) {
                                        throw MigrationException.of(
                                                        ErrorCategory.CONFIGURATION,
                                                        "database.bad-partition",
                                                        "not mine")
                                                .subject(piece.dataset().toString())
                                                .build();
                                    }
                                    return call.proceed();
                                }),
                        "readsAPieceOfAnEarlierSnapshot",
                        "reachesToInfinityAtBothEnds",
                        "sumsUpTheSameRowsAlike")
                .notices(
                        "takes no notice of conditions",
                        Breakage.in(
                                FilteringSource.class,
                                "filtered",
                                call -> call.proceedWith(
                                        (Function<DatasetName, String>) name -> "",
                                        call.argument(1, WorkContext.class))),
                        "readsOnlyRowsForWhichAConditionHolds")
                .notices(
                        "takes any words for a condition",
                        Breakage.in(FilteringSource.class, "checkCondition", call -> null),
                        "refusesWhatIsNoCondition")
                .notices(
                        "keeps what is left early",
                        Breakage.in(Snapshot.class, "partitions", call -> {
                                    AtomicInteger count =
                                            open.computeIfAbsent(call.target(), key -> new AtomicInteger());
                                    if (count.incrementAndGet() > MOST_CURSORS) {
                                        throw new IllegalStateException("too many cursors");
                                    }
                                    Cursor<?> cursor = call.proceedTo(Cursor.class);
                                    open.put(cursor, count);
                                    return cursor;
                                })
                                .and(Cursor.class, "forEachRemaining", call -> {
                                    AtomicInteger count = open.get(call.target());
                                    if (count != null) {
                                        count.set(0);
                                    }
                                    return call.proceed();
                                }),
                        "aCursorMayBeLeftEarly")
                .notices(
                        "leaves a lock behind",
                        Breakage.in(DatabaseMigrator.class, "open", call -> {
                                    places.add(call.argument(0, Location.class));
                                    while (!locks.isEmpty()) {
                                        locks.remove().close();
                                    }
                                    return call.proceed();
                                })
                                .and(Snapshot.class, "datasets", call -> {
                                    List<?> all = call.proceedTo(List.class);
                                    if (all.toString().contains("counter")) {
                                        counting.add(call.target());
                                    }
                                    return all;
                                })
                                .and(Snapshot.class, "close", call -> {
                                    Object result = call.proceed();
                                    if (counting.remove(call.target()) && locks.isEmpty()) {
                                        Connection lock = DriverManager.getConnection("jdbc:sqlite:"
                                                + places.stream()
                                                        .reduce((one, two) -> two)
                                                        .orElseThrow()
                                                        .uri()
                                                        .getPath());
                                        locks.add(lock);
                                        try (Statement statement = lock.createStatement()) {
                                            statement.execute("BEGIN IMMEDIATE");
                                        }
                                    }
                                    return result;
                                }),
                        "locksNobodyOutOnceClosed",
                        "showsAllReadersTheSame");
    }
}
