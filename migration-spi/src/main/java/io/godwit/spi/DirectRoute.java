package io.godwit.spi;

import java.util.List;
import java.util.Optional;

/**
 * A way on which another program carries files from one place to another, such as rsync. What is carried, and what becomes of what it
 * replaces, is decided and noted by the engine before: the route moves the bytes of a unit, and nothing else.
 *
 * @implSpec Thread-safe: several units may be under way at a time. Bytes that cross the network keep to
 *     {@link Limits#acquireBandwidth}.
 */
@Incubating
public interface DirectRoute extends AutoCloseable {
    /**
     * What it is called in a specification.
     *
     * @return one word, for instance {@code rsync}
     */
    String id();

    /**
     * Why it cannot be taken between these places, found out by looking at both.
     *
     * @return for people, a part of a sentence; empty where it can be taken
     */
    Optional<String> obstacle();

    /**
     * Whether it is the better way for every file, since contents do not leave the service that both places are in. Else it is taken
     * where it is asked for, and for large files of another version.
     *
     * @return true where it carries whatever it can
     * @implSpec False.
     */
    default boolean isWithinService() {
        return false;
    }

    /**
     * Carries files and symbolic links, with all their attributes. Their directories are there.
     *
     * @param entries as listed; hard links of one file come together
     * @param owners whether owners and groups are given, too
     * @param token names what it leaves at the destination while it works
     * @param context progress, cancellation, limits
     * @return what it complained of where it did not carry all; the caller looks which are there. Empty where it carried all.
     * @throws MigrationException where it ended before its time: CONNECTIVITY, CANCELLED, {@code tree.no-space}
     * @implSpec Each file appears complete under its name or not at all. What was there is replaced, not written into: it may have
     *     further names.
     */
    Optional<String> carry(List<TreeEntry> entries, boolean owners, WriteToken token, WorkContext context);

    @Override
    void close();
}
