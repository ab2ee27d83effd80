package io.godwit.db.mysql;

import io.godwit.spi.DatasetName;
import io.godwit.spi.Finding;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSchema.NativeObject;
import io.godwit.spi.RelationalSchema.Sequence;
import io.godwit.spi.RelationalTarget.Phase;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What becomes of sequences, views, routines, triggers and events. One thread at a time. */
final class MySqlObjectMoves {
    private static final Pattern KIND = Pattern.compile(
            "^CREATE\\b(?:[^'\"`(]|`(?:[^`]|``)*`|'[^']*'|\"[^\"]*\")*?\\b(VIEW|TRIGGER|FUNCTION|PROCEDURE|EVENT)\\b",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final RelationalSchema source;
    private final boolean isNative;
    private final Set<String> taken;
    private final MySqlTranslation.Changes changes;
    private final List<Finding> findings;

    /** @param taken words and names of what there is at the destination, as {@code view paid_orders} */
    MySqlObjectMoves(
            RelationalSchema source,
            boolean isNative,
            Set<String> taken,
            MySqlTranslation.Changes changes,
            List<Finding> findings) {
        this.source = source;
        this.isNative = isNative;
        this.taken = taken;
        this.changes = changes;
        this.findings = findings;
    }

    void translate() {
        source.sequences().forEach(this::sequence);
        source.objects().stream()
                .filter(o -> o.kind() != NativeObject.Kind.TABLE)
                .forEach(this::object);
    }

    private void sequence(Sequence sequence) {
        Optional<String> words = source.objects().stream()
                .filter(o -> o.kind() == NativeObject.Kind.TABLE && o.name().equals(sequence.name()))
                .map(NativeObject::source)
                .findFirst();
        String name = sequence.name().name();
        if (!isNative || words.isEmpty() || taken.contains("table " + name)) {
            left("schema.sequence-not-moved", sequence.name(), "a sequence", words.orElse("CREATE SEQUENCE"));
            return;
        }
        String later = MySqlBuild.LATER + "SEQUENCE\n" + name + "\n";
        changes.add("sequence " + name, Phase.RELATIONS, sequence.name(), later + words.get());
        changes.add(
                "sequence value " + name,
                Phase.RELATIONS,
                sequence.name(),
                later + "ALTER SEQUENCE " + MySqlSql.name(name) + " RESTART " + sequence.nextValue());
    }

    private void object(NativeObject object) {
        Optional<String> kind = isNative ? kind(object) : Optional.empty();
        String name = object.name().name();
        if (kind.isEmpty()) {
            String what = switch (object.kind()) {
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
            return;
        }
        String word = kind.get().toLowerCase(Locale.ROOT);
        if (taken.contains(word + " " + name)) {
            findings.add(Finding.warning(
                            "schema.object-kept",
                            name,
                            "the destination has a " + word + " of this name, which stays as it is",
                            "Drop it at the destination before the move where that of the source is wanted.")
                    .withEvidence(object.source()));
            return;
        }
        changes.add(
                word + " " + name,
                Phase.RELATIONS,
                object.name(),
                MySqlBuild.LATER + kind.get() + "\n" + name + "\n" + object.source());
    }

    private static Optional<String> kind(NativeObject object) {
        Matcher found = KIND.matcher(MySqlWords.parse(object.source()).body());
        return found.find() ? Optional.of(found.group(1).toUpperCase(Locale.ROOT)) : Optional.empty();
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
