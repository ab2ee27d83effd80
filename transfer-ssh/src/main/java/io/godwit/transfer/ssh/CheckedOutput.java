package io.godwit.transfer.ssh;

import io.godwit.spi.CommandResult;
import io.godwit.spi.MigrationException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Supplier;

/** Output whose end means that every command ended well. */
final class CheckedOutput extends FilterInputStream {
    private final Supplier<List<CommandResult>> await;

    CheckedOutput(InputStream in, Supplier<List<CommandResult>> await) {
        super(in);
        this.await = await;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0; // asks for nothing, and so is told nothing of the end
        }
        int count = super.read(into, offset, length);
        if (count < 0) {
            try {
                await.get().forEach(CommandResult::orThrow);
            } catch (MigrationException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
        return count;
    }
}
