package io.godwit.adapter.asterisk;

import io.godwit.spi.Blueprint;
import io.godwit.spi.Finding;
import io.godwit.spi.Inventory;
import io.godwit.spi.PlatformAdapter;
import io.godwit.spi.Site;
import io.godwit.spi.WorkContext;
import java.util.List;
import java.util.Optional;

/**
 * Knows Asterisk. A site is the root of a machine's files ({@code ssh://root@pbx.example.com/}), where commands are run too, or a copy of them ({@code
 * file:///copies/pbx}). Thread-safe.
 */
public final class AsteriskAdapter implements PlatformAdapter {
    /** For the discovery. */
    public AsteriskAdapter() {}

    @Override
    public String id() {
        return "asterisk";
    }

    @Override
    public String title() {
        return "Asterisk";
    }

    @Override
    public Optional<String> detect(Site site, WorkContext context) {
        return new Inspector(site, context).detect();
    }

    @Override
    public Inventory inspect(Site site, WorkContext context) {
        return new Inspector(site, context).inspect().toInventory(id());
    }

    @Override
    public List<Finding> check(Inventory source, Inventory destination) {
        return Fitness.of(Stock.of(source), Stock.of(destination));
    }

    @Override
    public Blueprint plan(InspectedSite source, InspectedSite destination) {
        return MovePlan.of(source, destination);
    }
}
