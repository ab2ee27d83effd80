package io.godwit.adapter.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.godwit.adapter.web.ReplaceType.Replacements;
import io.godwit.adapter.web.replace.SearchReplace;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileTree;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.Step;
import io.godwit.spi.StepContext;
import io.godwit.spi.StepType;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.TypedData;
import io.godwit.spi.WorkContext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Takes a platform's configuration over: reads the one at the source, gives it the values of the destination, replaces URLs and paths in all others, and writes it there. Everything
 * else stays byte for byte. Passwords are looked up as it runs, and stand in no data. Undone, the former file is there again.
 */
public final class ConfigurationMigrator implements StepType {
    static final String ID = "web:configure";

    private static final int OWNER_AND_SERVER = 0640;

    /** For the discovery. */
    public ConfigurationMigrator() {}

    /**
     * What to do.
     *
     * @param from the site whose configuration is read
     * @param to the site that gets it
     * @param file its path at both
     * @param values constants to set, by name
     * @param secrets constants to set to a secret, each with its reference
     * @param replacements what to replace in all other values
     */
    record Work(
            @JsonProperty(required = true) Place from,
            @JsonProperty(required = true) Place to,
            @JsonProperty(required = true) String file,
            @JsonProperty(required = true) Map<String, String> values,
            @JsonProperty(required = true) Map<String, String> secrets,
            @JsonProperty(required = true) Replacements replacements) {
        Work {
            java.util.Objects.requireNonNull(from, "from");
            java.util.Objects.requireNonNull(to, "to");
            java.util.Objects.requireNonNull(replacements, "replacements");
            TreePath.of(file);
            values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
            secrets = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
        }

        TypedData data() {
            return new TypedData(ID, 1, WebJson.write(this));
        }
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Step open(TypedData data) {
        return new Configuring(WebJson.read(data, Work.class, "step.bad-data"));
    }

    private static final class Configuring implements Step {
        private final Work work;

        Configuring(Work work) {
            this.work = work;
        }

        private TreePath path() {
            return TreePath.of(work.file());
        }

        @Override
        public Outline outline(StepContext context) {
            return Outline.of(
                    "writes " + work.file() + " at " + work.to().location() + ", with other values of "
                            + String.join(", ", names()),
                    "puts the former " + work.file() + " back");
        }

        private java.util.List<String> names() {
            java.util.List<String> names =
                    new java.util.ArrayList<>(work.values().keySet());
            names.addAll(work.secrets().keySet());
            return names;
        }

        @Override
        public State probe(StepContext context) {
            Optional<byte[]> there = new KeptFile(work.to().location(), path(), context).content();
            return there.isPresent() && Arrays.equals(there.get(), migrated(context)) ? State.DONE : State.NOT_DONE;
        }

        @Override
        public void run(StepContext context) {
            byte[] content = migrated(context);
            TreeEntry former = former(context);
            KeptFile file = new KeptFile(work.to().location(), path(), context);
            file.put(content, former.mode().orElse(OWNER_AND_SERVER));
            if (!file.giveTo(former)) {
                context.progress()
                        .report(Finding.warning(
                                "web.group-not-kept",
                                work.file(),
                                "The configuration could not be given to the group that it has at the source, so that"
                                        + " the web server may not be able to read it.",
                                "Give it to the web server's group by chgrp."));
            }
            context.log("Wrote " + work.file() + " with other values of " + String.join(", ", names()));
        }

        @Override
        public void undo(StepContext context) {
            new KeptFile(work.to().location(), path(), context).putBack();
        }

        private byte[] migrated(WorkContext context) {
            byte[] content;
            try (FileTree tree = context.connections().tree(work.from().location())) {
                content = SiteFiles.read(tree, path(), context).orElseThrow(this::missing);
            }
            Map<String, String> values = new LinkedHashMap<>(work.values());
            work.secrets().forEach((name, reference) -> {
                try (Secret secret = context.connections().secret(SecretRef.parse(reference))) {
                    values.put(name, secret.reveal());
                }
            });
            SearchReplace engine = work.replacements().engine();
            return PhpConfig.of(content)
                    .with(
                            values,
                            expression -> new String(
                                    engine.apply(expression.getBytes(StandardCharsets.ISO_8859_1))
                                            .value(),
                                    StandardCharsets.ISO_8859_1))
                    .bytes();
        }

        private MigrationException missing() {
            return MigrationException.of(
                            ErrorCategory.VALIDATION,
                            "web.no-configuration",
                            "there is no " + work.file() + " at the source")
                    .subject(work.file())
                    .remedy("Put the configuration where the platform looks for it, in the document root, and make the"
                            + " plan again.")
                    .build();
        }

        private TreeEntry former(WorkContext context) {
            try (FileTree tree = context.connections().tree(work.from().location())) {
                return SiteFiles.stat(tree, path(), context).orElseThrow(this::missing);
            }
        }
    }
}
