package io.godwit.core.internal.runtime;

import io.godwit.spi.Database;
import io.godwit.spi.DatabaseFacts;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FilteringSource;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSource;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import java.util.Optional;
import java.util.function.Function;

/**
 * A database that is given back when closed. It reads, whatever the database behind it could do: its {@link RelationalTarget}
 * translates but applies nothing.
 *
 * @param <T> what is behind it
 */
class BorrowedDatabase<T extends Database> implements Database {
    final Pooled.Lease<T> lease;

    BorrowedDatabase(Pooled.Lease<T> lease) {
        this.lease = lease;
    }

    @Override
    public DatabaseFacts inspect(WorkContext context) {
        return lease.call(database -> database.inspect(context));
    }

    @Override
    public Snapshot snapshot(WorkContext context) {
        return lease.call(database -> database.snapshot(context));
    }

    @Override
    public <F> Optional<F> facet(Class<F> type) {
        Optional<F> found = lease.call(database -> database.facet(type));
        if (type.equals(RelationalSource.class)) {
            return found.map(facet -> type.cast(source()));
        }
        if (type.equals(RelationalTarget.class)) {
            return found.map(facet -> type.cast(target()));
        }
        if (type.equals(FilteringSource.class)) {
            return found.map(facet -> type.cast(new Filtering()));
        }
        return found;
    }

    /** Asks the facet anew for each call, since the database behind may have been opened again. */
    private final class Filtering implements FilteringSource {
        @Override
        public void checkCondition(DatasetName dataset, String condition, WorkContext context) {
            lease.call(database -> {
                present(database.facet(FilteringSource.class)).checkCondition(dataset, condition, context);
                return true;
            });
        }

        @Override
        public Snapshot filtered(Function<DatasetName, String> conditions, WorkContext context) {
            return lease.call(
                    database -> present(database.facet(FilteringSource.class)).filtered(conditions, context));
        }
    }

    private RelationalSource source() {
        return context -> lease.call(
                database -> present(database.facet(RelationalSource.class)).schema(context));
    }

    /** The facet of a database that is only read. */
    RelationalTarget target() {
        return new Target() {
            @Override
            public void apply(WriteArea area, SchemaChange change, WriteToken token, WorkContext context) {
                throw MigrationException.of(
                                ErrorCategory.COMPATIBILITY,
                                "database.not-writable",
                                "the database was opened to read, so nothing can be made in it")
                        .subject(change.id())
                        .build();
            }
        };
    }

    /** Asks the facet anew for each call, since the database behind may have been opened again. */
    abstract class Target implements RelationalTarget {
        @Override
        public Translation translate(RelationalSchema schema, String namespace, WorkContext context) {
            return lease.call(
                    database -> present(database.facet(RelationalTarget.class)).translate(schema, namespace, context));
        }
    }

    static <F> F present(Optional<F> facet) {
        return facet.orElseThrow(() -> MigrationException.of(
                        ErrorCategory.COMPATIBILITY,
                        "database.facet-gone",
                        "the database was opened again and is of another kind now")
                .build());
    }

    @Override
    public final void close() {
        lease.close();
    }
}
