package io.godwit.spi;

import java.util.Objects;

/**
 * What a machine is. Immutable.
 *
 * @param name its host name
 * @param system the operating system for people, for instance {@code Debian GNU/Linux 12}
 * @param kernel {@code Linux}, {@code Darwin}, {@code Windows} ...
 * @param architecture for instance {@code x86_64}
 * @param user who we are there
 * @param processors how many processors, 0 where not known
 * @param memoryBytes how much memory, 0 where not known
 */
public record HostFacts(
        String name, String system, String kernel, String architecture, String user, int processors, long memoryBytes) {
    /** Checks the parts. */
    public HostFacts {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(system, "system");
        Objects.requireNonNull(kernel, "kernel");
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(user, "user");
        Checks.notNegative(processors, "processors");
        Checks.notNegative(memoryBytes, "memoryBytes");
    }
}
