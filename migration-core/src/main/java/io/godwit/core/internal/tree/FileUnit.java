package io.godwit.core.internal.tree;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.godwit.spi.DirectRoute;
import io.godwit.spi.EntryResult;
import io.godwit.spi.Finding;
import io.godwit.spi.Limits;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkResult;
import io.godwit.spi.WorkUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Copies some files and links: looks at the destination, notes what it is going to do, keeps what it overwrites, and writes. What
 * changed while it was read is read again, up to three times. One thread.
 */
final class FileUnit {
    private static final int ATTEMPTS = 3;
    private static final long MEMORY = 1 << 20;

    private final CopyJob job;
    private final WorkUnit unit;
    private final String id;
    private final List<Finding> findings = new ArrayList<>();
    private final List<MigrationException> failures = new ArrayList<>();
    private final ArrayNode written = EntryJson.object().putArray("files");
    private final ArrayNode otherwise = EntryJson.object().putArray("actual");
    private long items;
    private long bytes;

    FileUnit(CopyJob job, WorkUnit unit) {
        this.job = job;
        this.unit = unit;
        this.id = unit.token().unit();
    }

    WorkResult run() {
        return run(UnitData.entries(unit.data()));
    }

    WorkResult run(List<TreeEntry> entries) {
        try (CallGate.Calls calls = job.calls(1, 1);
                Limits.Reservation memory = job.context().limits().reserveMemory(MEMORY)) {
            Objects.requireNonNull(calls);
            Objects.requireNonNull(memory);
            List<Optional<TreeEntry>> there =
                    job.target().stat(entries.stream().map(TreeEntry::path).toList(), job.context());
            WriteDecision decision = WriteDecision.of(job, id, entries, there);
            failures.addAll(decision.conflicts());
            job.area().ensure(decision.keeps());
            if (!decision.effects().isEmpty()) {
                job.context().units().intend(id, decision.effects());
            }
            List<TreeEntry> left = new ArrayList<>(decision.contents());
            left.removeAll(notKept(decision));
            left = carry(left, entries, there);
            for (int attempt = 1; !left.isEmpty(); attempt++) {
                left = transfer(left, attempt);
            }
            setAttributes(decision);
            items += entries.size()
                    - decision.contents().size()
                    - decision.conflicts().size();
            job.context()
                    .progress()
                    .addItems(entries.size() - decision.contents().size());
        }
        if (!failures.isEmpty()) {
            findings.forEach(job.findings()::report);
            throw first();
        }
        return new WorkResult(items, bytes, result(), findings);
    }

    private MigrationException first() {
        MigrationException first = failures.get(0);
        failures.stream().skip(1).limit(20).forEach(first::addSuppressed);
        return first;
    }

    /** Entries that are left alone because what they would overwrite could not be kept. */
    private List<TreeEntry> notKept(WriteDecision decision) {
        Set<TreePath> failed = new HashSet<>();
        for (EntryResult result : job.area().keep(decision.keeps())) {
            result.failure().ifPresent(failure -> {
                if (!failure.code().equals("tree.vanished")) {
                    failures.add(failure);
                    failed.add(result.path());
                }
            });
        }
        return decision.contents().stream()
                .filter(entry -> failed.contains(entry.path()))
                .toList();
    }

    /** Lets another program carry what it can; what it did not bring, as it was listed, is left. */
    private List<TreeEntry> carry(List<TreeEntry> contents, List<TreeEntry> entries, List<Optional<TreeEntry>> there) {
        if (contents.stream().anyMatch(job.rewriting()::concerns)) {
            return contents;
        }
        Map<TreePath, Optional<TreeEntry>> before = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            before.put(entries.get(i).path(), there.get(i));
        }
        List<Optional<TreeEntry>> old = contents.stream()
                .map(entry -> before.getOrDefault(entry.path(), Optional.empty()))
                .toList();
        Optional<DirectRoute> route = job.route().of(contents, old);
        if (route.isEmpty()) {
            return contents;
        }
        Optional<String> complaint = route.get()
                .carry(
                        contents,
                        job.move().preserveOwners() && job.comparer().knowsOwners(),
                        unit.token(),
                        job.context());
        List<Optional<TreeEntry>> now =
                job.target().stat(contents.stream().map(TreeEntry::path).toList(), job.context());
        List<TreeEntry> left = new ArrayList<>();
        Set<TreePath> missing = new HashSet<>();
        Set<String> again = new HashSet<>();
        for (int i = 0; i < contents.size(); i++) {
            TreeEntry entry = contents.get(i);
            boolean isThere = now.get(i)
                    .map(found -> job.comparer()
                            .differences(job.prepare(entry), found, false)
                            .isEmpty())
                    .orElse(false);
            if (!isThere) {
                missing.add(entry.path());
                entry.linkGroup().ifPresent(again::add);
            }
        }
        for (TreeEntry entry : contents) {
            if (missing.contains(entry.path())
                    || entry.linkGroup().map(again::contains).orElse(false)) {
                left.add(entry); // all names of one file come together
            } else {
                items++;
                bytes += entry.size();
                job.context().progress().addItems(1);
            }
        }
        complaint
                .filter(said -> !left.isEmpty())
                .ifPresent(said -> findings.add(Finding.info(
                        "tree.route-incomplete",
                        left.get(0).path().toString(),
                        left.size() + " entries go through this process, which "
                                + route.get().id() + " did not carry: " + said)));
        return left;
    }

    private List<TreeEntry> transfer(List<TreeEntry> entries, int attempt) {
        List<EntryResult> results;
        Relay relay = new Relay(job, job.source().read(entries, job.context()), entries);
        try (relay) {
            results = job.target().write(relay, unit.token(), job.context());
        }
        Set<TreePath> again = new HashSet<>();
        Set<String> againGroups = new HashSet<>();
        for (int i = 0; i < entries.size(); i++) {
            TreeEntry entry = entries.get(i);
            Optional<MigrationException> failure = results.get(i).failure();
            if (failure.isEmpty()) {
                done(entry, relay, results.get(i));
            } else if (relay.fault(entry.path()).isEmpty()) {
                failures.add(failure.get());
            } else if (isToReadAgain(relay.fault(entry.path()).get(), attempt)) {
                again.add(entry.path());
                entry.linkGroup().ifPresent(againGroups::add);
            }
        }
        return entries.stream()
                .filter(entry -> again.contains(entry.path())
                        || entry.linkGroup().map(againGroups::contains).orElse(false))
                .toList();
    }

    private boolean isToReadAgain(MigrationException fault, int attempt) {
        switch (fault.code()) {
            case "tree.vanished" ->
                findings.add(Finding.info(
                        fault.code(), fault.subject(), "A file vanished from the source before it was copied."));
            case "tree.changed" -> {
                if (attempt < ATTEMPTS) {
                    return true;
                }
                findings.add(Finding.warning(
                        fault.code(),
                        fault.subject(),
                        "A file changed each time it was read, and was not copied.",
                        "Copy again when nothing writes to it."));
            }
            default -> {
                if (fault.isRetryable()) {
                    throw fault;
                }
                String message = fault.getMessage();
                findings.add(Finding.error(
                        fault.code(),
                        fault.subject(),
                        message == null ? "A file of the source was not copied." : message,
                        fault.remediation()));
            }
        }
        return false;
    }

    private void done(TreeEntry listed, Relay relay, EntryResult result) {
        items++;
        bytes += result.bytes();
        Relay.Sent sent = relay.sent(listed.path()).orElse(null);
        if (sent == null) {
            return;
        }
        TreeEntry now = sent.entry();
        if (sent.digest() != null) {
            written.add(Arrived.of(now, sent.length(), sent.digest()).write());
        }
        if (now.size() != listed.size()
                || !now.modified().equals(listed.modified())
                || !now.target().equals(listed.target())) {
            ObjectNode actual = EntryJson.object();
            actual.put("p", PathText.of(now.path()));
            actual.set(
                    "after",
                    Effects.After.of(now, job.rewriting().concerns(now)).write());
            otherwise.add(actual);
        }
    }

    private void setAttributes(WriteDecision decision) {
        if (decision.attributes().isEmpty()) {
            return;
        }
        for (EntryResult result : job.target().apply(decision.attributes(), job.context())) {
            result.failure().ifPresent(failures::add);
        }
    }

    private String result() {
        ObjectNode node = EntryJson.object();
        node.set("files", written);
        node.set("actual", otherwise);
        return EntryJson.text(node);
    }
}
