package io.godwit.tck;

import io.godwit.spi.Connections;
import io.godwit.spi.Database;
import io.godwit.spi.FileTree;
import io.godwit.spi.Host;
import io.godwit.spi.PendingFile;
import io.godwit.spi.StepContext;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The places of one run of a step, which note each change that it makes and may die at one. One thread at a time. */
final class StepPlaces {
    /** What a place opened to write lets be asked without a change. */
    private static final Set<String> HARMLESS = Set.of(
            "usableSpace", "refusal", "remarks", "stateOf", "accepts", "snapshotOf", "written", "readBack", "close");

    private static final Set<Class<?>> CHANGING =
            Set.of(WritableFileTree.class, WritableDatabase.class, PendingFile.class);

    private final StepContext real;
    private final List<String> changes = new ArrayList<>();
    private final List<WriteToken> tokens = new ArrayList<>();
    private int killAt = -1;
    private int moment;
    private boolean isDead;
    private String where = "";

    StepPlaces(StepContext real) {
        this.real = real;
    }

    /** The end of a process; no failure that anybody could handle. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed", null, false, false);
        }
    }

    /** Dies at a moment: each change and each checkpoint has one before it and one behind. */
    void killAt(int number) {
        killAt = number;
    }

    /** Where it died. */
    String where() {
        return where;
    }

    List<String> changes() {
        return List.copyOf(changes);
    }

    List<WriteToken> tokens() {
        return List.copyOf(tokens);
    }

    /** A context that can be had without being watched. */
    private interface Watched extends StepContext {
        StepContext unwatched();
    }

    /** The context below. */
    static StepContext unwatched(StepContext context) {
        return context instanceof Watched watched ? watched.unwatched() : context;
    }

    StepContext context() {
        Connections connections = (Connections) proxy(real.connections(), Connections.class);
        return (StepContext) Proxy.newProxyInstance(
                StepPlaces.class.getClassLoader(),
                new Class<?>[] {Watched.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "unwatched" -> real;
                    case "connections" -> connections;
                    default ->
                        method.getName().equals("checkpoint") && arguments != null
                                ? change("checkpoint", real, method, arguments)
                                : call(real, method, arguments);
                });
    }

    /** The same context over other connections. */
    static StepContext over(StepContext real, Connections connections) {
        return (StepContext) Proxy.newProxyInstance(
                StepPlaces.class.getClassLoader(),
                new Class<?>[] {StepContext.class},
                (proxy, method, arguments) ->
                        method.getName().equals("connections") ? connections : call(real, method, arguments));
    }

    private @Nullable Object lend(@Nullable Object thing) {
        if (thing instanceof FileTree
                || thing instanceof Database
                || thing instanceof Host
                || thing instanceof PendingFile) {
            Set<Class<?>> interfaces = new LinkedHashSet<>();
            WatchedPlaces.interfaces(thing.getClass(), interfaces);
            return proxy(thing, interfaces.toArray(Class<?>[]::new));
        }
        return thing;
    }

    private Object proxy(Object thing, Class<?>... interfaces) {
        return Proxy.newProxyInstance(StepPlaces.class.getClassLoader(), interfaces, (proxy, method, arguments) -> {
            boolean isChange = CHANGING.contains(method.getDeclaringClass()) && !HARMLESS.contains(method.getName());
            return lend(isChange ? change(method.getName(), thing, method, arguments) : call(thing, method, arguments));
        });
    }

    private @Nullable Object change(String what, Object thing, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (arguments != null) {
            for (Object argument : arguments) {
                if (argument instanceof WriteToken token) {
                    tokens.add(token);
                }
            }
        }
        String number = "change " + (changes.size() + 1) + " (" + what + ")";
        pass("before " + number);
        Object result = call(thing, method, arguments);
        changes.add(what);
        pass("behind " + number);
        return result;
    }

    /** Nothing that a dead process does has an effect. */
    private void pass(String now) {
        if (isDead) {
            throw new Killed();
        }
        if (moment++ == killAt) {
            isDead = true;
            where = now;
            throw new Killed();
        }
    }

    private static @Nullable Object call(Object thing, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(thing, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
