package io.godwit.adapter.asterisk;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Sets values of sections in the text of a file, line by line. */
final class TransportAddresses {
    private TransportAddresses() {}

    /**
     * Gives settings other values where they are set.
     *
     * @param file the file
     * @param sections values by key, by the name of the section
     * @return its new content; all other lines are as they were
     */
    static byte[] set(ConfigFile file, Map<String, Map<String, String>> sections) {
        StringBuilder text = new StringBuilder();
        Map<String, String> values = Map.of();
        for (ConfigFile.Line line : file.lines()) {
            if (line.statement() instanceof Statement.Header header) {
                values = sections.getOrDefault(header.name(), Map.of());
            }
            if (line.statement() instanceof Statement.Assignment assignment
                    && values.containsKey(assignment.key())
                    && !assignment.value().isEmpty()
                    && !assignment.value().equals(values.get(assignment.key()))) {
                text.append(changed(line.raw(), assignment.value(), values.getOrDefault(assignment.key(), "")));
            } else {
                text.append(line.raw());
            }
        }
        return text.toString()
                .getBytes(file.charset().equals(StandardCharsets.UTF_8) ? StandardCharsets.UTF_8 : file.charset());
    }

    /** The first of the value behind the equal sign is the value: what is in front of it is the key. */
    private static String changed(String raw, String value, String other) {
        int at = raw.indexOf(value, raw.indexOf('='));
        return at < 0 ? raw : raw.substring(0, at) + other + raw.substring(at + value.length());
    }
}
