package io.godwit.adapter.asterisk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.godwit.spi.ByteRange;
import io.godwit.spi.FileContent;
import io.godwit.spi.Transform;
import io.godwit.spi.TransformType;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TypedData;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Keeps the addresses of a machine in the configuration that it takes over; every other byte stays. */
public final class KeepHost implements TransformType {
    static final String ID = "asterisk:keep-host";
    private static final List<String> KEYS =
            List.of("bind", "external_media_address", "external_signaling_address", "external_signaling_port");

    /** For the discovery. */
    public KeepHost() {}

    /**
     * Data of this type.
     *
     * @param here what the machine is set up to be
     * @return empty where it has no transports of its own
     */
    static Optional<TypedData> data(Meaning here) {
        ObjectNode transports = Json.object();
        for (String name : here.names("transport")) {
            for (String key : KEYS) {
                here.value("transport", name, key)
                        .ifPresent(value -> transports
                                .withObject("/" + name.replace("~", "~0").replace("/", "~1"))
                                .put(key, value.text()));
            }
        }
        if (transports.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode json = Json.object();
        json.set("transports", transports);
        return Optional.of(new TypedData(ID, 1, Json.write(json)));
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Transform open(TypedData data) {
        try {
            JsonNode transports = Json.read(data.json()).get("transports");
            if (transports == null || !transports.isObject()) {
                throw new IllegalArgumentException("no transports");
            }
            Map<String, Map<String, String>> kept = new LinkedHashMap<>();
            transports.properties().forEach(one -> kept.put(one.getKey(), Json.texts(one.getValue())));
            return new Keep(kept);
        } catch (RuntimeException e) {
            throw Failures.badTransform(ID, e);
        }
    }

    private record Keep(Map<String, Map<String, String>> transports) implements Transform {
        @Override
        public String describe() {
            return "keeps the addresses of the transports " + String.join(", ", transports.keySet());
        }

        @Override
        public boolean concerns(TreeEntry entry) {
            String name = entry.path().toString();
            return entry.isFile() && name.startsWith("pjsip") && name.endsWith(".conf");
        }

        @Override
        public Optional<FileContent> rewrite(TreeEntry entry, FileContent content) {
            return concerns(entry)
                    ? Optional.of(content(
                            TransportAddresses.set(
                                    ConfigFile.parse(entry.path().toString(), Pbx.readAll(content)), transports),
                            content))
                    : Optional.empty();
        }
    }

    private static FileContent content(byte[] bytes, FileContent former) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        return new FileContent() {
            @Override
            public OptionalLong size() {
                return OptionalLong.of(bytes.length);
            }

            @Override
            public List<ByteRange> regions() {
                return bytes.length == 0 ? List.of() : List.of(new ByteRange(0, bytes.length));
            }

            @Override
            public int read(ByteBuffer into) {
                if (!left.hasRemaining()) {
                    return -1;
                }
                int count = Math.min(left.remaining(), into.remaining());
                into.put(left.slice(left.position(), count));
                left.position(left.position() + count);
                return count;
            }

            @Override
            public void close() {
                former.close();
            }
        };
    }
}
