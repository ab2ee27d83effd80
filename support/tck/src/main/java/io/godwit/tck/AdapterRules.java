package io.godwit.tck;

/** What the rules about adapters stand on. */
interface AdapterRules {
    /** The sites of this test. */
    AdapterBench bench();
}
