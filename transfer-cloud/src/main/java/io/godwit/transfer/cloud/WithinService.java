package io.godwit.transfer.cloud;

import io.godwit.spi.DirectRoute;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WriteToken;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Copies objects where they are, between two places that the same service holds and the same credentials open. Thread-safe. */
final class WithinService implements DirectRoute {
    /** What has to be the same on both sides. */
    private static final Set<String> ACCOUNT = Set.of(
            "endpoint",
            "anonymous",
            "profile",
            "role_arn",
            "external_id",
            "sts_endpoint",
            "account",
            "client_id",
            "tenant_id",
            "impersonate",
            "project",
            "proxy",
            "ca");
    /** What a copy would not give to the objects, or lose of them. */
    private static final Set<String> HINDRANCES = Set.of("cache_control", "content_encoding", "attributes");

    private final ObjectStore source;
    private final ObjectStore target;
    private final Keys from;
    private final Keys to;
    private final boolean conditional;
    private final Requests requests;

    private WithinService(ObjectStore source, ObjectStore target, Location from, Location to) {
        this.source = source;
        this.target = target;
        this.from = keys(source, from);
        this.to = keys(target, to);
        this.conditional = PlaceRules.options(to).conditional();
        this.requests = new Requests(PlaceRules.connections(to));
    }

    private static Keys keys(ObjectStore store, Location location) {
        return new Keys(PlaceRules.prefix(location), store.sizes().key(), store::refusal);
    }

    /**
     * The route between two places; empty where they are not known to be in one service.
     *
     * @param open opens the store of a location
     */
    static Optional<DirectRoute> between(Location from, Location to, Function<Location, ObjectStore> open) {
        if (!from.scheme().equals(to.scheme())
                || !from.secrets().equals(to.secrets())
                || HINDRANCES.stream()
                        .anyMatch(name -> from.setting(name).isPresent()
                                || to.setting(name).isPresent())
                || !ACCOUNT.stream().allMatch(name -> Objects.equals(from.setting(name), to.setting(name)))) {
            return Optional.empty();
        }
        ObjectStore source = open.apply(from);
        boolean usable = false;
        try {
            Optional<DirectRoute> route = Optional.of(new WithinService(source, open.apply(to), from, to));
            usable = true;
            return route;
        } finally {
            if (!usable) {
                source.close();
            }
        }
    }

    @Override
    public String id() {
        return "server-side copy";
    }

    @Override
    public Optional<String> obstacle() {
        return Optional.empty();
    }

    @Override
    public boolean isWithinService() {
        return true;
    }

    @Override
    public Optional<String> carry(List<TreeEntry> entries, boolean owners, WriteToken token, WorkContext context) {
        GuardedWrites guarded = new GuardedWrites(target, token, conditional);
        Map<TreePath, Future<Optional<String>>> copies = new LinkedHashMap<>();
        for (TreeEntry entry : entries) {
            context.cancellation().throwIfCancelled();
            copies.put(entry.path(), requests.begin(() -> copy(entry, owners, guarded, context)));
        }
        List<String> complaints = new ArrayList<>();
        MigrationException failure = null;
        for (Future<Optional<String>> copy : copies.values()) {
            try {
                Requests.await(copy, "copying").ifPresent(complaints::add);
            } catch (MigrationException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return complaints.stream().findFirst();
    }

    /** Copies one object; says why it could not. */
    private Optional<String> copy(TreeEntry entry, boolean owners, GuardedWrites guarded, WorkContext context) {
        context.cancellation().throwIfCancelled();
        if (entry.size() > target.sizes().put()) {
            return Optional.of("an object is larger than the service copies at once");
        }
        try {
            Optional<StoredObject> object = source.head(from.file(entry.path()));
            if (object.isEmpty()) {
                return Optional.of("an object is no longer there");
            }
            String key = to.file(entry.path());
            guarded.requireOurs(key, entry.path());
            ObjectHeaders headers = object.get().known();
            target.copy(
                    source,
                    object.get(),
                    key,
                    guarded.signed(headers.withMetadata(ObjectEntries.carried(object.get(), owners))));
            context.progress().addBytes(entry.size());
            return Optional.empty();
        } catch (MigrationException e) {
            if (e.category() == ErrorCategory.CANCELLED
                    || e.category() == ErrorCategory.CONNECTIVITY
                    || e.code().equals("tree.fenced")) {
                throw e;
            }
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        requests.close();
        try (source;
                target) {
            Objects.requireNonNull(source);
        }
    }
}
