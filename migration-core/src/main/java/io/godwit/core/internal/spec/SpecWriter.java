package io.godwit.core.internal.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.godwit.core.AccountSpec;
import io.godwit.core.BackupSpec;
import io.godwit.core.Capsule;
import io.godwit.core.CloudSpec;
import io.godwit.core.ControlPanelSpec;
import io.godwit.core.DatabaseSpec;
import io.godwit.core.Grant;
import io.godwit.core.MigrationSpec;
import io.godwit.core.OptionsSpec;
import io.godwit.core.SiteSpec;
import io.godwit.core.TestingSpec;
import io.godwit.core.TransferSpec;
import io.godwit.core.ViaSpec;
import io.godwit.spi.Location;
import io.godwit.spi.SecretRef;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * The canonical form of a specification: JSON with the names of the specification in a fixed order, defaults spelled out where they
 * decide what is done, secrets by reference.
 */
public final class SpecWriter {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private SpecWriter() {}

    /**
     * Writes a specification.
     *
     * @param spec what was said
     * @return one line of JSON, which the loader reads back
     */
    public static String json(MigrationSpec spec) {
        ObjectNode root = object();
        root.put("version", MigrationSpec.VERSION);
        root.put("name", spec.name());
        spec.tenant().ifPresent(tenant -> root.put("tenant", tenant));
        site(root, "source", spec.sourceSpec());
        site(root, "destination", spec.destinationSpec());
        root.set("transfer", transfer(spec.transfer()));
        root.set("options", options(spec.options()));
        spec.operation().ifPresent(operation -> root.put("operation", operation));
        texts(root, "parameters", spec.parameters());
        spec.testing().ifPresent(testing -> root.set("testing", testing(testing)));
        try {
            return MAPPER.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON cannot be written", e);
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static void put(ObjectNode node, String name, String value) {
        if (!value.isEmpty()) {
            node.put(name, value);
        }
    }

    private static void texts(ObjectNode node, String name, Map<String, String> values) {
        if (!values.isEmpty()) {
            ObjectNode child = node.putObject(name);
            values.forEach(child::put);
        }
    }

    private static void list(ObjectNode node, String name, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode child = node.putArray(name);
            values.forEach(child::add);
        }
    }

    private static void site(ObjectNode root, String name, SiteSpec site) {
        if (site.isEmpty()) {
            return;
        }
        ObjectNode node = root.putObject(name);
        put(node, "type", site.type());
        put(node, "url", site.url().map(URI::toString).orElse(""));
        put(node, "host", site.host());
        if (site.port() != 0) {
            node.put("port", site.port());
        }
        texts(node, "paths", site.paths());
        authentication(
                node,
                site.authentication().username(),
                site.authentication().secrets(),
                site.authentication().settings());
        put(node, "become", site.become());
        site.via().ifPresent(via -> node.set("via", place(via)));
        if (!site.databases().isEmpty()) {
            ArrayNode databases = node.putArray("databases");
            site.databases().forEach(database -> databases.add(database(database)));
        }
        site.cloud().ifPresent(cloud -> node.set("cloud_config", cloud(cloud)));
        site.controlPanel().ifPresent(panel -> node.set("control_panel", panel(panel)));
        if (!site.accounts().isEmpty()) {
            ArrayNode accounts = node.putArray("accounts");
            site.accounts().forEach(account -> accounts.add(account(account)));
        }
        list(node, "grants", site.grants().stream().map(Grant::word).toList());
        texts(node, "settings", site.settings());
    }

    private static void authentication(
            ObjectNode node, String username, Map<String, SecretRef> secrets, Map<String, String> settings) {
        ObjectNode child = object();
        put(child, "username", username);
        ObjectNode others = object();
        secrets.forEach((what, reference) ->
                (SpecSchema.LOGIN_SECRETS.contains(what) ? child : others).put(what, reference.toString()));
        if (!others.isEmpty()) {
            child.set("secrets", others);
        }
        settings.forEach((what, value) -> {
            if (what.equals(SiteResolution.AGENT)) {
                child.put(what, Boolean.parseBoolean(value));
            } else {
                child.put(what, value);
            }
        });
        if (!child.isEmpty()) {
            node.set("authentication", child);
        }
    }

    private static ObjectNode place(Location place) {
        ObjectNode node = object();
        node.put("url", place.uri().toString());
        Map<String, String> login = new java.util.TreeMap<>(place.settings());
        login.keySet().retainAll(SiteResolution.LOGIN_SETTINGS);
        authentication(node, "", place.secrets(), login);
        Map<String, String> others = new java.util.TreeMap<>(place.settings());
        others.keySet().removeAll(SiteResolution.LOGIN_SETTINGS);
        put(node, "become", place.becomeUser().orElse(""));
        place.via().ifPresent(via -> node.set("via", place(via)));
        texts(node, "settings", others);
        return node;
    }

    private static ObjectNode database(DatabaseSpec database) {
        ObjectNode node = object();
        put(node, "url", database.url().map(URI::toString).orElse(""));
        put(node, "type", database.type());
        put(node, "host", database.host());
        if (database.port() != 0) {
            node.put("port", database.port());
        }
        put(node, "name", database.name());
        put(node, "user", database.user());
        ObjectNode tls = object();
        ObjectNode others = object();
        database.secrets().forEach((what, reference) -> {
            if (what.equals(Location.PASSWORD)) {
                node.put(what, reference.toString());
            } else if (what.equals(DatabaseSpec.TLS_KEY)) {
                tls.put("key", reference.toString());
            } else {
                others.put(what, reference.toString());
            }
        });
        if (!others.isEmpty()) {
            node.set("secrets", others);
        }
        ObjectNode settings = object();
        database.settings().forEach((what, value) -> {
            if (SpecSchema.TLS_SETTINGS.contains(what)) {
                tls.put(what.substring("tls.".length()), value);
            } else {
                settings.put(what, value);
            }
        });
        if (!tls.isEmpty()) {
            node.set("tls", tls);
        }
        if (database.via() instanceof ViaSpec.Direct) {
            node.put("via", "none");
        } else if (database.via() instanceof ViaSpec.SiteHost) {
            node.put("via", "ssh");
        } else if (database.via() instanceof ViaSpec.Place other) {
            node.set("via", place(other.location()));
        }
        list(node, "include", database.selection().include());
        list(node, "exclude", database.selection().exclude());
        table(node, "mask", database.masks());
        table(node, "where", database.conditions());
        table(node, "rename", database.names());
        table(node, "types", database.types());
        table(node, "transform", database.transforms());
        if (!settings.isEmpty()) {
            node.set("settings", settings);
        }
        return node;
    }

    private static void table(ObjectNode node, String key, Map<String, String> values) {
        if (!values.isEmpty()) {
            ObjectNode table = object();
            values.forEach(table::put);
            node.set(key, table);
        }
    }

    private static ObjectNode cloud(CloudSpec cloud) {
        ObjectNode node = object();
        put(node, "provider", cloud.provider());
        put(node, "region", cloud.region());
        put(node, "bucket", cloud.bucket());
        put(node, "endpoint", cloud.endpoint());
        put(node, "profile", cloud.profile());
        put(node, "storage_class", cloud.storageClass());
        put(node, "encryption", cloud.encryption());
        cloud.credentials().ifPresent(reference -> node.put("credentials", reference.toString()));
        return node;
    }

    private static ObjectNode panel(ControlPanelSpec panel) {
        ObjectNode node = object();
        put(node, "type", panel.type());
        put(node, "username", panel.username());
        panel.apiToken().ifPresent(reference -> node.put("api_token", reference.toString()));
        panel.password().ifPresent(reference -> node.put("password", reference.toString()));
        if (panel.port() != 0) {
            node.put("port", panel.port());
        }
        put(node, "fingerprint", panel.fingerprint());
        return node;
    }

    private static ObjectNode account(AccountSpec account) {
        ObjectNode node = object();
        put(node, "domain", account.domain());
        put(node, "username", account.username());
        list(node, "databases", account.databases());
        return node;
    }

    private static ObjectNode transfer(TransferSpec transfer) {
        ObjectNode node = object();
        node.put("files", transfer.files().word());
        node.put("database", transfer.database().word());
        node.put("performance_mode", transfer.performanceMode().word());
        if (transfer.parallelism() != 0) {
            node.put("parallelism", transfer.parallelism());
        }
        transfer.bandwidthLimit().ifPresent(limit -> node.put("bandwidth_limit", limit.toString()));
        transfer.memoryLimit().ifPresent(limit -> node.put("memory_limit", limit.toString()));
        node.put("delete_extraneous", transfer.deletesExtraneous());
        node.put("preserve_owners", transfer.preservesOwners());
        list(node, "include", transfer.selection().include());
        list(node, "exclude", transfer.selection().exclude());
        return node;
    }

    private static ObjectNode options(OptionsSpec options) {
        ObjectNode node = object();
        node.put("backup_before", options.backupBefore());
        node.put("verify_after", options.verifyAfter());
        node.put("verify_depth", options.verifyDepth().word());
        node.put("maintenance_mode", options.maintenanceMode());
        node.put("maintenance_expiry", Times.text(options.maintenanceExpiry()));
        node.put("on_failure", options.onFailure().word());
        node.put("preserve_email_accounts", options.preserveEmailAccounts());
        node.put("migrate_dns_records", options.migrateDnsRecords());
        options.backup().ifPresent(backup -> {
            ObjectNode child = node.putObject("backup");
            child.put("to", backup.to().uri().toString());
            backup.to().secret(Capsule.KEY).ifPresent(key -> child.put("key", key.toString()));
            backup.to()
                    .secret(Location.CREDENTIALS)
                    .ifPresent(reference -> child.put("credentials", reference.toString()));
            list(
                    child,
                    "kinds",
                    backup.kinds().stream().map(BackupSpec.Kind::word).sorted().toList());
            if (backup.keep() > 0) {
                child.put("keep", backup.keep());
            }
        });
        if (options.maxRejects() > 0) {
            node.put("max_rejects", options.maxRejects());
        }
        return node;
    }

    private static ObjectNode testing(TestingSpec testing) {
        ObjectNode node = object();
        node.put("performance_comparison", testing.performanceComparison());
        list(node, "benchmark_operations", testing.benchmarkOperations());
        node.put("test_data_size", testing.testDataSize().toString());
        node.put("iterations", testing.iterations());
        node.put("report_format", testing.reportFormat());
        return node;
    }
}
