package io.godwit.adapter.web;

import io.godwit.spi.Blueprint;
import io.godwit.spi.Finding;
import io.godwit.spi.Inventory;
import io.godwit.spi.PlatformAdapter;
import io.godwit.spi.Site;
import io.godwit.spi.WorkContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Knows WordPress: from its document root alone, at any place, without PHP. */
public final class WordPressAdapter implements PlatformAdapter {
    /** For the discovery. */
    public WordPressAdapter() {}

    @Override
    public String id() {
        return "wordpress";
    }

    @Override
    public String title() {
        return "WordPress";
    }

    @Override
    public Optional<String> detect(Site site, WorkContext context) {
        return WordPressSite.version(site, context)
                .map(version -> "WordPress " + version + ", from wp-includes/version.php");
    }

    @Override
    public Inventory inspect(Site site, WorkContext context) {
        return WordPressSite.inspect(site, context).toInventory(id());
    }

    @Override
    public List<Finding> check(Inventory source, Inventory destination) {
        WordPressStock from = WordPressStock.of(source);
        WordPressStock to = WordPressStock.of(destination);
        List<Finding> findings = new ArrayList<>();
        if (!from.isThere()) {
            findings.add(Finding.error(
                    "wordpress.not-found",
                    "source",
                    "There is no WordPress at the source.",
                    "Name the directory that holds wp-includes as source.url."));
            return findings;
        }
        if (to.isThere()) {
            findings.add(Finding.warning(
                            "wordpress.replaced",
                            "destination",
                            "The destination holds a WordPress already, which is overwritten.",
                            "Choose another directory if it is still needed.")
                    .withEvidence("WordPress " + to.version()));
        }
        if (!from.computed().isEmpty()) {
            findings.add(Finding.warning(
                            "wordpress.computed-setting",
                            WordPressSite.CONFIG,
                            "Some settings are computed as WordPress starts, so that they cannot be read from the"
                                    + " file.",
                            "Give the database in the specification, and see that the new server computes them as it"
                                    + " should.")
                    .withEvidence(String.join("; ", from.computed())));
        }
        if (!from.charset().isEmpty() && !from.charset().startsWith("utf8")) {
            findings.add(Finding.warning(
                            "wordpress.charset",
                            "DB_CHARSET",
                            "WordPress does not talk to its database in UTF-8, so that lengths in serialized values"
                                    + " may count other bytes.",
                            "Convert the site to utf8mb4 before moving it, or keep its URL and path.")
                    .withEvidence(from.charset()));
        }
        if (!from.dropIns().isEmpty()) {
            findings.add(Finding.info(
                            "wordpress.drop-ins",
                            "wp-content",
                            "Drop-ins of caches carry paths and servers of the old host and are left behind; their"
                                    + " plugins make them anew.")
                    .withEvidence(String.join(", ", from.dropIns())));
        }
        return findings;
    }

    @Override
    public Blueprint plan(InspectedSite source, InspectedSite destination) {
        return new WordPressPlan(source, destination).blueprint();
    }
}
