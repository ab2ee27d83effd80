package io.godwit.core.internal.engine;

import io.godwit.core.AuditEntry;
import io.godwit.core.AuditHead;
import io.godwit.core.Capsule;
import io.godwit.core.CleanupReport;
import io.godwit.core.Comparison;
import io.godwit.core.Inspection;
import io.godwit.core.JournalServer;
import io.godwit.core.MigrationEvent;
import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationReport;
import io.godwit.core.MigrationSession;
import io.godwit.core.MigrationSpec;
import io.godwit.core.Migrator;
import io.godwit.core.Pipeline;
import io.godwit.core.Plugins;
import io.godwit.core.ReportInfo;
import io.godwit.core.RollbackOptions;
import io.godwit.core.RunOptions;
import io.godwit.core.SessionStatus;
import io.godwit.core.StageOptions;
import io.godwit.core.Staged;
import io.godwit.core.internal.capsule.Capsules;
import io.godwit.core.internal.journal.AuditTable;
import io.godwit.core.internal.journal.Journal;
import io.godwit.core.internal.journal.Leases;
import io.godwit.core.internal.journal.SessionTable;
import io.godwit.core.internal.metrics.Meters;
import io.godwit.core.internal.plan.Adapters;
import io.godwit.core.internal.plan.Inspector;
import io.godwit.core.internal.plan.PipelineRequest;
import io.godwit.core.internal.plan.PlanMaker;
import io.godwit.core.internal.plan.PlanRequest;
import io.godwit.core.internal.plan.SpecPlaces;
import io.godwit.core.internal.plan.SpecRequest;
import io.godwit.core.internal.plan.Staleness;
import io.godwit.core.internal.run.FindingsOnly;
import io.godwit.core.internal.run.RunScope;
import io.godwit.core.internal.secrets.SecretPreflight;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Operation;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The migrator, put together from its parts. */
public final class DefaultMigrator implements Migrator {
    private final EngineSettings settings;
    private final Belongings belongings;
    private final Redaction redaction;
    private @Nullable Opened opened;
    private boolean closed;

    /**
     * A migrator; the journal is opened when it is first needed.
     *
     * @param settings what it is made of
     */
    public DefaultMigrator(EngineSettings settings) {
        this.settings = settings;
        this.belongings = new Belongings(settings);
        this.redaction = new Redaction(settings.redaction());
    }

    /** The journal with what works on it. */
    private record Opened(Journal journal, Leases leases, Runner runner, SessionReader reader) {}

    private synchronized Opened open() {
        if (closed) {
            throw MigrationException.of(ErrorCategory.INTERNAL, "migrator.closed", "the migrator was closed")
                    .build();
        }
        if (opened == null) {
            Path file = settings.journal();
            if (file == null) {
                throw MigrationException.of(
                                ErrorCategory.CONFIGURATION,
                                "journal.not-given",
                                "this migrator has no journal, so it can only plan and look")
                        .remedy("Give it a file: Migrator.builder().journal(path).")
                        .build();
            }
            Journal journal = open(file);
            Leases leases = new Leases(journal, settings.runner(), settings.leaseTime());
            settings.run().meters().journal(journal::waiting);
            opened = new Opened(
                    journal,
                    leases,
                    new Runner(journal, leases, actor(), redaction),
                    new SessionReader(journal, settings.run().clock(), settings.support()));
        }
        return opened;
    }

    private Journal open(Path file) {
        JournalServer server = settings.server();
        return server == null
                ? Journal.open(file, settings.run().crashPoint())
                : Journal.open(
                        server, () -> password(server), file, settings.run().crashPoint());
    }

    private Secret password(JournalServer server) {
        SecretRef reference = server.password();
        if (reference == null) {
            return Secret.of(new char[0]);
        }
        Secret secret = settings.secrets().stream()
                .filter(resolver -> resolver.scheme().equals(reference.scheme()))
                .findFirst()
                .or(() -> plugins().secretResolver(reference.scheme()))
                .orElseThrow(() -> MigrationException.of(
                                ErrorCategory.CONFIGURATION,
                                "secret.not-found",
                                "nothing resolves secrets of the scheme \"" + reference.scheme() + "\"")
                        .subject(reference.toString())
                        .remedy("Add the plugin that does, or use env:, file: or keystore:.")
                        .build())
                .resolve(reference.name());
        settings.run().secretSeen().accept(secret);
        return secret;
    }

    private String actor() {
        return settings.runner().owner() + "@" + settings.runner().host();
    }

    private Instant now() {
        return settings.run().clock().instant();
    }

    private <T> T looking(
            RunOptions options, List<MigrationPlan.Place> places, String hash, Function<RunScope, T> work) {
        List<Finding> loose = new ArrayList<>();
        try (RunScope scope = new RunScope(belongings.settingsFor(hash), "looking", options, places, loose::add)) {
            return work.apply(scope);
        } catch (MigrationException e) {
            settings.run().meters().failed(e);
            throw e;
        }
    }

    private <T> T looking(MigrationSpec spec, Function<RunScope, T> work) {
        belongings.provide(spec);
        return looking(SpecRequest.options(spec), SpecPlaces.of(spec), spec.hash(), work);
    }

    private static FindingsOnly into(List<Finding> findings) {
        return new FindingsOnly(findings::add);
    }

    @Override
    public List<Finding> validate(MigrationSpec spec) {
        return plan(spec).findings();
    }

    @Override
    public Inspection inspect(MigrationSpec spec) {
        return looking(
                spec, scope -> new Inspector(scope.context(into(new ArrayList<>())), scope.plugins()).inspect(spec));
    }

    @Override
    public Comparison compare(MigrationSpec spec) {
        return looking(spec, scope -> new Comparer(scope).compare(spec));
    }

    @Override
    public Staged stage(MigrationSpec spec, StageOptions options) {
        belongings.provide(spec);
        List<MigrationPlan.Place> places = new ArrayList<>(SpecPlaces.of(spec));
        places.add(new MigrationPlan.Place(options.to(), false, true));
        return looking(
                SpecRequest.options(spec), places, spec.hash(), scope -> new Staging(scope).stage(spec, options));
    }

    @Override
    public Capsule capsule(Location place) {
        return looking(
                RunOptions.builder().build(),
                List.of(),
                "",
                scope -> Capsules.look(place, scope.context(into(new ArrayList<>()))));
    }

    @Override
    public Capsule verifyCapsule(Location place) {
        return looking(
                RunOptions.builder().build(),
                List.of(),
                "",
                scope -> Capsules.check(place, scope.context(into(new ArrayList<>()))));
    }

    @Override
    public MigrationPlan plan(MigrationSpec spec) {
        return looking(spec, scope -> {
            List<Finding> found = new ArrayList<>(SecretPreflight.check(
                    spec, scope.context(into(new ArrayList<>())).connections()::secret));
            PlanRequest request = SpecRequest.of(spec, scope.context(into(found)), new Adapters(scope.plugins()));
            return PlanMaker.make(request.withFindings(found), scope);
        });
    }

    @Override
    public MigrationPlan plan(Pipeline pipeline) {
        provide(pipeline);
        PlanRequest request = PipelineRequest.of(pipeline);
        return looking(
                request.options(), request.places(), request.specHash(), scope -> PlanMaker.make(request, scope));
    }

    @Override
    public MigrationPlan plan(String session) {
        return open().journal()
                .read(handle -> SessionTable.get(handle, session))
                .readPlan();
    }

    @Override
    public void provide(Pipeline pipeline) {
        belongings.provide(pipeline);
    }

    @Override
    public void provide(MigrationSpec spec) {
        belongings.provide(spec);
    }

    @Override
    public MigrationSession submit(MigrationPlan plan) {
        Staleness.checkRunnable(plan);
        open().journal().update(null, handle -> {
            if (SessionTable.insert(handle, plan)) {
                AuditTable.append(handle, plan.session(), actor(), "session.submit", plan.hash(), now());
            }
        });
        return session(plan.session());
    }

    @Override
    public MigrationSession approve(String session, String by) {
        open().journal().update(null, handle -> {
            SessionTable.Row row = SessionTable.get(handle, session);
            if (row.status() != SessionStatus.PENDING) {
                throw MigrationException.of(
                                ErrorCategory.CONFIGURATION,
                                "session.not-pending",
                                "session \"" + session + "\" is " + row.status() + ", not waiting for approval")
                        .subject(session)
                        .build();
            }
            SessionTable.approve(handle, session, by, now());
            AuditTable.append(handle, session, by, "session.approve", row.planHash(), now());
        });
        return session(session);
    }

    @Override
    public MigrationReport run(MigrationPlan plan, Consumer<MigrationEvent> listener) {
        submit(plan);
        String stored = open().journal()
                .read(handle -> SessionTable.get(handle, plan.session()))
                .planHash();
        if (!stored.equals(plan.hash())) {
            throw MigrationException.of(
                            ErrorCategory.VALIDATION,
                            "plan.changed",
                            "the plan is not the one that is stored for session \"" + plan.session() + "\"")
                    .subject(plan.session())
                    .remedy("Run the stored plan, or make a new one.")
                    .build();
        }
        return with(plan.session(), listener, new ForwardWork(false, "", settings.needsApproval()));
    }

    @Override
    public MigrationReport resume(String session, String decision, Consumer<MigrationEvent> listener) {
        return with(session, listener, new ForwardWork(true, decision, settings.needsApproval()));
    }

    @Override
    public MigrationReport verify(String session, Consumer<MigrationEvent> listener) {
        return with(session, listener, new VerifyWork(open().journal()));
    }

    @Override
    public MigrationReport rollback(String session, RollbackOptions options, Consumer<MigrationEvent> listener) {
        return with(session, listener, new UndoWork(options, open().journal()));
    }

    private MigrationReport with(String session, Consumer<MigrationEvent> listener, Runner.Work work) {
        Meters meters = settings.run().meters();
        meters.began();
        try {
            open().runner().with(session, plan -> belongings.settingsFor(plan.specHash()), listener, work);
        } catch (MigrationException e) {
            meters.failed(e);
            throw e;
        } finally {
            meters.left();
        }
        return report(session);
    }

    @Override
    public void cancel(String session) {
        Opened parts = open();
        parts.journal().update(null, handle -> {
            SessionTable.Row row = SessionTable.get(handle, session);
            if (row.status().isEnded()) {
                throw MigrationException.of(
                                ErrorCategory.CONFIGURATION,
                                "session.ended",
                                "session \"" + session + "\" is not running: it is " + row.status())
                        .subject(session)
                        .build();
            }
            SessionTable.requestCancel(handle, session, now());
            AuditTable.append(handle, session, actor(), "session.cancel", "", now());
        });
        parts.runner().cancel(session);
    }

    @Override
    public MigrationReport report(String session) {
        return open().reader().report(session);
    }

    @Override
    public ReportInfo writeReport(String session, ReportInfo.Format format, Path file) {
        return new ReportFiles(open().journal(), settings.run().clock()).write(report(session), format, file);
    }

    @Override
    public List<MigrationSession> sessions() {
        return open().reader().sessions();
    }

    @Override
    public MigrationSession session(String session) {
        return open().reader().session(session);
    }

    @Override
    public List<Operation> operations() {
        return new Adapters(plugins()).operations();
    }

    @Override
    public Plugins plugins() {
        return belongings.plugins();
    }

    @Override
    public String support() {
        return settings.support();
    }

    @Override
    public List<AuditEntry> audit(String session) {
        return open().journal().read(handle -> AuditTable.list(handle, session));
    }

    @Override
    public AuditHead auditHead() {
        return open().journal().read(AuditTable::head);
    }

    @Override
    public AuditHead verifyAudit(List<AuditHead> known) {
        return open().journal().read(handle -> {
            OptionalLong broken = AuditTable.firstBroken(handle);
            if (broken.isPresent()) {
                throw MigrationException.of(
                                ErrorCategory.VALIDATION,
                                "journal.audit-broken",
                                "line " + broken.getAsLong()
                                        + " of the audit trail is not as it was written, or lines before it are"
                                        + " missing")
                        .subject(Long.toString(broken.getAsLong()))
                        .remedy("Compare the trail with a copy of the journal from before.")
                        .build();
            }
            for (AuditHead head : known) {
                if (!AuditTable.contains(handle, head)) {
                    throw MigrationException.of(
                                    ErrorCategory.VALIDATION,
                                    "journal.audit-cut",
                                    "the head " + head
                                            + " is not part of the audit trail: it was cut off, or written anew")
                            .subject(head.toString())
                            .remedy("Compare the trail with a copy of the journal from before.")
                            .build();
                }
            }
            return AuditTable.head(handle);
        });
    }

    @Override
    public CleanupReport cleanup() {
        return cleaner().clean();
    }

    @Override
    public CleanupReport cleanup(String session) {
        open().journal().read(handle -> SessionTable.get(handle, session));
        return cleaner().clean(session);
    }

    private Cleaner cleaner() {
        Opened parts = open();
        return new Cleaner(
                parts.journal(), parts.leases(), belongings, settings.run().clock(), actor());
    }

    @Override
    public void close() {
        Opened parts;
        synchronized (this) {
            closed = true;
            parts = opened;
            opened = null;
        }
        if (parts != null) {
            parts.runner().close();
            parts.journal().close();
        }
        settings.run().meters().close();
    }
}
