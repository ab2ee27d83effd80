package io.godwit.cli;

import io.godwit.core.RollbackPreview;

/** What a rollback would do, for the person who is asked. */
final class RollbackText {
    private RollbackText() {}

    static String of(RollbackPreview preview) {
        StringBuilder text =
                new StringBuilder("Undoing session ").append(preview.session()).append(":\n");
        preview.undo().forEach(line -> text.append("  ").append(line).append('\n'));
        if (!preview.losses().isEmpty()) {
            text.append("What was written since would be LOST:\n").append(Findings.lines(preview.losses()));
        }
        return text.toString();
    }
}
