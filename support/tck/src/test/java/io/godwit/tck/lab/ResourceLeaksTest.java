package io.godwit.tck.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedSuccessfully;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Runs test classes that leak and looks whether they fail. */
class ResourceLeaksTest {
    @Test
    void failsTestsThatLeaveThreads() {
        try {
            Events tests = run(LeavesThreads.class);

            tests.assertThatEvents()
                    .haveExactly(
                            1,
                            event(
                                    test("leaves"),
                                    finishedWithFailure(
                                            instanceOf(AssertionError.class),
                                            message(m -> m.contains("godwit-leaked") && m.contains("at ")))))
                    .haveExactly(1, event(test("joins"), finishedSuccessfully()))
                    .haveExactly(1, event(test("hasOtherThreads"), finishedSuccessfully()));
        } finally {
            LeavesThreads.END.countDown();
        }
    }

    @Test
    void failsTestsThatLeaveFiles() {
        Events tests = run(LeavesFiles.class);

        tests.assertThatEvents()
                .haveExactly(1, event(test("leaves"), finishedWithFailure(message(m -> m.contains("godwit-left")))))
                .haveExactly(1, event(test("removes"), finishedSuccessfully()))
                .haveExactly(1, event(test("leavesOthers"), finishedSuccessfully()));
        assertThat(tests.failed().count()).isEqualTo(1);
    }

    private static Events run(Class<?> testClass) {
        return EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.conditions.deactivate", "*")
                .selectors(selectClass(testClass))
                .execute()
                .testEvents();
    }

    @ExtendWith(ResourceLeaks.class)
    static class LeavesThreads {
        static final CountDownLatch END = new CountDownLatch(1);

        @Test
        void leaves() {
            start("godwit-leaked");
        }

        @Test
        void joins() throws InterruptedException {
            Thread thread = new Thread(() -> {}, "godwit-joined");
            thread.start();
            thread.join();
        }

        @Test
        void hasOtherThreads() {
            start("other");
        }

        private static void start(String name) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            END.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    name);
            thread.setDaemon(true);
            thread.start();
        }
    }

    static class LeavesFiles {
        @TempDir
        static Path directory;

        @RegisterExtension
        final ResourceLeaks leaks =
                ResourceLeaks.watching(Objects.requireNonNull(directory), Path.of("does-not-exist"));

        @Test
        void leaves() throws IOException {
            Files.createDirectory(directory.resolve("godwit-left"));
        }

        @Test
        void removes() throws IOException {
            Path file = Files.createTempFile(directory, "godwit-", ".tmp");
            Files.delete(file);
        }

        @Test
        void leavesOthers() throws IOException {
            Files.createTempFile(directory, "other-", ".tmp");
        }
    }
}
