package io.godwit.example.adapter;

import io.godwit.spi.Location;
import io.godwit.spi.Operation;
import io.godwit.spi.PlatformAdapter;
import io.godwit.spi.Site;
import io.godwit.tck.MemoryTrees;
import io.godwit.tck.PlatformAdapterContract;
import io.godwit.tck.TckContext;
import java.util.List;
import java.util.Map;

class NotesContractTest extends PlatformAdapterContract {
    private final MemoryTrees trees = new MemoryTrees();

    @Override
    protected PlatformAdapter adapter() {
        return new NotesAdapter();
    }

    @Override
    protected Site source() {
        return new Site(trees.site("old", NotesSamples.SITE), List.of(), Map.of());
    }

    @Override
    protected Site destination() {
        return new Site(
                MemoryTrees.place("new"), List.of(Location.of("postgres://notes@db.example.com/notes")), Map.of());
    }

    @Override
    protected List<Site> foreign() {
        return List.of(
                new Site(trees.site("plain", Map.of("index.html", "<h1>Notes</h1>")), List.of(), Map.of()),
                new Site(trees.site("other", Map.of("notes.conf", "theme = dark\n")), List.of(), Map.of()),
                new Site(trees.site("empty", Map.of()), List.of(), Map.of()));
    }

    @Override
    protected TckContext newContext() {
        return new TckContext().with(trees);
    }

    @Override
    protected List<String> secrets() {
        return List.of(NotesSamples.SESSION_KEY);
    }

    @Override
    protected Map<String, String> refusedParameters(Operation operation) {
        return Map.of("limit", "-1");
    }
}
