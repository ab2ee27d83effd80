package io.godwit.tck;

import io.godwit.spi.TreePath;

/** What the rules about trees stand on. */
interface TreeRules {
    /** The place of this test. */
    TreeBench bench();

    /** Makes a special file where the place can hold one. */
    boolean makeSpecial(TreePath path);

    /** Whether the server behind the trees is known to refuse a name that others take. */
    boolean mayRefuse(String name);
}
