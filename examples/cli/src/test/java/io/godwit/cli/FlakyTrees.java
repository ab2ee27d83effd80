package io.godwit.cli;

import io.godwit.core.Plugins;
import io.godwit.spi.Access;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Local directories whose writing goes wrong as a test wants it, under {@code flaky:///path}. */
public final class FlakyTrees implements TransferMethod {
    /** How it goes wrong. */
    enum Mood {
        /** Not at all. */
        GOOD,
        /** Every batch fails. */
        BROKEN,
        /** Everything is written, and then something else gets into the first file. */
        SPOILING,
        /** Nothing is written before the run is cancelled. */
        STUCK
    }

    private static volatile Mood mood = Mood.GOOD;
    private static volatile CountDownLatch reached = new CountDownLatch(1);

    private final TransferMethod local =
            Plugins.builder().build().transferMethod("file").orElseThrow();

    static void become(Mood next) {
        reached = new CountDownLatch(1);
        mood = next;
    }

    /** Waits until somebody writes. */
    static void awaitWriting() throws InterruptedException {
        if (!reached.await(60, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody writes");
        }
    }

    @Override
    public String id() {
        return "flaky";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("flaky");
    }

    @Override
    public FileTree open(Location location, Access access, WorkContext context) {
        Path root = Path.of(location.uri().getPath());
        FileTree tree = local.open(Location.of(root.toUri()), access, context);
        if (access == Access.READ) {
            return tree;
        }
        return (FileTree) Proxy.newProxyInstance(
                FlakyTrees.class.getClassLoader(),
                new Class<?>[] {WritableFileTree.class},
                (proxy, method, arguments) -> method.getName().equals("write")
                        ? write(tree, method, arguments, root)
                        : call(tree, method, arguments));
    }

    private static Object call(FileTree tree, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(tree, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Object write(FileTree tree, Method method, Object[] arguments, Path root) throws Throwable {
        WorkContext context = (WorkContext) arguments[2];
        Mood now = mood;
        reached.countDown();
        switch (now) {
            case BROKEN ->
                throw MigrationException.of(ErrorCategory.TRANSFER, "test.broken", "the disk is broken")
                        .remedy("Mend it.")
                        .build();
            case STUCK -> {
                CountDownLatch cancelled = new CountDownLatch(1);
                context.cancellation().onCancel(cancelled::countDown);
                cancelled.await();
                context.cancellation().throwIfCancelled();
            }
            default -> {
                // it is written below
            }
        }
        Object results = call(tree, method, arguments);
        if (now == Mood.SPOILING) {
            spoil(root.resolve("a.txt"));
        }
        return results;
    }

    private static void spoil(Path file) {
        try {
            if (Files.exists(file)) {
                Files.writeString(file, "something else altogether");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
