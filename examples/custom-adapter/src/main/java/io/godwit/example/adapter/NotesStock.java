package io.godwit.example.adapter;

import io.godwit.spi.Inventory;
import io.godwit.spi.Location;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What there is at a site, as this plugin thinks of it; an {@link Inventory} is the same as stored data. What is not needed later, above all the session key in
 * {@code notes.conf}, never gets in. Immutable.
 */
final class NotesStock {
    private static final int VERSION = 1;
    private static final List<String> KEPT = List.of("version", "title", "base_url", "uploads");

    private final Map<String, String> settings;
    private final @Nullable Location database;
    private final NotesSite.Uploads uploads;

    private NotesStock(Map<String, String> settings, @Nullable Location database, NotesSite.Uploads uploads) {
        this.settings = settings;
        this.database = database;
        this.uploads = uploads;
    }

    /** What a site with Notes has. */
    static NotesStock of(NotesConfig config, @Nullable Location database, NotesSite.Uploads uploads) {
        Map<String, String> settings = new LinkedHashMap<>();
        KEPT.forEach(key -> config.value(key).ifPresent(value -> settings.put(key, value)));
        return new NotesStock(settings, database, uploads);
    }

    /** A place without Notes, of which at most the database is known. */
    static NotesStock ofNothing(@Nullable Location database) {
        return new NotesStock(Map.of(), database, NotesSite.Uploads.NONE);
    }

    /**
     * What was stored.
     *
     * @throws IllegalArgumentException for an inventory that is not of this plugin
     */
    static NotesStock of(Inventory inventory) {
        Map<?, ?> evidence = Json.read(inventory.evidence());
        Map<?, ?> uploads = Json.object(evidence, "uploads");
        return new NotesStock(
                Json.texts(evidence, "settings"),
                evidence.containsKey("database") ? Places.of(Json.object(evidence, "database")) : null,
                new NotesSite.Uploads(Json.get(uploads, "count", Long.class), Json.get(uploads, "bytes", Long.class)));
    }

    Inventory toInventory(String platform) {
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("settings", settings);
        if (database != null) {
            evidence.put("database", Places.toJson(database));
        }
        Map<String, Object> counted = new LinkedHashMap<>();
        counted.put("count", uploads.count());
        counted.put("bytes", uploads.bytes());
        evidence.put("uploads", counted);
        return new Inventory(platform, VERSION, settings, isThere() ? items() : List.of(), Json.write(evidence));
    }

    private List<Inventory.Item> items() {
        String amount = uploads.count() + " files, " + uploads.bytes() + " bytes";
        Inventory.Item directory = new Inventory.Item("uploads", uploadsDirectory(), amount);
        return database == null
                ? List.of(directory)
                : List.of(
                        directory, new Inventory.Item("database", database.uri().toString(), ""));
    }

    boolean isThere() {
        return !settings.isEmpty();
    }

    String version() {
        return settings.getOrDefault("version", "");
    }

    Optional<Location> database() {
        return Optional.ofNullable(database);
    }

    String uploadsDirectory() {
        return settings.getOrDefault("uploads", "uploads");
    }

    NotesSite.Uploads uploads() {
        return uploads;
    }
}
