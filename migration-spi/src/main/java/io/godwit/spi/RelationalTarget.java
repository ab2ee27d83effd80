package io.godwit.spi;

import java.util.List;
import java.util.Map;

/** The facet of a relational database that takes a schema from elsewhere. Thread-safe. */
@Incubating
public interface RelationalTarget {
    /**
     * Says what this engine would make of a schema; changes nothing.
     *
     * @param source as read elsewhere, perhaps from another engine
     * @param namespace where it shall end up, or an empty string for the namespace that is connected to
     * @param context progress, cancellation, limits
     * @return the translation; whatever cannot be kept as it is stands in its findings
     */
    Translation translate(RelationalSchema source, String namespace, WorkContext context);

    /**
     * Makes one thing in the area, where it is not there yet.
     *
     * @param area where
     * @param change what, from {@link Translation#changes()}
     * @param token on whose behalf
     * @param context progress, cancellation, limits
     * @throws MigrationException TRANSFER, {@code database.ddl-failed}, with the object; VALIDATION, {@code database.fenced}
     */
    void apply(WriteArea area, SchemaChange change, WriteToken token, WorkContext context);

    /**
     * What one engine makes of another's schema. Immutable.
     *
     * @param datasets for each table of the source the dataset that takes its rows: final name, writable columns in order
     * @param changes what to make, in order within each phase
     * @param replaced final names that are taken already and would be moved aside
     * @param findings what is lost, narrowed, renamed or refused
     */
    record Translation(
            Map<DatasetName, Dataset> datasets,
            List<SchemaChange> changes,
            List<DatasetName> replaced,
            List<Finding> findings) {
        /** Checks the parts. */
        public Translation {
            datasets = Map.copyOf(datasets);
            changes = List.copyOf(changes);
            replaced = List.copyOf(replaced);
            findings = List.copyOf(findings);
        }
    }

    /**
     * One thing to make, as data that can be journaled. Immutable.
     *
     * @param id tells it from all others of the translation, for instance {@code index orders.by_customer}
     * @param phase when it is made
     * @param object the table concerned, by its final name
     * @param definition what to make, in a form that only this plugin reads; shown to people as it is
     */
    record SchemaChange(String id, Phase phase, DatasetName object, String definition) {}

    /** When a thing is made. */
    enum Phase {
        /** Before the rows: tables. */
        BEFORE_DATA,
        /** After the rows: indexes, foreign keys, counters, views. Those of one table may be made at a time with those of another. */
        AFTER_DATA,
        /** When all of {@link #AFTER_DATA} is there: what relates tables to each other. */
        RELATIONS
    }
}
