package io.godwit.cli;

import io.godwit.core.MigrationEvent;
import io.godwit.core.StepRecord.Counts;
import io.godwit.core.StepStatus;
import io.godwit.spi.Severity;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Shows a run as it goes: a bar that is drawn over itself on a terminal, a line now and then elsewhere. Called by one thread at a time,
 * as events are.
 */
final class ProgressView implements Consumer<MigrationEvent> {
    private static final Duration LINE_EVERY = Duration.ofSeconds(5);
    private static final int BAR = 24;
    private static final String CLEAR_LINE = "\r\033[2K";

    private final PrintStream out;
    private final boolean terminal;
    private final boolean quiet;
    private final boolean verbose;
    private String title = "";
    private int number;
    private int steps;
    private Instant lastLine = Instant.EPOCH;
    private boolean barShown;

    ProgressView(Console console) {
        this.out = console.progress();
        this.terminal = Terminals.terminal() != null && !"dumb".equals(System.getenv("TERM"));
        this.quiet = console.isQuiet();
        this.verbose = console.isVerbose();
    }

    @Override
    public void accept(MigrationEvent event) {
        if (quiet) {
            return;
        }
        if (event instanceof MigrationEvent.SessionStarted started) {
            steps = started.steps();
            line((started.isRollback() ? "Undoing " : started.completed() > 0 ? "Going on with " : "Running ")
                    + started.name() + " (session " + started.session() + ")");
        } else if (event instanceof MigrationEvent.StepStarted started) {
            title = started.title();
            number = started.number();
            lastLine = started.at();
            bar(place() + title);
        } else if (event instanceof MigrationEvent.StepProgress progress) {
            progress(progress);
        } else if (event instanceof MigrationEvent.StepRetried retried) {
            line("  " + retried.error().message() + "; trying again in " + Amounts.time(retried.delay()));
        } else if (event instanceof MigrationEvent.StepFinished finished) {
            finished(finished);
        } else if (event instanceof MigrationEvent.StepUndone undone) {
            line((undone.error() == null ? "  undone: " : "  NOT undone: ") + undone.step());
        } else if (event instanceof MigrationEvent.FindingNoticed noticed) {
            if (verbose || noticed.finding().severity() != Severity.INFO) {
                line("  " + Findings.line(noticed.finding()));
            }
        } else if (event instanceof MigrationEvent.LogLine log && verbose) {
            line("  " + log.entry().message());
        }
    }

    private String place() {
        return "[" + number + "/" + steps + "] ";
    }

    private void progress(MigrationEvent.StepProgress progress) {
        Counts counts = progress.counts();
        String remaining = progress.remaining() == null ? "" : ", " + Amounts.time(progress.remaining()) + " left";
        String moved = amounts(counts) + rate(progress) + remaining;
        if (terminal) {
            int filled = counts.percent() * BAR / 100;
            bar(place() + title + "  " + "\u2588".repeat(filled) + "\u2591".repeat(BAR - filled) + " "
                    + counts.percent() + " %  " + moved);
        } else if (Duration.between(lastLine, progress.at()).compareTo(LINE_EVERY) >= 0) {
            lastLine = progress.at();
            line(place() + title + ": " + counts.percent() + " %, " + moved);
        }
    }

    private static String rate(MigrationEvent.StepProgress progress) {
        if (progress.bytesPerSecond() >= 1) {
            return ", " + Amounts.bytes(progress.bytesPerSecond()) + "/s";
        }
        return progress.itemsPerSecond() >= 1 ? ", " + Amounts.count((long) progress.itemsPerSecond()) + "/s" : "";
    }

    private static String amounts(Counts counts) {
        String items = Amounts.count(counts.items())
                + (counts.totalItems() > 0 ? " of " + Amounts.count(counts.totalItems()) : "");
        return counts.bytes() > 0 ? Amounts.bytes(counts.bytes()) + ", " + items : items;
    }

    private void finished(MigrationEvent.StepFinished finished) {
        String mark = finished.status() == StepStatus.FAILED
                ? "failed"
                : finished.status() == StepStatus.SKIPPED ? "skipped" : "done";
        Counts counts = finished.counts();
        double seconds = Math.max(0.001, finished.took().toMillis() / 1000.0);
        String moved = counts.items() == 0 && counts.bytes() == 0
                ? ""
                : ", " + amounts(new Counts(counts.bytes(), counts.items(), 0, 0))
                        + (counts.bytes() > 1 << 20 ? ", " + Amounts.bytes(counts.bytes() / seconds) + "/s" : "");
        line(place() + title + ": " + mark + " in " + Amounts.time(finished.took()) + moved);
        if (finished.error() != null) {
            line("  " + finished.error().message());
        }
    }

    private void bar(String text) {
        if (terminal) {
            out.print(CLEAR_LINE + text);
            out.flush();
            barShown = true;
        }
    }

    private void line(String text) {
        out.println((barShown ? CLEAR_LINE : "") + text);
        out.flush();
        barShown = false;
    }
}
