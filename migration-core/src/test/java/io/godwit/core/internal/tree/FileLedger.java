package io.godwit.core.internal.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.godwit.core.internal.run.UnitLedger;
import io.godwit.spi.Cursor;
import io.godwit.spi.WorkResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A ledger in a file of JSON lines, one per call, so that another object (another process) goes on where this one stopped. As in the
 * journal, what was intended first of a unit, kind and object stays.
 */
final class FileLedger implements UnitLedger {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Path file;
    private final Consumer<String> calls;
    private final Map<List<String>, Effect> effects = new LinkedHashMap<>();
    private final Map<String, String> results = new LinkedHashMap<>();

    /**
     * Opens a ledger.
     *
     * @param file where it is kept
     * @param calls hears of each call that changes something, before and after it is written; may throw
     */
    FileLedger(Path file, Consumer<String> calls) {
        this.file = file;
        this.calls = calls;
        try {
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    replay(MAPPER.readTree(line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void replay(JsonNode line) {
        String unit = line.path("unit").asText();
        switch (line.path("do").asText()) {
            case "intend" -> add(unit, read(line));
            case "done" -> results.put(unit, line.path("json").asText());
            case "reopen" -> results.remove(unit);
            case "undone" -> remove(read(line));
            default -> {
                effects.clear();
                results.clear();
            }
        }
    }

    private static List<Effect> read(JsonNode line) {
        List<Effect> read = new ArrayList<>();
        line.path("effects")
                .forEach(one -> read.add(new Effect(
                        one.path(0).asText(), one.path(1).asText(), one.path(2).asText())));
        return read;
    }

    private void write(String what, String unit, List<Effect> list, String json) {
        calls.accept("before " + what);
        ObjectNode line = MAPPER.createObjectNode();
        line.put("do", what).put("unit", unit).put("json", json);
        var array = line.putArray("effects");
        for (Effect one : list) {
            array.addArray().add(one.kind()).add(one.object()).add(one.before());
        }
        try {
            Files.writeString(
                    file, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        replay(line);
        calls.accept("after " + what);
    }

    private void add(String unit, List<Effect> more) {
        for (Effect effect : more) {
            effects.putIfAbsent(List.of(unit, effect.kind(), effect.object()), effect);
        }
    }

    private void remove(List<Effect> gone) {
        effects.values().removeAll(gone);
    }

    @Override
    public synchronized boolean isDone(String unit) {
        return results.containsKey(unit);
    }

    @Override
    public synchronized Optional<String> result(String unit) {
        return Optional.ofNullable(results.get(unit));
    }

    @Override
    public synchronized void intend(String unit, List<Effect> more) {
        write("intend", unit, more, "");
    }

    @Override
    public synchronized void done(String unit, WorkResult result) {
        write("done", unit, List.of(), result.json());
    }

    @Override
    public synchronized void reopen(String unit) {
        write("reopen", unit, List.of(), "");
    }

    @Override
    public synchronized Cursor<Effect> effects() {
        List<Effect> newestFirst = new ArrayList<>(effects.values());
        Collections.reverse(newestFirst);
        return Cursor.of(newestFirst);
    }

    @Override
    public synchronized Cursor<FinishedUnit> finished() {
        List<FinishedUnit> units = new ArrayList<>();
        results.forEach((unit, json) -> units.add(new FinishedUnit(unit, json)));
        return Cursor.of(units);
    }

    @Override
    public synchronized void undone(List<Effect> gone) {
        write("undone", "", gone, "");
    }

    @Override
    public synchronized void clear() {
        write("clear", "", List.of(), "");
    }
}
