package io.godwit.adapter.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.godwit.spi.FileContent;
import io.godwit.spi.Transform;
import io.godwit.spi.TransformType;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TypedData;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gives WordPress's own rules in {@code .htaccess} another base path, and conditions on the old host the new one. All other lines stay. */
public final class HtaccessType implements TransformType {
    static final String ID = "wordpress:htaccess";

    private static final Pattern BLOCK = Pattern.compile("(?s)# BEGIN WordPress.*?# END WordPress");

    /** For the discovery. */
    public HtaccessType() {}

    /**
     * What to change.
     *
     * @param fromBase the old base path, beginning and ending with a slash
     * @param toBase the new one
     * @param fromHost the old host
     * @param toHost the new one
     */
    record Rules(
            @JsonProperty(required = true) String fromBase,
            @JsonProperty(required = true) String toBase,
            @JsonProperty(required = true) String fromHost,
            @JsonProperty(required = true) String toHost) {
        Rules {
            java.util.Objects.requireNonNull(fromHost, "fromHost");
            java.util.Objects.requireNonNull(toHost, "toHost");
            if (!fromBase.endsWith("/") || !toBase.endsWith("/")) {
                throw new IllegalArgumentException("a base path ends with a slash");
            }
        }

        TypedData data() {
            return new TypedData(ID, 1, WebJson.write(this));
        }

        String rewrite(String text) {
            String based = BLOCK.matcher(text)
                    .replaceAll(block -> Matcher.quoteReplacement(block.group()
                            .replaceAll(
                                    "(?m)^(\\s*RewriteBase\\s+)" + Pattern.quote(fromBase) + "(?=\\s)",
                                    "$1" + Matcher.quoteReplacement(toBase))
                            .replaceAll(
                                    "(?m)^(\\s*RewriteRule\\s+\\.\\s+)" + Pattern.quote(fromBase) + "index\\.php",
                                    "$1" + Matcher.quoteReplacement(toBase) + "index.php")));
            String condition = "(?m)^(\\s*RewriteCond\\s+%\\{HTTP_HOST}\\s+\\S*?(?:\\^|\\())"
                    + Pattern.quote(escaped(fromHost)) + "(?=[$)\\s])";
            return based.replaceAll(condition, "$1" + Matcher.quoteReplacement(escaped(toHost)));
        }

        private static String escaped(String host) {
            return host.replace(".", "\\.");
        }
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Transform open(TypedData data) {
        return new Rewriting(WebJson.read(data, Rules.class, "transform.bad-data"));
    }

    private static final class Rewriting implements Transform {
        private final Rules rules;

        Rewriting(Rules rules) {
            this.rules = rules;
        }

        @Override
        public String describe() {
            return "moves WordPress's rules in .htaccess from " + rules.fromBase() + " to " + rules.toBase();
        }

        @Override
        public boolean concerns(TreeEntry entry) {
            return entry.isFile()
                    && entry.path().toString().equals(".htaccess")
                    && entry.size() <= SiteFiles.MOST_BYTES;
        }

        @Override
        public Optional<FileContent> rewrite(TreeEntry entry, FileContent content) {
            if (!concerns(entry)) {
                return Optional.empty();
            }
            String text = new String(SiteFiles.readAll(entry.path(), content), StandardCharsets.ISO_8859_1);
            return Optional.of(Contents.of(rules.rewrite(text).getBytes(StandardCharsets.ISO_8859_1), content::close));
        }
    }
}
