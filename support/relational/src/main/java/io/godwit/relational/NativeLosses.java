package io.godwit.relational;

import io.godwit.spi.Finding;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSchema.NativeDefinition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a schema has that only an engine of its own kind can take, told to a target of another kind. */
public final class NativeLosses {
    private static final Map<String, String> LOST = Map.of(
            "exclusion", "a condition on rows beside each other is left out",
            "partition", "the table is in partitions; it moves as one table",
            "rule", "a rule on statements is left out",
            "policy", "a policy on who sees which rows is left out",
            "row security", "nobody is kept from seeing rows any more",
            "domain", "the conditions of a domain are left out; its columns have the type underneath");

    private NativeLosses() {}

    /**
     * What is lost.
     *
     * @param source read from an engine of another kind than the target
     * @return a warning for each, {@code schema.definition-not-moved}, with the definition as evidence
     */
    public static List<Finding> of(RelationalSchema source) {
        List<Finding> findings = new ArrayList<>();
        Set<String> told = new LinkedHashSet<>();
        for (NativeDefinition definition : source.definitions()) {
            String words = definition.source().isEmpty()
                    ? "the " + definition.kind() + " is not moved"
                    : LOST.get(definition.kind());
            // A table is told once, however many parts it has.
            String subject = definition.kind().equals("partition")
                            && !definition.tables().isEmpty()
                    ? definition.tables().get(0).toString()
                    : definition.name().toString();
            if (words != null && told.add(definition.kind() + " " + subject + " " + unlessPart(definition))) {
                findings.add(Finding.warning(
                                "schema.definition-not-moved",
                                subject,
                                words,
                                "Make it at the destination by hand where it is needed.")
                        .withEvidence(definition.source()));
            }
        }
        return findings;
    }

    private static String unlessPart(NativeDefinition definition) {
        return definition.kind().equals("partition") ? "" : definition.source();
    }
}
