package io.godwit.core;

import io.godwit.core.internal.secrets.InlineSecrets;
import io.godwit.core.internal.spec.Uris;
import io.godwit.core.internal.spec.Words;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.Selection;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A database of a site, the part {@code database} of a specification: by its URL, or by type, host and name, of which some may be
 * missing. Immutable.
 */
public final class DatabaseSpec {
    /** Name of the secret that is the private key of a client certificate. */
    public static final String TLS_KEY = "tls.key";

    private final @Nullable URI url;
    private final String type;
    private final String host;
    private final int port;
    private final String name;
    private final String user;
    private final Map<String, SecretRef> secrets;
    private final Map<String, String> settings;
    private final ViaSpec via;
    private final Selection selection;
    private final Map<String, String> masks;
    private final Map<String, String> conditions;
    private final Map<String, String> names;
    private final Map<String, String> types;
    private final Map<String, String> transforms;

    private DatabaseSpec(Builder builder) {
        this.url = builder.url;
        this.type = builder.type;
        this.host = builder.host;
        this.port = builder.port;
        this.name = builder.name;
        this.user = builder.user;
        this.secrets = Collections.unmodifiableMap(new TreeMap<>(builder.secrets));
        this.settings = Collections.unmodifiableMap(new TreeMap<>(builder.settings));
        this.via = builder.via;
        this.selection = new Selection(builder.include, builder.exclude);
        this.masks = Collections.unmodifiableMap(new TreeMap<>(builder.masks));
        this.conditions = Collections.unmodifiableMap(new TreeMap<>(builder.conditions));
        this.names = Collections.unmodifiableMap(new TreeMap<>(builder.names));
        this.types = Collections.unmodifiableMap(new TreeMap<>(builder.types));
        this.transforms = Collections.unmodifiableMap(new TreeMap<>(builder.transforms));
    }

    /**
     * The URL as it was given.
     *
     * @return the URL, or empty where the database was described by its parts
     */
    public Optional<URI> url() {
        return Optional.ofNullable(url);
    }

    /**
     * The type as it was given.
     *
     * @return for instance {@code aurora-mysql}, or an empty string where a URL says it
     */
    public String type() {
        return type;
    }

    /**
     * The host as it was given.
     *
     * @return the host, or an empty string where a URL says it or nothing was said
     */
    public String host() {
        return host;
    }

    /**
     * The port as it was given.
     *
     * @return from 1 to 65535, or 0 where nothing was said
     */
    public int port() {
        return port;
    }

    /**
     * The name as it was given.
     *
     * @return the name, or an empty string where a URL says it or nothing was said
     */
    public String name() {
        return name;
    }

    /**
     * The user as it was given beside the URL.
     *
     * @return the user, or an empty string
     */
    public String user() {
        return user;
    }

    /**
     * What to present.
     *
     * @return unmodifiable, by name: {@link Location#PASSWORD}, {@link #TLS_KEY}
     */
    public Map<String, SecretRef> secrets() {
        return secrets;
    }

    /**
     * Which columns are masked on their way, and how.
     *
     * @return unmodifiable; ways by {@code table.column}
     */
    public Map<String, String> masks() {
        return masks;
    }

    /**
     * Which rows of tables are taken.
     *
     * @return unmodifiable; conditions in the words of the source, by table
     */
    public Map<String, String> conditions() {
        return conditions;
    }

    /**
     * What tables are called at the destination, where not as here.
     *
     * @return unmodifiable; new names, by table
     */
    public Map<String, String> names() {
        return names;
    }

    /**
     * The types that columns get, where not those that fit best.
     *
     * @return unmodifiable; types, by {@code table.column}
     */
    public Map<String, String> types() {
        return types;
    }

    /**
     * What is done to the cells of columns on their way.
     *
     * @return unmodifiable; functions, by {@code table.column}
     */
    public Map<String, String> transforms() {
        return transforms;
    }

    /**
     * What else only the plugin understands, and {@code tls.mode}, {@code tls.ca} and {@code tls.certificate}.
     *
     * @return unmodifiable, by dotted name
     */
    public Map<String, String> settings() {
        return settings;
    }

    /**
     * Through what it is reached.
     *
     * @return {@link ViaSpec#AUTO} where nothing was said
     */
    public ViaSpec via() {
        return via;
    }

    /**
     * Which of its datasets go over.
     *
     * @return everything where nothing was said
     */
    public Selection selection() {
        return selection;
    }

    /**
     * Where it is, as far as that was said, without what it is reached through.
     *
     * @return the location, or empty where the type, the host or the name is missing
     */
    Optional<Location> location() {
        return uri().map(uri -> {
            Location place = Location.of(uri);
            for (Map.Entry<String, SecretRef> secret : secrets.entrySet()) {
                place = place.withSecret(secret.getKey(), secret.getValue());
            }
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                place = place.withSetting(setting.getKey(), setting.getValue());
            }
            return place;
        });
    }

    private Optional<URI> uri() {
        if (url != null) {
            return Optional.of(user.isEmpty() ? url : Uris.withUser(url, user));
        }
        if (type.isEmpty() || name.isEmpty() || (host.isEmpty() && !Words.isLocalFile(type))) {
            return Optional.empty();
        }
        return Optional.of(Uris.of(Words.databaseScheme(type), user, host, port, name));
    }

    @Override
    public String toString() {
        return "DatabaseSpec[" + uri().map(URI::toString).orElse(type) + "]";
    }

    /** Collects the parts. Not thread-safe. */
    public static final class Builder {
        private final String path;
        private final InlineSecrets inline;
        private @Nullable URI url;
        private String type = "";
        private String host = "";
        private int port;
        private String name = "";
        private String user = "";
        private final Map<String, SecretRef> secrets = new TreeMap<>();
        private final Map<String, String> settings = new TreeMap<>();
        private ViaSpec via = ViaSpec.AUTO;
        private final Map<String, String> masks = new TreeMap<>();
        private final Map<String, String> conditions = new TreeMap<>();
        private final Map<String, String> names = new TreeMap<>();
        private final Map<String, String> types = new TreeMap<>();
        private final Map<String, String> transforms = new TreeMap<>();
        private final List<String> include = new ArrayList<>();
        private final List<String> exclude = new ArrayList<>();

        Builder(String path, InlineSecrets inline) {
            this.path = path;
            this.inline = inline;
        }

        /**
         * Says where it is.
         *
         * @param value for instance {@code mysql://shop@127.0.0.1:3306/shop}
         * @return this
         * @throws MigrationException CONFIGURATION, {@code location.bad-uri}, for one that is no URL or holds a password
         */
        public Builder at(String value) {
            url = Location.of(value).uri();
            return this;
        }

        /**
         * Says of what kind it is, where there is no URL.
         *
         * @param value for instance {@code mysql}
         * @return this
         */
        public Builder type(String value) {
            type = Objects.requireNonNull(value, "type");
            return this;
        }

        /**
         * Says on which host it is, where there is no URL.
         *
         * @param value name or address
         * @return this
         */
        public Builder host(String value) {
            host = Objects.requireNonNull(value, "host");
            return this;
        }

        /**
         * Says on which port it listens, where there is no URL.
         *
         * @param value from 1 to 65535
         * @return this
         */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /**
         * Says what it is called, where there is no URL.
         *
         * @param value the name of the database
         * @return this
         */
        public Builder name(String value) {
            name = Objects.requireNonNull(value, "name");
            return this;
        }

        /**
         * Says who to log in as, where the URL does not.
         *
         * @param value the user
         * @return this
         */
        public Builder user(String value) {
            user = Objects.requireNonNull(value, "user");
            return this;
        }

        /**
         * Says where the password is to be had.
         *
         * @param reference for instance {@code env:SHOP_DB_PASSWORD}
         * @return this
         * @throws MigrationException CONFIGURATION, {@code secret.bad-reference}
         */
        public Builder password(String reference) {
            return secret(Location.PASSWORD, SecretRef.parse(reference));
        }

        /**
         * Gives the password itself. It stays in this process: a session that is resumed by another one asks for it again.
         *
         * @param value the password, which is copied
         * @return this
         */
        public Builder password(Secret value) {
            return secret(Location.PASSWORD, inline.keep(path + "." + Location.PASSWORD, value));
        }

        /**
         * Says where something else to present is to be had.
         *
         * @param what its name, for instance {@link DatabaseSpec#TLS_KEY}
         * @param reference where it is to be had
         * @return this
         */
        public Builder secret(String what, SecretRef reference) {
            secrets.put(Objects.requireNonNull(what, "what"), Objects.requireNonNull(reference, "reference"));
            return this;
        }

        /**
         * Sets something that only the plugin understands, or {@code tls.mode}, {@code tls.ca}, {@code tls.certificate}.
         *
         * @param setting its name
         * @param value its value
         * @return this
         */
        public Builder setting(String setting, String value) {
            settings.put(Objects.requireNonNull(setting, "setting"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Says through what it is reached.
         *
         * @param value the way
         * @return this
         */
        public Builder via(ViaSpec value) {
            via = Objects.requireNonNull(value, "via");
            return this;
        }

        /**
         * Masks a column on its way, for a copy that others may see.
         *
         * @param column {@code table.column}, with {@code *} for any part of a name
         * @param way {@code null}, {@code hash}, {@code keep-format}, {@code fake-name}, {@code fake-email}, {@code fake-phone} or
         *     {@code fake-text}
         * @return this
         */
        public Builder mask(String column, String way) {
            masks.put(Objects.requireNonNull(column, "column"), Objects.requireNonNull(way, "way"));
            return this;
        }

        /**
         * Takes only some rows of a table.
         *
         * @param table its name, with its schema in front where it is not the one connected to; {@code *} stands for any part
         * @param condition which rows, in the words of the source, for instance {@code created_at >= '2024-01-01'}
         * @return this
         */
        public Builder where(String table, String condition) {
            conditions.put(Objects.requireNonNull(table, "table"), Objects.requireNonNull(condition, "condition"));
            return this;
        }

        /**
         * Gives a table another name at the destination.
         *
         * @param table its name, with its schema in front where it is not the one connected to; {@code schema.*} for all of a schema
         * @param name the new name, or {@code other.*} for all of a schema
         * @return this
         */
        public Builder rename(String table, String name) {
            names.put(Objects.requireNonNull(table, "table"), Objects.requireNonNull(name, "name"));
            return this;
        }

        /**
         * Gives a column another type at the destination.
         *
         * @param column {@code table.column}, with {@code *} for any part of a name
         * @param type as {@link io.godwit.spi.LogicalType#parse} reads it, for instance {@code decimal(12,2)}
         * @return this
         */
        public Builder columnType(String column, String type) {
            types.put(Objects.requireNonNull(column, "column"), Objects.requireNonNull(type, "type"));
            return this;
        }

        /**
         * Changes the cells of a column on their way, before they are masked.
         *
         * @param column {@code table.column}, with {@code *} for any part of a name
         * @param function {@code trim}, {@code lower}, {@code upper}, {@code empty-to-null}, {@code null-to-empty}, {@code unix-lines}, or
         *     the id of a plugin's {@link io.godwit.spi.TransformType}, which is told {@code {"columns": [...]}}
         * @return this
         */
        public Builder transform(String column, String function) {
            transforms.put(Objects.requireNonNull(column, "column"), Objects.requireNonNull(function, "function"));
            return this;
        }

        /**
         * Adds datasets to take; without any, all are taken.
         *
         * @param patterns globs over their names, see {@link Selection}
         * @return this
         */
        public Builder include(String... patterns) {
            include.addAll(List.of(patterns));
            return this;
        }

        /**
         * Adds datasets to leave out.
         *
         * @param patterns globs over their names, see {@link Selection}
         * @return this
         */
        public Builder exclude(String... patterns) {
            exclude.addAll(List.of(patterns));
            return this;
        }

        DatabaseSpec build() {
            try {
                DatabaseSpec spec = new DatabaseSpec(this);
                Optional<Location> unused = spec.location();
                return spec;
            } catch (IllegalArgumentException e) {
                throw MigrationException.of(
                                ErrorCategory.CONFIGURATION,
                                "spec.bad-database",
                                "type, host, port, name and user of the database make no URL")
                        .subject(path)
                        .remedy("Write url: scheme://user@host:port/name instead.")
                        .cause(e)
                        .build();
            }
        }
    }
}
