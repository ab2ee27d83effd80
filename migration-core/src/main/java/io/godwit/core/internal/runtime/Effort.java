package io.godwit.core.internal.runtime;

/**
 * How much work bytes and things are together. A thing (a file, a row) costs something beside its bytes, about as much as moving
 * 32 KiB: so neither a crowd of small files behind a large one, nor a large one behind a crowd, upsets what is foretold.
 */
public final class Effort {
    private static final double THING = 32 * 1024;

    private Effort() {}

    /**
     * The work in some bytes and things, where the totals of both may be known.
     *
     * @param bytes how many bytes, or bytes a second
     * @param items how many things, or things a second
     * @param totalBytes all bytes, 0 where not known; then things alone count
     * @param totalItems all things, 0 where not known; then bytes alone count
     * @return the work, 0 where neither total is known
     */
    public static double of(double bytes, double items, long totalBytes, long totalItems) {
        return (totalBytes > 0 ? bytes : 0) + (totalItems > 0 ? items * THING : 0);
    }

    /**
     * How much is done.
     *
     * @param bytes bytes moved
     * @param items things handled
     * @param totalBytes all bytes, 0 where not known
     * @param totalItems all things, 0 where not known
     * @return from 0 to 100; 100 only where all that was expected is there, 0 where nothing was expected
     */
    public static int percent(long bytes, long items, long totalBytes, long totalItems) {
        double all = of((double) totalBytes, (double) totalItems, totalBytes, totalItems);
        if (all <= 0) {
            return 0;
        }
        double done =
                of((double) Math.min(bytes, totalBytes), (double) Math.min(items, totalItems), totalBytes, totalItems);
        return done >= all ? 100 : (int) Math.min(99, Math.floor(100 * done / all));
    }
}
