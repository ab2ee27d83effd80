package io.godwit.core.internal.run;

import io.godwit.core.BackupSpec;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Inventory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.SecretRef;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the step that makes a backup is told. Immutable.
 *
 * @param name of the migration
 * @param to the directory of all backups
 * @param kinds what is kept
 * @param keep how many stay, or 0
 * @param trees directories that are written to
 * @param databases databases that are written to
 * @param settings what the specification says of the destination
 * @param platform id of the adapter, or an empty string
 * @param inventory what it found at the destination, or null
 */
public record BackupMove(
        String name,
        Location to,
        List<String> kinds,
        int keep,
        List<Tree> trees,
        List<Location> databases,
        Map<String, String> settings,
        String platform,
        @Nullable Inventory inventory) {
    /** Id of the type of the step. */
    public static final String TYPE = "core:back-up";

    /** Checks the parts. */
    public BackupMove {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(to, "to");
        kinds = List.copyOf(kinds);
        trees = List.copyOf(trees);
        databases = List.copyOf(databases);
        settings = Map.copyOf(settings);
        if (to.uri().getRawPath() == null) {
            throw bad(to, "is no directory in which others can be made");
        }
        for (Tree tree : trees) {
            if (isInside(tree.root(), to)) {
                throw bad(to, "lies inside \"" + tree.root() + "\", which is written to");
            }
        }
    }

    private static MigrationException bad(Location to, String why) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        "backup.bad-location",
                        "the place for backups, \"" + to + "\", " + why)
                .subject(to.toString())
                .remedy("Name a directory of its own as options.backup.to.")
                .build();
    }

    private static boolean isInside(Location root, Location place) {
        URI one = root.uri();
        URI other = place.uri();
        return root.scheme().equals(place.scheme())
                && Objects.equals(one.getRawAuthority(), other.getRawAuthority())
                && one.getPath() != null
                && slashed(other.getPath()).startsWith(slashed(one.getPath()));
    }

    private static String slashed(String path) {
        return path.endsWith("/") ? path : path + "/";
    }

    /**
     * Whether something is kept.
     *
     * @param kind what
     * @return true where it is
     */
    public boolean keeps(BackupSpec.Kind kind) {
        return kinds.contains(kind.word());
    }

    /**
     * Where the backup of a session is.
     *
     * @param session the session
     * @return a directory below {@link #to}
     */
    public Location place(String session) {
        return below(to, session.replaceAll("[^A-Za-z0-9._-]", "-"));
    }

    /**
     * A directory in the directory of all backups.
     *
     * @param to that directory
     * @param name plain letters, digits, dots and dashes
     * @return with all that it takes to get there
     */
    public static Location below(Location to, String name) {
        Location place = Location.of(to.uri().toString().replaceFirst("/*$", "/" + name));
        for (Map.Entry<String, SecretRef> secret : to.secrets().entrySet()) {
            place = place.withSecret(secret.getKey(), secret.getValue());
        }
        for (Map.Entry<String, String> setting : to.settings().entrySet()) {
            place = place.withSetting(setting.getKey(), setting.getValue());
        }
        place = to.becomeUser().map(place::become).orElse(place);
        return to.via().map(place::via).orElse(place);
    }

    /**
     * The shadow that a database is restored into to try it.
     *
     * @param session the session
     * @param number of the database, from 0
     * @return its name
     */
    public static String area(String session, int number) {
        String digits = session.replaceAll("[^a-z0-9]", "");
        String tail = digits.length() > 10 ? digits.substring(digits.length() - 10) : digits;
        return "godwit_" + tail + "_b" + number;
    }

    /**
     * A directory.
     *
     * @param name tells it from the others
     * @param root where it is
     * @param configuration whether it counts as configuration
     */
    public record Tree(String name, Location root, boolean configuration) {}
}
