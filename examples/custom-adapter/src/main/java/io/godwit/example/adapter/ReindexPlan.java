package io.godwit.example.adapter;

import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TypedData;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the list of uploads shall hold: the data of a {@link ReindexType}. Immutable.
 *
 * @param site whose list it is
 * @param uploads the directory of the uploads
 * @param endings the endings of those that are listed; empty for all
 * @param order what the list is sorted by
 * @param limit how many are listed at the most; 0 for all
 */
record ReindexPlan(Location site, String uploads, List<String> endings, String order, long limit) {
    /** Where the list is in a site. */
    static final String INDEX = "uploads.idx";
    /** Sorted by name. */
    static final String BY_NAME = "name";
    /** The largest first. */
    static final String BY_SIZE = "size";

    ReindexPlan {
        endings = List.copyOf(endings);
    }

    /** The engine has looked that each parameter is of its type; what else it may not be is looked at here. */
    static ReindexPlan of(Location site, String uploads, Map<String, String> parameters) {
        long limit = Long.parseLong(parameters.getOrDefault("limit", "0"));
        if (limit < 0) {
            throw NotesFailures.badParameter("limit", "is less than nothing: " + limit);
        }
        List<String> endings = Arrays.stream(
                        parameters.getOrDefault("endings", "").split(",", -1))
                .map(String::strip)
                .filter(ending -> !ending.isEmpty())
                .toList();
        return new ReindexPlan(site, uploads, endings, parameters.getOrDefault("order", BY_NAME), limit);
    }

    TypedData toData() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("site", Places.toJson(site));
        json.put("uploads", uploads);
        json.put("endings", endings);
        json.put("order", order);
        json.put("limit", limit);
        return new TypedData(ReindexType.ID, 1, Json.write(json));
    }

    static ReindexPlan of(TypedData data) {
        try {
            Map<?, ?> json = Json.read(data.json());
            List<?> endings = Json.get(json, "endings", List.class);
            return new ReindexPlan(
                    Places.of(Json.object(json, "site")),
                    Json.get(json, "uploads", String.class),
                    endings.stream().map(String::valueOf).toList(),
                    Json.get(json, "order", String.class),
                    Json.get(json, "limit", Long.class));
        } catch (IllegalArgumentException | MigrationException e) {
            throw NotesFailures.badStep(ReindexType.ID, e);
        }
    }
}
