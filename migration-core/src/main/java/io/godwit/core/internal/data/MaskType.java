package io.godwit.core.internal.data;

import io.godwit.core.internal.run.StepJson;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Transform;
import io.godwit.spi.TransformType;
import io.godwit.spi.TypedData;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Hides what is in columns, for copies that others may see: {@value #ID}. */
public final class MaskType implements TransformType {
    /** Its id. */
    public static final String ID = "core:mask";

    private static final int SALT_BYTES = 24;

    /**
     * What to mask.
     *
     * @param columns ways by column, {@code table.column} or {@code namespace.table.column}, {@code *} for any name
     * @param salt what keeps others from trying values until one gives what they see
     */
    record Masks(Map<String, String> columns, String salt) {
        Masks {
            columns = new LinkedHashMap<>(columns);
        }
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Transform open(TypedData data) {
        Masks masks = StepJson.read(data, Masks.class);
        masks.columns().values().forEach(MaskType::check);
        return new Masking(masks);
    }

    /**
     * A way by its word.
     *
     * @param word as {@link Way#word()}
     * @return the way
     * @throws MigrationException CONFIGURATION, {@code transform.bad-data}
     */
    static Way check(String word) {
        for (Way way : Way.values()) {
            if (way.word().equals(word)) {
                return way;
            }
        }
        throw MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        "transform.bad-data",
                        "there is no way \"" + word + "\" to mask a column")
                .subject(word)
                .remedy("Write one of " + Stream.of(Way.values()).map(Way::word).collect(Collectors.joining(", "))
                        + ".")
                .build();
    }

    /**
     * Makes the data of a transform, with a salt that no other has.
     *
     * @param columns ways by column
     * @return the data
     * @throws MigrationException CONFIGURATION, {@code transform.bad-data}
     */
    public static TypedData data(Map<String, String> columns) {
        columns.values().forEach(MaskType::check);
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return StepJson.data(ID, 1, new Masks(columns, Base64.getEncoder().encodeToString(salt)));
    }

    /** Ways to mask. */
    enum Way {
        /** No value at all. */
        NULL,
        /** A keyed hash: equal values stay equal, in other tables too. */
        HASH,
        /** Digits for digits, letters for letters, all else as it is. */
        KEEP_FORMAT,
        /** A name that nobody has to have. */
        FAKE_NAME,
        /** An address at example.com. */
        FAKE_EMAIL,
        /** A telephone number that is nobody's. */
        FAKE_PHONE,
        /** Words. */
        FAKE_TEXT;

        /** The word in a specification. */
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
