package io.godwit.transfer.ssh;

import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The programs of a server that spare round trips: found once for each tree. A login that runs no commands, and a server that may show
 * its commands other files than its SFTP, has none. Immutable.
 */
final class SshTools {
    private static final Logger LOG = LoggerFactory.getLogger(SshTools.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String MARK = "godwit-tools";
    private static final String SCRIPT = "export LC_ALL=C; echo " + MARK + ";"
            + " tar --version 2>/dev/null | grep -q 'GNU tar' && echo TAR;"
            + " sync --help 2>/dev/null | grep -q -e --file-system && echo SYNC;"
            + " find --version 2>/dev/null | grep -q 'GNU findutils' && stat --version 2>/dev/null | grep -q coreutils"
            + " && sort --version 2>/dev/null | grep -q coreutils && command -v xargs >/dev/null && echo FIND;"
            + " [ -z \"$(tar --xattrs '--xattrs-include=*' -c -f /dev/null -T /dev/null 2>&1)\" ]"
            + " && getfattr --version >/dev/null 2>&1 && setfattr --version >/dev/null 2>&1 && echo ATTRIBUTES;"
            + " for each in passwd group; do getent $each 2>/dev/null | head -n " + SshAccounts.MOST
            + " | cut -d: -f1,3 | sed \"s/^/$each:/;s/^passwd:/USER:/;s/^group:/GROUP:/\"; done;"
            + " sha256sum --help 2>/dev/null | grep -q -e --zero && command -v xargs >/dev/null && echo SHA256;"
            + " " + PerlScripts.PROBE + " && echo PERL; exit 0";

    /** A program in the version that is needed. */
    enum Tool {
        /** GNU tar. */
        TAR,
        /** Flushes the file system that holds a path. */
        SYNC,
        /** GNU find, with stat, sort and xargs. */
        FIND,
        /** The tools for extended attributes and access lists, and a tar that writes them. */
        ATTRIBUTES,
        /** SHA-256 of many files, names ended by NUL. */
        SHA256,
        /** Perl, for what would else be a request for each file. */
        PERL
    }

    private final Set<Tool> tools;
    private final SshAccounts accounts;

    private SshTools(Set<Tool> tools, SshAccounts accounts) {
        this.tools = tools;
        this.accounts = accounts;
    }

    /** None at all. */
    static SshTools none() {
        return new SshTools(EnumSet.noneOf(Tool.class), new SshAccounts());
    }

    /** Asks a server. */
    static SshTools find(SshShell shell, boolean isOpenSsh, WorkContext context) {
        if (!isOpenSsh) {
            return none();
        }
        Set<Tool> found = EnumSet.noneOf(Tool.class);
        SshAccounts accounts = new SshAccounts();
        try {
            CommandResult told = shell.run(Command.of("sh", "-c", SCRIPT).within(PATIENCE), context);
            if (told.stdout().startsWith(MARK)) {
                told.stdout()
                        .lines()
                        .skip(1)
                        .filter(line -> !accounts.take(line))
                        .map(Tool::valueOf)
                        .forEach(found::add);
            }
        } catch (MigrationException e) {
            context.cancellation().throwIfCancelled();
            LOG.atDebug().setCause(e).log("The server runs no commands");
        }
        return new SshTools(found, accounts);
    }

    /** Who has accounts there. */
    SshAccounts accounts() {
        return accounts;
    }

    boolean has(Tool tool) {
        return tools.contains(tool);
    }
}
