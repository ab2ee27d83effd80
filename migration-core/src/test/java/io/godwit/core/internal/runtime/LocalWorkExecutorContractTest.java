package io.godwit.core.internal.runtime;

import io.godwit.spi.WorkExecutor;
import io.godwit.tck.WorkExecutorContract;
import java.time.Duration;

class LocalWorkExecutorContractTest extends WorkExecutorContract {
    @Override
    protected WorkExecutor newExecutor() {
        return new LocalWorkExecutor(4, RetryPolicy.of(2, Duration.ZERO, Duration.ZERO));
    }
}
