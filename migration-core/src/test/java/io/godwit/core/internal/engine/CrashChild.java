package io.godwit.core.internal.engine;

import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationReport;
import io.godwit.core.Migrator;
import io.godwit.core.Pipeline;
import io.godwit.core.RunOptions.OnFailure;
import io.godwit.core.internal.run.CrashPoint;
import io.godwit.spi.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A run in a JVM of its own that dies at the crash point of a given number: {@code directory scenario number}. */
final class CrashChild {
    static final int DIED = 99;

    private CrashChild() {}

    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        int number = Integer.parseInt(arguments[2]);
        AtomicInteger hits = new AtomicInteger();
        CrashPoint crashPoint = place -> {
            if (hits.incrementAndGet() == number) {
                System.out.println("dies at " + place);
                Runtime.getRuntime().halt(DIED);
            }
        };
        try (Migrator migrator = Engines.migrator(directory, crashPoint, Duration.ofSeconds(60), "child", false)) {
            Pipeline pipeline = pipeline(directory, arguments[1]);
            MigrationPlan plan = migrator.plan(pipeline);
            MigrationReport report = migrator.run(plan);
            System.out.println("ended " + report.outcome() + " after " + hits.get() + " places");
        }
    }

    /** Forward: everything works. Back: the last step fails, and all is undone. */
    static Pipeline pipeline(Path directory, String scenario) {
        Path out = directory.resolve("out");
        boolean fails = scenario.equals("back");
        return Pipeline.builder(scenario)
                .step(FileSteps.step("first", Phase.PREPARE, out, 2, "one"))
                .step(OnceStep.step("send", Phase.PREPARE, directory.resolve("line"), true, false))
                .step(FileSteps.failing("second", Phase.COPY, out, 3, "two", fails ? 2 : -1, 99, false))
                .step(FileSteps.Verify.step("verify", Phase.CATCH_UP, out, 3, "two"))
                .options(o -> o.onFailure(OnFailure.ROLLBACK))
                .build();
    }
}
