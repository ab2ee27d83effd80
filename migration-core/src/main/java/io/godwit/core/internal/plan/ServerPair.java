package io.godwit.core.internal.plan;

import io.godwit.spi.DatabaseFacts;
import io.godwit.spi.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of two servers is not alike, as far as applications notice. */
final class ServerPair {
    /** Settings that mean the same wherever they occur, and what depends on them. */
    private static final Map<String, String> EVERYWHERE = Map.of(
            "sql_mode", "what statements are accepted, and what becomes of values that do not fit",
            "lower_case_table_names", "whether names of tables that differ in case alone are the same");

    /** Settings that mean the same between servers of one product. */
    private static final Map<String, String> WITHIN_PRODUCT = Map.of(
            "time_zone", "what the current time is to statements that do not name a zone",
            "collation", "how text is sorted and compared where columns do not say so",
            "character_set", "which text new columns can hold",
            "encoding", "which text columns can hold");

    /** The number in the middle of three tells releases apart; behind the first of two stand repairs. */
    private static final Pattern MAJOR = Pattern.compile("(\\d+)(?:\\.(\\d+)\\.\\d)?.*");

    private ServerPair() {}

    /**
     * Compares two servers.
     *
     * @param source as it says itself
     * @param target as it says itself
     * @return what a person should know
     */
    static List<Finding> compare(DatabaseFacts source, DatabaseFacts target) {
        List<Finding> findings = new ArrayList<>();
        boolean isSame = source.product().equals(target.product());
        source.properties().forEach((setting, value) -> {
            String there = target.properties().getOrDefault(setting, value);
            String matters = EVERYWHERE.getOrDefault(setting, isSame ? WITHIN_PRODUCT.getOrDefault(setting, "") : "");
            if (!matters.isEmpty() && !there.equals(value)) {
                findings.add(Finding.warning(
                                "database.setting-differs",
                                target.name() + "." + setting,
                                "The two servers differ in \"" + setting + "\": " + matters + ".",
                                "Give the destination the setting of the source, or see that applications get along"
                                        + " with the other one.")
                        .withEvidence("source " + shown(value) + ", destination " + shown(there)));
            }
        });
        if (isSame && isOlder(target.version(), source.version())) {
            findings.add(Finding.warning(
                            "database.version-older",
                            target.name(),
                            "The destination is an older " + target.product()
                                    + " than the source, and may not know all that is there.",
                            "Look at what else is said of the schema, or upgrade the destination first.")
                    .withEvidence("source " + source.version() + ", destination " + target.version()));
        }
        return findings;
    }

    private static String shown(String value) {
        return value.isEmpty() ? "nothing" : value;
    }

    private static boolean isOlder(String version, String other) {
        Matcher one = MAJOR.matcher(version);
        Matcher two = MAJOR.matcher(other);
        if (!one.matches() || !two.matches()) {
            return false;
        }
        int major = Integer.compare(Integer.parseInt(one.group(1)), Integer.parseInt(two.group(1)));
        return major < 0 || (major == 0 && minor(one) < minor(two));
    }

    private static int minor(Matcher version) {
        return version.group(2) == null ? 0 : Integer.parseInt(version.group(2));
    }
}
