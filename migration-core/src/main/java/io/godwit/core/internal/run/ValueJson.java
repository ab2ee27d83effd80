package io.godwit.core.internal.run;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Location;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Teaches a mapper the values that it does not know: locations, instants and durations (both as ISO text), and names of datasets as keys
 * (as text that is a JSON array: either part may hold any character).
 */
final class ValueJson {
    private static final JsonMapper KEYS = JsonMapper.builder().build();

    private ValueJson() {}

    static Module module() {
        SimpleModule module = new SimpleModule("godwit-values");
        module.addSerializer(Location.class, new LocationWriter());
        module.addDeserializer(Location.class, new LocationReader());
        text(module, Instant.class, Instant::parse);
        text(module, Duration.class, Duration::parse);
        module.addKeySerializer(DatasetName.class, new DatasetKeyWriter());
        module.addKeyDeserializer(DatasetName.class, new DatasetKeyReader());
        return module;
    }

    private static <T> void text(SimpleModule module, Class<T> type, Parser<T> parser) {
        module.addSerializer(type, new TextWriter<>(type));
        module.addDeserializer(type, new TextReader<>(type, parser));
    }

    /** Reads text; a DateTimeException where it cannot. */
    private interface Parser<T> {
        T parse(String text);
    }

    private static final class DatasetKeyWriter extends StdSerializer<DatasetName> {
        private static final long serialVersionUID = 1L;

        DatasetKeyWriter() {
            super(DatasetName.class);
        }

        @Override
        public void serialize(DatasetName value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeFieldName(KEYS.writeValueAsString(List.of(value.namespace(), value.name())));
        }
    }

    private static final class DatasetKeyReader extends KeyDeserializer {
        @Override
        public DatasetName deserializeKey(String key, DeserializationContext context) throws IOException {
            JsonNode parts;
            try {
                parts = KEYS.readTree(key);
            } catch (JsonProcessingException e) {
                throw context.weirdKeyException(DatasetName.class, key, "is no JSON");
            }
            if (parts.size() != 2
                    || !parts.path(0).isTextual()
                    || parts.path(1).asText().isEmpty()) {
                throw context.weirdKeyException(DatasetName.class, key, "is not of the form [\"namespace\",\"name\"]");
            }
            return new DatasetName(parts.path(0).asText(), parts.path(1).asText());
        }
    }

    private static final class LocationWriter extends StdSerializer<Location> {
        private static final long serialVersionUID = 1L;

        LocationWriter() {
            super(Location.class);
        }

        @Override
        public void serialize(Location value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeTree(LocationJson.write(value));
        }
    }

    private static final class LocationReader extends StdDeserializer<Location> {
        private static final long serialVersionUID = 1L;

        LocationReader() {
            super(Location.class);
        }

        @Override
        public Location deserialize(JsonParser in, DeserializationContext context) throws IOException {
            JsonNode node = in.readValueAsTree();
            return LocationJson.read(node);
        }
    }

    private static final class TextWriter<T> extends StdSerializer<T> {
        private static final long serialVersionUID = 1L;

        TextWriter(Class<T> type) {
            super(type);
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(value.toString());
        }
    }

    private static final class TextReader<T> extends StdDeserializer<T> {
        private static final long serialVersionUID = 1L;

        private final Class<T> type;
        private final transient Parser<T> parser;

        TextReader(Class<T> type, Parser<T> parser) {
            super(type);
            this.type = type;
            this.parser = parser;
        }

        @Override
        public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            String text = in.getValueAsString("");
            try {
                return parser.parse(text);
            } catch (DateTimeException e) {
                throw context.weirdStringException(text, type, e.getMessage());
            }
        }
    }
}
