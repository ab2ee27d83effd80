package io.godwit.core.internal.runtime;

import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.Host;
import io.godwit.spi.HostFacts;
import io.godwit.spi.Pipeline;
import io.godwit.spi.RunningPipeline;
import io.godwit.spi.Secret;
import io.godwit.spi.WorkContext;
import java.nio.channels.ByteChannel;
import java.util.Optional;

/** A host that is given back when closed. */
final class BorrowedHost implements Host {
    private final Pooled.Lease<Host> lease;

    BorrowedHost(Pooled.Lease<Host> lease) {
        this.lease = lease;
    }

    @Override
    public HostFacts facts(WorkContext context) {
        return lease.call(host -> host.facts(context));
    }

    @Override
    public Optional<String> which(String name, WorkContext context) {
        return lease.call(host -> host.which(name, context));
    }

    @Override
    public RunningPipeline start(Pipeline pipeline, WorkContext context) {
        return lease.call(host -> host.start(pipeline, context));
    }

    @Override
    public CommandResult run(Command command, WorkContext context) {
        return lease.call(host -> host.run(command, context));
    }

    @Override
    public ByteChannel connect(Endpoint endpoint, WorkContext context) {
        return lease.call(host -> host.connect(endpoint, context));
    }

    @Override
    public SecretFile place(Secret secret, WorkContext context) {
        return lease.call(host -> host.place(secret, context));
    }

    @Override
    public void close() {
        lease.close();
    }
}
