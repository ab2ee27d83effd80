package io.godwit.core.internal.journal;

import io.godwit.core.internal.run.UnitLedger.Effect;
import io.godwit.core.internal.run.UnitLedger.FinishedUnit;
import io.godwit.spi.WorkResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/** The rows of work units and of what they change. A ledger is the name under which a step, or several, keep theirs. */
final class UnitTable {
    private static final String COUNT =
            "SELECT count(*) FROM effect WHERE session = :session AND ledger = :ledger AND undone_at IS NULL";

    private UnitTable() {}

    static boolean isDone(Handle handle, String session, String ledger, String unit) {
        return handle.createQuery("SELECT 1 FROM unit WHERE session = :session AND ledger = :ledger AND unit = :unit"
                        + " AND done_order IS NOT NULL")
                .bind("session", session)
                .bind("ledger", ledger)
                .bind("unit", unit)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    static Optional<String> result(Handle handle, String session, String ledger, String unit) {
        return handle.createQuery("SELECT result FROM unit WHERE session = :session AND ledger = :ledger"
                        + " AND unit = :unit AND done_order IS NOT NULL")
                .bind("session", session)
                .bind("ledger", ledger)
                .bind("unit", unit)
                .mapTo(String.class)
                .findOne();
    }

    static void intend(Handle handle, Fence fence, String ledger, String unit, List<Effect> effects) {
        handle.createUpdate("INSERT INTO unit (session, ledger, unit, fence) VALUES (:session, :ledger, :unit, :fence)"
                        + " ON CONFLICT (session, ledger, unit) DO UPDATE SET fence = excluded.fence")
                .bind("session", fence.session())
                .bind("ledger", ledger)
                .bind("unit", unit)
                .bind("fence", fence.token())
                .execute();
        if (effects.isEmpty()) {
            return;
        }
        // What was written first stays: by the second time, the unit may have changed what it looked at.
        PreparedBatch batch = handle.prepareBatch("INSERT INTO effect (session, ledger, unit, kind, object, before)"
                + " VALUES (:session, :ledger, :unit, :kind, :object, :before)"
                + " ON CONFLICT (session, ledger, unit, kind, object) DO UPDATE"
                + " SET before = excluded.before, undone_at = NULL WHERE effect.undone_at IS NOT NULL");
        for (Effect effect : effects) {
            batch.bind("session", fence.session())
                    .bind("ledger", ledger)
                    .bind("unit", unit)
                    .bind("kind", effect.kind())
                    .bind("object", effect.object())
                    .bind("before", effect.before())
                    .add();
        }
        batch.execute();
    }

    static void done(Handle handle, Fence fence, String ledger, String unit, WorkResult result) {
        long next = handle.createQuery("SELECT coalesce(max(done_order), 0) + 1 FROM unit"
                        + " WHERE session = :session AND ledger = :ledger AND done_order IS NOT NULL")
                .bind("session", fence.session())
                .bind("ledger", ledger)
                .mapTo(Long.class)
                .one();
        handle.createUpdate("INSERT INTO unit (session, ledger, unit, fence, done_order, items, bytes, result) VALUES"
                        + " (:session, :ledger, :unit, :fence, :next, :items, :bytes, :result)"
                        + " ON CONFLICT (session, ledger, unit) DO UPDATE SET fence ="
                        + " excluded.fence, done_order = coalesce(unit.done_order, excluded.done_order), items ="
                        + " excluded.items, bytes = excluded.bytes, result = excluded.result")
                .bind("next", next)
                .bind("session", fence.session())
                .bind("ledger", ledger)
                .bind("unit", unit)
                .bind("fence", fence.token())
                .bind("items", result.items())
                .bind("bytes", result.bytes())
                .bind("result", result.json())
                .execute();
    }

    static void reopen(Handle handle, String session, String ledger, String unit) {
        handle.createUpdate("UPDATE unit SET done_order = NULL, result = NULL, items = 0, bytes = 0"
                        + " WHERE session = :session AND ledger = :ledger AND unit = :unit")
                .bind("session", session)
                .bind("ledger", ledger)
                .bind("unit", unit)
                .execute();
    }

    /** A page of open effects, the newest first, all older than the given one. */
    static List<Numbered<Effect>> effects(Handle handle, String session, String ledger, long before, int limit) {
        return handle.createQuery("SELECT id, kind, object, before FROM effect WHERE session = :session"
                        + " AND ledger = :ledger AND undone_at IS NULL AND id < :before ORDER BY id DESC LIMIT :limit")
                .bind("session", session)
                .bind("ledger", ledger)
                .bind("before", before)
                .bind("limit", limit)
                .map((row, context) -> new Numbered<>(
                        row.getLong("id"),
                        new Effect(row.getString("kind"), row.getString("object"), row.getString("before"))))
                .list();
    }

    /** A page of finished units, in the order in which they were finished, all later than the given one. */
    static List<Numbered<FinishedUnit>> finished(Handle handle, String session, String ledger, long after, int limit) {
        return handle.createQuery("SELECT done_order, unit, result FROM unit WHERE session = :session"
                        + " AND ledger = :ledger AND done_order > :after ORDER BY done_order LIMIT :limit")
                .bind("session", session)
                .bind("ledger", ledger)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> new Numbered<>(
                        row.getLong("done_order"), new FinishedUnit(row.getString("unit"), row.getString("result"))))
                .list();
    }

    static void undone(Handle handle, String session, String ledger, List<Effect> effects, Instant at) {
        PreparedBatch batch = handle.prepareBatch("UPDATE effect SET undone_at = :at WHERE session = :session"
                + " AND ledger = :ledger AND kind = :kind AND object = :object AND before = :before"
                + " AND undone_at IS NULL");
        for (Effect effect : effects) {
            batch.bind("at", Journal.millis(at))
                    .bind("session", session)
                    .bind("ledger", ledger)
                    .bind("kind", effect.kind())
                    .bind("object", effect.object())
                    .bind("before", effect.before())
                    .add();
        }
        if (!effects.isEmpty()) {
            batch.execute();
        }
    }

    static void clear(Handle handle, String session, String ledger) {
        for (String table : List.of("effect", "unit")) {
            handle.createUpdate("DELETE FROM " + table + " WHERE session = :session AND ledger = :ledger")
                    .bind("session", session)
                    .bind("ledger", ledger)
                    .execute();
        }
    }

    static Sums sums(Handle handle, String session, String ledger) {
        return handle.createQuery("SELECT coalesce(sum(items), 0) AS items, coalesce(sum(bytes), 0) AS bytes FROM unit"
                        + " WHERE session = :session AND ledger = :ledger AND done_order IS NOT NULL")
                .bind("session", session)
                .bind("ledger", ledger)
                .map((row, context) -> new Sums(row.getLong("items"), row.getLong("bytes")))
                .one();
    }

    static long countEffects(Handle handle, String session, String ledger) {
        return countEffects(handle.createQuery(COUNT), session, ledger);
    }

    static long countEffects(Handle handle, String session, String ledger, Set<String> kinds) {
        return kinds.stream()
                .mapToLong(kind -> countEffects(
                        handle.createQuery(COUNT + " AND kind = :kind").bind("kind", kind), session, ledger))
                .sum();
    }

    private static long countEffects(Query query, String session, String ledger) {
        return query.bind("session", session)
                .bind("ledger", ledger)
                .mapTo(Long.class)
                .one();
    }

    /** A value with the number that it is paged by. */
    record Numbered<T>(long number, T value) {}

    /** What the finished units of a ledger moved. */
    record Sums(long items, long bytes) {}
}
