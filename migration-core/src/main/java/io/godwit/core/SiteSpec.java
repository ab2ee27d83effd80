package io.godwit.core;

import io.godwit.core.internal.spec.SiteResolution;
import io.godwit.spi.Location;
import java.net.URI;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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

    SiteSpec(SiteSpecBuilder builder) {
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
}
