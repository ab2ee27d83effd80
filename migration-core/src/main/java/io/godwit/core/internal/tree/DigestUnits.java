package io.godwit.core.internal.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.godwit.core.internal.run.EngineContext;
import io.godwit.spi.Digest;
import io.godwit.spi.EntryStream;
import io.godwit.spi.FileTree;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.TypedData;
import io.godwit.spi.WorkResult;
import io.godwit.spi.WorkUnit;
import io.godwit.spi.WriteToken;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Compares the contents of files by their hashes. Thread-safe. */
final class DigestUnits {
    private static final String TYPE = "core:digest-files";
    private static final int BUFFER = 128 * 1024;

    private final FileTree source;
    private final FileTree target;
    private final Rewriting rewriting;
    private final CallGate gate;
    private final EngineContext context;
    private final boolean sourceHashes;

    DigestUnits(FileTree source, FileTree target, Rewriting rewriting, CallGate gate, EngineContext context) {
        this.source = source;
        this.target = target;
        this.rewriting = rewriting;
        this.gate = gate;
        this.context = context;
        this.sourceHashes = source.capabilities().has(Feature.REMOTE_DIGEST);
    }

    WorkUnit unit(long number, List<Pair> pairs) {
        ObjectNode node = EntryJson.object();
        ArrayNode array = node.putArray("files");
        for (Pair pair : pairs) {
            ObjectNode one = EntryJson.object();
            one.set("entry", EntryJson.write(pair.source()));
            pair.arrived().ifPresent(digest -> one.put("d", digest.hex()));
            array.add(one);
        }
        WriteToken token = new WriteToken(
                context.token().session(), "digest-" + number, context.token().fence());
        return new WorkUnit(token, new TypedData(TYPE, 1, EntryJson.text(node)));
    }

    WorkResult run(WorkUnit unit) {
        List<Pair> pairs = new ArrayList<>();
        for (JsonNode one : EntryJson.parse(unit.data().json()).path("files")) {
            Optional<Digest> arrived = one.has("d")
                    ? Optional.of(
                            new Digest(MeteredContent.ALGORITHM, one.get("d").asText()))
                    : Optional.empty();
            pairs.add(new Pair(EntryJson.read(one.path("entry")), arrived));
        }
        try (CallGate.Calls calls = gate.take(1, 1, context.cancellation())) {
            Objects.requireNonNull(calls);
            return compare(pairs);
        }
    }

    private WorkResult compare(List<Pair> pairs) {
        List<TreePath> paths = pairs.stream().map(Pair::path).toList();
        List<Optional<Digest>> found = new ArrayList<>(target.keptDigests(paths, context));
        Map<TreePath, Digest> expected = new HashMap<>();
        List<Pair> rest = compareKept(pairs, found, expected);
        expected.putAll(expected(rest));
        read(pairs, found);
        List<Finding> findings = new ArrayList<>();
        long vanished = 0;
        long bytes = 0;
        for (int i = 0; i < pairs.size(); i++) {
            TreeEntry entry = pairs.get(i).source();
            Digest wanted = expected.get(entry.path());
            if (wanted == null) {
                vanished++;
                continue;
            }
            bytes += entry.size();
            if (!found.get(i).map(wanted::equals).orElse(false)) {
                findings.add(Finding.error(
                                "verify.content",
                                entry.path().toString(),
                                "The two sides differ in content.",
                                "Copy again; if it differs still, look what changes it.")
                        .withEvidence("expected " + wanted + ", found "
                                + found.get(i).map(Digest::toString).orElse("nothing")));
            }
        }
        context.progress().addBytes(bytes);
        return new WorkResult(pairs.size(), bytes, new Result(pairs.size() - vanished, vanished).write(), findings);
    }

    /**
     * Takes what the destination keeps of large files and vouches for, so that they need not be read there. Where the source cannot
     * compute the same, they are.
     *
     * @param found what the destination keeps; emptied where that is of no use
     * @param expected takes what such files should have
     * @return the files that are compared by the usual hash
     */
    private List<Pair> compareKept(List<Pair> pairs, List<Optional<Digest>> found, Map<TreePath, Digest> expected) {
        List<Pair> rest = new ArrayList<>();
        Map<String, List<Integer>> others = new HashMap<>();
        for (int i = 0; i < pairs.size(); i++) {
            String algorithm = found.get(i).map(Digest::algorithm).orElse(MeteredContent.ALGORITHM);
            if (algorithm.equals(MeteredContent.ALGORITHM)
                    || rewriting.concerns(pairs.get(i).source())
                    || (pairs.get(i).arrived().isPresent() && !sourceHashes)) {
                found.set(i, found.get(i).filter(digest -> digest.algorithm().equals(MeteredContent.ALGORITHM)));
                rest.add(pairs.get(i));
            } else {
                others.computeIfAbsent(algorithm, name -> new ArrayList<>()).add(i);
            }
        }
        others.forEach((algorithm, files) -> {
            List<TreePath> paths = files.stream().map(i -> pairs.get(i).path()).toList();
            List<Optional<Digest>> answers;
            try {
                answers = source.digest(paths, algorithm, context);
            } catch (MigrationException e) {
                if (!e.code().equals("tree.unknown-digest")) {
                    throw e;
                }
                for (int i : files) {
                    found.set(i, Optional.empty());
                    rest.add(pairs.get(i));
                }
                return;
            }
            for (int i = 0; i < paths.size(); i++) {
                TreePath path = paths.get(i);
                answers.get(i).ifPresent(digest -> expected.put(path, digest));
            }
        });
        return rest;
    }

    /** Hashes at the destination what it keeps no hash of. */
    private void read(List<Pair> pairs, List<Optional<Digest>> found) {
        List<Integer> unknown = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            if (found.get(i).isEmpty()) {
                unknown.add(i);
            }
        }
        List<TreePath> paths = unknown.stream().map(i -> pairs.get(i).path()).toList();
        List<Optional<Digest>> answers =
                paths.isEmpty() ? List.of() : target.digest(paths, MeteredContent.ALGORITHM, context);
        for (int i = 0; i < answers.size(); i++) {
            found.set(unknown.get(i), answers.get(i));
        }
    }

    /** What each file should hash to; those that vanished from the source are left out. */
    private Map<TreePath, Digest> expected(List<Pair> pairs) {
        Map<TreePath, Digest> expected = new HashMap<>();
        List<TreePath> ask = new ArrayList<>();
        List<TreeEntry> rewrite = new ArrayList<>();
        for (Pair pair : pairs) {
            boolean rewritten = rewriting.concerns(pair.source());
            if (pair.arrived().isPresent() && (rewritten || !sourceHashes)) {
                expected.put(pair.path(), pair.arrived().get());
            } else if (rewritten) {
                rewrite.add(pair.source());
            } else {
                ask.add(pair.path());
            }
        }
        if (!ask.isEmpty()) {
            List<Optional<Digest>> answers = source.digest(ask, MeteredContent.ALGORITHM, context);
            for (int i = 0; i < ask.size(); i++) {
                TreePath path = ask.get(i);
                answers.get(i).ifPresent(digest -> expected.put(path, digest));
            }
        }
        if (!rewrite.isEmpty()) {
            rewriteAgain(rewrite, expected);
        }
        return expected;
    }

    /** What transforms give depends on their input alone, so doing it again gives what should be there. */
    private void rewriteAgain(List<TreeEntry> entries, Map<TreePath, Digest> expected) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try (EntryStream stream = source.read(entries, context)) {
            for (Optional<EntryStream.Item> item = stream.next(); item.isPresent(); item = stream.next()) {
                if (item.get() instanceof EntryStream.Found found
                        && found.entry().isFile()) {
                    try (MeteredContent content =
                            new MeteredContent(rewriting.apply(found.entry(), found.content()), context)) {
                        while (content.read(buffer.clear()) >= 0) {
                            context.cancellation().throwIfCancelled();
                        }
                        content.digest().ifPresent(digest -> expected.put(found.path(), digest));
                    }
                }
            }
        }
    }

    /**
     * A file that both sides have.
     *
     * @param source as the source lists it
     * @param arrived the hash of what was copied, where this was noted and the source is the same still
     */
    record Pair(TreeEntry source, Optional<Digest> arrived) {
        TreePath path() {
            return source.path();
        }
    }

    /**
     * What a unit counted.
     *
     * @param compared files whose contents were compared
     * @param vanished files that vanished from the source meanwhile
     */
    record Result(long compared, long vanished) {
        String write() {
            ObjectNode node = EntryJson.object();
            node.put("compared", compared);
            node.put("vanished", vanished);
            return EntryJson.text(node);
        }

        static Result read(String json) {
            JsonNode node = EntryJson.parse(json);
            return new Result(
                    node.path("compared").asLong(), node.path("vanished").asLong());
        }
    }
}
