package io.godwit.core.internal.run;

import io.godwit.core.TransferSpec.DatabaseMethod;
import io.godwit.spi.DataMapping;
import io.godwit.spi.Location;
import io.godwit.spi.Selection;
import io.godwit.spi.TypedData;
import io.godwit.spi.WriteArea;
import java.util.List;
import java.util.Objects;

/**
 * The data of all {@code core:} steps that move a database, version 1.
 *
 * @param name the database set
 * @param from the database to read
 * @param to the database to write
 * @param include as {@link Selection#include()}
 * @param exclude as {@link Selection#exclude()}
 * @param transforms what to rewrite, in order
 * @param area name of the shadow that it is built in
 * @param namespace the namespace that it is switched into, or an empty string for the one connected to
 * @param options how it is moved; {@link Options#DEFAULT} where stored data does not say
 * @param mapping which rows, and what tables and columns become; {@link DataMapping#NONE} where stored data does not say
 */
public record DatabaseMove(
        String name,
        Location from,
        Location to,
        List<String> include,
        List<String> exclude,
        List<TypedData> transforms,
        String area,
        String namespace,
        Options options,
        DataMapping mapping) {
    /** Id of the step type that makes the shadow with its tables. */
    public static final String BUILD = "core:build-schema";
    /** Id of the step type that loads the rows. */
    public static final String LOAD = "core:load-data";
    /** Id of the step type that adds indexes and foreign keys. */
    public static final String FINISH = "core:finish-schema";
    /** Id of the step type that compares what was built with what was read. */
    public static final String VERIFY = "core:verify-database";
    /** Id of the step type that switches the shadow in. */
    public static final String SWITCH = "core:switch-database";
    /** Id of the step type that removes the books of the area. */
    public static final String RELEASE = "core:release-database";

    /** Checks the parts. */
    public DatabaseMove {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        transforms = List.copyOf(transforms);
        Objects.requireNonNull(area, "area");
        Objects.requireNonNull(namespace, "namespace");
        options = Objects.requireNonNullElse(options, Options.DEFAULT);
        mapping = Objects.requireNonNullElse(mapping, DataMapping.NONE);
    }

    /**
     * A move with the usual options.
     *
     * @param name the database set
     * @param from the database to read
     * @param to the database to write
     * @param include as {@link Selection#include()}
     * @param exclude as {@link Selection#exclude()}
     * @param transforms what to rewrite, in order
     * @param area name of the shadow that it is built in
     * @param namespace the namespace that it is switched into, or an empty string for the one connected to
     */
    public DatabaseMove(
            String name,
            Location from,
            Location to,
            List<String> include,
            List<String> exclude,
            List<TypedData> transforms,
            String area,
            String namespace) {
        this(name, from, to, include, exclude, transforms, area, namespace, Options.DEFAULT);
    }

    /**
     * A move of whole tables that stay as they are.
     *
     * @param name the database set
     * @param from the database to read
     * @param to the database to write
     * @param include as {@link Selection#include()}
     * @param exclude as {@link Selection#exclude()}
     * @param transforms what to rewrite, in order
     * @param area name of the shadow that it is built in
     * @param namespace the namespace that it is switched into, or an empty string for the one connected to
     * @param options how it is moved
     */
    public DatabaseMove(
            String name,
            Location from,
            Location to,
            List<String> include,
            List<String> exclude,
            List<TypedData> transforms,
            String area,
            String namespace,
            Options options) {
        this(name, from, to, include, exclude, transforms, area, namespace, options, DataMapping.NONE);
    }

    /**
     * Which datasets.
     *
     * @return the selection
     */
    public Selection selection() {
        return new Selection(include, exclude);
    }

    /**
     * The shadow that it is built in.
     *
     * @param session the session that owns it
     * @return the area
     */
    public WriteArea writeArea(String session) {
        return new WriteArea(session, area, namespace);
    }

    /**
     * How a database is moved.
     *
     * @param isFingerprinted whether rows are fingerprinted on the way, which keeps them from travelling in a form that only the engines
     *     themselves read; without it, what arrived can be compared with the source only
     * @param pieceBytes about how large the pieces are that tables are cut into
     * @param isSourceCompared whether verification reads the source once more too
     * @param isOldDropped whether what was moved aside is dropped at the end, after which nothing can be switched back
     * @param method how the rows go over; AUTO where stored data does not say
     * @param maxRejects how many rows may be refused, by the target or on the way there, and be kept in a file instead
     */
    public record Options(
            boolean isFingerprinted,
            long pieceBytes,
            boolean isSourceCompared,
            boolean isOldDropped,
            DatabaseMethod method,
            long maxRejects) {
        /** What holds where nothing is said. */
        public static final Options DEFAULT = new Options(true, 32L << 20, false, false);

        /** Checks the parts. */
        public Options {
            method = Objects.requireNonNullElse(method, DatabaseMethod.AUTO);
            if (pieceBytes < 1) {
                throw new IllegalArgumentException("pieces have at least one byte, not " + pieceBytes);
            }
            if (maxRejects < 0) {
                throw new IllegalArgumentException("a number of rows is not negative");
            }
        }

        /**
         * Options without a method, under which no row may be refused.
         *
         * @param isFingerprinted as above
         * @param pieceBytes as above
         * @param isSourceCompared as above
         * @param isOldDropped as above
         */
        public Options(boolean isFingerprinted, long pieceBytes, boolean isSourceCompared, boolean isOldDropped) {
            this(isFingerprinted, pieceBytes, isSourceCompared, isOldDropped, DatabaseMethod.AUTO, 0);
        }
    }
}
