package io.godwit.transfer.cloud;

import io.godwit.spi.Location;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A location with the scheme {@code azblob}, read and checked. Immutable. */
final class AzurePlace {
    static final String CONNECTION_STRING = "connection_string";
    static final String ACCOUNT_KEY = "account_key";
    static final String SAS_TOKEN = "sas_token";

    private static final Set<String> SECRETS = Set.of(Location.CREDENTIALS, CONNECTION_STRING, ACCOUNT_KEY, SAS_TOKEN);
    private static final Set<String> SETTINGS = new HashSet<>(PlaceRules.COMMON);

    static {
        SETTINGS.addAll(Set.of("account", "client_id", "tenant_id", "encryption_scope"));
        SETTINGS.remove("acl");
    }

    private final Location location;
    private final String container;

    private AzurePlace(Location location, String container) {
        this.location = location;
        this.container = container;
    }

    static AzurePlace of(Location location) {
        String container = location.uri().getRawAuthority();
        if (container == null || !container.matches("\\$web|\\$root|[a-z0-9](-?[a-z0-9]){2,62}")) {
            throw PlaceRules.bad(location, "names no container", "Write azblob://container/prefix.");
        }
        PlaceRules.check(location, "Azure", SETTINGS, SECRETS);
        PlaceRules.checked(location, "account", "[a-z0-9]{3,24}", "the name of a storage account");
        return new AzurePlace(location, container);
    }

    Location location() {
        return location;
    }

    String container() {
        return container;
    }

    Optional<String> setting(String name) {
        return location.setting(name);
    }
}
