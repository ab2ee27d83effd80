package io.godwit.core.internal.spec;

import io.godwit.core.AccountSpec;
import io.godwit.core.CloudSpec;
import io.godwit.core.ControlPanelSpec;
import io.godwit.core.DatabaseSpec;
import io.godwit.core.Grant;
import io.godwit.core.SiteSpecBuilder;
import io.godwit.core.ViaSpec;
import io.godwit.core.internal.spec.Node.Entry;
import io.godwit.core.internal.spec.Node.Mapping;
import io.godwit.core.internal.spec.Node.Scalar;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.SecretRef;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Makes the two sides of a specification of what was read. One file, one thread. */
final class SiteBinder {
    private final Faults faults;
    private final SecretTexts secrets;
    private final LocalPaths paths;
    /** Canonical keys of databases, and how they were written. */
    private final Map<String, String> written = new HashMap<>();

    SiteBinder(Faults faults, SecretTexts secrets, LocalPaths paths) {
        this.faults = faults;
        this.secrets = secrets;
        this.paths = paths;
    }

    /** The key as it stands in the file. */
    String written(String key) {
        for (Map.Entry<String, String> rename : written.entrySet()) {
            String canonical = rename.getKey();
            if (key.equals(canonical) || key.startsWith(canonical + ".")) {
                String rest = key.substring(canonical.length());
                boolean isShort = rename.getValue().endsWith(".db_");
                return isShort && rest.isEmpty()
                        ? rename.getValue() + "type"
                        : rename.getValue() + (isShort ? rest.substring(1) : rest);
            }
        }
        return key;
    }

    void bind(Fields fields, SiteSpecBuilder site) {
        fields.text("type").ifPresent(site::platform);
        fields.text("url").ifPresent(site::at);
        fields.text("host").ifPresent(site::host);
        fields.number("port").ifPresent(site::port);
        fields.table("paths").ifPresent(table -> each(table, site::path));
        fields.table("authentication").ifPresent(login -> login(login, site::username, site::secret, site::setting));
        fields.text("become").ifPresent(site::become);
        fields.mapping().get("via").ifPresent(via -> site.via(place(via, fields.key("via"))));
        fields.table("cloud_config").ifPresent(cloud -> site.cloud(cloud(cloud)));
        fields.table("control_panel").ifPresent(panel -> site.controlPanel(panel(panel)));
        for (Node account : fields.list("accounts")) {
            site.account(account(new Fields((Mapping) account, "")));
        }
        fields.texts("grants").forEach(word -> site.grant(Grant.valueOf(word.toUpperCase(Locale.ROOT))));
        fields.table("settings").ifPresent(table -> each(table, site::setting));
        databases(fields, site);
    }

    private static void each(Fields fields, BiConsumer<String, String> taker) {
        for (Entry entry : fields.entries()) {
            taker.accept(entry.key(), ((Scalar) entry.value()).text());
        }
    }

    private void secret(Fields fields, String name, BiConsumer<String, SecretRef> taker, String as) {
        fields.scalar(name)
                .flatMap(scalar -> secrets.read(scalar, fields.key(name)))
                .ifPresent(reference -> taker.accept(as, reference));
    }

    private void secrets(Fields fields, BiConsumer<String, SecretRef> taker) {
        fields.table("secrets").ifPresent(table -> {
            for (Entry entry : table.entries()) {
                secret(table, entry.key(), taker, entry.key());
            }
        });
    }

    private void login(
            Fields fields,
            Consumer<String> username,
            BiConsumer<String, SecretRef> secret,
            BiConsumer<String, String> setting) {
        fields.text("username").ifPresent(username);
        for (String name : SpecSchema.LOGIN_SECRETS) {
            secret(fields, name, secret, name);
        }
        secrets(fields, secret);
        fields.text("known_hosts").ifPresent(file -> setting.accept(SiteResolution.KNOWN_HOSTS, paths.absolute(file)));
        fields.text("host_key").ifPresent(key -> setting.accept(SiteResolution.HOST_KEY, key));
        fields.flag("agent").ifPresent(flag -> setting.accept(SiteResolution.AGENT, Boolean.toString(flag)));
    }

    /** A place that another one is reached through. */
    private Location place(Node node, String key) {
        if (node instanceof Scalar scalar) {
            return Location.of(scalar.text());
        }
        Fields fields = new Fields((Mapping) node, key);
        Holder holder = new Holder(Location.of(fields.text("url").orElse("none:none")));
        if (fields.text("url").isEmpty()) {
            faults.add(node.at(), key, "spec.missing-key", "expected a url", "Add url: ssh://user@host.");
        }
        fields.table("authentication")
                .ifPresent(login -> login(
                        login,
                        user -> holder.user(user, login, faults),
                        (name, reference) -> holder.place = holder.place.withSecret(name, reference),
                        (name, value) -> holder.place = holder.place.withSetting(name, value)));
        fields.table("settings")
                .ifPresent(table -> each(table, (name, value) -> holder.place = holder.place.withSetting(name, value)));
        fields.text("become").ifPresent(user -> holder.place = holder.place.become(user));
        fields.mapping().get("via").ifPresent(via -> holder.place = holder.place.via(place(via, fields.key("via"))));
        return holder.place;
    }

    /** A location while it is put together. */
    private static final class Holder {
        private Location place;

        Holder(Location place) {
            this.place = place;
        }

        void user(String user, Fields login, Faults faults) {
            if (place.user().isPresent()) {
                faults.add(
                        login.scalar("username").orElseThrow().at(),
                        login.key("username"),
                        "spec.conflict",
                        "there is a username beside the one in the url",
                        "Say it in the URL alone.");
            } else if (place.uri().getRawAuthority() != null) {
                place = Location.of(Uris.withUser(place.uri(), user));
            }
        }
    }

    private CloudSpec cloud(Fields fields) {
        CloudSpec.Builder cloud = CloudSpec.builder();
        fields.text("provider").ifPresent(cloud::provider);
        fields.text("region").ifPresent(cloud::region);
        fields.text("bucket").ifPresent(cloud::bucket);
        fields.text("endpoint").ifPresent(cloud::endpoint);
        fields.text("profile").ifPresent(cloud::profile);
        fields.text("storage_class").ifPresent(cloud::storageClass);
        fields.text("encryption").ifPresent(cloud::encryption);
        secret(fields, "credentials", (name, reference) -> cloud.credentials(reference), "credentials");
        return cloud.build();
    }

    private ControlPanelSpec panel(Fields fields) {
        ControlPanelSpec.Builder panel =
                ControlPanelSpec.builder(fields.text("type").orElse(""));
        fields.text("username").ifPresent(panel::username);
        secret(fields, "api_token", (name, reference) -> panel.apiToken(reference), "api_token");
        secret(fields, "password", (name, reference) -> panel.password(reference), "password");
        fields.number("port").ifPresent(panel::port);
        fields.text("fingerprint").ifPresent(panel::fingerprint);
        return panel.build();
    }

    private static AccountSpec account(Fields fields) {
        return new AccountSpec(
                fields.text("domain").orElse(""), fields.text("username").orElse(""), fields.texts("databases"));
    }

    private void databases(Fields fields, SiteSpecBuilder site) {
        List<Node> several = fields.list("databases");
        Optional<Node> one = fields.mapping().get("database");
        Optional<Entry> shorthand = fields.entries().stream()
                .filter(entry -> entry.key().startsWith("db_"))
                .findFirst();
        if (one.isPresent() && !several.isEmpty()) {
            conflict(fields, "database", "there is a database beside databases", "Put it among databases.");
        }
        if (shorthand.isPresent() && (one.isPresent() || !several.isEmpty())) {
            conflict(fields, shorthand.get().key(), "there is a db_... beside database", "Write it all in database.");
        }
        one.ifPresent(node -> add(node, fields.key("database"), fields.key("database"), site));
        for (int i = 0; i < several.size(); i++) {
            String canonical = several.size() == 1 ? fields.key("database") : fields.key("databases[" + i + "]");
            add(several.get(i), canonical, fields.key("databases[" + i + "]"), site);
        }
        if (shorthand.isPresent()) {
            Entry first = shorthand.get();
            written.put(fields.key("database"), fields.key("db_"));
            build(
                    first.value().at(),
                    fields.key(first.key()),
                    () -> site.database(database -> shorthand(fields, database)));
        }
    }

    private void conflict(Fields fields, String key, String message, String remedy) {
        Entry entry = fields.entries().stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElseThrow();
        faults.add(entry.value().at(), fields.key(key), "spec.conflict", message, remedy);
    }

    private void build(Node.Position at, String key, Runnable adding) {
        try {
            adding.run();
        } catch (MigrationException e) {
            String message = e.getMessage();
            faults.add(at, key, "spec.bad-value", message == null ? e.code() : message, e.remediation());
        }
    }

    private void shorthand(Fields fields, DatabaseSpec.Builder database) {
        fields.text("db_type").ifPresent(database::type);
        boolean isElsewhere = fields.text("type").flatMap(Words::cloudScheme).isPresent()
                || fields.text("db_type").filter(Words::isLocalFile).isPresent();
        fields.text("db_host")
                .or(() -> isElsewhere ? Optional.empty() : fields.text("host"))
                .ifPresent(database::host);
        fields.number("db_port").ifPresent(database::port);
        fields.text("db_name").ifPresent(database::name);
        fields.text("db_user").ifPresent(database::user);
        secret(fields, "db_password", database::secret, Location.PASSWORD);
    }

    private void add(Node node, String canonical, String key, SiteSpecBuilder site) {
        if (!canonical.equals(key)) {
            written.put(canonical, key);
        }
        if (node instanceof Scalar scalar) {
            site.database(scalar.text());
        } else {
            build(node.at(), key, () -> site.database(database -> database(new Fields((Mapping) node, key), database)));
        }
    }

    private void database(Fields fields, DatabaseSpec.Builder database) {
        fields.text("url").ifPresent(database::at);
        fields.text("type").ifPresent(database::type);
        fields.text("host").ifPresent(database::host);
        fields.number("port").ifPresent(database::port);
        fields.text("name").ifPresent(database::name);
        fields.text("user").ifPresent(database::user);
        secret(fields, "password", database::secret, Location.PASSWORD);
        secrets(fields, database::secret);
        fields.mapping().get("via").ifPresent(via -> database.via(via(via, fields.key("via"))));
        fields.table("tls").ifPresent(tls -> {
            tls.text("mode").ifPresent(mode -> database.setting("tls.mode", mode));
            tls.text("ca").ifPresent(file -> database.setting("tls.ca", paths.absolute(file)));
            tls.text("certificate").ifPresent(file -> database.setting("tls.certificate", paths.absolute(file)));
            secret(tls, "key", database::secret, DatabaseSpec.TLS_KEY);
        });
        fields.texts("include").forEach(database::include);
        fields.texts("exclude").forEach(database::exclude);
        fields.table("mask").ifPresent(table -> each(table, database::mask));
        fields.table("where").ifPresent(table -> each(table, database::where));
        fields.table("rename").ifPresent(table -> each(table, database::rename));
        fields.table("types").ifPresent(table -> each(table, database::columnType));
        fields.table("transform").ifPresent(table -> each(table, database::transform));
        fields.table("settings").ifPresent(table -> each(table, database::setting));
    }

    private ViaSpec via(Node node, String key) {
        if (node instanceof Scalar scalar && scalar.text().equals("ssh")) {
            return ViaSpec.SITE;
        }
        if (node instanceof Scalar scalar && scalar.text().equals("none")) {
            return ViaSpec.DIRECT;
        }
        return new ViaSpec.Place(place(node, key));
    }
}
