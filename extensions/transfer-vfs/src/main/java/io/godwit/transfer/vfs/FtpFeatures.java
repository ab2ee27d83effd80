package io.godwit.transfer.vfs;

import java.io.IOException;
import java.util.Locale;
import org.apache.commons.net.ftp.FTPReply;

/**
 * What a server can do, as it says itself. Immutable.
 *
 * @param listsFacts whether it lists in the form for programs (MLSD)
 * @param tellsModes whether those listings tell permission bits
 * @param setsModes whether it knows SITE CHMOD
 * @param setsTimes how times are set
 * @param hides whether it leaves names that begin with a dot out of listings unless asked (Apache FtpServer)
 */
record FtpFeatures(boolean listsFacts, boolean tellsModes, boolean setsModes, SetTime setsTimes, boolean hides) {
    /** How a server sets times. */
    enum SetTime {
        NONE(""),
        MFMT("MFMT"),
        MDTM("MDTM");

        private final String command;

        SetTime(String command) {
            this.command = command;
        }

        String command() {
            return command;
        }
    }

    static FtpFeatures of(FtpLink link, FtpPlace place) throws IOException {
        int code = link.sendCommand("FEAT");
        String features = FTPReply.isPositiveCompletion(code)
                ? String.valueOf(link.getReplyString()).toUpperCase(Locale.ROOT)
                : "";
        if (features.contains("UTF8") && place.encoding().equals(java.nio.charset.StandardCharsets.UTF_8)) {
            link.sendCommand("OPTS", "UTF8 ON");
        }
        boolean facts = features.contains("MLST") && !place.isPlainListing();
        boolean modes = facts && features.contains("UNIX.MODE");
        link.sendCommand("SITE", "HELP");
        boolean chmod =
                String.valueOf(link.getReplyString()).toUpperCase(Locale.ROOT).contains("CHMOD");
        link.sendCommand("SYST");
        boolean isVsftpd = features.contains("MDTM") && !features.contains("MFMT") && !features.contains("MLST");
        SetTime times = features.contains("MFMT") ? SetTime.MFMT : isVsftpd ? SetTime.MDTM : SetTime.NONE;
        return new FtpFeatures(facts, modes || !facts, chmod, times, features.contains("MMD5"));
    }

    /**
     * Whether times of directories can be set. MDTM serves for files alone (vsftpd), and so does MFMT at Apache FtpServer.
     */
    boolean setsDirectoryTimes() {
        return setsTimes == SetTime.MFMT && !hides;
    }

    /** Whether permission bits are kept. */
    boolean keepsModes() {
        return tellsModes && setsModes;
    }
}
