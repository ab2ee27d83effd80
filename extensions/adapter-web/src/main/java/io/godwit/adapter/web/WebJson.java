package io.godwit.adapter.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TypedData;

/** Data of this module's types as JSON. */
final class WebJson {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private WebJson() {}

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records are always written", e);
        }
    }

    static <T> T read(String json, Class<T> type) throws JsonProcessingException {
        T value = MAPPER.readValue(json, type);
        if (value == null) {
            throw new com.fasterxml.jackson.databind.JsonMappingException(null, "nothing");
        }
        return value;
    }

    /** Reads the data of a step or transform. */
    static <T> T read(TypedData data, Class<T> type, String code) {
        try {
            return read(data.json(), type);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION, code, "the data of \"" + data.type() + "\" cannot be read")
                    .subject(data.type())
                    .remedy("Make the plan again.")
                    .cause(e)
                    .build();
        }
    }
}
