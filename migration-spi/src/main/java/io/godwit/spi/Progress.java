package io.godwit.spi;

/** Where work reports what it has done. Cheap enough to be called per block; thread-safe. */
public interface Progress {
    /**
     * Reports data moved.
     *
     * @param bytes how many more, not negative
     */
    void addBytes(long bytes);

    /**
     * Reports things finished: files, rows, objects.
     *
     * @param items how many more, not negative
     */
    void addItems(long items);

    /**
     * Reports something that the person who watches should know now.
     *
     * @param finding what was noticed; it also goes into the report
     */
    void report(Finding finding);
}
