package io.godwit.core.internal.capsule;

import io.godwit.core.internal.capsule.CapsuleManifest.Contents;
import io.godwit.core.internal.capsule.CapsuleManifest.StagedDatabase;
import io.godwit.core.internal.run.StepJson;
import io.godwit.spi.Database;
import io.godwit.spi.DatabaseFacts;
import io.godwit.spi.RelationalSource;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A database of a capsule, as it was at one moment. Thread-safe. */
final class CapsuleDatabase implements Database {
    private final CapsuleStore store;
    private final StagedDatabase staged;
    private final Contents contents;

    private CapsuleDatabase(CapsuleStore store, StagedDatabase staged, Contents contents) {
        this.store = store;
        this.staged = staged;
        this.contents = contents;
    }

    static CapsuleDatabase open(CapsuleStore store, CapsulePlace place, WorkContext context) {
        StagedDatabase staged = store.side(place.side())
                .database(place.part())
                .orElseThrow(() -> CapsuleFailures.noPart(
                        store.place(), "database \"" + place.side() + "/" + place.part() + "\""));
        String object = place.side() + "/" + place.part() + "/" + DatabaseStager.CONTENTS;
        byte[] packed = store.whole(object, context);
        try {
            String json = new String(Packed.unpack(packed, 0, packed.length), StandardCharsets.UTF_8);
            return new CapsuleDatabase(store, staged, StepJson.read(json, Contents.class));
        } catch (IOException e) {
            throw CapsuleFailures.damaged(store.place(), "\"" + object + "\" cannot be read", e);
        }
    }

    @Override
    public DatabaseFacts inspect(WorkContext context) {
        return staged.facts();
    }

    @Override
    public Snapshot snapshot(WorkContext context) {
        return new CapsuleSnapshot(store, staged, contents);
    }

    @Override
    public <F> Optional<F> facet(Class<F> type) {
        RelationalSource schema = context -> contents.schema();
        return type == RelationalSource.class ? Optional.of(type.cast(schema)) : Optional.empty();
    }

    @Override
    public void close() {
        store.close();
    }
}
