package io.godwit.adapter.asterisk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.godwit.spi.Location;
import io.godwit.spi.Step;
import io.godwit.spi.StepContext;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;
import java.util.ArrayList;
import java.util.List;

/** Gives files to the user that Asterisk runs as: what it cannot read it leaves out without a word. */
public final class OwnersType implements StepType {
    static final String ID = "asterisk:owners";
    private static final String USER = "asterisk";

    /** For the discovery. */
    public OwnersType() {}

    /**
     * Data of this type.
     *
     * @param machine the root of the PBX's machine
     * @param directories absolute paths
     */
    static TypedData data(Location machine, List<String> directories) {
        ObjectNode json = Json.object();
        json.set("machine", Json.location(machine));
        json.set("directories", Json.of(directories));
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
            return new Owners(Json.location(json, "machine"), Json.list(json.path("directories")));
        } catch (RuntimeException e) {
            throw Failures.badStep(ID, e);
        }
    }

    private record Owners(Location machine, List<String> directories) implements Step {
        @Override
        public Outline outline(StepContext context) {
            return new Outline(
                    directories.stream()
                            .map(directory -> "owner of " + directory)
                            .toList(),
                    "",
                    0,
                    0,
                    List.of());
        }

        @Override
        public void run(StepContext context) {
            try (Pbx pbx = Pbx.at(machine, context)) {
                if (!pbx.run("id", "-u", USER).isSuccess()) {
                    context.log("There is no user " + USER + ": files stay as they are");
                    return;
                }
                List<String> there = pbx.present(directories);
                if (!there.isEmpty()) {
                    List<String> argv = new ArrayList<>(List.of("chown", "-hR", USER + ":" + USER, "--"));
                    argv.addAll(there);
                    pbx.run(argv.toArray(String[]::new)).orThrow();
                }
            }
        }
    }
}
