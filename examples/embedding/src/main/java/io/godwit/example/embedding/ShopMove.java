package io.godwit.example.embedding;

import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationReport;
import io.godwit.core.MigrationSpec;
import io.godwit.core.Migrator;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shortest way: say what is to be moved, look at the plan, run it. */
public final class ShopMove {
    private static final Logger log = LoggerFactory.getLogger(ShopMove.class);

    private ShopMove() {}

    /**
     * Moves a shop: its files and its database.
     *
     * @param state where the journal is kept
     * @param files where the files are, for instance {@code ssh://deploy@old.example.com/var/www/shop}
     * @param database where the database is, for instance {@code sqlite:/var/lib/shop/shop.db}
     * @param newFiles where the files go
     * @param newDatabase where the database goes, for instance {@code postgres://shop@db.example.com/shop}
     * @param newPassword where its password is to be had, for instance {@code env:NEW_DB_PASSWORD}
     * @return what came of it
     */
    public static MigrationReport move(
            Path state, String files, String database, String newFiles, String newDatabase, String newPassword) {
        try (Migrator migrator =
                Migrator.builder().journal(state.resolve("godwit.db")).build()) {
            MigrationSpec spec = MigrationSpec.builder("shop-move")
                    .source(s -> s.at(files).database(database))
                    .destination(d -> d.at(newFiles).database(newDatabase, to -> to.password(newPassword)))
                    .options(o -> o.backupBefore(true).verifyAfter(true))
                    .build();
            MigrationPlan plan = migrator.plan(spec);
            log.info("{}", plan.toText());
            return migrator.run(plan, event -> log.info("{}", event));
        }
    }
}
