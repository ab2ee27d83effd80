package io.godwit.tck;

/** What the rules about databases stand on. */
interface DatabaseRules {
    /** The database of this test. */
    DatabaseBench bench();
}
