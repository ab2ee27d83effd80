package io.godwit.core.internal.run;

import io.godwit.spi.CheckType;
import io.godwit.spi.Finding;
import io.godwit.spi.Step;
import io.godwit.spi.StepContext;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;
import java.util.List;

/** Checks as steps: {@code core:check}, whose data is that of the check. */
public final class CheckSteps implements StepType {
    /** Id of the type. */
    public static final String ID = "core:check";

    /** For the discovery. */
    public CheckSteps() {}

    /**
     * The data of a step.
     *
     * @param check data of a check
     * @return data of the step that makes it
     */
    public static TypedData data(TypedData check) {
        return StepJson.data(ID, 1, check);
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Step open(TypedData data) {
        return new Checking(StepJson.read(data, TypedData.class));
    }

    private record Checking(TypedData check) implements Step {
        private CheckType type(EngineContext context) {
            CheckType type =
                    context.plugins().checkType(check.type()).orElseThrow(() -> StepFactory.missing("check", check));
            StepFactory.checkVersion(type, check);
            return type;
        }

        @Override
        public Outline outline(StepContext context) {
            return Outline.of("looks with " + type(EngineContext.of(context)).id(), "");
        }

        @Override
        public void run(StepContext context) {
            List<Finding> findings = type(EngineContext.of(context)).run(check, context);
            findings.forEach(context.progress()::report);
            context.progress().addItems(1);
        }
    }
}
