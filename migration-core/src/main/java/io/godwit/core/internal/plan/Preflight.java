package io.godwit.core.internal.plan;

import io.godwit.core.MigrationPlan.PlanStep;
import io.godwit.core.Pipeline;
import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.core.internal.run.LookContext;
import io.godwit.core.internal.run.StepJson;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.spi.Blueprint.DatabaseSet;
import io.godwit.spi.Blueprint.FileSet;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.Host;
import io.godwit.spi.HostFacts;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Severity;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WritableFileTree;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Looks whether a plan can be run where it is to be run: are both sides there, may we do what has to be done, is there room, memory,
 * processors. What the steps themselves know of it, they say in their outlines. Changes nothing. One thread at a time.
 */
final class Preflight {
    /** What is left free on the destination beside what is copied. */
    private static final double HEADROOM = 1.05;

    private static final long LITTLE_MEMORY = 512L << 20;

    private final LookContext context;
    private final Findings findings;
    private final Set<String> hosts = new LinkedHashSet<>();

    Preflight(LookContext context, Findings findings) {
        this.context = context;
        this.findings = findings;
    }

    void look(PlanRequest request, List<PlanStep> steps) {
        Map<String, Long> bytes = bytesBySet(steps);
        for (Pipeline.Element element : request.elements()) {
            if (element instanceof Pipeline.Files files) {
                files(files.set(), bytes.getOrDefault(files.set().name(), 0L));
            } else if (element instanceof Pipeline.Database database) {
                database(database.set());
            }
        }
    }

    private static Map<String, Long> bytesBySet(List<PlanStep> steps) {
        Map<String, Long> bytes = new HashMap<>();
        for (PlanStep step : steps) {
            if (step.data().type().equals(TreeMove.COPY)) {
                bytes.merge(StepJson.read(step.data(), TreeMove.class).name(), step.bytes(), Math::max);
            } else if (step.data().type().equals(DatabaseMove.LOAD)) {
                bytes.merge(StepJson.read(step.data(), DatabaseMove.class).name(), step.bytes(), Math::max);
            }
        }
        return bytes;
    }

    private void files(FileSet set, long bytes) {
        samePlace(set.name(), set.from(), set.to());
        look(set.from(), () -> context.connections().tree(set.from()).close());
        look(set.to(), () -> {
            try (WritableFileTree tree = context.connections().writableTree(set.to())) {
                space(set, bytes, tree.usableSpace(context));
            }
        });
        host(set.to());
    }

    private void space(FileSet set, long bytes, OptionalLong usable) {
        if (usable.isEmpty()) {
            findings.add(Finding.info(
                    "destination.space-unknown",
                    set.to().toString(),
                    "The destination cannot tell how much room it has."));
            return;
        }
        long needed = (long) (bytes * HEADROOM);
        if (needed > usable.getAsLong()) {
            findings.add(new Finding(
                    Severity.ERROR,
                    "destination.no-space",
                    set.to().toString(),
                    "The destination has too little room for " + set.name() + ".",
                    "needed " + PlanText.bytes(needed) + ", usable " + PlanText.bytes(usable.getAsLong()),
                    "Make room, leave something out with exclude, or choose another place."));
        }
    }

    private void database(DatabaseSet set) {
        samePlace(set.name(), set.from(), set.to());
        look(set.from(), () -> {
            // Taking a snapshot shows that we may read all of it consistently.
            try (var source = context.connections().database(set.from());
                    Snapshot snapshot = source.snapshot(context)) {
                if (snapshot.datasets(context).isEmpty()) {
                    findings.add(Finding.warning(
                            "source.no-datasets",
                            set.from().toString(),
                            "The source database has no tables that we may see.",
                            "Look at the name of the database, and what its user may read."));
                }
            }
        });
        look(set.to(), () -> {
            try (WritableDatabase destination = context.connections().writableDatabase(set.to())) {
                destination.inspect(context);
            }
        });
        set.to().via().ifPresent(this::host);
    }

    private void samePlace(String name, Location from, Location to) {
        if (from.uri().normalize().equals(to.uri().normalize()) && from.via().equals(to.via())) {
            findings.add(Finding.error(
                    "plan.same-place",
                    name,
                    "Source and destination of " + name + " are the same place.",
                    "Give another destination."));
        }
    }

    /** The machine that the destination is on, where somebody can stand on it. */
    private void host(Location location) {
        if (context.plugins().hostConnector(location.scheme()).isEmpty()) {
            return;
        }
        look(location, () -> {
            try (Host host = context.connections().host(location)) {
                HostFacts facts = host.facts(context);
                if (hosts.add(facts.name())) {
                    machine(facts);
                }
            }
        });
    }

    private void machine(HostFacts facts) {
        findings.add(Finding.info("destination.machine", facts.name(), "The destination is on " + facts.system() + ".")
                .withEvidence(facts.kernel() + " " + facts.architecture() + ", user " + facts.user() + ", "
                        + (facts.processors() == 0 ? "processors not known" : facts.processors() + " processors") + ", "
                        + (facts.memoryBytes() == 0
                                ? "memory not known"
                                : PlanText.bytes(facts.memoryBytes()) + " memory")));
        if (facts.memoryBytes() > 0 && facts.memoryBytes() < LITTLE_MEMORY) {
            findings.add(Finding.warning(
                            "destination.little-memory",
                            facts.name(),
                            "The destination has little memory.",
                            "Expect it to be slow, and give databases there more before they take over.")
                    .withEvidence(PlanText.bytes(facts.memoryBytes())));
        }
        int parallelism = context.limits().parallelism();
        if (facts.processors() > 0 && facts.processors() * 4 < parallelism) {
            findings.add(Finding.warning(
                            "destination.few-processors",
                            facts.name(),
                            "The destination has few processors for so much at a time.",
                            "Lower transfer.parallelism.")
                    .withEvidence(facts.processors() + " processors, parallelism " + parallelism));
        }
    }

    private void look(Location place, Runnable work) {
        try {
            work.run();
        } catch (MigrationException e) {
            if (e.category() == ErrorCategory.CANCELLED) {
                throw e;
            }
            findings.add(e, place.toString());
        }
    }
}
