package io.godwit.core.internal.plan;

import com.google.common.hash.Hashing;
import io.godwit.core.MigrationPlan;
import io.godwit.core.internal.run.StepJson;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.nio.charset.StandardCharsets;

/** Plans as JSON. */
public final class PlanJson {
    private static final int VERSION = 1;

    private PlanJson() {}

    /**
     * Writes a plan.
     *
     * @param plan any
     * @return one JSON object
     */
    public static String write(MigrationPlan plan) {
        return StepJson.write(new Document(VERSION, plan));
    }

    /**
     * Reads a plan.
     *
     * @param json as {@link #write} gives it
     * @return an equal plan
     */
    public static MigrationPlan read(String json) {
        Document document;
        try {
            document = StepJson.read(json, Document.class);
        } catch (MigrationException e) {
            throw unreadable("is damaged, or was written by another version: " + e.getMessage(), e);
        }
        if (document.version() != VERSION) {
            throw unreadable("is of version " + document.version() + "; this one reads version " + VERSION, null);
        }
        return document.plan();
    }

    /**
     * Hashes text.
     *
     * @param text any
     * @return the SHA-256 of its UTF-8 form, in hex
     */
    public static String hash(String text) {
        return Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
    }

    private static MigrationException unreadable(String why, @org.jspecify.annotations.Nullable Throwable cause) {
        return MigrationException.of(ErrorCategory.CONFIGURATION, "plan.unreadable", "the stored plan " + why)
                .remedy("Make the plan again.")
                .cause(cause)
                .build();
    }

    /**
     * The form of a stored plan.
     *
     * @param version of the form
     * @param plan the plan
     */
    record Document(int version, MigrationPlan plan) {}
}
