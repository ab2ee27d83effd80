package io.godwit.adapter.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.godwit.adapter.web.replace.SearchReplace;
import io.godwit.spi.Transform;
import io.godwit.spi.TransformType;
import io.godwit.spi.TypedData;
import java.util.List;

/** Replaces URLs and paths in rows of databases and in files, while they are under way. */
public final class ReplaceType implements TransformType {
    static final String ID = "web:replace";

    /** For the discovery. */
    public ReplaceType() {}

    /**
     * What to replace.
     *
     * @param urls old and new ones
     * @param paths old and new ones
     * @param files names of files, or paths from the root behind a slash, to replace in
     * @param prefix what the names of a WordPress's tables begin with; empty for other databases
     * @param base64 whether to replace inside of base64 too
     */
    record Replacements(
            @JsonProperty(required = true) List<Change> urls,
            @JsonProperty(required = true) List<Change> paths,
            @JsonProperty(required = true) List<String> files,
            @JsonProperty(required = true) String prefix,
            boolean base64) {
        Replacements {
            urls = List.copyOf(urls);
            paths = List.copyOf(paths);
            files = List.copyOf(files);
            java.util.Objects.requireNonNull(prefix, "prefix");
        }

        SearchReplace engine() {
            SearchReplace.Builder builder = SearchReplace.builder().base64(base64);
            urls.forEach(url -> builder.url(url.from(), url.to()));
            paths.forEach(path -> builder.path(path.from(), path.to()));
            return builder.build();
        }

        boolean isEmpty() {
            return urls.isEmpty() && paths.isEmpty();
        }

        TypedData data() {
            return new TypedData(ID, 1, WebJson.write(this));
        }
    }

    /**
     * Something to replace.
     *
     * @param from the old one
     * @param to the new one
     */
    record Change(
            @JsonProperty(required = true) String from,
            @JsonProperty(required = true) String to) {
        Change {
            java.util.Objects.requireNonNull(from, "from");
            java.util.Objects.requireNonNull(to, "to");
        }

        @Override
        public String toString() {
            return "\"" + from + "\" by \"" + to + "\"";
        }
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Transform open(TypedData data) {
        Replacements replacements = WebJson.read(data, Replacements.class, "transform.bad-data");
        try {
            return new Replacing(replacements, replacements.engine());
        } catch (IllegalArgumentException e) {
            throw WebFailures.badData("transform.bad-data", ID, e);
        }
    }
}
