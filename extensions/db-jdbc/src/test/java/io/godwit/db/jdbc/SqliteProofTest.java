package io.godwit.db.jdbc;

import io.godwit.spi.Access;
import io.godwit.spi.Database;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.Location;
import io.godwit.spi.WorkContext;
import io.godwit.tck.Breakage;
import io.godwit.tck.ContractProof;
import io.godwit.tck.DatabaseContract;
import io.godwit.tck.TestDatabase;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The contract of databases that are read notices what is wrong; what takes a network is proven with PostgreSQL. */
class SqliteProofTest {
    static final class Honest extends DatabaseContract {
        @Override
        protected DatabaseMigrator migrator() {
            return Breakage.over(new SqliteMigrator());
        }

        @Override
        protected TestDatabase newDatabase() {
            return new SqliteTestDatabase();
        }
    }

    /** Not to be made by anybody else. */
    private static final class HiddenMigrator implements DatabaseMigrator {
        private final DatabaseMigrator honest = new SqliteMigrator();

        @Override
        public String id() {
            return honest.id();
        }

        @Override
        public Set<String> schemes() {
            return honest.schemes();
        }

        @Override
        public Database open(Location location, Access access, WorkContext context) {
            return honest.open(location, access, context);
        }
    }

    static final class Hidden extends DatabaseContract {
        @Override
        protected DatabaseMigrator migrator() {
            return new HiddenMigrator();
        }

        @Override
        protected TestDatabase newDatabase() {
            return new SqliteTestDatabase();
        }
    }

    @TestFactory
    Stream<DynamicTest> proof() {
        ContractProof proof = ContractProof.of(Honest.class)
                .notices("nobody else can make", Hidden.class, "canBeMadeWithoutArguments");
        ReadingFaults.opening(proof);
        ReadingFaults.snapshots(proof);
        ReadingFaults.cells(proof);
        SchemaFaults.schemas(proof);
        SchemaFaults.partitions(proof);
        return proof.everyRule();
    }
}
