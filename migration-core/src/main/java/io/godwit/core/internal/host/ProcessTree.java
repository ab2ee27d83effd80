package io.godwit.core.internal.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills processes with all that they started. Children whose parent is gone are known by a variable of their environment, which
 * they inherited; where there is no /proc, only those that are still children are found.
 */
final class ProcessTree {
    /** The variable that says which pipeline a process belongs to. */
    static final String MARK = "GODWIT_PIPELINE";

    private static final Logger log = LoggerFactory.getLogger(ProcessTree.class);
    private static final Path PROC = Path.of("/proc");
    /** Each round kills what the one before was too early to see; a process that forks faster than this is given up. */
    private static final int ROUNDS = 20;

    private ProcessTree() {}

    /** Kills at once, without asking. */
    static void kill(List<ProcessHandle> roots, String mark) {
        List<ProcessHandle> victims = new ArrayList<>(roots);
        for (ProcessHandle root : roots) {
            try (Stream<ProcessHandle> children = root.descendants()) {
                children.forEach(victims::add);
            }
        }
        victims.forEach(ProcessTree::kill);
        Set<ProcessHandle> known = new HashSet<>(victims);
        for (int round = 0; round < ROUNDS; round++) {
            List<ProcessHandle> found = marked(mark);
            found.forEach(ProcessTree::kill);
            if (!known.addAll(found)) {
                return;
            }
        }
    }

    private static void kill(ProcessHandle process) {
        if (process.isAlive() && !process.destroyForcibly() && process.isAlive()) {
            log.atWarn().addKeyValue("pid", process.pid()).log("A process could not be killed");
        }
    }

    static List<ProcessHandle> marked(String mark) {
        List<ProcessHandle> found = new ArrayList<>();
        if (!Files.isDirectory(PROC)) {
            return found;
        }
        byte[] wanted = (MARK + "=" + mark).getBytes(StandardCharsets.UTF_8);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                if (carries(entry.resolve("environ"), wanted)) {
                    Optional.of(entry.getFileName().toString())
                            .map(Long::valueOf)
                            .flatMap(ProcessHandle::of)
                            .ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            log.atWarn().setCause(e).log("Processes could not be listed");
        }
        return found;
    }

    /** Processes of others cannot be read, and one that just ended has no file any more: neither is one of ours. */
    private static boolean carries(Path environ, byte[] wanted) {
        try {
            return contains(Files.readAllBytes(environ), wanted);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean contains(byte[] block, byte[] wanted) {
        int start = 0;
        for (int i = 0; i <= block.length; i++) {
            if (i == block.length || block[i] == 0) {
                if (i - start == wanted.length && java.util.Arrays.equals(block, start, i, wanted, 0, wanted.length)) {
                    return true;
                }
                start = i + 1;
            }
        }
        return false;
    }
}
