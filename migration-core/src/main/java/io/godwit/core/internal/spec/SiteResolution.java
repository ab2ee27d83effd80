package io.godwit.core.internal.spec;

import io.godwit.core.CloudSpec;
import io.godwit.core.ControlPanelSpec;
import io.godwit.core.DatabaseSpec;
import io.godwit.core.OptionsSpec;
import io.godwit.core.SiteSpec;
import io.godwit.core.ViaSpec;
import io.godwit.spi.Location;
import io.godwit.spi.SecretRef;
import io.godwit.spi.Site;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a described site comes to: locations with all that it takes to get there. */
public final class SiteResolution {
    /** The setting that names the file of known hosts. */
    public static final String KNOWN_HOSTS = "known_hosts";
    /** The setting that pins the host's key. */
    public static final String HOST_KEY = "host_key";
    /** The setting that asks the user's SSH agent. */
    public static final String AGENT = "agent";
    /** The settings that stand under {@code authentication}. */
    public static final Set<String> LOGIN_SETTINGS = Set.of(KNOWN_HOSTS, HOST_KEY, AGENT);
    /** The path that is the root of the files. */
    public static final String ROOT = "root";

    private SiteResolution() {}

    /**
     * The platform of a site.
     *
     * @param site the site
     * @return its type, unless that is a kind of object store
     */
    public static Optional<String> platform(SiteSpec site) {
        return Optional.of(site.type())
                .filter(type -> !type.isEmpty() && Words.cloudScheme(type).isEmpty());
    }

    /**
     * The root of a site's files.
     *
     * @param site the site
     * @return the location, or empty
     */
    public static Optional<Location> files(SiteSpec site) {
        return root(site).map(uri -> {
            Location place = login(site, uri);
            for (Map.Entry<String, String> setting : site.settings().entrySet()) {
                place = place.withSetting(setting.getKey(), setting.getValue());
            }
            return site.become().isEmpty() ? place : place.become(site.become());
        });
    }

    /**
     * The machine that a site is on.
     *
     * @param site the site
     * @return the location without a path, or empty
     */
    public static Optional<Location> machine(SiteSpec site) {
        if (site.url().isPresent()) {
            URI uri = site.url().get();
            if (!Words.HOST_SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))
                    || uri.getRawAuthority() == null) {
                return Optional.empty();
            }
            return Optional.of(login(site, withUser(site, URI.create("ssh://" + uri.getRawAuthority()))));
        }
        if (site.host().isEmpty() || objectStore(site) != null) {
            return Optional.empty();
        }
        int port = site.controlPanel().isPresent() ? 0 : site.port();
        return Optional.of(login(site, Uris.of("ssh", site.authentication().username(), site.host(), port, "")));
    }

    /**
     * A database, reached as it has to be.
     *
     * @param site the site that it belongs to
     * @param database the database
     * @param place where it is
     * @return the same place, with what it is reached through
     */
    public static Location reach(SiteSpec site, DatabaseSpec database, Location place) {
        ViaSpec via = database.via();
        if (via instanceof ViaSpec.Place other) {
            return place.via(other.location());
        }
        if (via instanceof ViaSpec.SiteHost || (via instanceof ViaSpec.Auto && isBesideFiles(site, place))) {
            return machine(site).map(place::via).orElse(place);
        }
        return place;
    }

    /**
     * Whether a database is on the very machine of a site, as far as its URL says.
     *
     * @param site the site
     * @param place where the database is
     * @return true for a loopback address beside files that are reached by SSH
     */
    public static boolean isBesideFiles(SiteSpec site, Location place) {
        return Uris.isLoopback(place.uri()) && machine(site).isPresent();
    }

    /**
     * The site for plugins.
     *
     * @param spec the site
     * @param options what adapters should know of them stands among the settings
     * @return files, databases that are described well enough, and all else as settings
     */
    public static Site site(SiteSpec spec, OptionsSpec options) {
        List<Location> databases = spec.databases().stream()
                .flatMap(database -> spec.locate(database).stream())
                .toList();
        Map<String, String> settings = new LinkedHashMap<>();
        put(settings, "type", spec.type());
        put(settings, "host", spec.host());
        put(settings, "port", spec.port() == 0 ? "" : Integer.toString(spec.port()));
        spec.paths().forEach((what, path) -> put(settings, "paths." + what, path));
        put(settings, "authentication.username", spec.authentication().username());
        spec.authentication().secrets().forEach((what, ref) -> put(settings, "authentication." + what, ref.toString()));
        spec.authentication().settings().forEach((what, value) -> put(settings, "authentication." + what, value));
        spec.controlPanel().ifPresent(panel -> panel(settings, panel));
        spec.cloud().ifPresent(cloud -> cloud(settings, cloud));
        for (int i = 0; i < spec.accounts().size(); i++) {
            put(settings, "accounts." + i + ".domain", spec.accounts().get(i).domain());
            put(settings, "accounts." + i + ".username", spec.accounts().get(i).username());
            put(
                    settings,
                    "accounts." + i + ".databases",
                    String.join(",", spec.accounts().get(i).databases()));
        }
        for (int i = 0; i < spec.databases().size(); i++) {
            partial(settings, "databases." + i + ".", spec.databases().get(i));
        }
        put(settings, "options.preserve_email_accounts", Boolean.toString(options.preserveEmailAccounts()));
        put(settings, "options.migrate_dns_records", Boolean.toString(options.migrateDnsRecords()));
        put(settings, "options.maintenance_mode", Boolean.toString(options.maintenanceMode()));
        put(settings, "options.maintenance_expiry", options.maintenanceExpiry().toString());
        return new Site(spec.files().orElse(null), databases, settings);
    }

    private static void panel(Map<String, String> settings, ControlPanelSpec panel) {
        put(settings, "control_panel.type", panel.type());
        put(settings, "control_panel.username", panel.username());
        put(
                settings,
                "control_panel.api_token",
                panel.apiToken().map(SecretRef::toString).orElse(""));
        put(
                settings,
                "control_panel.password",
                panel.password().map(SecretRef::toString).orElse(""));
        put(settings, "control_panel.port", panel.port() == 0 ? "" : Integer.toString(panel.port()));
        put(settings, "control_panel.fingerprint", panel.fingerprint());
    }

    private static void cloud(Map<String, String> settings, CloudSpec cloud) {
        put(settings, "cloud_config.provider", cloud.provider());
        put(settings, "cloud_config.region", cloud.region());
        put(settings, "cloud_config.bucket", cloud.bucket());
        put(settings, "cloud_config.endpoint", cloud.endpoint());
        put(settings, "cloud_config.profile", cloud.profile());
        put(settings, "cloud_config.storage_class", cloud.storageClass());
        put(settings, "cloud_config.encryption", cloud.encryption());
        put(
                settings,
                "cloud_config.credentials",
                cloud.credentials().map(SecretRef::toString).orElse(""));
    }

    /** A database of which too little is known for a location: what is known, for the adapter that finds out the rest. */
    private static void partial(Map<String, String> settings, String prefix, DatabaseSpec database) {
        if (database.url().isPresent()) {
            return;
        }
        put(settings, prefix + "type", database.type());
        put(settings, prefix + "host", database.host());
        put(settings, prefix + "port", database.port() == 0 ? "" : Integer.toString(database.port()));
        put(settings, prefix + "name", database.name());
        put(settings, prefix + "user", database.user());
        database.secrets().forEach((what, ref) -> put(settings, prefix + what, ref.toString()));
    }

    private static void put(Map<String, String> settings, String name, String value) {
        if (!value.isEmpty()) {
            settings.put(name, value);
        }
    }

    private static Optional<URI> root(SiteSpec site) {
        if (site.url().isPresent()) {
            return Optional.of(withUser(site, site.url().get()));
        }
        String store = objectStore(site);
        if (store != null) {
            return site.cloud()
                    .filter(cloud -> !cloud.bucket().isEmpty())
                    .map(cloud ->
                            Uris.of(store, "", cloud.bucket(), 0, site.paths().getOrDefault(ROOT, "")));
        }
        String path = site.paths().get(ROOT);
        if (path == null) {
            return Optional.empty();
        }
        if (site.host().isEmpty()) {
            return Optional.of(Uris.of("file", "", "", 0, path));
        }
        int port = site.controlPanel().isPresent() ? 0 : site.port();
        return Optional.of(Uris.of("ssh", site.authentication().username(), site.host(), port, path));
    }

    private static @Nullable String objectStore(SiteSpec site) {
        return Words.cloudScheme(site.type())
                .or(() -> site.type().isEmpty() || site.type().equals("static")
                        ? site.cloud().flatMap(cloud -> Words.providerScheme(cloud.provider()))
                        : Optional.empty())
                .orElse(null);
    }

    private static URI withUser(SiteSpec site, URI uri) {
        String user = site.authentication().username();
        return user.isEmpty() || uri.getRawUserInfo() != null || uri.getRawAuthority() == null
                ? uri
                : Uris.withUser(uri, user);
    }

    private static Location login(SiteSpec site, URI uri) {
        Location place = Location.of(uri);
        for (Map.Entry<String, SecretRef> secret :
                site.authentication().secrets().entrySet()) {
            place = place.withSecret(secret.getKey(), secret.getValue());
        }
        for (Map.Entry<String, String> setting :
                site.authentication().settings().entrySet()) {
            place = place.withSetting(setting.getKey(), setting.getValue());
        }
        if (site.cloud().isPresent()) {
            place = inCloud(site, site.cloud().get(), place);
        }
        return site.via().isPresent() ? place.via(site.via().get()) : place;
    }

    /** What each service calls the way it encrypts. */
    private static String encryptionSetting(String scheme) {
        return switch (scheme) {
            case "gs" -> "kms_key";
            case "azblob" -> "encryption_scope";
            default -> "encryption";
        };
    }

    private static Location inCloud(SiteSpec site, CloudSpec cloud, Location place) {
        String endpoint = cloud.endpoint();
        if (endpoint.isEmpty() && !site.host().isEmpty() && !Words.isProviderEndpoint(site.host())) {
            endpoint = Uris.of("https", "", site.host(), site.port(), "").toString();
        }
        Location result = place;
        result = cloud.region().isEmpty() ? result : result.withSetting("region", cloud.region());
        result = endpoint.isEmpty() ? result : result.withSetting("endpoint", endpoint);
        result = cloud.profile().isEmpty() ? result : result.withSetting("profile", cloud.profile());
        result = cloud.storageClass().isEmpty() ? result : result.withSetting("storage_class", cloud.storageClass());
        result = cloud.encryption().isEmpty()
                ? result
                : result.withSetting(encryptionSetting(place.scheme()), cloud.encryption());
        return cloud.credentials().isPresent()
                ? result.withSecret(Location.CREDENTIALS, cloud.credentials().get())
                : result;
    }
}
