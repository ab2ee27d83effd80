package io.godwit.db.jdbc;

import io.godwit.spi.DatabaseMigrator;
import io.godwit.tck.Breakage;
import io.godwit.tck.ContractProof;
import io.godwit.tck.TestDatabase;
import io.godwit.tck.WritableDatabaseContract;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The contract of databases that are written notices what is wrong. */
class SqliteWritingProofTest {
    static final class Honest extends WritableDatabaseContract {
        @Override
        protected DatabaseMigrator migrator() {
            return Breakage.over(new SqliteMigrator());
        }

        @Override
        protected TestDatabase newDatabase() {
            return new SqliteTestDatabase();
        }
    }

    @TestFactory
    Stream<DynamicTest> proof() {
        ContractProof proof = ContractProof.of(Honest.class);
        WritingFaults.areas(proof);
        WritingFaults.loads(proof);
        SwitchingFaults.fences(proof);
        SwitchingFaults.switches(proof);
        return proof.everyRule();
    }
}
