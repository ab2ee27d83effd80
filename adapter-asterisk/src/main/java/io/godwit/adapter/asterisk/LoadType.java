package io.godwit.adapter.asterisk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.godwit.spi.Location;
import io.godwit.spi.Step;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;
import java.time.Duration;

/** Lets Asterisk load what was written: it restarts, once its calls have ended or had their time. */
public final class LoadType implements StepType {
    static final String ID = "asterisk:load";

    /** For the discovery. */
    public LoadType() {}

    /**
     * Data of this type.
     *
     * @param machine the root of the PBX's machine
     * @param isWhenUndone whether nothing is done but when the step is undone
     * @param drain how long calls may take to end
     */
    static TypedData data(Location machine, boolean isWhenUndone, Duration drain) {
        ObjectNode json = Json.object();
        json.set("machine", Json.location(machine));
        json.put("when_undone", isWhenUndone).put("drain_seconds", drain.toSeconds());
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
            return new LoadStep(
                    Json.location(json, "machine"),
                    json.path("when_undone").asBoolean(),
                    Duration.ofSeconds(json.path("drain_seconds").asLong()));
        } catch (RuntimeException e) {
            throw Failures.badStep(ID, e);
        }
    }
}
