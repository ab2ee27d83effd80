package io.godwit.core.internal.localtree;

import io.godwit.spi.Location;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.TreePath;
import io.godwit.tck.FileTreeContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

class LocalTreeContractTest extends FileTreeContract {
    @TempDir
    Path temporary;

    @Override
    protected TransferMethod method() {
        return new LocalTransferMethod();
    }

    @Override
    protected Location newPlace() {
        return Location.of(temporary
                .resolve("made/by it")
                .resolve(UUID.randomUUID().toString())
                .toUri());
    }

    @Override
    protected boolean makeSpecial(Location place, TreePath path) {
        try {
            Path file = NativePaths.resolve(Path.of(place.uri()), path);
            return new ProcessBuilder("mkfifo", file.toString()).start().waitFor() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
