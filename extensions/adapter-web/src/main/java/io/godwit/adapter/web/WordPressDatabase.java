package io.godwit.adapter.web;

import io.godwit.spi.Location;
import io.godwit.spi.SecretRef;
import io.godwit.spi.Site;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the database of a WordPress is: as the specification says, or, for the rest, as its configuration does. */
final class WordPressDatabase {
    private static final Pattern HOST = Pattern.compile("(\\[[^\\]]*]|[^:]*)(?::(\\d+))?(?::?(/.*))?");
    private static final String GIVEN = "databases.0.";
    private static final int PORT = 3306;

    private WordPressDatabase() {}

    /** The database of a site, or empty where too little is known of it. */
    static Optional<Location> of(Site site, WordPressStock stock) {
        if (!site.databases().isEmpty()) {
            return Optional.of(site.databases().get(0));
        }
        String name = given(site, "name", stock.database());
        String user = given(site, "user", stock.user());
        if (name.isEmpty() || user.isEmpty()) {
            return Optional.empty();
        }
        Matcher address = HOST.matcher(given(site, "host", stock.host()));
        String host = address.matches() ? address.group(1) : "";
        String port = site.settings()
                .getOrDefault(
                        GIVEN + "port", address.matches() && address.group(2) != null ? address.group(2) : "" + PORT);
        String socket = address.matches() && address.group(3) != null ? address.group(3) : "";
        boolean isLocal = host.isEmpty() || host.equals("localhost");
        try {
            URI uri = new URI(
                    "mysql", user, isLocal ? "127.0.0.1" : host, Integer.parseInt(port), "/" + name, null, null);
            Location place = Location.of(uri);
            place = socket.isEmpty() ? place : place.withSetting("socket", socket);
            String password = site.settings().get(GIVEN + "password");
            place = password == null ? place : place.withSecret(Location.PASSWORD, SecretRef.parse(password));
            Optional<Location> machine =
                    site.files().filter(files -> files.scheme().equals("ssh"));
            return Optional.of(machine.isPresent() ? place.via(machine.get()) : place);
        } catch (URISyntaxException e) {
            return Optional.empty(); // what is configured there names no database that could be asked
        }
    }

    private static String given(Site site, String what, String else_) {
        return site.settings().getOrDefault(GIVEN + what, else_);
    }

    /** The settings that lead WordPress to a database, but not its password. */
    static Map<String, String> settings(Location database) {
        Map<String, String> settings = new LinkedHashMap<>();
        URI uri = database.uri();
        settings.put("DB_NAME", uri.getPath().substring(1));
        database.user().ifPresent(user -> settings.put("DB_USER", user));
        String socket = database.setting("socket").orElse("");
        boolean usual = uri.getPort() < 0 || uri.getPort() == PORT;
        settings.put(
                "DB_HOST",
                socket.isEmpty() ? uri.getHost() + (usual ? "" : ":" + uri.getPort()) : "localhost:" + socket);
        return settings;
    }
}
