package io.godwit.tck;

import io.godwit.spi.Connections;
import io.godwit.spi.Database;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileTree;
import io.godwit.spi.Host;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WritableFileTree;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Connections that note what is opened, what is changed and what is given back, until they are cut. Thread-safe. */
final class WatchedPlaces implements Connections {
    /** What a place opened to write lets be asked without a change. */
    private static final Set<String> HARMLESS =
            Set.of("usableSpace", "refusal", "remarks", "stateOf", "accepts", "snapshotOf", "close");

    private final Connections real;
    private final List<Location> opened = new CopyOnWriteArrayList<>();
    private final List<Location> openedToWrite = new CopyOnWriteArrayList<>();
    private final List<String> changes = new CopyOnWriteArrayList<>();
    private final Map<Object, String> lent = new ConcurrentHashMap<>();
    private volatile boolean isCut;

    WatchedPlaces(Connections real) {
        this.real = real;
    }

    List<Location> opened() {
        return List.copyOf(opened);
    }

    List<Location> openedToWrite() {
        return List.copyOf(openedToWrite);
    }

    /** What was changed, as calls. */
    List<String> changes() {
        return List.copyOf(changes);
    }

    /** What was handed out and not closed. */
    List<String> lent() {
        return List.copyOf(lent.values());
    }

    /** From now on nothing can be reached. */
    void cut() {
        isCut = true;
    }

    private Location reach(Location location) {
        opened.add(location);
        if (isCut) {
            throw MigrationException.of(ErrorCategory.CONNECTIVITY, "host.lost", "\"" + location + "\" is out of reach")
                    .subject(location.toString())
                    .build();
        }
        return location;
    }

    private Location reachToWrite(Location location) {
        openedToWrite.add(location);
        return reach(location);
    }

    @Override
    public Host host(Location location) {
        return lend(Host.class, real.host(reach(location)), location.toString());
    }

    @Override
    public FileTree tree(Location location) {
        return lend(FileTree.class, real.tree(reach(location)), location.toString());
    }

    @Override
    public WritableFileTree writableTree(Location location) {
        return lend(WritableFileTree.class, real.writableTree(reachToWrite(location)), location.toString());
    }

    @Override
    public Database database(Location location) {
        return lend(Database.class, real.database(reach(location)), location.toString());
    }

    @Override
    public WritableDatabase writableDatabase(Location location) {
        return lend(WritableDatabase.class, real.writableDatabase(reachToWrite(location)), location.toString());
    }

    @Override
    public Secret secret(SecretRef reference) {
        return real.secret(reference);
    }

    private <T> T lend(Class<T> type, T thing, String what) {
        return type.cast(lend(thing, what));
    }

    private Object lend(Object thing, String what) {
        Set<Class<?>> interfaces = new LinkedHashSet<>();
        interfaces(thing.getClass(), interfaces);
        if (!(thing instanceof AutoCloseable) || interfaces.isEmpty()) {
            return thing;
        }
        lent.put(thing, what);
        return Proxy.newProxyInstance(
                WatchedPlaces.class.getClassLoader(), interfaces.toArray(Class<?>[]::new), new Watching(thing, what));
    }

    /** The interfaces of the SPI that a class implements. */
    static void interfaces(@Nullable Class<?> type, Set<Class<?>> found) {
        if (type != null) {
            for (Class<?> each : type.getInterfaces()) {
                if (each.getName().startsWith("io.godwit.spi.")) {
                    found.add(each);
                }
                interfaces(each, found);
            }
            interfaces(type.getSuperclass(), found);
        }
    }

    private final class Watching implements InvocationHandler {
        private final Object thing;
        private final String what;

        private Watching(Object thing, String what) {
            this.thing = thing;
            this.what = what;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            String name = method.getName();
            Class<?> owner = method.getDeclaringClass();
            boolean canWrite = owner.equals(WritableFileTree.class) || owner.equals(WritableDatabase.class);
            if ((canWrite && !HARMLESS.contains(name)) || (owner.equals(Host.class) && name.equals("place"))) {
                changes.add(name + " at " + what);
            }
            if (name.equals("close")) {
                lent.remove(thing);
            }
            try {
                Object result = method.invoke(thing, arguments);
                if (result instanceof Optional<?> optional) {
                    return optional.map(each -> lend(each, what + ", " + name));
                }
                return result == null ? null : lend(result, what + ", " + name);
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        }
    }
}
