package io.godwit.transfer.vfs;

import io.godwit.spi.TreePath;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;

/** The paths of a tree as its server names them. Immutable. */
final class FtpPaths {
    private final FtpPlace place;

    private final boolean trims;

    /**
     * Paths.
     *
     * @param trims whether the server takes blanks at the end of a name away, every name that begins with two dots for the directory
     *     above, and a backslash for a slash
     */
    FtpPaths(FtpPlace place, boolean trims) {
        this.place = place;
        this.trims = trims;
    }

    /** The whole path; fails for a name that cannot stand in a command. */
    String of(TreePath path) {
        if (path.isRoot()) {
            return place.root().isEmpty() ? "/" : place.root();
        }
        String text = path.text().orElseThrow(() -> TreeFailures.notRepresentable(path));
        CharsetEncoder encoder = place.encoding().newEncoder();
        if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0 || !encoder.canEncode(text) || isTrimmed(text)) {
            throw TreeFailures.notRepresentable(path);
        }
        return place.root() + "/" + text;
    }

    Charset encoding() {
        return place.encoding();
    }

    private boolean isTrimmed(String text) {
        return trims && (!text.equals(text.stripTrailing()) || ("/" + text).contains("/..") || text.indexOf('\\') >= 0);
    }

    /** Whether the name can stand in a command. */
    boolean isSpeakable(TreePath path) {
        return path.text()
                .filter(text -> text.indexOf('\n') < 0
                        && text.indexOf('\r') < 0
                        && !isTrimmed(text)
                        && place.encoding().newEncoder().canEncode(text))
                .isPresent();
    }
}
