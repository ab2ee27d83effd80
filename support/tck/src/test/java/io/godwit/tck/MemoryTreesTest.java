package io.godwit.tck;

import io.godwit.spi.Location;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreePath;
import org.junit.jupiter.api.Nested;

/** The kit's own trees keep the rules that it holds others to, whatever they can do. */
class MemoryTreesTest {
    abstract static class Contract extends FileTreeContract {
        private final MemoryTrees trees;

        Contract(Feature... lacking) {
            this.trees = MemoryTrees.without(lacking);
        }

        @Override
        protected TransferMethod method() {
            return trees;
        }

        @Override
        protected Location newPlace() {
            return MemoryTrees.place("not/yet/there");
        }

        @Override
        protected boolean makeSpecial(Location place, TreePath path) {
            trees.special(place, path);
            return true;
        }
    }

    @Nested
    class Full extends Contract {}

    @Nested
    class WithoutLinks extends Contract {
        WithoutLinks() {
            super(Feature.SYMLINKS, Feature.HARD_LINKS, Feature.BYTE_NAMES);
        }
    }

    @Nested
    class Poor extends Contract {
        Poor() {
            super(Feature.MODES, Feature.SPARSE, Feature.RENAME, Feature.RANGES);
        }
    }
}
