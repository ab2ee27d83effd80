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
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects what a specification says of one side. Not thread-safe. */
public final class SiteSpecBuilder {
    final String path;
    final InlineSecrets inline;
    String type = "";

    @Nullable
    URI url;

    String host = "";
    int port;
    final Map<String, String> paths = new TreeMap<>();
    String username = "";
    final Map<String, SecretRef> secrets = new TreeMap<>();
    final Map<String, String> loginSettings = new TreeMap<>();
    String become = "";

    @Nullable
    Location via;

    final List<DatabaseSpec> databases = new ArrayList<>();

    @Nullable
    CloudSpec cloud;

    @Nullable
    ControlPanelSpec controlPanel;

    final List<AccountSpec> accounts = new ArrayList<>();
    final Set<Grant> grants = EnumSet.noneOf(Grant.class);
    final Map<String, String> settings = new TreeMap<>();

    SiteSpecBuilder(String path, InlineSecrets inline) {
        this.path = path;
        this.inline = inline;
    }

    /**
     * Names the platform, the {@code type} of a specification.
     *
     * @param value for instance {@code wordpress}; or a kind of object store, for instance {@code aws-s3}
     * @return this
     */
    public SiteSpecBuilder platform(String value) {
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
    public SiteSpecBuilder at(String value) {
        return at(Location.of(value));
    }

    /**
     * Says where its files are. Secrets and settings of the location are taken over.
     *
     * @param place the root of its files
     * @return this
     */
    public SiteSpecBuilder at(Location place) {
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
    public SiteSpecBuilder host(String value) {
        host = Objects.requireNonNull(value, "host");
        return this;
    }

    /**
     * Says on which port that host listens, where there is no URL.
     *
     * @param value from 1 to 65535
     * @return this
     */
    public SiteSpecBuilder port(int value) {
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
    public SiteSpecBuilder path(String what, String value) {
        paths.put(Objects.requireNonNull(what, "what"), Objects.requireNonNull(value, "value"));
        return this;
    }

    /**
     * Says who to log in as, where the URL does not.
     *
     * @param value the user
     * @return this
     */
    public SiteSpecBuilder username(String value) {
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
    public SiteSpecBuilder credentials(String reference) {
        return secret(Location.CREDENTIALS, SecretRef.parse(reference));
    }

    /**
     * Says where the password is to be had.
     *
     * @param reference for instance {@code env:OLD_HOST_PASSWORD}
     * @return this
     * @throws MigrationException CONFIGURATION, {@code secret.bad-reference}
     */
    public SiteSpecBuilder password(String reference) {
        return secret(Location.PASSWORD, SecretRef.parse(reference));
    }

    /**
     * Gives the password itself. It stays in this process: a session that is resumed by another one asks for it again.
     *
     * @param value the password, which is copied
     * @return this
     */
    public SiteSpecBuilder password(Secret value) {
        return secret(Location.PASSWORD, inline.keep(path + ".authentication." + Location.PASSWORD, value));
    }

    /**
     * Says where the private key is to be had.
     *
     * @param reference for instance {@code file:/home/me/.ssh/id_ed25519}
     * @return this
     * @throws MigrationException CONFIGURATION, {@code secret.bad-reference}
     */
    public SiteSpecBuilder privateKey(String reference) {
        return secret(Location.PRIVATE_KEY, SecretRef.parse(reference));
    }

    /**
     * Says where the phrase is to be had that opens the private key.
     *
     * @param reference for instance {@code keystore:deploy-key}
     * @return this
     * @throws MigrationException CONFIGURATION, {@code secret.bad-reference}
     */
    public SiteSpecBuilder passphrase(String reference) {
        return secret(Location.PASSPHRASE, SecretRef.parse(reference));
    }

    /**
     * Says where something else to present is to be had.
     *
     * @param what its name
     * @param reference where it is to be had
     * @return this
     */
    public SiteSpecBuilder secret(String what, SecretRef reference) {
        secrets.put(Objects.requireNonNull(what, "what"), Objects.requireNonNull(reference, "reference"));
        return this;
    }

    /**
     * Names the file of known hosts.
     *
     * @param file its path
     * @return this
     */
    public SiteSpecBuilder knownHosts(String file) {
        return setting(SiteResolution.KNOWN_HOSTS, file);
    }

    /**
     * Pins the host's key.
     *
     * @param fingerprint for instance {@code SHA256:} and 43 characters
     * @return this
     */
    public SiteSpecBuilder hostKey(String fingerprint) {
        return setting(SiteResolution.HOST_KEY, fingerprint);
    }

    /**
     * Says whether keys of the user's SSH agent are presented.
     *
     * @param value true to ask the agent
     * @return this
     */
    public SiteSpecBuilder agent(boolean value) {
        return setting(SiteResolution.AGENT, Boolean.toString(value));
    }

    /**
     * Names the user to become after logging in.
     *
     * @param value the user
     * @return this
     */
    public SiteSpecBuilder become(String value) {
        become = Objects.requireNonNull(value, "become");
        return this;
    }

    /**
     * Says through what it is reached.
     *
     * @param place where to stand first
     * @return this
     */
    public SiteSpecBuilder via(Location place) {
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
    public SiteSpecBuilder database(String value) {
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
    public SiteSpecBuilder database(String value, Consumer<DatabaseSpec.Builder> more) {
        return database(database -> more.accept(database.at(value)));
    }

    /**
     * Adds a database.
     *
     * @param description says where it is
     * @return this
     */
    public SiteSpecBuilder database(Consumer<DatabaseSpec.Builder> description) {
        DatabaseSpec.Builder database = new DatabaseSpec.Builder(path + ".databases[" + databases.size() + "]", inline);
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
    public SiteSpecBuilder cloud(CloudSpec value) {
        cloud = Objects.requireNonNull(value, "cloud");
        return this;
    }

    /**
     * Describes its control panel.
     *
     * @param value that part
     * @return this
     */
    public SiteSpecBuilder controlPanel(ControlPanelSpec value) {
        controlPanel = Objects.requireNonNull(value, "controlPanel");
        return this;
    }

    /**
     * Adds a hosting account to move; without any, all are moved.
     *
     * @param value the account
     * @return this
     */
    public SiteSpecBuilder account(AccountSpec value) {
        accounts.add(Objects.requireNonNull(value, "account"));
        return this;
    }

    /**
     * Allows things to be changed there although it is a source.
     *
     * @param values what may be changed
     * @return this
     */
    public SiteSpecBuilder grant(Grant... values) {
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
    public SiteSpecBuilder setting(String setting, String value) {
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
