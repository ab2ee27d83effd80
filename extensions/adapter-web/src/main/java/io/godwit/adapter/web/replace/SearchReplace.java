package io.godwit.adapter.web.replace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Replaces URLs and paths in one value after the other: a cell of a database, an option, a file. A serialized value stays one that PHP's {@code unserialize}
 * takes: a value whose strings change gets their new lengths in bytes, and one that cannot be changed safely stays as it is and is told of. Text is taken to be in UTF-8 or
 * another encoding of which ASCII is a part. Immutable, thread-safe.
 *
 * @since 0.1
 */
public final class SearchReplace {
    private final List<Needle> needles;
    private final boolean base64;

    private SearchReplace(Builder builder) {
        this.needles = List.copyOf(builder.needles);
        this.base64 = builder.base64;
    }

    /**
     * Starts with nothing to replace.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Whether there may be something to replace; wrong only in saying yes. It looks at the bytes once for each thing to replace.
     *
     * @param data holds the text
     * @param from where it begins
     * @param to where it ends
     * @return false where {@link #apply(byte[], int, int)} certainly changes nothing and tells of nothing but base64
     */
    public boolean mayMatch(byte[] data, int from, int to) {
        Objects.checkFromToIndex(from, to, data.length);
        for (Needle needle : needles) {
            if (needle.anchor().find(data, from, to) >= 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Replaces in a text.
     *
     * @param text the text
     * @return what became of it
     */
    public Replacement apply(byte[] text) {
        return apply(text, 0, text.length);
    }

    /**
     * Replaces in a text.
     *
     * @param data holds the text
     * @param from where it begins
     * @param to where it ends
     * @return what became of it
     */
    public Replacement apply(byte[] data, int from, int to) {
        Objects.checkFromToIndex(from, to, data.length);
        boolean mayBeEncoded = Base64Text.looksSo(data, from, to) || (base64 && Serialized.mayBeginAt(data, from, to));
        if (!mayBeEncoded && !mayMatch(data, from, to)) {
            return unchanged(data, from, to, Set.of());
        }
        Set<Problem> problems = EnumSet.noneOf(Problem.class);
        Rewriting rewriting = new Rewriting(needles, base64, problems);
        byte[] value = rewriting.value(data, from, to, 0);
        return value == null
                ? unchanged(data, from, to, problems)
                : new Replacement(value, true, rewriting.count(), problems);
    }

    private static Replacement unchanged(byte[] data, int from, int to, Set<Problem> problems) {
        byte[] same = from == 0 && to == data.length ? data : Arrays.copyOfRange(data, from, to);
        return new Replacement(same, false, 0, problems);
    }

    @Override
    public String toString() {
        return needles.toString();
    }

    /** Collects what is to be replaced. Not thread-safe. */
    public static final class Builder {
        private final List<Needle> needles = new ArrayList<>();
        private boolean base64;

        private Builder() {}

        /**
         * Replaces a URL with everything below it, whichever of {@code http}, {@code https} and nothing stands before it. What is given first wins where
         * several fit, so give longer ones first.
         *
         * @param from the old one, {@code http(s)://host[:port][/path]}
         * @param to the new one
         * @return this
         * @throws IllegalArgumentException for what is no such URL, has a user, a query or a fragment, or a path with unusual characters
         */
        public Builder url(String from, String to) {
            needles.add(new UrlNeedle(from, to));
            return this;
        }

        /**
         * Replaces an absolute path with everything below it.
         *
         * @param from the old one
         * @param to the new one
         * @return this
         * @throws IllegalArgumentException for a relative path, the root, and one with unusual characters
         */
        public Builder path(String from, String to) {
            needles.add(new PathNeedle(from, to));
            return this;
        }

        /**
         * Says whether to replace inside of base64 too.
         *
         * @param value true to do so; false, the default, to tell of it
         * @return this
         */
        public Builder base64(boolean value) {
            base64 = value;
            return this;
        }

        /**
         * Makes the engine.
         *
         * @return what replaces
         */
        public SearchReplace build() {
            return new SearchReplace(this);
        }
    }
}
