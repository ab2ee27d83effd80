package io.godwit.tck;

import io.godwit.spi.Location;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreePath;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The contract of trees notices what is broken, rule by rule. */
class FileTreeProofTest {
    static class Honest extends FileTreeContract {
        private final MemoryTrees trees = trees();

        MemoryTrees trees() {
            return new MemoryTrees();
        }

        @Override
        protected TransferMethod method() {
            return Breakage.over(trees);
        }

        @Override
        protected Location newPlace() {
            return MemoryTrees.place("place");
        }

        @Override
        protected boolean makeSpecial(Location place, TreePath path) {
            trees.special(place, path);
            return true;
        }
    }

    static final class Poor extends Honest {
        @Override
        MemoryTrees trees() {
            return MemoryTrees.without(
                    Feature.SYMLINKS,
                    Feature.HARD_LINKS,
                    Feature.SPARSE,
                    Feature.MODES,
                    Feature.BYTE_NAMES,
                    Feature.RENAME,
                    Feature.RANGES);
        }
    }

    @TestFactory
    Stream<DynamicTest> whatATreeDeclares() {
        ContractProof proof = ContractProof.of(Honest.class);
        TreeReadingFaults.opening(proof);
        TreeReadingFaults.listing(proof);
        TreeReadingFaults.reading(proof);
        TreeReadingFaults.serving(proof);
        TreeWritingFaults.names(proof);
        TreeWritingFaults.contents(proof);
        TreeWritingFaults.batches(proof);
        TreeWritingFaults.links(proof);
        TreeChangeFaults.ranges(proof);
        TreeChangeFaults.changes(proof);
        return proof.everyRule();
    }

    @TestFactory
    Stream<DynamicTest> whatATreeDoesNotDeclare() {
        ContractProof proof = ContractProof.of(Poor.class);
        TreeChangeFaults.undeclared(proof);
        return proof.someRules();
    }
}
