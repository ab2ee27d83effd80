package io.godwit.transfer.vfs;

import java.io.IOException;
import java.util.Locale;
import org.apache.commons.net.ftp.FTPReply;

/**
 * What a server can do, as it says itself. Immutable.
 *
 * @param listsFacts whether it lists in the form for programs (MLSD)
 * @param tellsModes whether those listings tell permission bits
 * @param tellsTimes whether it tells the time of a file to the second
 * @param setsModes whether it knows SITE CHMOD
 * @param setsTimes how times are set
 * @param hides whether it leaves names that begin with a dot out of listings unless asked (Apache FtpServer)
 * @param system what it says that it runs on, in capitals
 */
record FtpFeatures(
        boolean listsFacts,
        boolean tellsModes,
        boolean tellsTimes,
        boolean setsModes,
        SetTime setsTimes,
        boolean hides,
        String system) {
    /** A name that is nowhere. */
    private static final String NOWHERE = "/.godwit-there-is-no-such-name";

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
        boolean chmod = FTPReply.isPositiveCompletion(link.sendCommand("SITE", "HELP"))
                ? String.valueOf(link.getReplyString()).toUpperCase(Locale.ROOT).contains("CHMOD")
                : knows(link, "SITE CHMOD 644 " + NOWHERE);
        link.sendCommand("SYST");
        String system = link.said().toUpperCase(Locale.ROOT);
        boolean tellsTimes = facts || features.contains("MDTM") || knows(link, "MDTM " + NOWHERE);
        boolean isVsftpd = features.contains("MDTM") && !features.contains("MFMT") && !features.contains("MLST");
        boolean isToAsk = features.isEmpty();
        SetTime times = features.contains("MFMT") || (isToAsk && knows(link, "MFMT 20200101000000 " + NOWHERE))
                ? SetTime.MFMT
                : isVsftpd ? SetTime.MDTM : SetTime.NONE;
        return new FtpFeatures(facts, modes || !facts, tellsTimes, chmod, times, features.contains("MMD5"), system);
    }

    /** Whether a server that does not say so knows a command: it then complains about the name, else about the command. */
    private static boolean knows(FtpLink link, String command) throws IOException {
        int code = link.sendCommand(command);
        return code != 500 && code != 502 && code != 504 && code != 202 && code != 530;
    }

    /** Whether its listings have a form that takes more than a line to tell. */
    boolean isForeign() {
        return system.contains("VMS") || system.contains("OS/400") || system.contains("MVS");
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
