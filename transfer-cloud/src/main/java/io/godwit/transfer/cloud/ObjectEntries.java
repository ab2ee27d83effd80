package io.godwit.transfer.cloud;

import io.godwit.spi.EntryKind;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreeLink;
import io.godwit.spi.TreePath;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What files have and objects lack, as metadata of the object: {@code mtime} in seconds with a fraction (as rclone writes it),
 * and with the prefix {@code godwit-} mode, owner, group and the target of a symbolic link. An object without them was
 * modified when the store got it, and its mode is not known.
 */
final class ObjectEntries {
    private static final String MODIFIED = "mtime";
    private static final String MODE = "godwit-mode";
    private static final String OWNER = "godwit-owner";
    private static final String GROUP = "godwit-group";
    static final String LINK = "godwit-link";

    /** The longest target that fits beside the rest into the 2 KiB of metadata. */
    static final int LONGEST_TARGET = 1000;

    private ObjectEntries() {}

    /** Whether an object is a symbolic link. */
    static boolean isLink(ObjectHeaders headers) {
        return headers.metadata().containsKey(LINK);
    }

    /** The metadata that keeps the attributes of an entry. */
    static Map<String, String> metadata(TreeEntry entry) {
        Map<String, String> words = new LinkedHashMap<>();
        entry.modified().ifPresent(time -> words.put(MODIFIED, seconds(time)));
        entry.mode().ifPresent(mode -> words.put(MODE, String.format("%04o", mode)));
        entry.owner().ifPresent(owner -> words.put(OWNER, text(owner)));
        entry.group().ifPresent(group -> words.put(GROUP, text(group)));
        entry.target()
                .ifPresent(target ->
                        words.put(LINK, Base64.getUrlEncoder().withoutPadding().encodeToString(target.bytes())));
        return words;
    }

    /** The metadata of an object with the attributes that an entry knows laid over it. */
    static Map<String, String> over(StoredObject object, TreeEntry entry) {
        Map<String, String> words = new LinkedHashMap<>(kept(object));
        words.putAll(metadata(entry));
        return words;
    }

    /** The metadata of an object, with its time where only the store knows that. */
    static Map<String, String> kept(StoredObject object) {
        Map<String, String> words = new LinkedHashMap<>(object.known().metadata());
        words.putIfAbsent(MODIFIED, seconds(object.modified()));
        return words;
    }

    /** The metadata of an object as a copy elsewhere gets it. */
    static Map<String, String> carried(StoredObject object, boolean owners) {
        Map<String, String> words = kept(object);
        if (!owners) {
            words.remove(OWNER);
            words.remove(GROUP);
        }
        return words;
    }

    /** The entry of an object that is no marker of a directory. */
    static TreeEntry entry(TreePath path, StoredObject object) {
        Map<String, String> words = object.known().metadata();
        String target = words.get(LINK);
        TreeEntry.Builder entry = TreeEntry.of(path, target == null ? EntryKind.FILE : EntryKind.SYMLINK);
        if (target == null) {
            entry.size(object.size());
        } else {
            entry.target(TreeLink.ofBytes(Base64.getUrlDecoder().decode(target)));
        }
        attributes(entry, words);
        entry.modified(time(words.get(MODIFIED), object.modified()));
        return entry.version(object.version()).build();
    }

    /** The entry of a directory; without a marker nothing more is known of it. */
    static TreeEntry directory(TreePath path, @Nullable StoredObject marker) {
        TreeEntry.Builder entry = TreeEntry.of(path, EntryKind.DIRECTORY);
        if (marker != null) {
            Map<String, String> words = marker.known().metadata();
            attributes(entry, words);
            entry.modified(time(words.get(MODIFIED), marker.modified()));
        }
        return entry.build();
    }

    private static void attributes(TreeEntry.Builder entry, Map<String, String> words) {
        String mode = words.get(MODE);
        if (mode != null && mode.matches("[0-7]{1,4}")) {
            entry.mode(Integer.parseInt(mode, 8));
        }
        entry.owner(owner(words.get(OWNER)));
        entry.group(owner(words.get(GROUP)));
    }

    private static String seconds(Instant time) {
        return BigDecimal.valueOf(time.getEpochSecond())
                .add(BigDecimal.valueOf(time.getNano(), 9))
                .toPlainString();
    }

    private static Instant time(@Nullable String seconds, Instant otherwise) {
        if (seconds == null || !seconds.matches("-?\\d{1,12}(\\.\\d{1,12})?")) {
            return otherwise;
        }
        BigDecimal number = new BigDecimal(seconds);
        BigDecimal whole = number.setScale(0, RoundingMode.FLOOR);
        long nanos = number.subtract(whole)
                .movePointRight(9)
                .setScale(0, RoundingMode.DOWN)
                .longValueExact();
        return Instant.ofEpochSecond(whole.longValueExact(), nanos);
    }

    private static String text(TreeEntry.Owner owner) {
        String number = owner.id().isPresent() ? Long.toString(owner.id().getAsLong()) : "";
        return number + ":" + URLEncoder.encode(owner.name(), StandardCharsets.UTF_8);
    }

    private static TreeEntry.@Nullable Owner owner(@Nullable String text) {
        if (text == null || !text.matches("\\d{0,18}:[\\x21-\\x7e]*")) {
            return null;
        }
        int colon = text.indexOf(':');
        OptionalLong number =
                colon == 0 ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text.substring(0, colon)));
        return new TreeEntry.Owner(number, URLDecoder.decode(text.substring(colon + 1), StandardCharsets.UTF_8));
    }
}
