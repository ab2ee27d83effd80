package io.godwit.core.internal.runtime;

import io.godwit.spi.Access;
import io.godwit.spi.Database;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.FileTree;
import io.godwit.spi.Host;
import io.godwit.spi.HostConnector;
import io.godwit.spi.Location;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WritableFileTree;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Places of the scheme {@code fake} that keep a diary. A call fails with what was told for it; a host is borrowed for every tree, as
 * a plugin would.
 */
final class FakePlaces {
    final List<String> diary = Collections.synchronizedList(new ArrayList<>());
    final Map<String, Supplier<RuntimeException>> failures = new HashMap<>();
    /** What a database offers as a facet. */
    @Nullable
    Object facet;
    /** Breaks the promise of a provider. */
    boolean alwaysReadable;

    private final AtomicInteger count = new AtomicInteger();

    TransferMethod trees() {
        return new TransferMethod() {
            @Override
            public String id() {
                return "fake";
            }

            @Override
            public Set<String> schemes() {
                return Set.of("fake");
            }

            @Override
            public FileTree open(Location location, Access access, WorkContext context) {
                Host below = context.connections().host(location);
                Class<? extends FileTree> type =
                        access == Access.READ || alwaysReadable ? FileTree.class : WritableFileTree.class;
                return make(type, access == Access.READ ? "tree" : "writable-tree", below::close);
            }
        };
    }

    HostConnector hosts() {
        return new HostConnector() {
            @Override
            public String id() {
                return "fake";
            }

            @Override
            public Set<String> schemes() {
                return Set.of("fake");
            }

            @Override
            public Host connect(Location location, WorkContext context) {
                return make(Host.class, "host", () -> {});
            }
        };
    }

    DatabaseMigrator databases() {
        return new DatabaseMigrator() {
            @Override
            public String id() {
                return "fake";
            }

            @Override
            public Set<String> schemes() {
                return Set.of("fake");
            }

            @Override
            public Database open(Location location, Access access, WorkContext context) {
                return access == Access.READ
                        ? make(Database.class, "database", () -> {})
                        : make(WritableDatabase.class, "writable-database", () -> {});
            }
        };
    }

    private <T> T make(Class<T> type, String kind, Runnable onClose) {
        fail("open " + kind);
        String name = kind + " " + count.incrementAndGet();
        diary.add("open " + name);
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getDeclaringClass().equals(Object.class)) {
                return method.getName().equals("hashCode") ? 7 : false;
            }
            if (method.getName().equals("facet")) {
                return Optional.ofNullable(facet);
            }
            if (method.getName().equals("close")) {
                diary.add("close " + name);
                onClose.run();
                fail("close " + kind);
                return null;
            }
            diary.add(method.getName() + " " + name);
            fail(method.getName());
            return List.of();
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private void fail(String what) {
        Supplier<RuntimeException> failure = failures.get(what);
        if (failure != null) {
            throw failure.get();
        }
    }
}
