package io.godwit.transfer.ssh;

import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.Finding;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.transfer.ssh.SshTools.Tool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives what is there the attributes that SFTP does not know: extended ones, and times to the nanosecond, those of symbolic links too. They
 * are collected, and then set by few commands. For a server without the tools it does nothing, as its tree says. One thread.
 */
final class SshStamp {
    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final String HERE = "LC_ALL=C; export LC_ALL; cd -- \"$1\" && ";
    private static final String TOUCH = HERE + "xargs -0 -r -n 2 sh -c 'touch -h -c -m -d \"$1\" -- \"$2\"' sh";
    private static final String REMOVE = HERE + "xargs -0 -r setfattr -h -x \"$2\" --";
    private static final String RESTORE = HERE + "setfattr -h --restore=-";
    /** What setfattr says where it could not write: the file, why. */
    private static final Pattern COMPLAINT = Pattern.compile("setfattr: (.*): ([^:]*)");

    private static final long LARGEST_SECONDS = 0xffff_ffffL;

    private final SftpPool.Lease lease;
    private final WorkContext context;
    private final boolean times;
    private final boolean attributes;
    private final ByteArrayOutputStream touched = new ByteArrayOutputStream();
    private final ByteArrayOutputStream restored = new ByteArrayOutputStream();
    private final Map<String, ByteArrayOutputStream> removed = new HashMap<>();
    private final Map<String, TreePath> names = new HashMap<>();

    SshStamp(SftpPool.Lease lease, WorkContext context) {
        this.lease = lease;
        this.context = context;
        SshTools tools = lease.tools(context);
        this.times = tools.has(Tool.FIND);
        this.attributes = tools.has(Tool.ATTRIBUTES);
    }

    /** Whether fractions of a second can be set. */
    boolean isExact() {
        return times;
    }

    /** Whether extended attributes can be set. */
    boolean knowsAttributes() {
        return attributes;
    }

    /** Notes the time of an entry for what is under a name, where SFTP cannot tell it. */
    void time(TreePath at, TreeEntry entry) {
        Instant time = entry.modified().orElse(null);
        if (!times || time == null) {
            return;
        }
        boolean isPlain = time.getNano() == 0 && time.getEpochSecond() >= 0 && time.getEpochSecond() <= LARGEST_SECONDS;
        if (!isPlain || entry.target().isPresent()) {
            touched.writeBytes(ascii("@" + date(time)));
            touched.write(0);
            touched.writeBytes(SftpTar.name(at));
            touched.write(0);
        }
    }

    /** Before 1970 touch counts fractions backwards, as seconds. */
    private static String date(Instant time) {
        if (time.getEpochSecond() >= 0 || time.getNano() == 0) {
            return time.getEpochSecond() + "." + String.format("%09d", time.getNano());
        }
        return "-" + (-time.getEpochSecond() - 1) + "." + String.format("%09d", 1_000_000_000 - time.getNano());
    }

    /**
     * Notes the attributes of an entry for what is under a name.
     *
     * @param there those that it has
     */
    void attributes(TreePath at, TreeEntry entry, Map<String, String> there) {
        if (!attributes || there.equals(entry.extended())) {
            return;
        }
        for (String attribute : there.keySet()) {
            if (!entry.extended().containsKey(attribute)) {
                ByteArrayOutputStream files = removed.computeIfAbsent(attribute, key -> new ByteArrayOutputStream());
                files.writeBytes(SftpTar.name(at));
                files.write(0);
            }
        }
        if (!entry.extended().isEmpty()) {
            byte[] name = ToldAttributes.escaped(SftpTar.name(at));
            names.put(new String(SftpTar.name(at), StandardCharsets.UTF_8), entry.path());
            restored.writeBytes(ascii("# file: "));
            restored.writeBytes(name);
            entry.extended().forEach((attribute, value) -> {
                restored.write('\n');
                restored.writeBytes(ToldAttributes.escaped(attribute.getBytes(StandardCharsets.UTF_8)));
                restored.writeBytes(ascii("=0s" + value));
            });
            restored.writeBytes(ascii("\n\n"));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Sets what was noted. */
    void apply() throws IOException {
        for (Map.Entry<String, ByteArrayOutputStream> one : removed.entrySet()) {
            run(Command.of("sh", "-c", REMOVE, "sh", root(), one.getKey()), one.getValue());
        }
        if (restored.size() > 0) {
            run(Command.of("sh", "-c", RESTORE, "sh", root()), restored)
                    .stderr()
                    .lines()
                    .map(COMPLAINT::matcher)
                    .filter(Matcher::matches)
                    .forEach(line -> context.progress()
                            .report(refused(names.getOrDefault(line.group(1), TreePath.ROOT), "", line.group(2))));
        }
        if (touched.size() > 0) {
            run(Command.of("sh", "-c", TOUCH, "sh", root()), touched).orThrow();
        }
        removed.clear();
        restored.reset();
        touched.reset();
    }

    /** That an attribute was not written. */
    static Finding refused(TreePath path, String attribute, String why) {
        return Finding.warning(
                "tree.attributes-refused",
                path.toString(),
                (attribute.isEmpty() ? "An extended attribute" : "The extended attribute \"" + attribute + "\"")
                        + " was not written: " + why + ".",
                "Write as a user who may, to a file system that keeps it, or accept the loss.");
    }

    private String root() {
        return SshTarget.text(lease.sftp().absolute(TreePath.ROOT));
    }

    private CommandResult run(Command command, ByteArrayOutputStream input) throws IOException {
        try (SshCommand running = lease.shell().start(command.within(PATIENCE), context)) {
            running.stdin().write(input.toByteArray());
            running.stdin().close();
            return running.await().get(0);
        }
    }
}
