package io.godwit.spi;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where something is and how to get in: a URI, the secrets to present (by reference), further settings, the user to become
 * there, and the place that it is reached through, to any depth (a database on a container on a host behind a jump host).
 *
 * <p>It holds no secret, so it may be printed and journaled. A password inside the URI is refused. Immutable.
 */
public final class Location {
    /** Name of the secret that is a login password. */
    public static final String PASSWORD = "password";
    /** Name of the secret that is a private key. */
    public static final String PRIVATE_KEY = "private_key";
    /** Name of the secret that opens the private key. */
    public static final String PASSPHRASE = "passphrase";
    /**
     * Name of the one secret that is all it takes, in the form that the plugin of the scheme knows: to SSH a private key where it
     * reads as one, else a password; to an object store its key pair.
     */
    public static final String CREDENTIALS = "credentials";

    private static final Pattern PASSWORD_PARAMETER =
            Pattern.compile("[?&;](password|passwd|pwd)=", Pattern.CASE_INSENSITIVE);
    /** One with a slash in it, so that it is no user part for {@link URI}. */
    private static final Pattern TORN_PASSWORD = Pattern.compile("//[^/?#@\\[]*:(?!\\d*[/?#]).*@.*");

    private final URI uri;
    private final Map<String, SecretRef> secrets;
    private final Map<String, String> settings;
    private final @Nullable String becomeUser;
    private final @Nullable Location via;

    private Location(
            URI uri,
            Map<String, SecretRef> secrets,
            Map<String, String> settings,
            @Nullable String becomeUser,
            @Nullable Location via) {
        this.uri = uri;
        this.secrets = secrets;
        this.settings = settings;
        this.becomeUser = becomeUser;
        this.via = via;
    }

    /**
     * A location without secrets and settings.
     *
     * @param uri an absolute URI, for instance {@code ssh://deploy@old.example.com:22/var/www/shop}
     * @return the location
     * @throws MigrationException CONFIGURATION, {@code location.bad-uri}, for one that is not absolute or holds a password
     */
    public static Location of(String uri) {
        Objects.requireNonNull(uri, "uri");
        try {
            return of(new URI(uri));
        } catch (URISyntaxException e) {
            throw badUri("is not a URI: " + e.getReason() + " at index " + e.getIndex());
        }
    }

    /**
     * A location without secrets and settings.
     *
     * @param uri an absolute URI
     * @return the location
     * @throws MigrationException CONFIGURATION, {@code location.bad-uri}, for one that is not absolute or holds a password
     */
    public static Location of(URI uri) {
        if (uri.getScheme() == null) {
            throw badUri("has no scheme; a local path reads \"file:///path\"");
        }
        String authority = Objects.requireNonNullElse(uri.getRawAuthority(), "");
        int at = authority.lastIndexOf('@');
        if (authority.lastIndexOf(':', at) >= 0
                || TORN_PASSWORD.matcher(uri.getRawSchemeSpecificPart()).matches()
                || PASSWORD_PARAMETER.matcher(uri.getRawSchemeSpecificPart()).find()) {
            throw badUri("holds a password");
        }
        return new Location(uri, Map.of(), Map.of(), null, null);
    }

    private static MigrationException badUri(String why) {
        return MigrationException.of(ErrorCategory.CONFIGURATION, "location.bad-uri", "the location " + why)
                .remedy("Write scheme://user@host:port/path and give secrets by reference beside it.")
                .build();
    }

    /**
     * The URI.
     *
     * @return an absolute URI without a password
     */
    public URI uri() {
        return uri;
    }

    /**
     * The scheme, by which the plugin is found.
     *
     * @return the scheme in lower case
     */
    public String scheme() {
        return uri.getScheme().toLowerCase(java.util.Locale.ROOT);
    }

    /**
     * The user named in the URI.
     *
     * @return the decoded user, or empty
     */
    public Optional<String> user() {
        if (uri.getUserInfo() != null || uri.getRawAuthority() == null) {
            return Optional.ofNullable(uri.getUserInfo());
        }
        // a host that is no domain name ("web_1") leaves the authority in one piece
        String authority = uri.getAuthority();
        int at = authority.lastIndexOf('@');
        return at < 0 ? Optional.empty() : Optional.of(authority.substring(0, at));
    }

    /**
     * A secret to present there.
     *
     * @param name what it is, for instance {@link #PASSWORD}
     * @return where it is to be had, or empty
     */
    public Optional<SecretRef> secret(String name) {
        return Optional.ofNullable(secrets.get(name));
    }

    /**
     * All secrets to present there.
     *
     * @return unmodifiable, by name
     */
    public Map<String, SecretRef> secrets() {
        return secrets;
    }

    /**
     * A setting that only the plugin of this scheme understands, for instance {@code known_hosts} or {@code tls.mode}.
     *
     * @param name its name
     * @return its value, or empty
     */
    public Optional<String> setting(String name) {
        return Optional.ofNullable(settings.get(name));
    }

    /**
     * All settings.
     *
     * @return unmodifiable, by name
     */
    public Map<String, String> settings() {
        return settings;
    }

    /**
     * The user to become after logging in.
     *
     * @return the user, or empty to stay who we are
     */
    public Optional<String> becomeUser() {
        return Optional.ofNullable(becomeUser);
    }

    /**
     * The place through which this one is reached.
     *
     * @return that place, or empty for this machine
     */
    public Optional<Location> via() {
        return Optional.ofNullable(via);
    }

    /**
     * The same place with a further secret.
     *
     * @param name what it is
     * @param reference where it is to be had
     * @return a copy
     */
    public Location withSecret(String name, SecretRef reference) {
        return new Location(uri, with(secrets, name, reference), settings, becomeUser, via);
    }

    /**
     * The same place with a further setting.
     *
     * @param name its name
     * @param value its value, which is no secret
     * @return a copy
     */
    public Location withSetting(String name, String value) {
        return new Location(uri, secrets, with(settings, name, value), becomeUser, via);
    }

    /**
     * The same place, acting as another user.
     *
     * @param user the user to become
     * @return a copy
     */
    public Location become(String user) {
        return new Location(uri, secrets, settings, Checks.notBlank(user, "user"), via);
    }

    /**
     * The same place, reached through another.
     *
     * @param place where to stand first
     * @return a copy
     */
    public Location via(Location place) {
        return new Location(uri, secrets, settings, becomeUser, Objects.requireNonNull(place, "place"));
    }

    private static <V> Map<String, V> with(Map<String, V> map, String name, V value) {
        Map<String, V> copy = new LinkedHashMap<>(map);
        copy.put(Checks.notBlank(name, "name"), Objects.requireNonNull(value, "value"));
        return java.util.Collections.unmodifiableMap(copy);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Location that
                && uri.equals(that.uri)
                && secrets.equals(that.secrets)
                && settings.equals(that.settings)
                && Objects.equals(becomeUser, that.becomeUser)
                && Objects.equals(via, that.via);
    }

    @Override
    public int hashCode() {
        return Objects.hash(uri, secrets, settings, becomeUser, via);
    }

    /** The URI, with how it is reached; no setting and no reference. */
    @Override
    public String toString() {
        return uri + (becomeUser == null ? "" : " as " + becomeUser) + (via == null ? "" : " via " + via);
    }
}
