package io.godwit.transfer.vfs;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreePath;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The location of an archive, read and checked: {@code tgz:/backup/site.tar.gz}, or {@code tgz:} and the URL of a file at
 * another place. Immutable.
 *
 * @param format the kind of archive
 * @param directory where the file lies, with whatever it takes to get there
 * @param file its name there
 * @param shown the location as messages show it
 * @param limits what is refused
 * @param level how hard to compress, or -1
 */
record ArchivePlace(
        ArchiveFormat format, Location directory, TreePath file, String shown, ArchiveLimits limits, int level) {
    private static final Pattern INNER = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");
    private static final String MAX_ENTRIES = "max_entries";
    private static final String MAX_RATIO = "max_ratio";
    private static final String LEVEL = "level";
    private static final Set<String> SETTINGS = Set.of(MAX_ENTRIES, MAX_RATIO, LEVEL);

    static ArchivePlace of(Location location) {
        URI uri = location.uri();
        ArchiveFormat format = ArchiveFormat.valueOf(location.scheme().toUpperCase(Locale.ROOT));
        String rest = uri.getRawSchemeSpecificPart();
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw bad(location, "has a part behind \"?\" or \"#\"", "Write such characters of a name as %3F and %23.");
        }
        String inner =
                INNER.matcher(rest).matches() ? rest : "file://" + (rest.startsWith("//") ? rest.substring(2) : rest);
        int slash = inner.lastIndexOf('/');
        int colon = inner.indexOf(':');
        if (slash <= colon
                || slash == inner.length() - 1
                || (inner.startsWith("file:") && !inner.startsWith("file:/"))) {
            throw bad(location, "names no file", "Write " + format.scheme() + ":/path/of/archive.");
        }
        String above = inner.substring(0, slash);
        boolean isTop = above.endsWith(":") || above.endsWith("/");
        Location directory = Location.of(isTop ? inner.substring(0, slash + 1) : above);
        for (Map.Entry<String, io.godwit.spi.SecretRef> secret :
                location.secrets().entrySet()) {
            directory = directory.withSecret(secret.getKey(), secret.getValue());
        }
        for (Map.Entry<String, String> setting : location.settings().entrySet()) {
            if (!SETTINGS.contains(setting.getKey())) {
                directory = directory.withSetting(setting.getKey(), setting.getValue());
            }
        }
        directory = location.becomeUser().map(directory::become).orElse(directory);
        directory = location.via().map(directory::via).orElse(directory);
        int level = number(location, LEVEL, 22).map(Long::intValue).orElse(-1);
        ArchiveLimits limits = new ArchiveLimits(
                number(location, MAX_ENTRIES, 1_000_000_000).orElse(ArchiveLimits.ENTRIES),
                number(location, MAX_RATIO, 1_000_000_000).orElse(ArchiveLimits.RATIO));
        return new ArchivePlace(
                format, directory, name(location, inner.substring(slash + 1)), location.toString(), limits, level);
    }

    private static TreePath name(Location location, String raw) {
        byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
        byte[] plain = new byte[bytes.length];
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%' && i + 2 < bytes.length) {
                plain[length++] = (byte) Integer.parseInt(new String(bytes, i + 1, 2, StandardCharsets.US_ASCII), 16);
                i += 2;
            } else {
                plain[length++] = bytes[i];
            }
        }
        try {
            TreePath name = TreePath.ofBytes(Arrays.copyOf(plain, length));
            if (name.parent().filter(TreePath::isRoot).isPresent()) {
                return name;
            }
        } catch (IllegalArgumentException e) {
            throw bad(location, "names no file", "Write the path of one file.");
        }
        throw bad(location, "names no file", "Write the path of one file.");
    }

    private static Optional<Long> number(Location location, String name, long most) {
        Optional<String> text = location.setting(name);
        if (text.isPresent() && (!text.get().matches("[1-9]\\d{0,9}") || Long.parseLong(text.get()) > most)) {
            throw bad(location, "has a setting \"" + name + "\" that is no number from 1 to " + most, "Correct it.");
        }
        return text.map(Long::parseLong);
    }

    private static MigrationException bad(Location location, String why, String remedy) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION, "archive.bad-location", "the location \"" + location + "\" " + why)
                .subject(location.toString())
                .remedy(remedy)
                .build();
    }
}
