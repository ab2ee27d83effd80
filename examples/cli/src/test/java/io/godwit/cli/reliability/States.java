package io.godwit.cli.reliability;

import io.godwit.tck.lab.LabDatabase;
import io.godwit.tck.lab.PostgresServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything that can be told of a place, as text, by tools that have nothing to do with the code under test. */
final class States {
    private static final String ENTRIES = "LC_ALL=C find . \\( -type d -printf '%P|%y|%m|%U:%G||%T@|%l|\\0' \\)"
            + " -o \\( -type f -printf '%P|%y|%m|%U:%G|%s|%T@|%l|%i %n\\0' \\)"
            + " -o -printf '%P|%y|%m|%U:%G||%T@|%l|\\0'"
            + " | LC_ALL=C tr '\\n\\0' '\\001\\n' | LC_ALL=C sort | cat -v";
    private static final String HASHES =
            "LC_ALL=C find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum -z --"
                    + " | LC_ALL=C tr '\\n\\0' '\\001\\n' | cat -v";

    private States() {}

    /** Every entry with kind, mode, owner, size, time to the nanosecond, link target, other names and a hash; directories too. */
    static String ofTree(Shell shell, String root) {
        String there = "cd '" + root + "' && ";
        List<String> lines = new ArrayList<>();
        Map<String, String> firstNames = new TreeMap<>();
        for (String line : shell.run(there + ENTRIES).lines().toList()) {
            int last = line.lastIndexOf('|');
            String inode = line.substring(last + 1);
            String links = "";
            if (!inode.isEmpty() && !inode.endsWith(" 1")) {
                String path = line.substring(0, line.indexOf('|'));
                String first = firstNames.putIfAbsent(inode, path);
                links = "same as " + (first == null ? path : first) + inode.substring(inode.indexOf(' '));
            }
            lines.add(line.substring(0, last + 1) + links);
        }
        lines.addAll(shell.run(there + HASHES).lines().toList());
        return String.join("\n", lines);
    }

    /** A whole database as its own tools dump it: rows in their order, definitions, sequences, views, grants, comments. */
    static String ofDatabase(PostgresServer server, LabDatabase database) {
        String dump = server.exec("pg_dump", "-U", server.superuser(), "-d", database.name())
                .checked()
                .stdout();
        // newer versions guard their dumps with a word that is another each time
        return dump.replaceAll("(?m)^\\\\(un)?restrict .*\n", "");
    }
}
