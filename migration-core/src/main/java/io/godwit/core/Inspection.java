package io.godwit.core;

import io.godwit.spi.DatabaseFacts;
import io.godwit.spi.Finding;
import io.godwit.spi.HostFacts;
import io.godwit.spi.Inventory;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was found on both sides. Immutable.
 *
 * @param source what is to be moved
 * @param destination where it is to go
 */
public record Inspection(Side source, Side destination) {
    /** Checks the parts. */
    public Inspection {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(destination, "destination");
    }

    /**
     * What was found on one side. Immutable.
     *
     * @param host the machine that the files are on, or null where it cannot be stood on
     * @param files the files, or null where there are none
     * @param databases its databases, in the order of the specification; those that could not be opened are findings
     * @param inventory what the platform's adapter found, or null without one
     * @param findings what a person should know
     */
    public record Side(
            @Nullable HostFacts host,
            @Nullable Files files,
            List<DatabaseFacts> databases,
            @Nullable Inventory inventory,
            List<Finding> findings) {
        /** Copies the lists. */
        public Side {
            databases = List.copyOf(databases);
            findings = List.copyOf(findings);
        }
    }

    /**
     * The files of one side, counted. Immutable.
     *
     * @param root where they are, for people
     * @param exists whether the root is there
     * @param entries how many entries are below it
     * @param bytes how many bytes the files hold
     * @param usableBytes how many bytes may still be written there, -1 where not known
     */
    public record Files(String root, boolean exists, long entries, long bytes, long usableBytes) {
        /** Checks the parts. */
        public Files {
            Objects.requireNonNull(root, "root");
        }
    }
}
