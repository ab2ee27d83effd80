package io.godwit.core.internal.plan;

import io.godwit.core.Pipeline;
import io.godwit.core.internal.run.LookContext;
import io.godwit.spi.Blueprint.DatabaseSet;
import io.godwit.spi.Blueprint.FileSet;
import io.godwit.spi.DatabaseFacts;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.Host;
import io.godwit.spi.HostFacts;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WritableFileTree;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether a plan can be run where it is to be run: are both sides there, may we do what has to be done, is there room, memory,
 * processors. What the steps themselves know of it, they say in their outlines. Changes nothing. One thread at a time.
 */
final class Preflight {
    private static final long LITTLE_MEMORY = 512L << 20;

    private final LookContext context;
    private final Findings findings;
    private final Set<String> hosts = new LinkedHashSet<>();

    Preflight(LookContext context, Findings findings) {
        this.context = context;
        this.findings = findings;
    }

    void look(PlanRequest request) {
        for (Pipeline.Element element : request.elements()) {
            if (element instanceof Pipeline.Files files) {
                files(files.set());
            } else if (element instanceof Pipeline.Database database) {
                database(database.set());
            }
        }
    }

    private void files(FileSet set) {
        samePlace(set.name(), set.from(), set.to());
        look(set.from(), () -> context.connections().tree(set.from()).close());
        look(set.to(), () -> {
            // Opening it shows that we may write there.
            try (WritableFileTree tree = context.connections().writableTree(set.to())) {
                if (tree.usableSpace(context).isEmpty()) {
                    findings.add(Finding.info(
                            "destination.space-unknown",
                            set.to().toString(),
                            "The destination cannot tell how much room it has."));
                }
            }
        });
        host(set.to());
    }

    private void database(DatabaseSet set) {
        samePlace(set.name(), set.from(), set.to());
        @Nullable DatabaseFacts[] source = new DatabaseFacts[1];
        look(set.from(), () -> {
            // Taking a snapshot shows that we may read all of it consistently.
            try (var database = context.connections().database(set.from());
                    Snapshot snapshot = database.snapshot(context)) {
                source[0] = database.inspect(context);
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
                DatabaseFacts there = destination.inspect(context);
                destination.check(context).forEach(findings::add);
                if (source[0] != null) {
                    ServerPair.compare(source[0], there).forEach(findings::add);
                }
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
