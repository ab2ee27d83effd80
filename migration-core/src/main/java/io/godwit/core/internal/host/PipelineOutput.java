package io.godwit.core.internal.host;

import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** What the last command of a pipeline prints; its end is told only when all commands have ended well. For one thread. */
final class PipelineOutput extends InputStream {
    private final LocalPipeline pipeline;
    private final InputStream source;
    private boolean atEnd;

    PipelineOutput(LocalPipeline pipeline, InputStream source) {
        this.pipeline = pipeline;
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int n = read(one, 0, 1);
        return n < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (atEnd) {
            return end();
        }
        int n;
        try {
            n = source.read(buffer, offset, length);
        } catch (IOException e) {
            Optional<MigrationException> failure = pipeline.outcome();
            throw failure.map(PipelineOutput::failed).orElse(e);
        }
        if (n < 0) {
            atEnd = true;
            return end();
        }
        return n;
    }

    private int end() throws IOException {
        Optional<MigrationException> failure = pipeline.outcome();
        if (failure.isPresent()) {
            throw failed(failure.get());
        }
        return -1;
    }

    private static IOException failed(MigrationException failure) {
        return new IOException(failure.getMessage(), failure);
    }

    @Override
    public int available() throws IOException {
        return atEnd ? 0 : source.available();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
