package io.godwit.core.internal.host;

import java.io.IOException;
import java.io.OutputStream;

/** What the first command of a pipeline reads. For one thread. */
final class PipelineInput extends OutputStream {
    private final LocalPipeline pipeline;
    private final OutputStream target;
    private boolean closed;

    PipelineInput(LocalPipeline pipeline, OutputStream target) {
        this.pipeline = pipeline;
        this.target = target;
    }

    @Override
    public void write(int value) throws IOException {
        checkOpen();
        target.write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        checkOpen();
        target.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        target.flush();
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("the input is complete already");
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            target.flush();
            pipeline.inputComplete();
            target.close();
        }
    }
}
