package io.godwit.core.internal.run;

import io.godwit.core.RunOptions;
import io.godwit.core.TransferSpec;
import io.godwit.spi.Blueprint.FileSet;
import io.godwit.spi.Location;
import io.godwit.spi.Selection;
import io.godwit.spi.TypedData;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The data of {@code core:copy-tree}, {@code core:verify-tree} and {@code core:release-tree}, version 1.
 *
 * @param name the file set
 * @param from the root to read
 * @param to the root to write
 * @param include as {@link Selection#include()}
 * @param exclude as {@link Selection#exclude()}
 * @param transforms what to rewrite, in order
 * @param mode what is at the destination
 * @param deleteExtraneous whether to delete at the destination what the source does not have
 * @param preserveOwners whether to keep owners and groups
 * @param pass {@code copy} for the first pass, {@code catch-up} for the one after FREEZE
 * @param files the word for how files go over, null for {@code auto}
 * @param depth for the verification: {@code metadata} or {@code content}
 */
public record TreeMove(
        String name,
        Location from,
        Location to,
        List<String> include,
        List<String> exclude,
        List<TypedData> transforms,
        Mode mode,
        boolean deleteExtraneous,
        boolean preserveOwners,
        String pass,
        @Nullable String files,
        String depth) {
    /** Id of the step type that copies. */
    public static final String COPY = "core:copy-tree";
    /** Id of the step type that verifies. */
    public static final String VERIFY = "core:verify-tree";
    /** Id of the step type that gives up what was kept. */
    public static final String RELEASE = "core:release-tree";
    /** The first pass. */
    public static final String PASS_COPY = "copy";
    /** The pass after FREEZE. */
    public static final String PASS_CATCH_UP = "catch-up";
    /** Compares names, kinds, sizes, times, modes. */
    public static final String DEPTH_METADATA = "metadata";
    /** Compares contents too. */
    public static final String DEPTH_CONTENT = "content";

    /** Checks the parts. */
    public TreeMove {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        transforms = List.copyOf(transforms);
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(pass, "pass");
        Objects.requireNonNull(depth, "depth");
    }

    /**
     * The move of a file set.
     *
     * @param set which
     * @param options how it is run
     * @param mode what is at the destination
     * @param pass {@link #PASS_COPY} or {@link #PASS_CATCH_UP}
     * @return the move
     */
    public static TreeMove of(FileSet set, RunOptions options, Mode mode, String pass) {
        return new TreeMove(
                set.name(),
                set.from(),
                set.to(),
                set.selection().include(),
                set.selection().exclude(),
                set.transforms(),
                mode,
                options.deleteExtraneous(),
                options.preserveOwners(),
                pass,
                options.fileMethod() == TransferSpec.FileMethod.AUTO
                        ? null
                        : options.fileMethod().word(),
                options.verify() == RunOptions.Verify.CONTENT ? DEPTH_CONTENT : DEPTH_METADATA);
    }

    /**
     * Which files.
     *
     * @return the selection
     */
    public Selection selection() {
        return new Selection(include, exclude);
    }

    /**
     * The same, as it is compared where the plan did not say how deeply.
     *
     * @return a move of the first pass, whose contents are compared
     */
    public TreeMove comparing() {
        return new TreeMove(
                name,
                from,
                to,
                include,
                exclude,
                transforms,
                mode,
                deleteExtraneous,
                preserveOwners,
                PASS_COPY,
                files,
                DEPTH_CONTENT);
    }

    /** What is at the destination, and so how it is written and undone. */
    public enum Mode {
        /** Nothing is there: undo removes exactly what was made. */
        CREATE,
        /** Something is there: each object is kept aside just before it is overwritten or deleted. */
        IN_PLACE
    }
}
