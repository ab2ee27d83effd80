package io.godwit.transfer.ssh;

import io.godwit.spi.Location;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.TreePath;
import io.godwit.tck.FileTreeContract;
import io.godwit.tck.TckContext;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract of trees over Apache MINA in this process. */
class SftpTreeTest extends FileTreeContract {
    private static MinaServer server;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        server = MinaServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected TransferMethod method() {
        return new SshTransferMethod();
    }

    @Override
    protected Location newPlace() {
        return server.location(directory.resolve("made/by it"));
    }

    @Override
    protected TckContext newContext() {
        return MinaServer.context();
    }

    @Override
    protected boolean makeSpecial(Location place, TreePath path) {
        try {
            Process mkfifo = new ProcessBuilder(
                            "mkfifo",
                            Path.of(place.uri().getPath(), path.toString()).toString())
                    .start();
            return mkfifo.waitFor() == 0;
        } catch (IOException e) {
            return false; // a machine without named pipes
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
