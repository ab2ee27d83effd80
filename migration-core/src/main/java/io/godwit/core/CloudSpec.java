package io.godwit.core;

import io.godwit.spi.SecretRef;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where in a cloud a site is, the part {@code cloud_config} of a specification. Immutable. */
public final class CloudSpec {
    private final String provider;
    private final String region;
    private final String bucket;
    private final String endpoint;
    private final String profile;
    private final String storageClass;
    private final String encryption;
    private final @Nullable SecretRef credentials;

    private CloudSpec(Builder builder) {
        this.provider = builder.provider;
        this.region = builder.region;
        this.bucket = builder.bucket;
        this.endpoint = builder.endpoint;
        this.profile = builder.profile;
        this.storageClass = builder.storageClass;
        this.encryption = builder.encryption;
        this.credentials = builder.credentials;
    }

    /**
     * Starts a part without anything in it.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Whose cloud it is.
     *
     * @return for instance {@code aws}, {@code gcp} or {@code azure}; or an empty string
     */
    public String provider() {
        return provider;
    }

    /**
     * The region.
     *
     * @return for instance {@code eu-central-1}, or an empty string
     */
    public String region() {
        return region;
    }

    /**
     * The bucket or container.
     *
     * @return its name, or an empty string
     */
    public String bucket() {
        return bucket;
    }

    /**
     * The address of the service where it is not the provider's own.
     *
     * @return a URL, or an empty string
     */
    public String endpoint() {
        return endpoint;
    }

    /**
     * The profile of the provider's own configuration files to use.
     *
     * @return its name, or an empty string
     */
    public String profile() {
        return profile;
    }

    /**
     * The storage class of what is written.
     *
     * @return its name at the provider, or an empty string for the bucket's own
     */
    public String storageClass() {
        return storageClass;
    }

    /**
     * How what is written is encrypted where it is.
     *
     * @return for S3 the kind ({@code AES256}, {@code aws:kms}), for Google the name of a key, for Azure an encryption scope; an empty string for the bucket's own
     */
    public String encryption() {
        return encryption;
    }

    /**
     * The credentials.
     *
     * @return where they are to be had, or empty to use the provider's own search order
     */
    public Optional<SecretRef> credentials() {
        return Optional.ofNullable(credentials);
    }

    /** Collects the parts. Not thread-safe. */
    public static final class Builder {
        private String provider = "";
        private String region = "";
        private String bucket = "";
        private String endpoint = "";
        private String profile = "";
        private String storageClass = "";
        private String encryption = "";
        private @Nullable SecretRef credentials;

        private Builder() {}

        /**
         * Sets whose cloud it is.
         *
         * @param value for instance {@code aws}
         * @return this
         */
        public Builder provider(String value) {
            provider = Objects.requireNonNull(value, "provider");
            return this;
        }

        /**
         * Sets the region.
         *
         * @param value its name
         * @return this
         */
        public Builder region(String value) {
            region = Objects.requireNonNull(value, "region");
            return this;
        }

        /**
         * Sets the bucket or container.
         *
         * @param value its name
         * @return this
         */
        public Builder bucket(String value) {
            bucket = Objects.requireNonNull(value, "bucket");
            return this;
        }

        /**
         * Sets the address of the service.
         *
         * @param value a URL
         * @return this
         */
        public Builder endpoint(String value) {
            endpoint = Objects.requireNonNull(value, "endpoint");
            return this;
        }

        /**
         * Sets the profile of the provider's own configuration files.
         *
         * @param value its name
         * @return this
         */
        public Builder profile(String value) {
            profile = Objects.requireNonNull(value, "profile");
            return this;
        }

        /**
         * Sets the storage class of what is written.
         *
         * @param value its name at the provider
         * @return this
         */
        public Builder storageClass(String value) {
            storageClass = Objects.requireNonNull(value, "storageClass");
            return this;
        }

        /**
         * Sets how what is written is encrypted where it is.
         *
         * @param value a kind, key or scope, as the provider has it
         * @return this
         */
        public Builder encryption(String value) {
            encryption = Objects.requireNonNull(value, "encryption");
            return this;
        }

        /**
         * Sets where the credentials are to be had.
         *
         * @param value a reference
         * @return this
         */
        public Builder credentials(SecretRef value) {
            credentials = Objects.requireNonNull(value, "credentials");
            return this;
        }

        /**
         * Makes the part.
         *
         * @return the part
         */
        public CloudSpec build() {
            return new CloudSpec(this);
        }
    }
}
