package io.godwit.core.internal.tree;

import io.godwit.spi.TreeEntry;

/** What there is in a tree. Not thread-safe. */
final class Census {
    long directories;
    long emptyDirectories;
    long files;
    long links;
    long special;
    long bytes;
    long hardLinked;
    long sparse;
    long extended;
    long accessLists;
    long owned;

    void count(TreeEntry entry) {
        switch (entry.kind()) {
            case DIRECTORY -> directories++;
            case FILE -> {
                files++;
                bytes += entry.size();
                hardLinked += entry.linkGroup().isPresent() ? 1 : 0;
                sparse += entry.isSparse() ? 1 : 0;
            }
            case SYMLINK -> links++;
            default -> special++;
        }
        extended += entry.extended().keySet().stream().anyMatch(Census::isOfUser) ? 1 : 0;
        accessLists += entry.extended().keySet().stream().allMatch(Census::isOfUser) ? 0 : 1;
        owned += entry.owner().isPresent() ? 1 : 0;
    }

    /** Whether an attribute is one of users, and not an access list or a file capability. */
    static boolean isOfUser(String attribute) {
        return attribute.startsWith("user.");
    }

    long entries() {
        return directories + files + links;
    }
}
