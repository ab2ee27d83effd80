package io.godwit.core.internal.secrets;

import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Knows the secrets of a run and masks them in any text: as they are, and in the encodings in which they travel (Base64, hexadecimal,
 * in URLs, in JSON); of secrets of several lines, each line. A secret of fewer than four characters is masked only as a word of its
 * own. It keeps them in memory until it is closed. Thread-safe.
 */
public final class Redactor implements Consumer<Secret>, AutoCloseable {
    /** What stands in the place of a secret. */
    public static final String MASK = "****";

    private static final int SHORT = 4;
    private static final int LEAST_LINE = 8;
    private static final int DEPTH = 30;

    /** The longest first, so that a secret within another does not hide it. */
    private final Set<String> needles = new ConcurrentSkipListSet<>(
            Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    /** Without any secret yet. */
    public Redactor() {}

    /**
     * Learns a secret.
     *
     * @param secret the secret, which stays the caller's
     */
    @Override
    public void accept(Secret secret) {
        byte[] bytes = secret.bytes();
        String text = new String(bytes, StandardCharsets.UTF_8);
        learn(text);
        learn(text.strip());
        text.lines()
                .map(String::strip)
                .filter(line -> line.length() >= LEAST_LINE)
                .forEach(this::learn);
        if (text.length() >= SHORT) {
            learn(Base64.getEncoder().encodeToString(bytes));
            learn(Base64.getEncoder().withoutPadding().encodeToString(bytes));
            learn(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
            learn(HexFormat.of().formatHex(bytes));
            learn(HexFormat.of().withUpperCase().formatHex(bytes));
            String inUrl = URLEncoder.encode(text, StandardCharsets.UTF_8);
            learn(inUrl);
            learn(inUrl.replace("+", "%20"));
            learn(escaped(text));
        }
        Arrays.fill(bytes, (byte) 0);
    }

    private void learn(String needle) {
        if (!needle.isBlank()) {
            needles.add(needle);
        }
    }

    /** As JSON and most logs write it. */
    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
    }

    /**
     * Masks all secrets that are known.
     *
     * @param text any text
     * @return the same text where there is none in it
     */
    public String redact(String text) {
        String result = text;
        for (String needle : needles) {
            if (result.contains(needle)) {
                result = needle.length() < SHORT ? maskWord(result, needle) : result.replace(needle, MASK);
            }
        }
        return result;
    }

    private static String maskWord(String text, String needle) {
        StringBuilder result = new StringBuilder();
        int from = 0;
        for (int at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
            int end = at + needle.length();
            boolean isWord = at >= from
                    && (at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)))
                    && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)));
            if (isWord) {
                result.append(text, from, at).append(MASK);
                from = end;
            }
        }
        return result.append(text, from, text.length()).toString();
    }

    /**
     * Masks secrets in a finding.
     *
     * @param finding any
     * @return the finding without secrets
     */
    public Finding redact(Finding finding) {
        return new Finding(
                finding.severity(),
                finding.code(),
                redact(finding.subject()),
                redact(finding.message()),
                redact(finding.evidence()),
                redact(finding.remediation()));
    }

    /**
     * Masks secrets in a failure with all its causes and what is suppressed in it.
     *
     * @param failure any
     * @return the same failure where there is none in it; else a copy, whose foreign causes are replaced by ones that keep the name of
     *     their class, the masked message and the stack
     */
    public MigrationException redact(MigrationException failure) {
        return isClean(failure) ? failure : copy(failure, 0);
    }

    /**
     * The stack trace of a failure without secrets.
     *
     * @param failure any
     * @return what {@link Throwable#printStackTrace()} prints, masked
     */
    public String trace(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace, true));
        return redact(trace.toString());
    }

    private boolean isClean(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> left = new ArrayDeque<>(List.of(failure));
        while (!left.isEmpty()) {
            Throwable next = left.pop();
            if (!seen.add(next)) {
                continue;
            }
            if (!isClean(next.toString()) || (next instanceof MigrationException own && !isClean(detail(own)))) {
                return false;
            }
            left.addAll(List.of(next.getSuppressed()));
            if (next.getCause() != null) {
                left.add(next.getCause());
            }
        }
        return true;
    }

    private static String detail(MigrationException failure) {
        return failure.subject() + "\n" + failure.remediation() + "\n" + String.join("\n", failure.trail());
    }

    private boolean isClean(String text) {
        return redact(text).equals(text);
    }

    private MigrationException copy(MigrationException failure, int depth) {
        MigrationException result = MigrationException.of(failure.category(), failure.code(), message(failure))
                .subject(redact(failure.subject()))
                .remedy(redact(failure.remediation()))
                .retryable(failure.isRetryable())
                .cause(masked(failure.getCause(), depth + 1))
                .build();
        for (String place : failure.trail()) {
            result = result.within(redact(place));
        }
        return dress(result, failure, depth);
    }

    private String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? "" : redact(message);
    }

    private <T extends Throwable> T dress(T copy, Throwable original, int depth) {
        copy.setStackTrace(original.getStackTrace());
        for (Throwable other : original.getSuppressed()) {
            Throwable masked = masked(other, depth + 1);
            if (masked != null) {
                copy.addSuppressed(masked);
            }
        }
        return copy;
    }

    /** What is deeper than anybody looks, or goes round in a circle, is cut off. */
    private @Nullable Throwable masked(@Nullable Throwable failure, int depth) {
        if (failure == null || depth > DEPTH) {
            return null;
        }
        if (isClean(failure)) {
            return failure;
        }
        if (failure instanceof MigrationException own) {
            return copy(own, depth);
        }
        Throwable cause = masked(failure.getCause(), depth + 1);
        return dress(new MaskedException(failure.getClass().getName(), message(failure), cause), failure, depth);
    }

    /** Forgets all secrets. */
    @Override
    public void close() {
        needles.clear();
    }

    /** In the place of a foreign exception whose message held a secret. */
    private static final class MaskedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MaskedException(String name, String message, @Nullable Throwable cause) {
            super(name + ": " + message, cause);
        }
    }
}
