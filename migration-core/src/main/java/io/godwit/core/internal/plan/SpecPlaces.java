package io.godwit.core.internal.plan;

import io.godwit.core.Grant;
import io.godwit.core.MigrationPlan.Place;
import io.godwit.core.MigrationSpec;
import io.godwit.core.SiteSpec;
import io.godwit.spi.Site;
import java.util.ArrayList;
import java.util.List;

/** Where a specification reads and writes. */
public final class SpecPlaces {
    private SpecPlaces() {}

    /**
     * The places of both sides.
     *
     * @param spec the specification
     * @return sources, which are written only where that was granted, and destinations
     */
    public static List<Place> of(MigrationSpec spec) {
        List<Place> places = new ArrayList<>();
        side(places, spec.sourceSpec(), spec.source(), true);
        side(places, spec.destinationSpec(), spec.destination(), false);
        return places;
    }

    private static void side(List<Place> places, SiteSpec described, Site site, boolean isSource) {
        boolean mayWriteFiles = !isSource || described.grants().contains(Grant.FILES);
        boolean mayWriteDatabases = !isSource || described.grants().contains(Grant.DATABASES);
        site.files().ifPresent(files -> places.add(new Place(files, isSource, mayWriteFiles)));
        site.databases().forEach(database -> places.add(new Place(database, isSource, mayWriteDatabases)));
    }
}
