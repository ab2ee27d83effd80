package io.godwit.core.internal.data;

import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.core.internal.run.StepJson;
import io.godwit.spi.StepContext;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;
import io.godwit.tck.StepTypeContract;
import io.godwit.tck.TckContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The steps that move databases keep the contract of steps. */
@Tag("guarantee-repeat")
class DatabaseStepsContractTest {
    abstract static class OnDatabases extends StepTypeContract {
        private static final int ROWS = 60;

        private final String id;
        private final @Nullable String before;
        private final StepType type;

        @TempDir
        Path temporary;

        private MoveRig rig;
        private long first;

        @SuppressWarnings("NullAway.Init") // the rig is made for each test
        OnDatabases(String id, @Nullable String before, StepType type) {
            this.id = id;
            this.before = before;
            this.type = type;
        }

        @Override
        protected StepType type() {
            return type;
        }

        @Override
        protected void prepare() throws Exception {
            for (String name : List.of("source.db", "target.db")) {
                for (String behind : List.of("", "-wal", "-shm", "-journal")) {
                    Files.deleteIfExists(temporary.resolve(name + behind));
                }
            }
            rig = new MoveRig(temporary).parallelism(1).options(options()).fill(ROWS);
            if (before != null) {
                rig.runTo(new Faults(), before);
            }
            first += 100;
        }

        DatabaseMove.Options options() {
            return new DatabaseMove.Options(true, 2000, false, false);
        }

        @Override
        public List<TypedData> versions() {
            return List.of(StepJson.data(id, 1, rig.move()));
        }

        /** All but the fence, which is another for each process. */
        @Override
        protected String state() {
            Map<String, List<String>> target = new TreeMap<>(MoveRig.contents(rig.target));
            target.computeIfPresent("table " + MoveRig.AREA + "__meta", (name, rows) -> List.of());
            return MoveRig.contents(rig.source) + "\n" + target;
        }

        @Override
        protected StepContext newContext(long token, Optional<String> noted, int looks) {
            return rig.context(id, first + token, looks < 0 ? new TckContext() : new TckContext().cancelAfter(looks));
        }
    }

    @Nested
    class BuildSchema extends OnDatabases {
        BuildSchema() {
            super(DatabaseMove.BUILD, null, new BuildSchemaStepType());
        }
    }

    @Nested
    class LoadData extends OnDatabases {
        LoadData() {
            super(DatabaseMove.LOAD, DatabaseMove.BUILD, new LoadDataStepType());
        }

        /** What was loaded goes with the area, which the step before undoes. */
        @Override
        protected boolean isUndone() {
            return false;
        }
    }

    @Nested
    class FinishSchema extends OnDatabases {
        FinishSchema() {
            super(DatabaseMove.FINISH, DatabaseMove.LOAD, new FinishSchemaStepType());
        }

        /** What was made goes with the area, which an earlier step undoes. */
        @Override
        protected boolean isUndone() {
            return false;
        }
    }

    @Nested
    class VerifyDatabase extends OnDatabases {
        VerifyDatabase() {
            super(DatabaseMove.VERIFY, DatabaseMove.FINISH, new VerifyDatabaseStepType());
        }

        @Override
        protected boolean hasEffect() {
            return false;
        }
    }

    @Nested
    class SwitchDatabase extends OnDatabases {
        SwitchDatabase() {
            super(DatabaseMove.SWITCH, DatabaseMove.VERIFY, new SwitchDatabaseStepType());
        }
    }

    @Nested
    class ReleaseDatabase extends OnDatabases {
        ReleaseDatabase() {
            super(DatabaseMove.RELEASE, DatabaseMove.SWITCH, new ReleaseDatabaseStepType());
        }

        @Override
        DatabaseMove.Options options() {
            return new DatabaseMove.Options(true, 2000, false, true);
        }

        /** It is the point after which the old data is gone. */
        @Override
        protected boolean isUndone() {
            return false;
        }
    }
}
