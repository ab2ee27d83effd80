package io.godwit.db.mysql;

import io.godwit.db.mysql.MySqlSession.Server;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Finding;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSchema.NativeObject;
import java.util.List;
import java.util.Locale;

/** What becomes of sequences, views, routines, triggers and events. One thread at a time. */
final class MySqlObjectMoves {
    private final RelationalSchema source;
    private final List<Finding> findings;

    MySqlObjectMoves(
            RelationalSchema source, Server server, MySqlTranslation.Changes changes, List<Finding> findings) {
        this.source = source;
        this.findings = findings;
    }

    void translate() {
        source.sequences()
                .forEach(sequence ->
                        left("schema.sequence-not-moved", sequence.name(), "a sequence", "CREATE SEQUENCE"));
        source.objects().stream()
                .filter(o -> o.kind() != NativeObject.Kind.TABLE)
                .forEach(this::object);
    }

    private void object(NativeObject object) {
        String what =
                switch (object.kind()) {
                    case TABLE -> "a table";
                    case VIEW -> "a view";
                    case ROUTINE -> "a routine";
                    case TRIGGER -> "a trigger";
                    case EVENT -> "an event";
                };
        left(
                "schema." + object.kind().name().toLowerCase(Locale.ROOT) + "-not-moved",
                object.name(),
                what,
                object.source());
    }

    private void left(String code, DatasetName name, String what, String evidence) {
        findings.add(Finding.warning(
                        code,
                        name.toString(),
                        what + " is not moved",
                        "Make it at the destination by hand, after the switch; its source is the evidence.")
                .withEvidence(evidence));
    }
}
