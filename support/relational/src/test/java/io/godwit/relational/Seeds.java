package io.godwit.relational;

import java.util.SplittableRandom;

/** Random numbers that can be had again: the seed is printed, and taken from the property {@code test.seed} where it is set. */
final class Seeds {
    private Seeds() {}

    static SplittableRandom random() {
        long seed = Long.getLong("test.seed", System.nanoTime());
        System.out.println("seed: -Dtest.seed=" + seed);
        return new SplittableRandom(seed);
    }
}
