package io.godwit.core;

import io.godwit.core.internal.capsule.StagedSite;
import io.godwit.core.internal.secrets.InlineSecrets;
import io.godwit.core.internal.spec.Words;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.SecretRef;
import java.util.Map;
import java.util.Optional;

/** Describes sites that are read from a capsule. */
final class StagedSpecs {
    private StagedSpecs() {}

    static SiteSpec site(SiteSpec was, Capsule.Side side, InlineSecrets inline) {
        SiteSpecBuilder site = new SiteSpecBuilder(side.side(), inline);
        if (Words.cloudScheme(was.type()).isEmpty()) {
            site.platform(was.type());
        }
        Optional<Location> files = was.files()
                .flatMap(root -> side.trees().stream()
                        .filter(tree -> StagedSite.isSame(tree.origin(), root))
                        .findFirst()
                        .map(Capsule.Tree::location));
        if (files.isPresent()) {
            site.at(files.get());
        } else if (was.platform().isPresent() || was.files().isPresent()) {
            site.at(side.location());
        }
        for (DatabaseSpec database : was.databases()) {
            was.locate(database)
                    .ifPresent(origin -> site.database(description -> {
                        Location now = side.databases().stream()
                                .filter(each -> StagedSite.isSame(each.origin(), origin))
                                .findFirst()
                                .map(Capsule.Rows::location)
                                .orElseThrow(() -> notHeld(origin));
                        description.at(now.uri().toString());
                        for (Map.Entry<String, SecretRef> secret : now.secrets().entrySet()) {
                            description.secret(secret.getKey(), secret.getValue());
                        }
                        now.settings().forEach(description::setting);
                        now.via().ifPresent(via -> description.via(new ViaSpec.Place(via)));
                        description.include(database.selection().include().toArray(String[]::new));
                        description.exclude(database.selection().exclude().toArray(String[]::new));
                        database.masks().forEach(description::mask);
                        database.conditions().forEach(description::where);
                        database.names().forEach(description::rename);
                        database.types().forEach(description::columnType);
                        database.transforms().forEach(description::transform);
                    }));
        }
        return site.build();
    }

    private static MigrationException notHeld(Location origin) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        "capsule.no-part",
                        "the capsule holds no database that was at \"" + origin + "\"")
                .subject(origin.toString())
                .remedy("Stage that, too, or leave it out of the specification.")
                .build();
    }
}
