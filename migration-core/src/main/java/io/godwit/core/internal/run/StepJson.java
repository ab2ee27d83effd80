package io.godwit.core.internal.run;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TypedData;

/**
 * The JSON of step data, checkpoints and results: records with component names in snake case ({@code preserveOwners} reads {@code
 * preserve_owners}), locations as {@link LocationJson} writes them, null left out, keys in the order of the components. Unknown keys
 * are an error.
 */
public final class StepJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(ValueJson.module())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .visibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
            .build();

    private StepJson() {}

    /**
     * Writes a value.
     *
     * @param value a record of plain values, lists, maps, locations and further records
     * @return one line of JSON
     */
    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw MigrationException.of(
                            ErrorCategory.INTERNAL,
                            "step.unwritable-data",
                            "a value of " + value.getClass().getName() + " could not be written as JSON")
                    .cause(e)
                    .build();
        }
    }

    /**
     * Reads a value.
     *
     * @param <T> the record
     * @param json as {@link #write} gives it
     * @param type the record
     * @return the value
     * @throws MigrationException CONFIGURATION, {@code step.bad-data}
     */
    public static <T> T read(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            e.clearLocation();
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "step.bad-data",
                            "stored data is not a " + type.getSimpleName() + ": " + e.getOriginalMessage())
                    .cause(e)
                    .build();
        }
    }

    /**
     * Reads the data of a step.
     *
     * @param <T> the record
     * @param data of the step
     * @param type the record
     * @return the value
     * @throws MigrationException CONFIGURATION, {@code step.bad-data}
     */
    public static <T> T read(TypedData data, Class<T> type) {
        try {
            return read(data.json(), type);
        } catch (MigrationException e) {
            throw e.within("data of " + data.type());
        }
    }

    /**
     * Makes the data of a step.
     *
     * @param type id of the step type
     * @param version version of its form
     * @param value a record
     * @return the data
     */
    public static TypedData data(String type, int version, Object value) {
        return new TypedData(type, version, write(value));
    }
}
