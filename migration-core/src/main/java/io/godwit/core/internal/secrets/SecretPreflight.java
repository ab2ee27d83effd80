package io.godwit.core.internal.secrets;

import io.godwit.core.AuthenticationSpec;
import io.godwit.core.MigrationSpec;
import io.godwit.core.SiteSpec;
import io.godwit.core.ViaSpec;
import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Looks before a run whether all secrets of a specification are to be had. */
public final class SecretPreflight {
    private SecretPreflight() {}

    /**
     * The references of a specification.
     *
     * @param spec the specification
     * @return by the key that they stand at
     */
    public static Map<String, SecretRef> references(MigrationSpec spec) {
        Map<String, SecretRef> references = new LinkedHashMap<>();
        site(references, "source", spec.sourceSpec());
        site(references, "destination", spec.destinationSpec());
        return references;
    }

    /**
     * Looks every secret up once, and forgets it.
     *
     * @param spec the specification
     * @param lookup gives a secret, as {@link io.godwit.spi.Connections#secret} does
     * @return an ERROR for each that is not to be had, a WARNING for each file that is open to others
     */
    public static List<Finding> check(MigrationSpec spec, Function<SecretRef, Secret> lookup) {
        List<Finding> findings = new ArrayList<>();
        references(spec).forEach((key, reference) -> {
            try {
                lookup.apply(reference).close();
                Optional<Finding> open =
                        reference.scheme().equals("file") ? FileSecrets.warning(reference.name()) : Optional.empty();
                open.ifPresent(findings::add);
            } catch (MigrationException e) {
                String message = e.getMessage();
                findings.add(new Finding(
                        Severity.ERROR,
                        e.code(),
                        key,
                        message == null ? e.code() : message,
                        reference.toString(),
                        e.remediation()));
            }
        });
        return findings;
    }

    private static void site(Map<String, SecretRef> references, String key, SiteSpec site) {
        login(references, key + ".authentication", site.authentication());
        site.via().ifPresent(via -> place(references, key + ".via", via));
        for (int i = 0; i < site.databases().size(); i++) {
            String at = key + (site.databases().size() == 1 ? ".database" : ".databases[" + i + "]");
            site.databases().get(i).secrets().forEach((name, ref) -> references.put(at + "." + name, ref));
            if (site.databases().get(i).via() instanceof ViaSpec.Place other) {
                place(references, at + ".via", other.location());
            }
        }
        site.cloud()
                .flatMap(cloud -> cloud.credentials())
                .ifPresent(ref -> references.put(key + ".cloud_config.credentials", ref));
        site.controlPanel().ifPresent(panel -> {
            panel.apiToken().ifPresent(ref -> references.put(key + ".control_panel.api_token", ref));
            panel.password().ifPresent(ref -> references.put(key + ".control_panel.password", ref));
        });
    }

    private static void login(Map<String, SecretRef> references, String key, AuthenticationSpec login) {
        login.secrets().forEach((name, ref) -> references.put(key + "." + name, ref));
    }

    private static void place(Map<String, SecretRef> references, String key, Location place) {
        place.secrets().forEach((name, ref) -> references.put(key + "." + name, ref));
        place.via().ifPresent(via -> place(references, key + ".via", via));
    }
}
