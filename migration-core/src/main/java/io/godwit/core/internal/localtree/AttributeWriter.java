package io.godwit.core.internal.localtree;

import io.godwit.spi.EntryKind;
import io.godwit.spi.Finding;
import io.godwit.spi.TreeCapabilities;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreeEntry.Owner;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Sets the attributes that an entry knows and this system keeps. Thread-safe. */
final class AttributeWriter {
    /** What fits a count of nanoseconds in 64 bits; what is outside goes through the system's tool. */
    private static final Instant EARLIEST = Instant.EPOCH;

    private static final Instant LATEST = Instant.ofEpochSecond(9_223_372_036L);

    private final TreeCapabilities capabilities;
    private final Map<String, Optional<UserPrincipal>> users = new ConcurrentHashMap<>();
    private final Map<String, Optional<GroupPrincipal>> groups = new ConcurrentHashMap<>();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();

    AttributeWriter(TreeCapabilities capabilities) {
        this.capabilities = capabilities;
    }

    /**
     * Sets attributes in the order that keeps them: extended ones need the right to write, giving a file away takes its
     * set-user-id bits, and changing a mode leaves the time alone.
     */
    void set(Path file, TreeEntry entry, WorkContext context) throws IOException {
        if (entry.kind() != EntryKind.SYMLINK && capabilities.has(Feature.EXTENDED_ATTRIBUTES)) {
            setExtended(file, entry);
        }
        setOthers(file, entry, context);
    }

    /** As {@link #set}, for what was just made and has no extended attributes of its own. */
    void setNew(Path file, TreeEntry entry, WorkContext context) throws IOException {
        if (entry.extended().isEmpty()) {
            setOthers(file, entry, context);
        } else {
            set(file, entry, context);
        }
    }

    private void setOthers(Path file, TreeEntry entry, WorkContext context) throws IOException {
        boolean link = entry.kind() == EntryKind.SYMLINK;
        Instant modified = entry.modified().orElse(null);
        if (modified != null) {
            setTime(file, modified);
        }
        if (capabilities.has(Feature.OWNERS)) {
            setOwner(file, entry, context);
        }
        if (!link && entry.mode().isPresent() && capabilities.has(Feature.MODES)) {
            Files.setAttribute(file, "unix:mode", entry.mode().getAsInt(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    /**
     * Sets access lists and file capabilities, after everything else: giving a file away takes them.
     *
     * @param files where the entries are
     * @param there what is there now, by the path of the entry
     */
    void setSystem(Map<Path, TreeEntry> files, Map<TreePath, Map<String, String>> there, WorkContext context)
            throws IOException {
        if (capabilities.has(Feature.ACCESS_LISTS)) {
            SystemAttributes.set(files, there, context);
        }
    }

    /**
     * Sets the times of symbolic links to the nanosecond: {@code java.nio} gives them microseconds. Without the tool they stay so.
     *
     * @param links where the entries are
     */
    static void setLinkTimes(Map<Path, TreeEntry> links) throws IOException {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        links.forEach((link, entry) -> entry.modified()
                .filter(time -> !time.truncatedTo(ChronoUnit.MICROS).equals(time))
                .ifPresent(time -> {
                    input.writeBytes(("-d\0@" + date(time) + "\0").getBytes(StandardCharsets.US_ASCII));
                    input.writeBytes(NativePaths.targetBytes(link.toAbsolutePath()));
                    input.write(0);
                }));
        if (input.size() > 0) {
            SystemTools.output(
                    List.of("xargs", "-0", "-n", "3", "touch", "-h", "-m"), null, input.toByteArray(), 1 << 16);
        }
    }

    private static void setTime(Path file, Instant modified) throws IOException {
        if (modified.isBefore(EARLIEST) || modified.isAfter(LATEST)) {
            if (SystemTools.succeeds(
                    List.of("touch", "-h", "-m", "-d", "@" + date(modified), "--", "./" + file.getFileName()),
                    file.getParent())) {
                return;
            }
        }
        BasicFileAttributeView view =
                Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        view.setTimes(FileTime.from(modified), null, null);
    }

    /** As touch reads it: -5.25 is five and a quarter seconds before 1970. */
    private static String date(Instant time) {
        if (time.isBefore(EARLIEST) && time.getNano() > 0) {
            return "-" + (-time.getEpochSecond() - 1) + "." + String.format("%09d", 1_000_000_000 - time.getNano());
        }
        return time.getEpochSecond() + "." + String.format("%09d", time.getNano());
    }

    private void setOwner(Path file, TreeEntry entry, WorkContext context) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        Owner owner = entry.owner().orElse(null);
        if (owner != null) {
            UserPrincipal user = user(owner, file, context);
            if (user != null) {
                view.setOwner(user);
            } else if (owner.id().isPresent()) {
                Files.setAttribute(file, "unix:uid", (int) owner.id().getAsLong(), LinkOption.NOFOLLOW_LINKS);
            }
        }
        Owner group = entry.group().orElse(null);
        if (group != null) {
            GroupPrincipal principal = group(group, file, context);
            if (principal != null) {
                view.setGroup(principal);
            } else if (group.id().isPresent()) {
                Files.setAttribute(file, "unix:gid", (int) group.id().getAsLong(), LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    private @Nullable UserPrincipal user(Owner owner, Path file, WorkContext context) throws IOException {
        if (owner.name().isEmpty()) {
            return null;
        }
        Optional<UserPrincipal> known = users.get(owner.name());
        if (known == null) {
            UserPrincipal found = null;
            try {
                found = lookup(file).lookupPrincipalByName(owner.name());
            } catch (UserPrincipalNotFoundException e) {
                tellUnknown("user", owner, context);
            }
            known = Optional.ofNullable(found);
            users.put(owner.name(), known);
        }
        return known.orElse(null);
    }

    private @Nullable GroupPrincipal group(Owner group, Path file, WorkContext context) throws IOException {
        if (group.name().isEmpty()) {
            return null;
        }
        Optional<GroupPrincipal> known = groups.get(group.name());
        if (known == null) {
            GroupPrincipal found = null;
            try {
                found = lookup(file).lookupPrincipalByGroupName(group.name());
            } catch (UserPrincipalNotFoundException e) {
                tellUnknown("group", group, context);
            }
            known = Optional.ofNullable(found);
            groups.put(group.name(), known);
        }
        return known.orElse(null);
    }

    private static UserPrincipalLookupService lookup(Path file) {
        return file.getFileSystem().getUserPrincipalLookupService();
    }

    private void tellUnknown(String what, Owner owner, WorkContext context) {
        if (unknown.add(what + " " + owner.name())) {
            String instead = owner.id().isPresent() ? "its number is kept" : "the owner stays as it is";
            context.progress()
                    .report(Finding.warning(
                            "tree.owner-unknown",
                            owner.name(),
                            "There is no " + what + " \"" + owner.name() + "\" here; " + instead + ".",
                            "Create the " + what + " first, or leave owners out."));
        }
    }

    private static void setExtended(Path file, TreeEntry entry) throws IOException {
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(file, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            return;
        }
        List<String> old = LocalEntries.names(view);
        if (old.isEmpty() && entry.extended().isEmpty()) {
            return;
        }
        for (String name : old) {
            if (!entry.extended().containsKey(LocalEntries.USER_PREFIX + name)) {
                view.delete(name);
            }
        }
        for (Map.Entry<String, String> one : entry.extended().entrySet()) {
            if (one.getKey().startsWith(LocalEntries.USER_PREFIX)) {
                String name = one.getKey().substring(LocalEntries.USER_PREFIX.length());
                byte[] value = Base64.getDecoder().decode(one.getValue());
                write(view, name, value, file);
            }
        }
    }

    private static void write(UserDefinedFileAttributeView view, String name, byte[] value, Path file)
            throws IOException {
        int written = view.write(name, ByteBuffer.wrap(value));
        if (written != value.length) {
            throw new FileSystemException(file.toString(), null, "an extended attribute was cut off");
        }
    }
}
