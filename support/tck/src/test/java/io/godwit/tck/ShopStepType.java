package io.godwit.tck;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Step;
import io.godwit.spi.StepContext;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hangs a sign out. */
public final class ShopStepType implements StepType {
    private static final Pattern DATA = Pattern.compile("\\{\"at\": \"([^\"]+)\"}");

    /** For the discovery. */
    public ShopStepType() {}

    @Override
    public String id() {
        return "shop:sign";
    }

    @Override
    public Step open(TypedData data) {
        Matcher matcher = DATA.matcher(data.json());
        if (!matcher.matches()) {
            throw MigrationException.of(ErrorCategory.CONFIGURATION, "step.bad-data", "it says not where")
                    .build();
        }
        Location where = Location.of(matcher.group(1));
        return new Step() {
            @Override
            public Outline outline(StepContext context) {
                return Outline.of("writes sign at " + where, "removes sign");
            }

            @Override
            public State probe(StepContext context) {
                try (FileTree tree = context.connections().tree(where)) {
                    return tree.stat(List.of(ShopAdapter.sign().path()), context)
                                    .get(0)
                                    .isPresent()
                            ? State.DONE
                            : State.NOT_DONE;
                } catch (MigrationException e) {
                    return State.NOT_DONE;
                }
            }

            @Override
            public void run(StepContext context) {
                throw new AssertionError("nothing is run here");
            }
        };
    }
}
