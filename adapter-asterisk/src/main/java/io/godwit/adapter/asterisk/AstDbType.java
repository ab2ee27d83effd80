package io.godwit.adapter.asterisk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.godwit.spi.Location;
import io.godwit.spi.Step;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;

/** Takes over the entries of another Asterisk's own database, but for those of its machine. */
public final class AstDbType implements StepType {
    static final String ID = "asterisk:astdb";

    /** For the discovery. */
    public AstDbType() {}

    /**
     * Data of this type.
     *
     * @param source the root of the old machine
     * @param from the database there, absolute
     * @param destination the root of the new machine
     * @param to the database there, absolute
     */
    static TypedData data(Location source, String from, Location destination, String to) {
        ObjectNode json = Json.object();
        json.set("source", Json.location(source));
        json.put("from", from);
        json.set("destination", Json.location(destination));
        json.put("to", to);
        return new TypedData(ID, 1, Json.write(json));
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Step open(TypedData data) {
        try {
            JsonNode json = Json.read(data.json());
            return new AstDbStep(
                    Json.location(json, "source"),
                    Json.text(json, "from"),
                    Json.location(json, "destination"),
                    Json.text(json, "to"));
        } catch (RuntimeException e) {
            throw Failures.badStep(ID, e);
        }
    }
}
