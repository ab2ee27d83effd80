package io.godwit.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one failure that the contracts throw: what failed, on what, why, and what a person does next.
 *
 * <p>The {@linkplain #code() code} is stable: it is never reused or renumbered, so programs may branch on it. Neither the
 * message nor any other part ever holds a secret or the contents of a row or file. While the failure travels up, callers
 * extend its {@linkplain #trail() trail} by {@link #within(String)}.
 */
public final class MigrationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCategory category;
    private final String code;
    private final String subject;
    private final String remediation;
    private final boolean retryable;
    private final List<String> trail;

    private MigrationException(Builder builder, List<String> trail) {
        super(builder.message, builder.cause);
        this.category = builder.category;
        this.code = builder.code;
        this.subject = builder.subject;
        this.remediation = builder.remediation;
        this.retryable = builder.retryable;
        this.trail = List.copyOf(trail);
    }

    /**
     * Starts a failure.
     *
     * @param category who has to act
     * @param code stable code of the form {@code area.reason}, lower case with dashes, for instance {@code tree.vanished}
     * @param message what failed, on what and why, with values in double quotes
     * @return a builder
     */
    public static Builder of(ErrorCategory category, String code, String message) {
        return new Builder(category, code, message);
    }

    /**
     * The failure for work that stops because it was asked to.
     *
     * @param what the work that stopped
     * @return a failure of category {@link ErrorCategory#CANCELLED} and code {@code run.cancelled}
     */
    public static MigrationException cancelled(String what) {
        return of(ErrorCategory.CANCELLED, "run.cancelled", what + " was cancelled")
                .remedy("Continue the session with \"resume\", or undo it with \"rollback\".")
                .build();
    }

    /**
     * Who has to act.
     *
     * @return the category
     */
    public ErrorCategory category() {
        return category;
    }

    /**
     * The stable code, for instance {@code ssh.host-key-changed}.
     *
     * @return the code
     */
    public String code() {
        return code;
    }

    /**
     * The object concerned: a path, a table, a host, a key of the specification.
     *
     * @return the object, or an empty string where no single one is concerned
     */
    public String subject() {
        return subject;
    }

    /**
     * What a person does next.
     *
     * @return one or two sentences, or an empty string
     */
    public String remediation() {
        return remediation;
    }

    /**
     * Whether the same call may succeed when it is repeated after a while, with nothing else changed.
     *
     * @return true for passing faults (a lost connection, a deadlock), false for all others
     */
    public boolean isRetryable() {
        return retryable;
    }

    /**
     * Where it happened, innermost first: unit, step, host.
     *
     * @return unmodifiable
     */
    public List<String> trail() {
        return trail;
    }

    /**
     * The same failure seen from further out; cause, stack trace and suppressed failures are carried over.
     *
     * @param place where it happened, for instance {@code step copy-files}
     * @return a copy whose trail ends with the place
     */
    public MigrationException within(String place) {
        List<String> longer = new ArrayList<>(trail);
        longer.add(place);
        Builder same = of(category, code, Objects.requireNonNullElse(getMessage(), code))
                .subject(subject)
                .remedy(remediation)
                .retryable(retryable)
                .cause(getCause());
        MigrationException copy = new MigrationException(same, longer);
        copy.setStackTrace(getStackTrace());
        for (Throwable other : getSuppressed()) {
            copy.addSuppressed(other);
        }
        return copy;
    }

    /** Collects the parts of a {@link MigrationException}. Not thread-safe. */
    public static final class Builder {
        private final ErrorCategory category;
        private final String code;
        private final String message;
        private String subject = "";
        private String remediation = "";
        private boolean retryable;
        private @Nullable Throwable cause;

        private Builder(ErrorCategory category, String code, String message) {
            this.category = Objects.requireNonNull(category, "category");
            this.code = Checks.code(code);
            this.message = Objects.requireNonNull(message, "message");
        }

        /**
         * Names the object concerned.
         *
         * @param value a path, table, host or key
         * @return this
         */
        public Builder subject(String value) {
            subject = Objects.requireNonNull(value, "subject");
            return this;
        }

        /**
         * Tells what a person does next.
         *
         * @param value one or two sentences
         * @return this
         */
        public Builder remedy(String value) {
            remediation = Objects.requireNonNull(value, "remedy");
            return this;
        }

        /**
         * Says whether repeating the call may help.
         *
         * @param value true for passing faults
         * @return this
         */
        public Builder retryable(boolean value) {
            retryable = value;
            return this;
        }

        /**
         * Keeps the failure underneath.
         *
         * @param value the cause, or null for none
         * @return this
         */
        public Builder cause(@Nullable Throwable value) {
            cause = value;
            return this;
        }

        /**
         * Makes the failure.
         *
         * @return the exception, to be thrown
         */
        public MigrationException build() {
            return new MigrationException(this, List.of());
        }
    }
}
