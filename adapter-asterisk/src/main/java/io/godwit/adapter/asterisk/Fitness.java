package io.godwit.adapter.asterisk;

import io.godwit.spi.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Says what of a PBX will not fit another machine. */
final class Fitness {
    /** Gone in Asterisk 21. */
    private static final Map<String, String> GONE = Map.of("Monitor", "MixMonitor", "Macro", "Gosub");

    private static final List<String> FILES = List.of("cert_file", "priv_key_file", "ca_list_file", "ca_list_path");
    private static final List<String> ADDRESSES = List.of("external_media_address", "external_signaling_address");
    private static final Pattern ANY_ADDRESS = Pattern.compile("(0\\.0\\.0\\.0|\\[?::]?)(:\\d+)?");

    private final Stock from;
    private final Stock to;
    private final List<Finding> findings = new ArrayList<>();

    private Fitness(Stock from, Stock to) {
        this.from = from;
        this.to = to;
    }

    static List<Finding> of(Stock from, Stock to) {
        if (!from.isThere()) {
            return List.of(Finding.error(
                    "asterisk.not-found",
                    "source",
                    "There is no configuration of Asterisk in " + from.config() + " of the source.",
                    "Name the root of the PBX's files as source.url, and its configuration as source.paths.config."));
        }
        Fitness fitness = new Fitness(from, to);
        fitness.configuration();
        fitness.versions();
        fitness.modules();
        fitness.addresses();
        fitness.destination();
        return fitness.findings;
    }

    private void configuration() {
        for (Stock.Remark remark : from.remarks()) {
            if (remark.kind().equals("command")) {
                findings.add(Finding.warning(
                        "asterisk.command-in-configuration",
                        remark.where(),
                        "A line of the configuration " + remark.what() + ".",
                        "See that the command works on the new machine too, and compare what it prints."));
            } else if (remark.kind().equals("broken")) {
                findings.add(Finding.warning(
                        "asterisk.file-broken",
                        remark.where(),
                        "Asterisk does not read this file to its end: the line " + remark.what() + ".",
                        "Mend it at the source; a restart there would not load it either."));
            }
        }
    }

    private void versions() {
        boolean isNewer = to.major() >= 21;
        if (to.major() > 0 && from.major() > to.major()) {
            findings.add(Finding.error(
                            "asterisk.version-older",
                            "destination",
                            "The destination runs an older Asterisk than the source.",
                            "Install Asterisk " + from.major() + " or newer there.")
                    .withEvidence(from.version() + " to " + to.version()));
        }
        List<String> peers = from.meaning().names("peer");
        if (!peers.isEmpty() && isNewer) {
            findings.add(Finding.warning(
                            "asterisk.chan-sip-gone",
                            "sip.conf",
                            "The new Asterisk has no chan_sip: the peers of sip.conf cannot register there.",
                            "Turn them into endpoints of pjsip.conf.")
                    .withEvidence(peers.size() + " peers"));
        }
        if (isNewer) {
            SortedMap<String, Integer> uses = new TreeMap<>();
            from.meaning().things().forEach((thing, settings) -> {
                if (thing.kind().equals("route")) {
                    settings.values()
                            .forEach(value -> GONE.keySet().stream()
                                    .filter(gone -> value.text()
                                            .toLowerCase(Locale.ROOT)
                                            .startsWith(gone.toLowerCase(Locale.ROOT) + "("))
                                    .forEach(gone -> uses.merge(gone, 1, Integer::sum)));
                }
            });
            uses.forEach((gone, count) -> findings.add(Finding.warning(
                            "asterisk.application-gone",
                            "extensions.conf",
                            "The dialplan calls " + gone + "(), which the new Asterisk does not have.",
                            "Call " + GONE.get(gone) + "() instead.")
                    .withEvidence(count + " times")));
        }
    }

    private void modules() {
        if (from.modules().isEmpty() || to.modules().isEmpty()) {
            return;
        }
        List<String> missing = from.modules().stream()
                .filter(module -> !to.modules().contains(module))
                .toList();
        if (!missing.isEmpty()) {
            findings.add(Finding.warning(
                            "asterisk.module-missing",
                            "destination",
                            "Modules that run at the source do not run at the destination.",
                            "Install or load those that are needed, in the destination's modules.conf, which stays as"
                                    + " it is.")
                    .withEvidence(String.join(", ", missing)));
        }
    }

    private void addresses() {
        for (String name : from.meaning().names("transport")) {
            for (String key : ADDRESSES) {
                Optional<String> old = text(from, name, key);
                if (old.isPresent() && text(to, name, key).isEmpty()) {
                    findings.add(address(name, key, old.get()));
                }
            }
            text(from, name, "bind")
                    .filter(bind -> !ANY_ADDRESS.matcher(bind).matches())
                    .filter(bind -> text(to, name, "bind").isEmpty())
                    .ifPresent(bind -> findings.add(address(name, "bind", bind)));
            for (String key : FILES) {
                text(from, name, key)
                        .filter(file -> !file.startsWith(from.config() + "/")
                                && from.present().stream().noneMatch(file::startsWith))
                        .ifPresent(file -> findings.add(Finding.warning(
                                        "asterisk.file-outside",
                                        "transport " + name,
                                        "The transport needs a file that is not moved.",
                                        "Put it there yourself, for Asterisk's user to read.")
                                .withEvidence(key + " = " + file)));
            }
        }
    }

    private static Optional<String> text(Stock stock, String transport, String key) {
        return stock.meaning().value("transport", transport, key).map(Meaning.Value::text);
    }

    private static Finding address(String transport, String key, String value) {
        return Finding.warning(
                        "asterisk.address-of-source",
                        "transport " + transport,
                        "The transport names an address of the old machine, and the new one says of none.",
                        "Set it in a transport of that name at the destination before; what stands there is kept.")
                .withEvidence(key + " = " + value);
    }

    private void destination() {
        if (!to.isLive()) {
            findings.add(Finding.warning(
                    "asterisk.not-live",
                    "destination",
                    "No Asterisk can be told anything at the destination: the files are moved, and nothing is loaded"
                            + " or verified.",
                    "Install Asterisk there, and name the root of the machine as destination.url."));
        } else if (!from.astdb().isEmpty() && !to.tools().contains("sqlite3")) {
            findings.add(Finding.error(
                    "asterisk.no-sqlite3",
                    "destination",
                    "The entries of Asterisk's own database cannot be written: the program sqlite3 is missing.",
                    "Install it there."));
        }
        if (from.calls() > 0) {
            findings.add(Finding.warning(
                            "asterisk.calls-going-on",
                            "source",
                            "Calls are going on at the old PBX; voicemail and recordings of them are not complete yet.",
                            "Move when it is quiet, or move again afterwards.")
                    .withEvidence(from.calls() + " calls"));
        }
        if (to.isThere()) {
            List<Meaning.Difference> differences = from.meaning().differences(to.meaning());
            if (!differences.isEmpty()) {
                findings.add(Finding.warning(
                                "asterisk.replaced",
                                "destination",
                                "The destination has a PBX that is set up otherwise, and takes over what the source"
                                        + " has.",
                                "Compare the two before; what is there now is kept for a rollback.")
                        .withEvidence(differences.size() + " differences"));
            }
            differences.forEach(difference -> findings.add(difference(difference)));
        }
    }

    /** A difference of the destination from the source, for the comparison. */
    private static Finding difference(Meaning.Difference difference) {
        String what = switch (difference.change()) {
            case ADDED -> "Only the destination has it.";
            case REMOVED -> "Only the source has it.";
            case CHANGED -> "The source and the destination have it, and not the same.";
        };
        String setting = difference.setting();
        return Finding.info("asterisk.differs", difference.thing() + (setting.isEmpty() ? "" : ": " + setting), what)
                .withEvidence(
                        setting.isEmpty() ? "" : "\"" + difference.before() + "\" and \"" + difference.after() + "\"");
    }
}
