package io.godwit.cli;

import io.godwit.core.Capsule;
import io.godwit.spi.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a capsule holds. */
final class CapsuleText {
    private CapsuleText() {}

    static String of(Capsule capsule) {
        StringBuilder text = new StringBuilder();
        text.append(capsule.name())
                .append(", ")
                .append(capsule.createdAt())
                .append(", ")
                .append(Amounts.bytes(capsule.storedBytes()))
                .append(capsule.isEncrypted() ? ", encrypted" : "")
                .append(", at ")
                .append(capsule.location())
                .append('\n');
        for (Capsule.Side side : capsule.sides()) {
            text.append(side.side())
                    .append(side.platform().isEmpty() ? "" : " (" + side.platform() + ")")
                    .append('\n');
            for (Capsule.Tree tree : side.trees()) {
                text.append("  ")
                        .append(tree.origin())
                        .append(": ")
                        .append(Amounts.count(tree.entries()))
                        .append(" entries, ")
                        .append(Amounts.bytes(tree.bytes()))
                        .append(tree.left() == 0 ? "" : ", " + Amounts.count(tree.left()) + " could not be read")
                        .append('\n');
            }
            for (Capsule.Rows database : side.databases()) {
                text.append("  ")
                        .append(database.origin())
                        .append(" (")
                        .append(database.product())
                        .append("): ")
                        .append(Amounts.count(database.datasets()))
                        .append(" tables, ")
                        .append(Amounts.count(database.rows()))
                        .append(" rows\n");
            }
        }
        return text.toString();
    }

    static String json(Capsule capsule, List<Finding> findings) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("location", capsule.location().toString());
        document.put("id", capsule.id());
        document.put("name", capsule.name());
        document.put("createdAt", capsule.createdAt().toString());
        document.put("encrypted", capsule.isEncrypted());
        document.put("storedBytes", capsule.storedBytes());
        document.put(
                "sides",
                capsule.sides().stream()
                        .map(side -> Map.of(
                                "side", side.side(),
                                "platform", side.platform(),
                                "trees",
                                        side.trees().stream()
                                                .map(CapsuleText::tree)
                                                .toList(),
                                "databases",
                                        side.databases().stream()
                                                .map(CapsuleText::database)
                                                .toList()))
                        .toList());
        document.put("findings", Json.findings(findings));
        return Json.write(document);
    }

    private static Map<String, Object> tree(Capsule.Tree tree) {
        return Map.of(
                "origin", tree.origin().toString(),
                "location", tree.location().toString(),
                "entries", tree.entries(),
                "bytes", tree.bytes(),
                "missing", tree.left());
    }

    private static Map<String, Object> database(Capsule.Rows database) {
        return Map.of(
                "origin", database.origin().toString(),
                "location", database.location().toString(),
                "product", database.product(),
                "tables", database.datasets(),
                "rows", database.rows());
    }
}
