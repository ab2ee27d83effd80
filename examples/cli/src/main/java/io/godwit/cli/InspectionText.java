package io.godwit.cli;

import io.godwit.core.Inspection;
import io.godwit.spi.DatabaseFacts;
import io.godwit.spi.HostFacts;
import io.godwit.spi.Inventory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an inspection found. */
final class InspectionText {
    private InspectionText() {}

    static String of(Inspection inspection) {
        StringBuilder text = new StringBuilder();
        side(text, "Source", inspection.source());
        side(text, "Destination", inspection.destination());
        return text.toString();
    }

    private static void side(StringBuilder text, String title, Inspection.Side side) {
        text.append(title).append('\n');
        HostFacts host = side.host();
        if (host != null) {
            text.append("  host      ")
                    .append(host.name())
                    .append(", ")
                    .append(host.system())
                    .append(", ")
                    .append(host.architecture())
                    .append(", ")
                    .append(host.processors())
                    .append(" processors, ")
                    .append(Amounts.bytes(host.memoryBytes()))
                    .append(" memory, as ")
                    .append(host.user())
                    .append('\n');
        }
        Inspection.Files files = side.files();
        if (files != null) {
            text.append("  files     ")
                    .append(files.root())
                    .append(": ")
                    .append(
                            files.exists()
                                    ? Amounts.count(files.entries()) + " entries, " + Amounts.bytes(files.bytes())
                                    : "not there yet")
                    .append(files.usableBytes() > 0 ? ", " + Amounts.bytes(files.usableBytes()) + " free" : "")
                    .append('\n');
        }
        for (DatabaseFacts database : side.databases()) {
            text.append("  database  ")
                    .append(database.name())
                    .append(": ")
                    .append(database.product())
                    .append(' ')
                    .append(database.version())
                    .append(database.sizeBytes() > 0 ? ", " + Amounts.bytes(database.sizeBytes()) : "")
                    .append('\n');
            database.properties()
                    .forEach((name, value) -> text.append("            ")
                            .append(name)
                            .append(": ")
                            .append(value)
                            .append('\n'));
        }
        Inventory inventory = side.inventory();
        if (inventory != null) {
            text.append("  platform  ").append(inventory.platform()).append('\n');
            inventory
                    .facts()
                    .forEach((name, value) -> text.append("            ")
                            .append(name)
                            .append(": ")
                            .append(value)
                            .append('\n'));
            for (Inventory.Item item : inventory.items()) {
                text.append("            ")
                        .append(item.kind())
                        .append(' ')
                        .append(item.name())
                        .append(item.detail().isEmpty() ? "" : ": " + item.detail())
                        .append('\n');
            }
        }
        Findings.lines(side.findings())
                .lines()
                .forEach(line -> text.append("  ").append(line).append('\n'));
    }

    static String json(Inspection inspection) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("source", json(inspection.source()));
        document.put("destination", json(inspection.destination()));
        return Json.write(document);
    }

    private static Map<String, Object> json(Inspection.Side side) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("host", side.host());
        document.put("files", side.files());
        document.put("databases", List.copyOf(side.databases()));
        document.put("inventory", side.inventory());
        document.put("findings", Json.findings(side.findings()));
        return document;
    }
}
