package io.godwit.adapter.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.godwit.spi.Step;
import io.godwit.spi.StepContext;
import io.godwit.spi.StepType;
import io.godwit.spi.TreePath;
import io.godwit.spi.TypedData;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Closes a WordPress to visitors by its own {@code .maintenance}, or opens it again. Closed, it opens by itself when the time is up, whatever becomes of the run.
 */
public final class MaintenanceType implements StepType {
    static final String ID = "wordpress:maintenance";

    private static final TreePath FILE = TreePath.of(".maintenance");
    /** For how long WordPress takes the file for valid, counted from the time in it. */
    private static final long VALID_SECONDS = 600;

    /** For the discovery. */
    public MaintenanceType() {}

    /**
     * What to do.
     *
     * @param site which site
     * @param closes whether to close it
     * @param expiry after how long it opens by itself, as {@link Duration} writes it
     */
    record Work(
            @JsonProperty(required = true) Place site,
            @JsonProperty(required = true) boolean closes,
            @JsonProperty(required = true) String expiry) {
        Work {
            java.util.Objects.requireNonNull(site, "site");
            if (Duration.parse(expiry).isNegative()) {
                throw new IllegalArgumentException("a time that is over");
            }
        }

        TypedData data() {
            return new TypedData(ID, 1, WebJson.write(this));
        }
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Step open(TypedData data) {
        try {
            return new Maintenance(WebJson.read(data, Work.class, "step.bad-data"));
        } catch (java.time.DateTimeException e) {
            throw WebFailures.badData("step.bad-data", ID, e);
        }
    }

    private static final class Maintenance implements Step {
        private final Work work;

        Maintenance(Work work) {
            this.work = work;
        }

        private KeptFile file(StepContext context) {
            return new KeptFile(work.site().location(), FILE, context);
        }

        @Override
        public Outline outline(StepContext context) {
            return work.closes()
                    ? Outline.of(
                            "writes .maintenance at " + work.site().location()
                                    + ", so that visitors are told to come back",
                            "takes it away again")
                    : Outline.of("deletes .maintenance at " + work.site().location(), "");
        }

        @Override
        public State probe(StepContext context) {
            Optional<byte[]> there = file(context).content();
            return there.isPresent() == work.closes() ? State.DONE : State.NOT_DONE;
        }

        @Override
        public void run(StepContext context) {
            if (!work.closes()) {
                file(context).delete();
                return;
            }
            long until = context.clock()
                    .instant()
                    .plus(Duration.parse(work.expiry()))
                    .getEpochSecond();
            String content = "<?php $upgrading = " + (until - VALID_SECONDS) + "; ?>\n";
            file(context).put(content.getBytes(StandardCharsets.US_ASCII), 0644);
        }

        @Override
        public void undo(StepContext context) {
            if (work.closes()) {
                file(context).putBack();
            }
        }
    }
}
