package io.godwit.core.internal.tree;

import io.godwit.core.internal.run.StepJson;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.core.internal.run.TreeMove.Mode;
import io.godwit.spi.StepContext;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;
import io.godwit.tck.StepTypeContract;
import io.godwit.tck.TckContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The steps that work on trees keep the contract of steps. */
@Tag("guarantee-repeat")
class TreeStepsContractTest {
    abstract static class OnTrees extends StepTypeContract {
        private final String id;
        private final Mode mode;

        @TempDir
        Path temporary;

        OnTrees(String id, Mode mode) {
            this.id = id;
            this.mode = mode;
        }

        private Path source() {
            return temporary.resolve("source");
        }

        private Path target() {
            return temporary.resolve("target");
        }

        @Override
        protected void prepare() throws Exception {
            for (String name : List.of("source", "target", "journal")) {
                delete(temporary.resolve(name));
            }
            for (int i = 0; i < 30; i++) {
                write(source().resolve("d" + i % 4 + "/f" + i), "content " + i);
            }
            Files.createSymbolicLink(source().resolve("link"), Path.of("d1/f1"));
            if (mode == Mode.IN_PLACE) {
                write(target().resolve("d1/f1"), "was there before");
                write(target().resolve("other/mine"), "of somebody else");
            }
        }

        private static void write(Path file, String content) throws IOException {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, content);
        }

        private static void delete(Path root) throws IOException {
            if (Files.exists(root)) {
                try (Stream<Path> all = Files.walk(root)) {
                    for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(each);
                    }
                }
            }
        }

        final TreeMove move() {
            return TestMoves.move(source(), target(), mode);
        }

        @Override
        public List<TypedData> versions() {
            return List.of(StepJson.data(id, 1, move()));
        }

        /** All but the names under which overwritten files are kept, which are others for each process. */
        @Override
        protected String state() throws Exception {
            return contents(source()) + "\n" + (Files.exists(target()) ? contents(target()) : "nothing");
        }

        private static String contents(Path root) throws IOException {
            StringBuilder text = new StringBuilder();
            try (Stream<Path> all = Files.walk(root)) {
                for (Path each : all.sorted().toList()) {
                    text.append(root.relativize(each)).append(' ');
                    text.append(Files.isRegularFile(each) ? Files.readString(each) : "")
                            .append('\n');
                }
            }
            return text.toString().replaceAll("(\\.godwit-s-1/)\\w+", "$1kept");
        }

        @Override
        protected StepContext newContext(long token, Optional<String> noted, int looks) {
            return new TestRun(temporary.resolve("journal"), "step", token)
                    .cancelledBy(looks < 0 ? new TckContext() : new TckContext().cancelAfter(looks));
        }
    }

    @Nested
    class CopyToNowhere extends OnTrees {
        CopyToNowhere() {
            super(TreeMove.COPY, Mode.CREATE);
        }

        @Override
        protected StepType type() {
            return new CopyTreeType();
        }
    }

    @Nested
    class CopyInPlace extends OnTrees {
        CopyInPlace() {
            super(TreeMove.COPY, Mode.IN_PLACE);
        }

        @Override
        protected StepType type() {
            return new CopyTreeType();
        }
    }

    @Nested
    class Verify extends OnTrees {
        Verify() {
            super(TreeMove.VERIFY, Mode.IN_PLACE);
        }

        @Override
        protected StepType type() {
            return new VerifyTreeType();
        }

        @Override
        protected boolean hasEffect() {
            return false;
        }
    }
}
