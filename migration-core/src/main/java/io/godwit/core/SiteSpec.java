package io.godwit.core;

import io.godwit.core.internal.secrets.InlineSecrets;
import io.godwit.core.internal.spec.SiteResolution;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One side of a migration as its owner describes it, the part {@code source} or {@code destination} of a specification. What it
 * comes to for plugins is the {@link io.godwit.spi.Site} that {@link MigrationSpec#source()} gives. Immutable.
 */
public final class SiteSpec {
    private final String type;
    private final @Nullable URI url;
    private final String host;
    private final int port;
    private final Map<String, String> paths;
    private final AuthenticationSpec authentication;
    private final String become;
    private final @Nullable Location via;
    private final List<DatabaseSpec> databases;
    private final @Nullable CloudSpec cloud;
    private final @Nullable ControlPanelSpec controlPanel;
    private final List<AccountSpec> accounts;
    private final Set<Grant> grants;
    private final Map<String, String> settings;

    private SiteSpec(Builder builder) {
        this.type = builder.type;
        this.url = builder.url;
        this.host = builder.host;
        this.port = builder.port;
        this.paths = Collections.unmodifiableMap(new TreeMap<>(builder.paths));
        this.authentication = new AuthenticationSpec(builder.username, builder.secrets, builder.loginSettings);
        this.become = builder.become;
        this.via = builder.via;
        this.databases = List.copyOf(builder.databases);
        this.cloud = builder.cloud;
        this.controlPanel = builder.controlPanel;
        this.accounts = List.copyOf(builder.accounts);
        this.grants = Collections.unmodifiableSet(EnumSet.copyOf(builder.grants));
        this.settings = Collections.unmodifiableMap(new TreeMap<>(builder.settings));
    }

    /**
     * What it is, as it was given.
     *
     * @return for instance {@code wordpress} or {@code aws-s3}; an empty string for plain files and databases
     */
    public String type() {
        return type;
    }

    /**
     * The platform whose adapter moves it.
     *
     * @return id of a {@link io.godwit.spi.PlatformAdapter}, or empty for plain files and databases
     */
    public Optional<String> platform() {
        return SiteResolution.platform(this);
    }

    /**
     * The URL of its files as it was given.
     *
     * @return the URL, or empty
     */
    public Optional<URI> url() {
        return Optional.ofNullable(url);
    }

    /**
     * The host as it was given.
     *
     * @return the host, or an empty string where a URL says it or there is none
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
     * Where things are on that host.
     *
     * @return unmodifiable, by what they are; {@code root} is the root of its files
     */
    public Map<String, String> paths() {
        return paths;
    }

    /**
     * How to get in.
     *
     * @return what to present
     */
    public AuthenticationSpec authentication() {
        return authentication;
    }

    /**
     * The user to become after logging in.
     *
     * @return the user, or an empty string to stay who we are
     */
    public String become() {
        return become;
    }

    /**
     * Through what it is reached.
     *
     * @return that place, or empty for this machine
     */
    public Optional<Location> via() {
        return Optional.ofNullable(via);
    }

    /**
     * Its databases.
     *
     * @return unmodifiable, in the order in which they were given
     */
    public List<DatabaseSpec> databases() {
        return databases;
    }

    /**
     * Where in a cloud it is.
     *
     * @return that part, or empty
     */
    public Optional<CloudSpec> cloud() {
        return Optional.ofNullable(cloud);
    }

    /**
     * Its control panel.
     *
     * @return that part, or empty
     */
    public Optional<ControlPanelSpec> controlPanel() {
        return Optional.ofNullable(controlPanel);
    }

    /**
     * The hosting accounts to move.
     *
     * @return unmodifiable; empty for all
     */
    public List<AccountSpec> accounts() {
        return accounts;
    }

    /**
     * What may be changed there although it is a source.
     *
     * @return unmodifiable
     */
    public Set<Grant> grants() {
        return grants;
    }

    /**
     * What only the plugin of the URL's scheme understands.
     *
     * @return unmodifiable, by name
     */
    public Map<String, String> settings() {
        return settings;
    }

    /**
     * The root of its files, with all that it takes to get there.
     *
     * @return the location, or empty where too little was said or there are none
     */
    public Optional<Location> files() {
        return SiteResolution.files(this);
    }

    /**
     * The machine that it is on, to run commands and to reach databases through.
     *
     * @return the location without a path, or empty where it is on no machine that can be logged in to
     */
    public Optional<Location> machine() {
        return SiteResolution.machine(this);
    }

    /**
     * Where a database of this site is, with all that it takes to get there.
     *
     * @param database one of {@link #databases()}
     * @return the location, or empty where too little was said
     */
    public Optional<Location> locate(DatabaseSpec database) {
        return database.location().map(place -> SiteResolution.reach(this, database, place));
    }

    /**
     * Whether nothing at all was said.
     *
     * @return true for a side that is missing
     */
    public boolean isEmpty() {
        return type.isEmpty()
                && url == null
                && host.isEmpty()
                && paths.isEmpty()
                && databases.isEmpty()
                && cloud == null
                && controlPanel == null
                && accounts.isEmpty();
    }

    @Override
    public String toString() {
        return "SiteSpec[" + type + files().map(place -> " " + place).orElse("") + ", " + databases.size()
                + " databases]";
    }

    /** Collects the parts. Not thread-safe. */
    public static final class Builder {
        private final String path;
        private final InlineSecrets inline;
        private String type = "";
        private @Nullable URI url;
        private String host = "";
        private int port;
        private final Map<String, String> paths = new TreeMap<>();
        private String username = "";
        private final Map<String, SecretRef> secrets = new TreeMap<>();
        private final Map<String, String> loginSettings = new TreeMap<>();
        private String become = "";
        private @Nullable Location via;
        private final List<DatabaseSpec> databases = new ArrayList<>();
        private @Nullable CloudSpec cloud;
        private @Nullable ControlPanelSpec controlPanel;
        private final List<AccountSpec> accounts = new ArrayList<>();
        private final Set<Grant> grants = EnumSet.noneOf(Grant.class);
        private final Map<String, String> settings = new TreeMap<>();

        Builder(String path, InlineSecrets inline) {
            this.path = path;
            this.inline = inline;
        }

        /**
         * Names the platform, the {@code type} of a specification.
         *
         * @param value for instance {@code wordpress}; or a kind of object store, for instance {@code aws-s3}
         * @return this
         */
        public Builder platform(String value) {
            type = Objects.requireNonNull(value, "platform");
            return this;
        }

        /**
         * Says where its files are.
         *
         * @param value for instance {@code ssh://deploy@old.example.com:22/var/www/shop}
         * @return this
         * @throws MigrationException CONFIGURATION, {@code location.bad-uri}, for one that is no URL or holds a password
         */
        public Builder at(String value) {
            return at(Location.of(value));
        }

        /**
         * Says where its files are. Secrets and settings of the location are taken over.
         *
         * @param place the root of its files
         * @return this
         */
        public Builder at(Location place) {
            url = place.uri();
            secrets.putAll(place.secrets());
            place.settings().forEach(this::setting);
            place.becomeUser().ifPresent(this::become);
            place.via().ifPresent(this::via);
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
         * Says on which port that host listens, where there is no URL.
         *
         * @param value from 1 to 65535
         * @return this
         */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /**
         * Says where something is on that host.
         *
         * @param what {@code root} for the root of its files, or what its platform asks for
         * @param value an absolute path
         * @return this
         */
        public Builder path(String what, String value) {
            paths.put(Objects.requireNonNull(what, "what"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Says who to log in as, where the URL does not.
         *
         * @param value the user
         * @return this
         */
        public Builder username(String value) {
            username = Objects.requireNonNull(value, "username");
            return this;
        }

        /**
         * Says where the one secret that it takes is to be had: to SSH a private key or a password, to an object store its keys.
         *
         * @param reference for instance {@code keystore:old-host}
         * @return this
         * @throws MigrationException CONFIGURATION, {@code secret.bad-reference}
         */
        public Builder credentials(String reference) {
            return secret(Location.CREDENTIALS, SecretRef.parse(reference));
        }

        /**
         * Says where the password is to be had.
         *
         * @param reference for instance {@code env:OLD_HOST_PASSWORD}
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
            return secret(Location.PASSWORD, inline.keep(path + ".authentication." + Location.PASSWORD, value));
        }

        /**
         * Says where the private key is to be had.
         *
         * @param reference for instance {@code file:/home/me/.ssh/id_ed25519}
         * @return this
         * @throws MigrationException CONFIGURATION, {@code secret.bad-reference}
         */
        public Builder privateKey(String reference) {
            return secret(Location.PRIVATE_KEY, SecretRef.parse(reference));
        }

        /**
         * Says where the phrase is to be had that opens the private key.
         *
         * @param reference for instance {@code keystore:deploy-key}
         * @return this
         * @throws MigrationException CONFIGURATION, {@code secret.bad-reference}
         */
        public Builder passphrase(String reference) {
            return secret(Location.PASSPHRASE, SecretRef.parse(reference));
        }

        /**
         * Says where something else to present is to be had.
         *
         * @param what its name
         * @param reference where it is to be had
         * @return this
         */
        public Builder secret(String what, SecretRef reference) {
            secrets.put(Objects.requireNonNull(what, "what"), Objects.requireNonNull(reference, "reference"));
            return this;
        }

        /**
         * Names the file of known hosts.
         *
         * @param file its path
         * @return this
         */
        public Builder knownHosts(String file) {
            return setting(SiteResolution.KNOWN_HOSTS, file);
        }

        /**
         * Pins the host's key.
         *
         * @param fingerprint for instance {@code SHA256:} and 43 characters
         * @return this
         */
        public Builder hostKey(String fingerprint) {
            return setting(SiteResolution.HOST_KEY, fingerprint);
        }

        /**
         * Says whether keys of the user's SSH agent are presented.
         *
         * @param value true to ask the agent
         * @return this
         */
        public Builder agent(boolean value) {
            return setting(SiteResolution.AGENT, Boolean.toString(value));
        }

        /**
         * Names the user to become after logging in.
         *
         * @param value the user
         * @return this
         */
        public Builder become(String value) {
            become = Objects.requireNonNull(value, "become");
            return this;
        }

        /**
         * Says through what it is reached.
         *
         * @param place where to stand first
         * @return this
         */
        public Builder via(Location place) {
            via = Objects.requireNonNull(place, "via");
            return this;
        }

        /**
         * Adds a database.
         *
         * @param value its URL, for instance {@code mysql://shop@localhost/shop}
         * @return this
         * @throws MigrationException CONFIGURATION, {@code location.bad-uri}, for one that is no URL or holds a password
         */
        public Builder database(String value) {
            return database(value, database -> {});
        }

        /**
         * Adds a database.
         *
         * @param value its URL
         * @param more says more of it
         * @return this
         * @throws MigrationException CONFIGURATION, {@code location.bad-uri}, for one that is no URL or holds a password
         */
        public Builder database(String value, Consumer<DatabaseSpec.Builder> more) {
            return database(database -> more.accept(database.at(value)));
        }

        /**
         * Adds a database.
         *
         * @param description says where it is
         * @return this
         */
        public Builder database(Consumer<DatabaseSpec.Builder> description) {
            DatabaseSpec.Builder database =
                    new DatabaseSpec.Builder(path + ".databases[" + databases.size() + "]", inline);
            description.accept(database);
            databases.add(database.build());
            return this;
        }

        /**
         * Says where in a cloud it is.
         *
         * @param value that part
         * @return this
         */
        public Builder cloud(CloudSpec value) {
            cloud = Objects.requireNonNull(value, "cloud");
            return this;
        }

        /**
         * Describes its control panel.
         *
         * @param value that part
         * @return this
         */
        public Builder controlPanel(ControlPanelSpec value) {
            controlPanel = Objects.requireNonNull(value, "controlPanel");
            return this;
        }

        /**
         * Adds a hosting account to move; without any, all are moved.
         *
         * @param value the account
         * @return this
         */
        public Builder account(AccountSpec value) {
            accounts.add(Objects.requireNonNull(value, "account"));
            return this;
        }

        /**
         * Allows things to be changed there although it is a source.
         *
         * @param values what may be changed
         * @return this
         */
        public Builder grant(Grant... values) {
            grants.addAll(Arrays.asList(values));
            return this;
        }

        /**
         * Sets something that only the plugin of the URL's scheme understands.
         *
         * @param setting its name
         * @param value its value
         * @return this
         */
        public Builder setting(String setting, String value) {
            Objects.requireNonNull(setting, "setting");
            Objects.requireNonNull(value, "value");
            if (SiteResolution.LOGIN_SETTINGS.contains(setting)) {
                loginSettings.put(setting, value);
            } else {
                settings.put(setting, value);
            }
            return this;
        }

        SiteSpec build() {
            return new SiteSpec(this);
        }
    }
}
