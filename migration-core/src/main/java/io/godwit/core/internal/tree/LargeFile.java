package io.godwit.core.internal.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.godwit.core.internal.run.UnitLedger;
import io.godwit.spi.ByteRange;
import io.godwit.spi.EntryResult;
import io.godwit.spi.FileContent;
import io.godwit.spi.Limits;
import io.godwit.spi.MigrationException;
import io.godwit.spi.PendingFile;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.WorkResult;
import io.godwit.spi.WorkUnit;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Copies one large file in ranges, each a unit of its own, and completes it when all are there. A range that an earlier process wrote
 * is trusted after its hash was compared.
 */
final class LargeFile {
    private static final int USUAL_RANGES = 256;
    private static final long MEMORY = 1 << 20;

    private final CopyJob job;
    private final TreeEntry entry;

    LargeFile(CopyJob job, TreeEntry entry) {
        this.job = job;
        this.entry = entry;
    }

    /** The ranges of a file, each but the last a whole number of MiB. */
    List<ByteRange> ranges() {
        long wish = (entry.size() / USUAL_RANGES + (1 << 20) - 1) >> 20 << 20;
        CopySizes sizes = job.sizes();
        long length = Math.max(sizes.smallestRange(), Math.min(sizes.largestRange(), wish));
        List<ByteRange> ranges = new ArrayList<>();
        for (long at = 0; at < entry.size(); at += length) {
            ranges.add(new ByteRange(at, Math.min(length, entry.size() - at)));
        }
        return ranges;
    }

    private String identity() {
        return PathText.of(entry.path()) + "\0" + entry.size() + "\0"
                + entry.version().orElse("") + "\0"
                + entry.modified().map(EntryJson::time).orElse("");
    }

    WorkUnit rangeUnit(ByteRange range) {
        return new WorkUnit(job.token(rangeId(range)), UnitData.range(entry, range));
    }

    private String rangeId(ByteRange range) {
        return job.unitId("range", identity()) + "-" + range.offset();
    }

    WorkUnit commitUnit() {
        return new WorkUnit(job.token(job.unitId("commit", identity())), UnitData.commit(entry));
    }

    /** Copies one range. */
    WorkResult copy(ByteRange range) {
        try (CallGate.Calls calls = job.calls(1, 1);
                Limits.Reservation memory = job.context().limits().reserveMemory(MEMORY);
                PendingFile pending = begin()) {
            Objects.requireNonNull(calls);
            Objects.requireNonNull(memory);
            return new WorkResult(0, range.length(), copy(range, pending), List.of());
        }
    }

    private PendingFile begin() {
        return job.target().begin(job.prepare(entry), job.token("part"), job.context());
    }

    private String copy(ByteRange range, PendingFile pending) {
        ObjectNode result = EntryJson.object();
        MeteredContent metered = null;
        try (FileContent content = job.source().open(entry, range, job.context())) {
            metered = new MeteredContent(content, job.context());
            pending.write(range.offset(), metered);
            result.put("fence", job.context().token().fence());
            metered.digest().ifPresent(digest -> result.put("d", digest.hex()));
        } catch (MigrationException e) {
            boolean ofSource = metered == null || metered.fault().isPresent();
            if (!ofSource || !isOtherNow(e)) {
                throw e;
            }
            // the whole file is read anew when it comes to its completion
            result.put("changed", true);
        }
        return EntryJson.text(result);
    }

    private static boolean isOtherNow(MigrationException e) {
        return e.code().equals("tree.changed") || e.code().equals("tree.vanished");
    }

    /** Completes the file; where it changed meanwhile, it is read anew as a whole. */
    WorkResult commit(WorkUnit unit) {
        if (isComplete(unit.token().unit())) {
            return new WorkResult(1, 0, "{}", List.of());
        }
        return new FileUnit(job, unit).run(List.of(entry));
    }

    private boolean isComplete(String id) {
        try (CallGate.Calls calls = job.calls(1, 1)) {
            Objects.requireNonNull(calls);
            List<Optional<TreeEntry>> there = job.target().stat(List.of(entry.path()), job.context());
            WriteDecision decision = WriteDecision.of(job, id, List.of(entry), there);
            decision.conflicts().forEach(conflict -> {
                throw conflict;
            });
            if (decision.contents().isEmpty()) {
                // it was completed before, and only that could not be noted any more
                return true;
            }
            try (PendingFile pending = begin()) {
                if (isOtherAtSource() || !prove(pending)) {
                    pending.abort();
                    return false;
                }
                complete(id, decision, pending);
                return true;
            }
        }
    }

    private boolean isOtherAtSource() {
        Optional<TreeEntry> now =
                job.source().stat(List.of(entry.path()), job.context()).get(0);
        return now.isEmpty()
                || now.get().size() != entry.size()
                || !now.get().version().equals(entry.version())
                || !now.get().modified().equals(entry.modified());
    }

    /** Makes sure that each range is there; false where the source has changed. */
    private boolean prove(PendingFile pending) {
        UnitLedger ledger = job.context().units();
        List<ByteRange> written = pending.written();
        for (ByteRange range : ranges()) {
            JsonNode result = EntryJson.parse(ledger.result(rangeId(range)).orElse("{}"));
            if (result.path("changed").asBoolean(false)) {
                return false;
            }
            boolean ofThisRun =
                    result.path("fence").asLong(-1) == job.context().token().fence();
            if (!ofThisRun && !isProven(range, result.path("d").asText(""), written, pending)) {
                String again = copy(range, pending);
                if (EntryJson.parse(again).path("changed").asBoolean(false)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isProven(ByteRange range, String digest, List<ByteRange> written, PendingFile pending) {
        boolean covered = written.stream().anyMatch(one -> one.offset() <= range.offset() && one.end() >= range.end());
        if (!covered || digest.isEmpty()) {
            return false;
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) MEMORY);
        try (MeteredContent content = new MeteredContent(pending.readBack(range), job.context())) {
            while (content.read(buffer.clear()) >= 0) {
                job.context().cancellation().throwIfCancelled();
            }
            return content.digest().map(found -> found.hex().equals(digest)).orElse(false);
        }
    }

    private void complete(String id, WriteDecision decision, PendingFile pending) {
        job.area().ensure(decision.keeps());
        job.context().units().intend(id, decision.effects());
        for (EntryResult kept : job.area().keep(decision.keeps())) {
            kept.failure().ifPresent(failure -> {
                throw failure;
            });
        }
        job.context().cancellation().throwIfCancelled();
        pending.commit();
    }
}
