package io.godwit.adapter.asterisk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.godwit.spi.CheckType;
import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.TypedData;
import io.godwit.spi.WorkContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks whether a running Asterisk is what another one was set up to be, as it shows itself: every endpoint, aor and auth with its settings, every queue and context. */
public final class LiveCheckType implements CheckType {
    private static final String ID = "asterisk:live";
    private static final Pattern PARAMETER = Pattern.compile("(?m)^ (\\S+) +: ?(.*)$");
    private static final List<String> OBJECTS = List.of("endpoint", "trunk", "aor", "auth");

    /** For the discovery. */
    public LiveCheckType() {}

    /**
     * Data of this type.
     *
     * @param machine the root of the PBX's machine
     * @param expected what it is to be
     */
    static TypedData data(Location machine, Meaning expected) {
        ObjectNode json = Json.object();
        json.set("machine", Json.location(machine));
        ObjectNode kept = json.putObject("expected");
        ObjectNode all = expected.toJson();
        for (String kind : List.of("endpoint", "trunk", "aor", "auth", "queue", "context")) {
            if (all.has(kind)) {
                kept.set(kind, all.get(kind));
            }
        }
        return new TypedData(ID, 1, Json.write(json));
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public List<Finding> run(TypedData data, WorkContext context) {
        Location machine;
        Meaning expected;
        try {
            JsonNode json = Json.read(data.json());
            machine = Json.location(json, "machine");
            expected = Meaning.of(json.path("expected"));
        } catch (RuntimeException e) {
            throw Failures.badStep(ID, e);
        }
        List<Finding> findings = new ArrayList<>();
        try (Pbx pbx = Pbx.at(machine, context)) {
            expected.things().forEach((thing, settings) -> {
                context.cancellation().throwIfCancelled();
                if (OBJECTS.contains(thing.kind())) {
                    Map<String, String> wanted = new HashMap<>();
                    settings.forEach((key, value) -> {
                        if (!value.isSecret()) {
                            wanted.put(key, value.text());
                        }
                    });
                    object(pbx, thing, wanted, findings);
                } else {
                    String shown = pbx.require(
                            thing.kind().equals("queue")
                                    ? "queue show " + thing.name()
                                    : "dialplan show " + thing.name());
                    boolean isThere = thing.kind().equals("queue")
                            ? shown.lines().anyMatch(line -> line.startsWith(thing.name() + " "))
                            : shown.contains("[ Context '" + thing.name() + "' created by ");
                    if (!isThere) {
                        findings.add(missing(thing));
                    }
                }
            });
        }
        return findings;
    }

    /**
     * What a running Asterisk shows of an object.
     *
     * @param printed what it prints at {@code pjsip show TYPE NAME}
     * @return by parameter; empty where it has none of that name
     */
    static Map<String, String> parameters(String printed) {
        Map<String, String> shown = new HashMap<>();
        Matcher parameter = PARAMETER.matcher(printed.substring(Math.max(0, printed.lastIndexOf("\n ParameterName"))));
        while (parameter.find()) {
            shown.put(parameter.group(1), parameter.group(2));
        }
        shown.remove("ParameterName");
        return shown;
    }

    private static void object(Pbx pbx, Meaning.Thing thing, Map<String, String> wanted, List<Finding> findings) {
        String type = thing.kind().equals("trunk") ? "endpoint" : thing.kind();
        Map<String, String> shown = parameters(pbx.require("pjsip show " + type + " " + thing.name()));
        if (shown.isEmpty()) {
            findings.add(missing(thing));
            return;
        }
        wanted.forEach((key, value) -> {
            String live = shown.get(key.startsWith("set_var ") ? key.substring("set_var ".length()) : key);
            if (live != null && !PjsipObject.agrees(key, value, live)) {
                findings.add(Finding.error(
                                "asterisk.other-setting",
                                thing + ": " + key,
                                "The running Asterisk has another value.",
                                "Look into its log for lines that it refused.")
                        .withEvidence("\"" + value + "\" is \"" + live + "\""));
            }
        });
    }

    private static Finding missing(Meaning.Thing thing) {
        return Finding.error(
                "asterisk.not-live-there",
                thing.toString(),
                "The running Asterisk does not have it.",
                "Look into its log for lines that it refused, and for files that it may not read.");
    }
}
