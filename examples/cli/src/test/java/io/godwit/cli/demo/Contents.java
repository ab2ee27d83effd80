package io.godwit.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.godwit.tck.lab.LabDatabase;
import io.godwit.tck.lab.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Tells what lies somewhere, so that two places can be compared without any of the code under test. */
final class Contents {
    private Contents() {}

    /** Every entry with kind, mode, time and a hash of its content. */
    static String ofTree(Path root) throws Exception {
        StringBuilder all = new StringBuilder();
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(root)) {
            paths = walk.sorted().toList();
        }
        for (Path path : paths) {
            all.append(root.relativize(path)).append(' ');
            if (Files.isSymbolicLink(path)) {
                all.append("-> ").append(Files.readSymbolicLink(path));
            } else {
                all.append(Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS));
                if (Files.isRegularFile(path)) {
                    byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path));
                    all.append(' ')
                            .append(Files.getLastModifiedTime(path).toInstant().getEpochSecond())
                            .append(' ')
                            .append(HexFormat.of().formatHex(hash));
                }
            }
            all.append('\n');
        }
        return all.toString();
    }

    /** Every row of every table of the public schema, every constraint and index, and the names of all schemas that are not PostgreSQL's. */
    static String ofDatabase(PostgresServer server, LabDatabase database) {
        String tables = server.sql(
                database.name(), "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
        StringBuilder all = new StringBuilder();
        for (String table : tables.strip().split("\n", -1)) {
            all.append(table)
                    .append(": ")
                    .append(server.sql(
                            database.name(),
                            "SELECT count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE \"C\")) FROM public."
                                    + table + " t"))
                    .append('\n');
        }
        return all.append(server.sql(
                        database.name(),
                        "SELECT conrelid::regclass, contype, pg_get_constraintdef(oid) FROM pg_constraint"
                                + " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2, 3"))
                .append(server.sql(
                        database.name(), "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"))
                .toString();
    }

    /** From {@code list --json}: the session to resume, {@code done}, or an empty string where there is none. */
    static String sessionToResume(String listed) {
        try {
            JsonNode sessions = new ObjectMapper().readTree(listed.substring(listed.indexOf('[')));
            if (sessions.isEmpty()) {
                return "";
            }
            JsonNode last = sessions.get(0);
            return last.get("status").asText().equals("COMPLETED")
                    ? "done"
                    : last.get("id").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path root) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(root)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
