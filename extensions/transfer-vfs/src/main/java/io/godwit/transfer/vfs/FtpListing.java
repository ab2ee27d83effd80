package io.godwit.transfer.vfs;

import io.godwit.spi.EntryKind;
import io.godwit.spi.Finding;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreeLink;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPFileFilters;
import org.apache.commons.net.ftp.FTPReply;
import org.jspecify.annotations.Nullable;

/** Lists directories: in the form for programs where the server has it, else in that for people, with the exact times asked for. */
final class FtpListing {
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");
    private static final int TOGETHER = 60;
    private static final Pattern FACTS = Pattern.compile("^[^ ]*; ");

    private final FtpPool pool;
    private final FtpPaths paths;
    private final FtpFeatures features;
    private final WorkContext context;

    FtpListing(FtpPool pool, FtpPaths paths, FtpFeatures features, WorkContext context) {
        this.pool = pool;
        this.paths = paths;
        this.features = features;
        this.context = context;
    }

    /** What is in a directory, in no order; empty where there is no such directory. */
    Optional<List<TreeEntry>> list(TreePath directory) {
        String path = paths.of(directory);
        return pool.with(
                context.cancellation(),
                link -> features.listsFacts() ? facts(link, directory, path) : plain(link, directory, path));
    }

    private Optional<List<TreeEntry>> facts(FtpLink link, TreePath directory, String path) throws IOException {
        // where there are options, the path is not given with them: it would be read for some itself
        if (features.hides() && !link.changeWorkingDirectory(path)) {
            return none(link, directory);
        }
        Optional<List<byte[]>> lines = link.listed("MLSD", features.hides() ? "-a" : path);
        if (lines.isEmpty()) {
            return none(link, directory);
        }
        List<TreeEntry> entries = new ArrayList<>(lines.get().size());
        int before = 0;
        for (byte[] bytes : lines.get()) {
            Optional<String> line = text(directory, bytes);
            if (line.isEmpty()) {
                continue;
            }
            if (!line.get().isEmpty() && !FACTS.matcher(line.get()).find()) {
                // the rest of a name: the entry before was read with only the first part of it
                while (entries.size() > before) {
                    entries.remove(entries.size() - 1);
                }
                broken(directory, line.get());
                continue;
            }
            before = entries.size();
            fact(directory, line.get()).ifPresent(entries::add);
        }
        return Optional.of(entries);
    }

    /** A line in the encoding that was agreed on; empty, and told of, where it is in another one. */
    private Optional<String> text(TreePath directory, byte[] line) {
        int length = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
        try {
            return Optional.of(paths.encoding()
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, 0, length))
                    .toString());
        } catch (CharacterCodingException e) {
            context.progress()
                    .report(Finding.error(
                            "ftp.other-encoding",
                            directory.toString(),
                            "The server lists a name in this directory that is not in the encoding " + paths.encoding()
                                    + "; it is left out.",
                            "Name the encoding of the server's names with the setting \"encoding\"."));
            return Optional.empty();
        }
    }

    private void broken(TreePath directory, String rest) {
        context.progress()
                .report(Finding.error(
                        "ftp.name-broken",
                        directory.toString(),
                        "The server lists a line in this directory that is no entry (\""
                                + TreePath.ROOT.resolve(rest.replace('/', '_'))
                                + "\"): a name with an end of line, which FTP cannot carry, is left out.",
                        "Rename it at the server."));
    }

    private Optional<List<TreeEntry>> none(FtpLink link, TreePath directory) {
        int code = link.getReplyCode();
        if (code == 550 || code == 501 || code == 553 || code == 450) {
            return Optional.empty();
        }
        throw FtpErrors.refused(directory, "list", code, link.said());
    }

    /** One line of facts: {@code type=file;size=5;modify=20210304050607; name}. */
    private Optional<TreeEntry> fact(@Nullable TreePath directory, String line) {
        int blank = line.indexOf("; ");
        if (blank < 0) {
            return Optional.empty();
        }
        Map<String, String> facts = new HashMap<>();
        for (String fact : line.substring(0, blank).split(";", -1)) {
            int equals = fact.indexOf('=');
            if (equals > 0) {
                facts.put(fact.substring(0, equals).toLowerCase(Locale.ROOT), fact.substring(equals + 1));
            }
        }
        String type = facts.getOrDefault("type", "file");
        if (directory != null && (type.equalsIgnoreCase("cdir") || type.equalsIgnoreCase("pdir"))) {
            return Optional.empty();
        }
        String name = line.substring(blank + 2);
        return named(directory, name, facts, type);
    }

    private Optional<TreeEntry> named(
            @Nullable TreePath directory, String name, Map<String, String> facts, String type) {
        Optional<TreePath> path = directory == null ? Optional.of(TreePath.ROOT) : below(directory, name);
        if (path.isEmpty()) {
            return Optional.empty();
        }
        String lower = type.toLowerCase(Locale.ROOT);
        EntryKind kind = lower.equals("dir") || lower.equals("cdir") || lower.equals("pdir")
                ? EntryKind.DIRECTORY
                : lower.startsWith("os.unix=slink") || lower.startsWith("os.unix=symlink")
                        ? EntryKind.SYMLINK
                        : lower.equals("file") ? EntryKind.FILE : EntryKind.DEVICE;
        TreeEntry.Builder entry = TreeEntry.of(path.get(), kind);
        if (kind == EntryKind.SYMLINK) {
            int colon = type.indexOf(':');
            if (colon < 0 || colon == type.length() - 1) {
                return untold(path.get());
            }
            entry.target(TreeLink.of(type.substring(colon + 1)));
        }
        if (kind == EntryKind.FILE) {
            entry.size(number(facts.getOrDefault("size", "0")));
        }
        time(facts.getOrDefault("modify", "")).ifPresent(entry::modified);
        String mode = facts.getOrDefault("unix.mode", "");
        if (features.keepsModes() && mode.matches("[0-7]{3,5}")) {
            entry.mode(Integer.parseInt(mode, 8) & 07777);
        }
        return Optional.of(versioned(entry.build()));
    }

    private Optional<TreeEntry> untold(TreePath path) {
        context.progress()
                .report(Finding.warning(
                        "ftp.link-left-out",
                        path.toString(),
                        "The server does not tell what this symbolic link points to, so it is left out.",
                        "Make the link by hand at the destination."));
        return Optional.empty();
    }

    private static Optional<TreePath> below(TreePath directory, String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
            return Optional.empty();
        }
        return Optional.of(directory.resolve(name));
    }

    /** What changes with the content, as far as FTP can tell. */
    private static TreeEntry versioned(TreeEntry entry) {
        return entry.isFile()
                ? entry.toBuilder()
                        .version(entry.size() + "@"
                                + entry.modified().map(Instant::toString).orElse(""))
                        .build()
                : entry;
    }

    private static long number(String text) {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    static Optional<Instant> time(String stamp) {
        if (!stamp.matches("\\d{14}(\\.\\d{1,9})?")) {
            return Optional.empty();
        }
        try {
            Instant whole = LocalDateTime.parse(stamp.substring(0, 14), SECONDS).toInstant(ZoneOffset.UTC);
            String rest = stamp.length() > 15 ? (stamp.substring(15) + "000000000").substring(0, 9) : "0";
            return Optional.of(whole.plusNanos(Long.parseLong(rest)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    static String stamp(Instant time) {
        return SECONDS.format(time.atOffset(ZoneOffset.UTC));
    }

    private Optional<List<TreeEntry>> plain(FtpLink link, TreePath directory, String path) throws IOException {
        // the path itself is not given to LIST: servers read patterns and options in it
        if (!link.changeWorkingDirectory(path)) {
            return none(link, directory);
        }
        List<FTPFile> real = new ArrayList<>();
        Set<FTPFile> doubted = new HashSet<>();
        if (features.isForeign()) {
            for (FTPFile file : link.initiateListParsing().getFiles(FTPFileFilters.NON_NULL)) {
                if (file.getName() != null && below(directory, file.getName()).isPresent()) {
                    real.add(file);
                }
            }
            if (!FTPReply.isPositiveCompletion(link.getReplyCode())) {
                return none(link, directory);
            }
        } else {
            Optional<List<byte[]>> lines = link.listed("LIST", features.system().contains("WIN") ? "" : "-a");
            if (lines.isEmpty() && link.getReplyCode() / 100 == 5) {
                lines = link.listed("LIST", ""); // some take the option for a name
            }
            if (lines.isEmpty()) {
                return none(link, directory);
            }
            read(directory, lines.get(), real, doubted);
        }
        Map<String, Instant> times = exactTimes(link, directory, real);
        if (features.tellsTimes()) {
            real.removeIf(file -> doubted.contains(file) && file.isFile() && !times.containsKey(file.getName()));
        }
        Duration offset = offset(real, times);
        List<TreeEntry> entries = new ArrayList<>(real.size());
        for (FTPFile file : real) {
            entry(directory, file, times, offset).ifPresent(entries::add);
        }
        return Optional.of(entries);
    }

    private void read(TreePath directory, List<byte[]> lines, List<FTPFile> real, Set<FTPFile> doubted) {
        FtpLineParser parser = new FtpLineParser();
        boolean isReal = false;
        for (byte[] bytes : lines) {
            Optional<String> line = text(directory, bytes);
            Optional<FTPFile> file = line.flatMap(parser::parse);
            if (file.isPresent()) {
                isReal = below(directory, file.get().getName()).isPresent();
                if (isReal) {
                    real.add(file.get());
                }
            } else if (line.isPresent() && FtpLineParser.isStrange(line.get())) {
                broken(directory, line.get());
                if (isReal) {
                    doubted.add(real.get(real.size() - 1)); // maybe only the first part of its name was read
                }
            }
        }
    }

    private Map<String, Instant> exactTimes(FtpLink link, TreePath directory, List<FTPFile> files) throws IOException {
        Map<String, Instant> times = new HashMap<>();
        if (!features.tellsTimes()) {
            return times;
        }
        List<FTPFile> plain = files.stream()
                .filter(file -> file.isFile() && paths.isSpeakable(directory.resolve(file.getName())))
                .toList();
        for (int from = 0; from < plain.size(); from += TOGETHER) {
            List<FTPFile> some = plain.subList(from, Math.min(plain.size(), from + TOGETHER));
            List<String> commands = new ArrayList<>();
            for (FTPFile file : some) {
                commands.add("MDTM " + paths.of(directory.resolve(file.getName())));
            }
            List<String> answers = link.answers(commands);
            for (int i = 0; i < answers.size(); i++) {
                String answer = answers.get(i).strip();
                if (answer.startsWith("213 ")) {
                    String name = some.get(i).getName();
                    time(answer.substring(4).strip()).ifPresent(time -> times.put(name, time));
                }
            }
        }
        return times;
    }

    /** How far the clock in listings is from the one of exact times: a multiple of a quarter of an hour. */
    private static Duration offset(List<FTPFile> files, Map<String, Instant> times) {
        for (FTPFile file : files) {
            Instant exact = times.get(file.getName());
            if (exact != null && file.getTimestampInstant() != null) {
                long seconds =
                        Duration.between(file.getTimestampInstant(), exact).toSeconds();
                long quarters = Math.round(seconds / 900.0);
                // old files are listed by their day only
                if (Math.abs(quarters) <= 14 * 4 && Math.abs(seconds - quarters * 900) < 61) {
                    return Duration.ofMinutes(15 * quarters);
                }
            }
        }
        return Duration.ZERO;
    }

    private Optional<TreeEntry> entry(TreePath directory, FTPFile file, Map<String, Instant> times, Duration offset) {
        TreePath path = directory.resolve(file.getName());
        EntryKind kind = file.isDirectory()
                ? EntryKind.DIRECTORY
                : file.isSymbolicLink() ? EntryKind.SYMLINK : file.isFile() ? EntryKind.FILE : EntryKind.DEVICE;
        TreeEntry.Builder entry = TreeEntry.of(path, kind);
        if (kind == EntryKind.SYMLINK) {
            if (file.getLink() == null || file.getLink().isEmpty()) {
                return untold(path);
            }
            entry.target(TreeLink.of(file.getLink()));
        }
        if (kind == EntryKind.FILE) {
            entry.size(Math.max(0, file.getSize()));
        }
        Instant listed = file.getTimestampInstant();
        Instant time = times.get(file.getName());
        entry.modified(time != null ? time : listed == null ? null : listed.plus(offset));
        if (features.keepsModes()) {
            FtpLineParser.mode(file).ifPresent(entry::mode);
        }
        return Optional.of(versioned(entry.build()));
    }

    /** One entry; where the server cannot tell it alone, out of the listing that it is in. */
    Optional<TreeEntry> look(TreePath path) {
        return path.isRoot() || paths.isSpeakable(path)
                ? pool.with(context.cancellation(), link -> look(link, path))
                : Optional.empty();
    }

    /** As {@link #look(TreePath)}, for whoever has a connection already. */
    Optional<TreeEntry> look(FtpLink link, TreePath path) throws IOException {
        if (path.isRoot()) {
            return root(link);
        }
        TreePath parent = path.parent().orElse(TreePath.ROOT);
        boolean isPattern = features.hides()
                && path.text().filter(text -> text.matches("(?s).*[*?\\[].*")).isPresent();
        if (!features.listsFacts() || isPattern) {
            return (isPattern ? facts(link, parent, paths.of(parent)) : plain(link, parent, paths.of(parent)))
                    .flatMap(entries -> entries.stream()
                            .filter(entry -> entry.path().equals(path))
                            .findFirst());
        }
        int code = link.sendCommand("MLST", paths.of(path));
        if (FTPReply.isPositiveCompletion(code)) {
            // the name may come whole or alone: it is the one that was asked for
            Optional<String> facts = factsOf(link);
            if (facts.isPresent()) {
                return fact(parent, facts.get() + path.name().text().orElseThrow());
            }
        } else if (code == 550 || code == 450 || code == 501 || code == 553) {
            return Optional.empty();
        }
        throw FtpErrors.refused(path, "tell of", code, link.said());
    }

    /** The facts in a reply, with what divides them from the name. */
    private static Optional<String> factsOf(FtpLink link) {
        for (String line : String.valueOf(link.getReplyString()).split("\\r?\\n", -1)) {
            String facts = line.startsWith("250-") ? line.substring(4) : line.stripLeading();
            int blank = facts.indexOf("; ");
            if (blank > 0 && facts.lastIndexOf('=', blank) > 0) {
                return Optional.of(facts.substring(0, blank + 2));
            }
        }
        return Optional.empty();
    }

    private Optional<TreeEntry> root(FtpLink link) throws IOException {
        String whole = paths.of(TreePath.ROOT);
        if (features.listsFacts()) {
            if (!FTPReply.isPositiveCompletion(link.sendCommand("MLST", whole))) {
                return Optional.empty();
            }
            Optional<String> facts = factsOf(link);
            if (facts.isPresent()) {
                return fact(null, facts.get() + "root");
            }
        }
        return link.changeWorkingDirectory(whole)
                ? Optional.of(TreeEntry.of(TreePath.ROOT, EntryKind.DIRECTORY).build())
                : Optional.empty();
    }
}
