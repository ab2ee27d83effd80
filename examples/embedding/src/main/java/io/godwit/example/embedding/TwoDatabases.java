package io.godwit.example.embedding;

import io.godwit.core.MigrationReport;
import io.godwit.core.Migrator;
import io.godwit.core.Pipeline;
import io.godwit.core.StepAction;
import io.godwit.spi.Location;
import java.nio.file.Path;

/** Where a specification is not enough: two databases, and a step of the application's own between them. */
public final class TwoDatabases {
    private TwoDatabases() {}

    /**
     * Moves the orders, then does something of the application's own, then moves the stock.
     *
     * @param state where the journal is kept
     * @param orders the old database of orders
     * @param stock the old database of the stock
     * @param to the new database that takes both
     * @param between what the application does between the two; it is journaled like every other step
     * @return what came of it
     */
    public static MigrationReport move(Path state, Location orders, Location stock, Location to, StepAction between) {
        Pipeline pipeline = Pipeline.builder("orders-and-stock")
                .database(d -> d.named("orders").from(orders).to(to))
                .step("between-them", between)
                .database(d -> d.named("stock").from(stock).to(to))
                .build();
        try (Migrator migrator =
                Migrator.builder().journal(state.resolve("godwit.db")).build()) {
            return migrator.run(pipeline, event -> {});
        }
    }
}
