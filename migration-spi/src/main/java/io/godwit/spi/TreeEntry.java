package io.godwit.spi;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One thing in a tree with the attributes that are known of it. What a tree cannot tell is empty, not guessed. Immutable.
 */
public final class TreeEntry {
    private final TreePath path;
    private final EntryKind kind;
    private final long size;
    private final @Nullable Instant modified;
    private final @Nullable Integer mode;
    private final @Nullable Owner owner;
    private final @Nullable Owner group;
    private final @Nullable TreeLink target;
    private final @Nullable String linkGroup;
    private final @Nullable String version;
    private final boolean sparse;
    private final Map<String, String> extended;

    private TreeEntry(Builder builder) {
        this.path = builder.path;
        this.kind = builder.kind;
        this.size = builder.size;
        this.modified = builder.modified;
        this.mode = builder.mode;
        this.owner = builder.owner;
        this.group = builder.group;
        this.target = builder.target;
        this.linkGroup = builder.linkGroup;
        this.version = builder.version;
        this.sparse = builder.sparse;
        this.extended = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(builder.extended));
        if (kind == EntryKind.SYMLINK && target == null) {
            throw new IllegalArgumentException("a symbolic link has a target: " + path);
        }
    }

    /**
     * Starts an entry.
     *
     * @param path where it is
     * @param kind what it is
     * @return a builder
     */
    public static Builder of(TreePath path, EntryKind kind) {
        return new Builder(path, kind);
    }

    /**
     * Starts an entry like this one.
     *
     * @return a builder that holds all of this
     */
    public Builder toBuilder() {
        return toBuilder(path);
    }

    /**
     * Starts an entry like this one somewhere else.
     *
     * @param elsewhere the new path
     * @return a builder that holds all else of this
     */
    public Builder toBuilder(TreePath elsewhere) {
        Builder same = new Builder(elsewhere, kind);
        same.size = size;
        same.modified = modified;
        same.mode = mode;
        same.owner = owner;
        same.group = group;
        same.target = target;
        same.linkGroup = linkGroup;
        same.version = version;
        same.sparse = sparse;
        same.extended.putAll(extended);
        return same;
    }

    /**
     * Where it is.
     *
     * @return the path, relative to the root of its tree
     */
    public TreePath path() {
        return path;
    }

    /**
     * What it is.
     *
     * @return the kind
     */
    public EntryKind kind() {
        return kind;
    }

    /**
     * Whether it is a directory.
     *
     * @return true for {@link EntryKind#DIRECTORY}
     */
    public boolean isDirectory() {
        return kind == EntryKind.DIRECTORY;
    }

    /**
     * Whether it is a regular file.
     *
     * @return true for {@link EntryKind#FILE}
     */
    public boolean isFile() {
        return kind == EntryKind.FILE;
    }

    /**
     * How large its content is.
     *
     * @return bytes, 0 for anything but a file
     */
    public long size() {
        return size;
    }

    /**
     * When its content was last modified, as exactly as its tree tells.
     *
     * @return the time, or empty
     */
    public Optional<Instant> modified() {
        return Optional.ofNullable(modified);
    }

    /**
     * The permission bits, with set-user-id, set-group-id and sticky.
     *
     * @return 0 to 07777, or empty
     */
    public OptionalInt mode() {
        return mode == null ? OptionalInt.empty() : OptionalInt.of(mode);
    }

    /**
     * The owning user.
     *
     * @return the user, or empty
     */
    public Optional<Owner> owner() {
        return Optional.ofNullable(owner);
    }

    /**
     * The owning group.
     *
     * @return the group, or empty
     */
    public Optional<Owner> group() {
        return Optional.ofNullable(group);
    }

    /**
     * What a symbolic link points to.
     *
     * @return the target as it is stored; empty for anything but a symbolic link
     */
    public Optional<TreeLink> target() {
        return Optional.ofNullable(target);
    }

    /**
     * Names that share one file: all entries of a listing with the same group are hard links to one file.
     *
     * @return an opaque id, or empty where the file has one name only or the tree cannot tell
     */
    public Optional<String> linkGroup() {
        return Optional.ofNullable(linkGroup);
    }

    /**
     * Changes whenever the content may have changed: inode with change time, ETag, generation.
     *
     * @return an opaque id, or empty where the tree has none
     */
    public Optional<String> version() {
        return Optional.ofNullable(version);
    }

    /**
     * Whether the file takes less room than its size, that is, has holes.
     *
     * @return true for a sparse file, where the tree can tell
     */
    public boolean isSparse() {
        return sparse;
    }

    /**
     * Extended attributes and access lists.
     *
     * @return unmodifiable; names as the system has them ({@code user.note}), values in base64
     */
    public Map<String, String> extended() {
        return extended;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TreeEntry that
                && path.equals(that.path)
                && kind == that.kind
                && size == that.size
                && sparse == that.sparse
                && Objects.equals(modified, that.modified)
                && Objects.equals(mode, that.mode)
                && Objects.equals(owner, that.owner)
                && Objects.equals(group, that.group)
                && Objects.equals(target, that.target)
                && Objects.equals(linkGroup, that.linkGroup)
                && Objects.equals(version, that.version)
                && extended.equals(that.extended);
    }

    @Override
    public int hashCode() {
        return Objects.hash(path, kind, size, modified, version);
    }

    @Override
    public String toString() {
        return kind + " " + path + (kind == EntryKind.FILE ? " (" + size + " bytes)" : "");
    }

    /**
     * A user or group: a number, a name, or both. A tree keeps whichever it can; where both are known the name wins unless the
     * migration asks for numbers.
     *
     * @param id the number, or empty
     * @param name the name, or an empty string
     */
    public record Owner(OptionalLong id, String name) {
        /** Checks the parts. */
        public Owner {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(name, "name");
        }

        /**
         * An owner by number and name.
         *
         * @param id the number
         * @param name the name, or an empty string
         * @return the owner
         */
        public static Owner of(long id, String name) {
            return new Owner(OptionalLong.of(id), name);
        }
    }

    /** Collects the parts of a {@link TreeEntry}. Not thread-safe. */
    public static final class Builder {
        private final TreePath path;
        private final EntryKind kind;
        private long size;
        private @Nullable Instant modified;
        private @Nullable Integer mode;
        private @Nullable Owner owner;
        private @Nullable Owner group;
        private @Nullable TreeLink target;
        private @Nullable String linkGroup;
        private @Nullable String version;
        private boolean sparse;
        private final Map<String, String> extended = new LinkedHashMap<>();

        private Builder(TreePath path, EntryKind kind) {
            this.path = Objects.requireNonNull(path, "path");
            this.kind = Objects.requireNonNull(kind, "kind");
        }

        /**
         * How large the content is.
         *
         * @param bytes the size
         * @return this
         */
        public Builder size(long bytes) {
            size = Checks.notNegative(bytes, "size");
            return this;
        }

        /**
         * When the content was last modified.
         *
         * @param time the time, or null for not known
         * @return this
         */
        public Builder modified(@Nullable Instant time) {
            modified = time;
            return this;
        }

        /**
         * The permission bits.
         *
         * @param bits 0 to 07777
         * @return this
         */
        public Builder mode(int bits) {
            if ((bits & ~07777) != 0) {
                throw new IllegalArgumentException("a mode has twelve bits: " + Integer.toOctalString(bits));
            }
            mode = bits;
            return this;
        }

        /**
         * The owning user.
         *
         * @param user the user, or null for not known
         * @return this
         */
        public Builder owner(@Nullable Owner user) {
            owner = user;
            return this;
        }

        /**
         * The owning group.
         *
         * @param users the group, or null for not known
         * @return this
         */
        public Builder group(@Nullable Owner users) {
            group = users;
            return this;
        }

        /**
         * What a symbolic link points to.
         *
         * @param link the target
         * @return this
         */
        public Builder target(TreeLink link) {
            target = Objects.requireNonNull(link, "link");
            return this;
        }

        /**
         * The hard links that this belongs to.
         *
         * @param id an opaque id, or null for a file of one name
         * @return this
         */
        public Builder linkGroup(@Nullable String id) {
            linkGroup = id;
            return this;
        }

        /**
         * What changes with the content.
         *
         * @param id an opaque id, or null for none
         * @return this
         */
        public Builder version(@Nullable String id) {
            version = id;
            return this;
        }

        /**
         * Whether the file has holes.
         *
         * @param holes true for a sparse file
         * @return this
         */
        public Builder sparse(boolean holes) {
            sparse = holes;
            return this;
        }

        /**
         * An extended attribute.
         *
         * @param name as the system has it
         * @param base64 the value
         * @return this
         */
        public Builder extended(String name, String base64) {
            extended.put(Checks.notBlank(name, "name"), Objects.requireNonNull(base64, "base64"));
            return this;
        }

        /**
         * Makes the entry.
         *
         * @return the entry
         * @throws IllegalArgumentException for a symbolic link without a target
         */
        public TreeEntry build() {
            return new TreeEntry(this);
        }
    }
}
