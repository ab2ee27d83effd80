package io.godwit.core.internal.engine;

import io.godwit.core.MigrationReport;
import io.godwit.core.ReportInfo;
import io.godwit.core.internal.journal.Journal;
import io.godwit.core.internal.journal.JournalFiles;
import io.godwit.core.internal.journal.ReportTable;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;

/** Writes reports to files. */
final class ReportFiles {
    private final Journal journal;
    private final Clock clock;

    ReportFiles(Journal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    ReportInfo write(MigrationReport report, ReportInfo.Format format, Path file) {
        String text = switch (format) {
            case JSON -> report.toJson();
            case MARKDOWN -> report.toMarkdown();
            case HTML -> report.toHtml();
        };
        Path target = file.toAbsolutePath();
        Path unfinished = target.resolveSibling("." + target.getFileName() + ".godwit-part");
        try {
            Files.deleteIfExists(unfinished);
            JournalFiles.makeFile(unfinished);
            Files.writeString(unfinished, text);
            Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            forget(unfinished, e);
            throw MigrationException.of(
                            ErrorCategory.TRANSFER,
                            "report.not-written",
                            "the report cannot be written to \"" + file + "\": "
                                    + e.getClass().getSimpleName())
                    .subject(file.toString())
                    .remedy("Give another file, or make room.")
                    .cause(e)
                    .build();
        }
        ReportInfo written = new ReportInfo(format, target.toString(), clock.instant());
        journal.update(
                null, handle -> ReportTable.insert(handle, report.session().id(), written));
        return written;
    }

    private static void forget(Path unfinished, IOException failure) {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
