package io.godwit.core.internal.run;

import io.godwit.spi.Finding;
import io.godwit.spi.Progress;
import java.util.function.Consumer;

/**
 * Progress of work that nobody watches: what it finds counts, how far it is does not.
 *
 * @param findings takes what is reported
 */
public record FindingsOnly(Consumer<Finding> findings) implements Progress {
    @Override
    public void addBytes(long bytes) {
        // nobody watches
    }

    @Override
    public void addItems(long items) {
        // nobody watches
    }

    @Override
    public void report(Finding finding) {
        findings.accept(finding);
    }
}
