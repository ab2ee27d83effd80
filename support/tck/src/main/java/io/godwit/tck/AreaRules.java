package io.godwit.tck;

/** What the rules about writing to databases stand on. */
interface AreaRules extends DatabaseRules {
    /** The destination of this test with an area in it. */
    AreaBench areas();
}
