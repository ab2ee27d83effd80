package io.godwit.core;

import io.godwit.spi.SecretRef;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The control panel of a site, the part {@code control_panel} of a specification. Immutable. */
public final class ControlPanelSpec {
    private final String type;
    private final String username;
    private final @Nullable SecretRef apiToken;
    private final @Nullable SecretRef password;
    private final int port;
    private final String fingerprint;

    private ControlPanelSpec(Builder builder) {
        this.type = builder.type;
        this.username = builder.username;
        this.apiToken = builder.apiToken;
        this.password = builder.password;
        this.port = builder.port;
        this.fingerprint = builder.fingerprint;
    }

    /**
     * Starts a part.
     *
     * @param type which panel, for instance {@code cpanel}
     * @return a builder
     */
    public static Builder builder(String type) {
        return new Builder(type);
    }

    /**
     * Which panel.
     *
     * @return for instance {@code cpanel}; an empty string where the type of the site says it
     */
    public String type() {
        return type;
    }

    /**
     * Who to log in as.
     *
     * @return the user, or an empty string
     */
    public String username() {
        return username;
    }

    /**
     * The token of the panel's programming interface.
     *
     * @return where it is to be had, or empty
     */
    public Optional<SecretRef> apiToken() {
        return Optional.ofNullable(apiToken);
    }

    /**
     * The password, for panels without tokens.
     *
     * @return where it is to be had, or empty
     */
    public Optional<SecretRef> password() {
        return Optional.ofNullable(password);
    }

    /**
     * The TCP port of the panel.
     *
     * @return from 1 to 65535, or 0 for the panel's own
     */
    public int port() {
        return port;
    }

    /**
     * The fingerprint of the certificate to accept where no authority vouches for it.
     *
     * @return {@code SHA256:} and the hash, or an empty string
     */
    public String fingerprint() {
        return fingerprint;
    }

    /** Collects the parts. Not thread-safe. */
    public static final class Builder {
        private final String type;
        private String username = "";
        private @Nullable SecretRef apiToken;
        private @Nullable SecretRef password;
        private int port;
        private String fingerprint = "";

        private Builder(String type) {
            this.type = Objects.requireNonNull(type, "type");
        }

        /**
         * Sets who to log in as.
         *
         * @param value the user
         * @return this
         */
        public Builder username(String value) {
            username = Objects.requireNonNull(value, "username");
            return this;
        }

        /**
         * Sets where the token is to be had.
         *
         * @param value a reference
         * @return this
         */
        public Builder apiToken(SecretRef value) {
            apiToken = Objects.requireNonNull(value, "apiToken");
            return this;
        }

        /**
         * Sets where the password is to be had.
         *
         * @param value a reference
         * @return this
         */
        public Builder password(SecretRef value) {
            password = Objects.requireNonNull(value, "password");
            return this;
        }

        /**
         * Sets the port.
         *
         * @param value from 1 to 65535
         * @return this
         */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /**
         * Sets the fingerprint of the certificate.
         *
         * @param value {@code SHA256:} and the hash
         * @return this
         */
        public Builder fingerprint(String value) {
            fingerprint = Objects.requireNonNull(value, "fingerprint");
            return this;
        }

        /**
         * Makes the part.
         *
         * @return the part
         */
        public ControlPanelSpec build() {
            return new ControlPanelSpec(this);
        }
    }
}
