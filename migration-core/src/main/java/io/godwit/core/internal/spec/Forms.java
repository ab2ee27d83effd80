package io.godwit.core.internal.spec;

import io.godwit.core.internal.data.ColumnFunctionType;
import io.godwit.core.internal.spec.Node.Kind;
import io.godwit.core.internal.spec.Node.Scalar;
import io.godwit.core.internal.spec.Shape.Value;
import io.godwit.spi.LogicalType;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Looks at values without parts. */
final class Forms {
    private static final Pattern WHOLE = Pattern.compile("[+-]?(0|[1-9][0-9_]{0,17})");
    private static final Pattern FINGERPRINT = Pattern.compile(
            "SHA256:[A-Za-z0-9+/]{43}=?|SHA256:[0-9A-Fa-f]{64}" + "|([0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}");
    /** A password in a URL, behind the user (also one with a slash in it, which is no user part any more) or among the parameters. */
    private static final Pattern WITH_PASSWORD =
            Pattern.compile("(?is)[a-z][a-z0-9+.-]*:(//[^/?#]*:[^/?#]*@.*|//[^/?#@\\[]*:(?!\\d*[/?#]).*@.*"
                    + "|.*[?&;](password|passwd|pwd)=.*)");

    /** At most one dot, and stars only for all of a schema. */
    private static final Pattern TABLE = Pattern.compile("[^.*]+(\\.[^.*]+|\\.\\*)?|\\*");

    private Forms() {}

    /** What is wrong with a value. */
    record Complaint(String code, String message, String remedy) {}

    static Optional<Complaint> check(Value shape, Scalar scalar) {
        Kind kind = scalar.kind();
        if (kind == Kind.NULL) {
            return wrong("spec.wrong-type", shape, "nothing", "Leave the key out where there is nothing to say.");
        }
        String text = scalar.text();
        return switch (shape.form()) {
            case INTEGER ->
                kind != Kind.INTEGER
                        ? wrong("spec.wrong-type", shape, shown(scalar), "")
                        : verdict(isWithin(shape, text), shape, text, "");
            case BOOLEAN ->
                kind == Kind.BOOLEAN ? Optional.empty() : wrong("spec.wrong-type", shape, shown(scalar), "");
            case SIZE -> unit(Quantity.isSize(text), shape, scalar);
            case RATE ->
                unit(Quantity.bytesPerSecond(text).filter(rate -> rate > 0).isPresent(), shape, scalar);
            case TIME -> unit(Times.parse(text).isPresent(), shape, scalar);
            case WORD -> word(shape, scalar);
            case CONDITION ->
                kind != Kind.TEXT
                        ? wrong("spec.wrong-type", shape, shown(scalar), "Put it in quotes.")
                        : condition(shape, text);
            case SECRET, ANY ->
                text.isEmpty()
                        ? wrong(
                                "spec.bad-value",
                                shape,
                                "empty text",
                                "Leave the key out where there is nothing to say.")
                        : Optional.empty();
            default ->
                kind == Kind.TEXT || kind == Kind.TIMESTAMP
                        ? text(shape, text)
                        : wrong("spec.wrong-type", shape, shown(scalar), "Put it in quotes.");
        };
    }

    private static Optional<Complaint> text(Value shape, String text) {
        if (text.isBlank()) {
            return wrong("spec.bad-value", shape, "empty text", "Leave the key out where there is nothing to say.");
        }
        if (text.chars().anyMatch(c -> c < ' ' || c == 127)) {
            return wrong("spec.bad-value", shape, "text with control characters", "");
        }
        return switch (shape.form()) {
            case NAME -> verdict(SpecRules.NAME.matcher(text).matches(), shape, text, "");
            case TYPE -> verdict(SpecRules.TYPE.matcher(text).matches(), shape, text, "");
            case OPERATION -> verdict(SpecRules.OPERATION.matcher(text).matches(), shape, text, "");
            case FINGERPRINT -> verdict(FINGERPRINT.matcher(text).matches(), shape, text, "");
            case HOST -> verdict(Uris.isHost(text), shape, text, "");
            case BUCKET -> verdict(SpecRules.BUCKET.matcher(text).matches(), shape, text, "");
            case URL -> url(shape, text);
            case TABLE -> verdict(TABLE.matcher(text).matches(), shape, text, "");
            case COLUMN_TYPE -> type(text);
            case FUNCTION -> function(shape, text);
            case VIA -> text.equals("ssh") || text.equals("none") ? Optional.empty() : url(shape, text);
            default -> Optional.empty();
        };
    }

    private static Optional<Complaint> condition(Value shape, String text) {
        return text.isBlank()
                ? wrong("spec.bad-value", shape, "empty text", "Leave the key out to take all rows.")
                : Optional.empty();
    }

    private static Optional<Complaint> type(String text) {
        try {
            LogicalType unused = LogicalType.parse(text);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(new Complaint("spec.bad-value", String.valueOf(e.getMessage()), ""));
        }
    }

    private static Optional<Complaint> function(Value shape, String text) {
        List<String> words = ColumnFunctionType.words();
        boolean isRight =
                words.contains(text) || SpecRules.OPERATION.matcher(text).matches();
        String near = Nearest.among(text, words)
                .map(word -> "Did you mean \"" + word + "\"?")
                .orElse("");
        return verdict(isRight, shape, text, near);
    }

    private static Optional<Complaint> url(Value shape, String text) {
        if (WITH_PASSWORD.matcher(text).matches()) {
            return Optional.of(new Complaint(
                    "spec.password-in-url",
                    "the URL holds a password",
                    "Take it out, and write password: env:NAME (or file:PATH, keystore:ALIAS) beside it."));
        }
        if (text.startsWith("/")) {
            return wrong("spec.bad-value", shape, "a path", "A local path reads file:///the/path.");
        }
        try {
            URI uri = new URI(text);
            boolean isComplete =
                    uri.getScheme() != null && text.length() > uri.getScheme().length() + 1;
            return verdict(isComplete, shape, "", "");
        } catch (URISyntaxException e) {
            return Optional.of(new Complaint(
                    "spec.bad-value",
                    "expected " + expected(shape) + "; at character " + (e.getIndex() + 1) + " this is none",
                    "Write special characters as %XX."));
        }
    }

    private static Optional<Complaint> unit(boolean isRight, Value shape, Scalar scalar) {
        if (isRight) {
            return Optional.empty();
        }
        return Optional.of(
                new Complaint("spec.bad-unit", "expected " + expected(shape) + ", found " + shown(scalar), ""));
    }

    private static Optional<Complaint> word(Value shape, Scalar scalar) {
        String text = scalar.text();
        if (shape.words().containsKey(text)) {
            return Optional.empty();
        }
        String remedy = Nearest.among(text, shape.words().keySet())
                .map(word -> "Did you mean \"" + word + "\"?")
                .orElse("");
        return wrong(scalar.kind() == Kind.TEXT ? "spec.bad-value" : "spec.wrong-type", shape, shown(scalar), remedy);
    }

    private static boolean isWithin(Value shape, String text) {
        if (!WHOLE.matcher(text).matches()) {
            return false;
        }
        long value = integer(text);
        return value >= shape.least() && value <= shape.most();
    }

    static long integer(String text) {
        return Long.parseLong(text.replace("_", ""));
    }

    private static Optional<Complaint> verdict(boolean isRight, Value shape, String text, String remedy) {
        return isRight ? Optional.empty() : wrong("spec.bad-value", shape, text.isEmpty() ? "" : quoted(text), remedy);
    }

    private static Optional<Complaint> wrong(String code, Value shape, String found, String remedy) {
        String message = "expected " + expected(shape) + (found.isEmpty() ? "" : ", found " + found);
        return Optional.of(new Complaint(code, message, remedy));
    }

    /** What a value says, where no secret stands. */
    private static String shown(Scalar scalar) {
        return scalar.kind() == Kind.TEXT ? quoted(scalar.text()) : scalar.text();
    }

    private static String quoted(String text) {
        String line = text.replaceAll("[\\x00-\\x1f\\x7f]+", " ");
        return "\"" + (line.length() > 40 ? line.substring(0, 40) + "..." : line) + "\"";
    }

    /** What a value looks like, for people. */
    static String expected(Value shape) {
        return switch (shape.form()) {
            case TEXT -> "text";
            case NAME -> "a name of up to 100 letters, digits, spaces, dots and dashes";
            case TYPE -> "lower-case words with dashes, for instance wordpress or aws-s3";
            case OPERATION -> "adapter:job, for instance asterisk:to-realtime";
            case HOST -> "the name or address of a host";
            case BUCKET -> "the name of a bucket";
            case URL -> "a URL scheme://user@host:port/path";
            case VIA -> "ssh, none or a URL ssh://user@host:port";
            case SECRET -> "a secret: env:NAME, file:PATH or keystore:ALIAS";
            case FILE -> "the path of a file";
            case FINGERPRINT ->
                "a fingerprint SHA256:... as ssh-keygen -l or openssl x509 -fingerprint -sha256 print it";
            case SIZE -> "a size with its unit, for instance 64MB or 64MiB";
            case RATE -> "a rate with its unit, for instance 20MiB/s or 100Mbit/s";
            case TIME -> "a time with its unit, for instance 30s, 15m or 2h";
            case WORD -> "one of " + String.join(", ", shape.words().keySet());
            case CONDITION -> "a condition in the words of the source, for instance id > 100";
            case TABLE -> "the name of a table, schema.table, schema.* or *";
            case COLUMN_TYPE -> "a type, for instance decimal(12,2)";
            case FUNCTION ->
                "one of " + String.join(", ", ColumnFunctionType.words()) + ", or the id of a plugin's transform";
            case INTEGER ->
                shape.least() == shape.most()
                        ? "the number " + shape.least()
                        : "a whole number from " + shape.least() + " to " + shape.most();
            case BOOLEAN -> "true or false";
            case ANY -> "text, a number, or true or false";
        };
    }
}
