package io.godwit.core.internal.capsule;

import io.godwit.core.internal.run.StepJson;
import io.godwit.spi.DatabaseFacts;
import io.godwit.spi.Dataset;
import io.godwit.spi.HostFacts;
import io.godwit.spi.Inventory;
import io.godwit.spi.Location;
import io.godwit.spi.Partition;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.Selection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a capsule holds. Immutable.
 *
 * @param version version of this form
 * @param id tells this capsule from every other one
 * @param name what people call the migration that it was made for
 * @param createdAt when it was completed
 * @param sides what was pulled
 * @param objects all its files but the two that lead to this, in the order in which they were written
 */
record CapsuleManifest(
        int version, String id, String name, Instant createdAt, List<StagedSide> sides, List<StoredObject> objects) {
    static final int VERSION = 1;

    CapsuleManifest {
        sides = List.copyOf(sides);
        objects = List.copyOf(objects);
    }

    byte[] bytes() {
        return StepJson.write(this).getBytes(StandardCharsets.UTF_8);
    }

    static CapsuleManifest read(byte[] bytes) {
        return StepJson.read(new String(bytes, StandardCharsets.UTF_8), CapsuleManifest.class);
    }

    Optional<StagedSide> side(String wanted) {
        return sides.stream().filter(side -> side.side().equals(wanted)).findFirst();
    }

    Optional<StoredObject> object(String wanted) {
        return objects.stream().filter(object -> object.name().equals(wanted)).findFirst();
    }

    /**
     * A file of the capsule.
     *
     * @param name its path there
     * @param size in bytes, as it is stored
     * @param sha256 of these, in hex
     */
    record StoredObject(String name, long size, String sha256) {}

    /**
     * One side of a migration as it was.
     *
     * @param side which
     * @param files the root of its files, or null
     * @param databases where its databases were
     * @param settings what else the specification said of it
     * @param platform id of the adapter that looked at it, or an empty string
     * @param host the machine, or null where nothing is known of it
     * @param inventory what the adapter found, or null
     * @param trees its files
     * @param contents its databases
     */
    record StagedSide(
            String side,
            @Nullable Location files,
            List<Location> databases,
            Map<String, String> settings,
            String platform,
            @Nullable HostFacts host,
            @Nullable Inventory inventory,
            List<StagedTree> trees,
            List<StagedDatabase> contents) {
        StagedSide {
            databases = List.copyOf(databases);
            settings = Map.copyOf(settings);
            trees = List.copyOf(trees);
            contents = List.copyOf(contents);
        }

        Optional<StagedTree> tree(String name) {
            return trees.stream().filter(tree -> tree.name().equals(name)).findFirst();
        }

        Optional<StagedDatabase> database(String name) {
            return contents.stream().filter(each -> each.name().equals(name)).findFirst();
        }
    }

    /**
     * A directory as it was.
     *
     * @param name which
     * @param origin where it was
     * @param selection what of it was pulled
     * @param root its own entry, as JSON, or an empty string
     * @param features what its place keeps
     * @param timeResolution how exactly its place keeps times, in nanoseconds
     * @param entries how many entries there are
     * @param bytes how many bytes the files hold
     * @param left how many entries could not be read
     * @param blocks where the entries stand in its index
     */
    record StagedTree(
            String name,
            Location origin,
            Selection selection,
            String root,
            List<String> features,
            long timeResolution,
            long entries,
            long bytes,
            long left,
            List<Block> blocks) {
        StagedTree {
            features = List.copyOf(features);
            blocks = List.copyOf(blocks);
        }
    }

    /**
     * Some entries of an index.
     *
     * @param path the first of them
     * @param directory whether that is a directory
     * @param offset where they begin in the index
     * @param length how long they are there
     */
    record Block(String path, boolean directory, int offset, int length) {}

    /**
     * A database as it was.
     *
     * @param name which
     * @param origin where it was
     * @param facts what it was
     * @param position where it stood in its log of changes
     * @param datasets how many datasets were pulled
     * @param rows how many rows they have
     */
    record StagedDatabase(
            String name, Location origin, DatabaseFacts facts, String position, long datasets, long rows) {}

    /**
     * What a database held.
     *
     * @param schema besides rows
     * @param datasets its rows
     */
    record Contents(RelationalSchema schema, List<StagedDataset> datasets) {
        Contents {
            datasets = List.copyOf(datasets);
        }
    }

    /**
     * The rows of a table.
     *
     * @param dataset which
     * @param pieces where its rows are, by number
     */
    record StagedDataset(Dataset dataset, List<Piece> pieces) {
        StagedDataset {
            pieces = List.copyOf(pieces);
        }
    }

    /**
     * Some rows of a table.
     *
     * @param partition which
     * @param object the file of the capsule that they are in
     * @param rows how many
     * @param bytes of their cells
     */
    record Piece(Partition partition, String object, long rows, long bytes) {}
}
