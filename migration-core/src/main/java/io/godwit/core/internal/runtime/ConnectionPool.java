package io.godwit.core.internal.runtime;

import io.godwit.core.Plugins;
import io.godwit.core.internal.metrics.Meters;
import io.godwit.spi.Access;
import io.godwit.spi.Connections;
import io.godwit.spi.Database;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileTree;
import io.godwit.spi.Finding;
import io.godwit.spi.Host;
import io.godwit.spi.HostConnector;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.SecretResolver;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WritableFileTree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The connections of one run: one host, tree or database per location and right, opened when it is first needed, shared by all who
 * borrow it, opened again when its connection was lost, closed with this, the last opened first. Thread-safe.
 */
public final class ConnectionPool implements Connections, AutoCloseable {
    private final Plugins plugins;
    private final SideRights rights;
    private final Consumer<Secret> secretSeen;
    private final Meters meters;
    private final WorkContext context;
    private final Map<Key, Pooled<?>> pool = new LinkedHashMap<>();
    private final List<Opened> opened = new ArrayList<>();
    private boolean closed;

    /**
     * A pool; nothing is opened yet.
     *
     * @param plugins who opens what
     * @param rights what may be written
     * @param secretSeen told of each secret before anybody gets it, so that it can be kept out of logs and reports; it copies
     *     what it needs and does not close it
     * @param context makes the context that what is opened works with, from these connections
     */
    public ConnectionPool(
            Plugins plugins,
            SideRights rights,
            Consumer<Secret> secretSeen,
            Function<? super ConnectionPool, ? extends WorkContext> context) {
        this(plugins, rights, secretSeen, Meters.NONE, context);
    }

    /**
     * A pool that is watched; nothing is opened yet.
     *
     * @param plugins who opens what
     * @param rights what may be written
     * @param secretSeen as above
     * @param meters watches what is opened and closed
     * @param context makes the context that what is opened works with, from these connections
     */
    public ConnectionPool(
            Plugins plugins,
            SideRights rights,
            Consumer<Secret> secretSeen,
            Meters meters,
            Function<? super ConnectionPool, ? extends WorkContext> context) {
        this.plugins = Objects.requireNonNull(plugins, "plugins");
        this.rights = Objects.requireNonNull(rights, "rights");
        this.secretSeen = Objects.requireNonNull(secretSeen, "secretSeen");
        this.meters = Objects.requireNonNull(meters, "meters");
        this.context = Objects.requireNonNull(context.apply(this), "context");
    }

    /**
     * The context that what is opened works with.
     *
     * @return as given; its connections are these
     */
    public WorkContext context() {
        return context;
    }

    @Override
    public Host host(Location location) {
        return new BorrowedHost(borrow(
                new Key(Host.class, location, Access.WRITE),
                Host::close,
                () -> connector(location).connect(location, context)));
    }

    @Override
    public FileTree tree(Location location) {
        return new BorrowedTree<>(borrow(
                new Key(FileTree.class, location, Access.READ),
                FileTree::close,
                () -> method(location).open(location, Access.READ, context)));
    }

    @Override
    public WritableFileTree writableTree(Location location) {
        rights.checkWrite(location);
        return new BorrowedWritableTree(borrow(
                new Key(WritableFileTree.class, location, Access.WRITE),
                WritableFileTree::close,
                () -> writable(
                        WritableFileTree.class,
                        method(location).open(location, Access.WRITE, context),
                        "tree.not-writable",
                        location)));
    }

    @Override
    public Database database(Location location) {
        return new BorrowedDatabase<>(borrow(
                new Key(Database.class, location, Access.READ),
                Database::close,
                () -> migrator(location).open(location, Access.READ, context)));
    }

    @Override
    public WritableDatabase writableDatabase(Location location) {
        rights.checkWrite(location);
        return new BorrowedWritableDatabase(borrow(
                new Key(WritableDatabase.class, location, Access.WRITE),
                WritableDatabase::close,
                () -> writable(
                        WritableDatabase.class,
                        migrator(location).open(location, Access.WRITE, context),
                        "database.not-writable",
                        location)));
    }

    @Override
    public Secret secret(SecretRef reference) {
        SecretResolver resolver = plugins.secretResolver(reference.scheme())
                .orElseThrow(() -> MigrationException.of(
                                ErrorCategory.CONFIGURATION,
                                "secret.not-found",
                                "nothing here looks up secrets of the kind \"" + reference.scheme() + "\"")
                        .subject(reference.toString())
                        .remedy("Use env:, file: or keystore:, or add the plugin that knows \"" + reference.scheme()
                                + ":\".")
                        .build());
        Secret secret = resolver.resolve(reference.name());
        secretSeen.accept(secret);
        return secret;
    }

    private HostConnector connector(Location location) {
        return plugins.hostConnector(location.scheme()).orElseThrow(() -> missing("connects to machines", location));
    }

    private TransferMethod method(Location location) {
        return plugins.transferMethod(location.scheme()).orElseThrow(() -> missing("opens files", location));
    }

    private DatabaseMigrator migrator(Location location) {
        return plugins.databaseMigrator(location.scheme()).orElseThrow(() -> missing("opens databases", location));
    }

    private static MigrationException missing(String what, Location location) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        "plugin.missing",
                        "no plugin that " + what + " knows the scheme \"" + location.scheme() + "\"")
                .subject(location.toString())
                .remedy("Check the scheme, or add the plugin that knows it.")
                .build();
    }

    private static <W> W writable(Class<W> wanted, AutoCloseable found, String code, Location location) {
        if (wanted.isInstance(found)) {
            return wanted.cast(found);
        }
        MigrationException refusal = MigrationException.of(
                        ErrorCategory.COMPATIBILITY, code, "the plugin cannot open \"" + location + "\" to write")
                .subject(location.toString())
                .build();
        try {
            found.close();
        } catch (Exception e) {
            refusal.addSuppressed(e);
        }
        throw refusal;
    }

    @SuppressWarnings("unchecked") // the key holds the type that was opened under it
    private <T> Pooled.Lease<T> borrow(Key key, Consumer<T> closer, Supplier<T> opener) {
        Pooled<T> pooled;
        synchronized (this) {
            checkOpen();
            pooled = (Pooled<T>) pool.computeIfAbsent(
                    key,
                    k -> new Pooled<T>(
                            () -> open(k, opener), object -> opened(k, object, closer), object -> discard(object)));
        }
        return pooled.borrow();
    }

    private <T> T open(Key key, Supplier<T> opener) {
        context.cancellation().throwIfCancelled();
        try {
            return meters.opening(key.word(), opener);
        } catch (MigrationException e) {
            throw e.within("opening " + key.location);
        }
    }

    private <T> void opened(Key key, T object, Consumer<T> closer) {
        Opened entry = new Opened(key, object, () -> closer.accept(object));
        synchronized (this) {
            if (!closed) {
                opened.add(entry);
                return;
            }
        }
        close(entry, false);
        throw new IllegalStateException("the connections are closed");
    }

    /** Closes one whose connection was lost, before its time. */
    private void discard(Object object) {
        Opened found = null;
        synchronized (this) {
            for (Opened entry : opened) {
                if (entry.is(object)) {
                    found = entry;
                }
            }
            if (found != null) {
                opened.remove(found);
            }
        }
        if (found != null) {
            close(found, true);
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the connections are closed");
        }
    }

    /** What cannot be closed does not undo the work: it is a warning in the report. */
    private void close(Opened entry, boolean wasLost) {
        meters.closed(entry.key.word(), wasLost);
        try {
            entry.closer.run();
        } catch (RuntimeException e) {
            context.progress()
                    .report(Finding.warning(
                                    "connection.close-failed",
                                    entry.key.location.toString(),
                                    "A connection could not be closed in order.",
                                    "Look whether something of it is left on that machine.")
                            .withEvidence(
                                    e instanceof MigrationException failure
                                            ? failure.code()
                                            : e.getClass().getName()));
        }
    }

    /** Closes all, the last opened first, borrowed or not. Does nothing the second time. */
    @Override
    public void close() {
        List<Opened> todo;
        synchronized (this) {
            closed = true;
            todo = new ArrayList<>(opened);
            opened.clear();
        }
        Collections.reverse(todo);
        todo.forEach(entry -> close(entry, false));
    }

    private record Key(Class<?> kind, Location location, Access access) {
        Key {
            Objects.requireNonNull(location, "location");
        }

        /** What kind of thing it is, in a word. */
        String word() {
            if (kind.equals(Host.class)) {
                return "host";
            }
            return Database.class.isAssignableFrom(kind) ? "database" : "tree";
        }
    }

    /** Compares by identity. */
    private static final class Opened {
        private final Key key;
        private final Object object;
        private final Runnable closer;

        Opened(Key key, Object object, Runnable closer) {
            this.key = key;
            this.object = object;
            this.closer = closer;
        }

        @SuppressWarnings("ReferenceEquality") // what equals() means to a plugin's object is its own affair
        boolean is(Object other) {
            return object == other;
        }
    }
}
