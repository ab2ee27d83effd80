package io.godwit.core.internal.engine;

import io.godwit.core.JournalServer;
import io.godwit.core.internal.journal.RunnerIdentity;
import io.godwit.core.internal.run.RunSettings;
import io.godwit.spi.SecretResolver;
import io.godwit.spi.StepType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a migrator is made of.
 *
 * @param journal where the journal is, or what the files beside one on a server are called; null for one that only plans and looks
 * @param run what all runs share
 * @param secrets resolvers of the host application
 * @param steps step types of the host application
 * @param redaction takes secrets out of what is stored and told
 * @param runner who runs
 * @param leaseTime how long a lease holds without renewal
 * @param needsApproval whether a plan has to be approved before it is run
 * @param support whom people may ask, or an empty string
 * @param server the server that the journal is on, or null where it is in the file
 */
public record EngineSettings(
        @Nullable Path journal,
        RunSettings run,
        List<SecretResolver> secrets,
        List<StepType> steps,
        UnaryOperator<String> redaction,
        RunnerIdentity runner,
        Duration leaseTime,
        boolean needsApproval,
        String support,
        @Nullable JournalServer server) {
    /** How long a lease holds where nothing is said. */
    public static final Duration LEASE_TIME = Duration.ofSeconds(60);

    /**
     * Settings with the journal in a file.
     *
     * @param journal where the journal is, or null
     * @param run what all runs share
     * @param secrets resolvers of the host application
     * @param steps step types of the host application
     * @param redaction takes secrets out of what is stored and told
     * @param runner who runs
     * @param leaseTime how long a lease holds without renewal
     * @param needsApproval whether a plan has to be approved before it is run
     * @param support whom people may ask, or an empty string
     */
    public EngineSettings(
            @Nullable Path journal,
            RunSettings run,
            List<SecretResolver> secrets,
            List<StepType> steps,
            UnaryOperator<String> redaction,
            RunnerIdentity runner,
            Duration leaseTime,
            boolean needsApproval,
            String support) {
        this(journal, run, secrets, steps, redaction, runner, leaseTime, needsApproval, support, null);
    }

    /** Checks the parts. */
    public EngineSettings {
        Objects.requireNonNull(run, "run");
        secrets = List.copyOf(secrets);
        steps = List.copyOf(steps);
        Objects.requireNonNull(redaction, "redaction");
        Objects.requireNonNull(runner, "runner");
        Objects.requireNonNull(leaseTime, "leaseTime");
        Objects.requireNonNull(support, "support");
    }
}
