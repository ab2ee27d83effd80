package io.godwit.core.internal.engine;

import io.godwit.core.MigrationEvent;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a listener what happens, one event at a time. A listener that fails does not stop a run. Thread-safe. */
final class EventStream {
    private static final Logger log = LoggerFactory.getLogger(EventStream.class);

    private final Consumer<MigrationEvent> listener;
    private final ReentrantLock turn = new ReentrantLock();

    EventStream(Consumer<MigrationEvent> listener) {
        this.listener = listener;
    }

    void tell(MigrationEvent event) {
        turn.lock();
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            log.atWarn()
                    .addKeyValue("session", event.session())
                    .addKeyValue("event", event.getClass().getSimpleName())
                    .setCause(e)
                    .log("A listener failed");
        } finally {
            turn.unlock();
        }
    }
}
