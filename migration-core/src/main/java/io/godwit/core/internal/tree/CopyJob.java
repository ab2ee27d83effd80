package io.godwit.core.internal.tree;

import io.godwit.core.internal.run.EngineContext;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.spi.FileTree;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** What all parts of one copy share. Thread-safe. */
final class CopyJob implements AutoCloseable {
    private static final int SHOWN = 100;

    private final TreeMove move;
    private final CopySizes sizes;
    private final EngineContext context;
    private final FileTree source;
    private final WritableFileTree target;
    private final GlobSelection selection;
    private final Rewriting rewriting;
    private final EntryComparer comparer;
    private final FindingSink findings;
    private final KeepArea area;
    private final CallGate gate;
    private final RouteChoice route;

    private CopyJob(
            TreeMove move,
            CopySizes sizes,
            EngineContext context,
            Rewriting rewriting,
            FileTree source,
            WritableFileTree target) {
        this.move = move;
        this.sizes = sizes;
        this.context = context;
        this.source = source;
        this.target = target;
        this.selection = GlobSelection.of(move.selection());
        this.rewriting = rewriting;
        this.comparer = new EntryComparer(source.capabilities(), target.capabilities(), move.preserveOwners());
        this.findings = new FindingSink(context.progress(), SHOWN);
        this.area = new KeepArea(this);
        this.route = new RouteChoice(move, context);
        this.gate = new CallGate(
                source.capabilities().maxConcurrency(), target.capabilities().maxConcurrency());
    }

    static CopyJob open(TreeMove move, CopySizes sizes, EngineContext context) {
        Rewriting rewriting = Rewriting.open(move.transforms(), context.plugins());
        FileTree source = context.connections().tree(move.from());
        boolean complete = false;
        try {
            WritableFileTree target = context.connections().writableTree(move.to());
            try {
                CopyJob job = new CopyJob(move, sizes, context, rewriting, source, target);
                complete = true;
                return job;
            } finally {
                if (!complete) {
                    target.close();
                }
            }
        } finally {
            if (!complete) {
                source.close();
            }
        }
    }

    TreeMove move() {
        return move;
    }

    CopySizes sizes() {
        return sizes;
    }

    EngineContext context() {
        return context;
    }

    FileTree source() {
        return source;
    }

    WritableFileTree target() {
        return target;
    }

    GlobSelection selection() {
        return selection;
    }

    Rewriting rewriting() {
        return rewriting;
    }

    EntryComparer comparer() {
        return comparer;
    }

    FindingSink findings() {
        return findings;
    }

    KeepArea area() {
        return area;
    }

    /** How units are carried. */
    RouteChoice route() {
        return route;
    }

    /** Whether a file has to be copied although size and time may be the same, since it is rewritten on its way. */
    boolean isRewrittenAnew(TreeEntry entry) {
        return rewriting.concerns(entry) && !move.pass().equals(TreeMove.PASS_CATCH_UP);
    }

    /** An entry as it is to be written. */
    TreeEntry prepare(TreeEntry entry) {
        if (move.preserveOwners()) {
            return entry;
        }
        return entry.toBuilder().owner(null).group(null).build();
    }

    WriteToken token(String unit) {
        WriteToken step = context.token();
        return new WriteToken(step.session(), unit, step.fence());
    }

    /** An id of a unit that depends on this step and on what the unit does, and on nothing else. */
    String unitId(String kind, String what) {
        byte[] hash = MeteredContent.sha256()
                .digest((context.token().unit() + "\0" + move.name() + "\0" + move.pass() + "\0" + what)
                        .getBytes(StandardCharsets.UTF_8));
        return kind + "-" + HexFormat.of().formatHex(hash, 0, 10);
    }

    /** Takes part of what both trees can do at a time. */
    CallGate.Calls calls(int ofSource, int ofTarget) {
        return gate.take(ofSource, ofTarget, context.cancellation());
    }

    @Override
    public void close() {
        try (source;
                target;
                route) {
            findings.summarise(move.name());
        }
    }
}
