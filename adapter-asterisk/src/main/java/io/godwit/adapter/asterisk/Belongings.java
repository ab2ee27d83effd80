package io.godwit.adapter.asterisk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Knows what belongs to a PBX besides its configuration, and where that is. */
final class Belongings {
    /** Where Asterisk keeps what, unless it says otherwise. */
    static final Map<String, String> USUAL;

    static {
        Map<String, String> usual = new LinkedHashMap<>();
        usual.put("astspooldir", "/var/spool/asterisk");
        usual.put("astvarlibdir", "/var/lib/asterisk");
        usual.put("astdatadir", "/usr/share/asterisk");
        usual.put("astdbdir", "/var/lib/asterisk");
        usual.put("astkeydir", "/usr/share/asterisk");
        usual.put("astagidir", "/usr/share/asterisk/agi-bin");
        usual.put("astmoddir", "/usr/lib/asterisk/modules");
        USUAL = java.util.Collections.unmodifiableMap(usual);
    }

    /** All that may be there. */
    static final List<Belonging> ALL = List.of(
            new Belonging("voicemail", "astspooldir", "voicemail"),
            new Belonging("recordings", "astspooldir", "monitor"),
            new Belonging("ari-recordings", "astspooldir", "recording"),
            new Belonging("faxes", "astspooldir", "fax"),
            new Belonging("conference-recordings", "astspooldir", "meetme"),
            new Belonging("prompts", "astdatadir", "sounds/custom"),
            new Belonging("prompts-of-var", "astvarlibdir", "sounds"),
            new Belonging("music-on-hold", "astvarlibdir", "moh"),
            new Belonging("music-of-data", "astdatadir", "moh"),
            new Belonging("music-mp3", "astvarlibdir", "mohmp3"),
            new Belonging("agi", "astagidir", ""),
            new Belonging("keys", "astkeydir", "keys"),
            new Belonging("keys-of-var", "astvarlibdir", "keys"),
            new Belonging("phone-provisioning", "astvarlibdir", "phoneprov"),
            new Belonging("tftp-root", "", "/tftpboot"),
            new Belonging("tftp-srv", "", "/srv/tftp"),
            new Belonging("tftp-var", "", "/var/lib/tftpboot"),
            new Belonging("crontab", "", "/var/spool/cron/crontabs/asterisk"),
            new Belonging("crontab-of-cronie", "", "/var/spool/cron/asterisk"));

    private Belongings() {}

    /**
     * A directory or file that belongs to a PBX.
     *
     * @param name of its file set
     * @param role of the directory that it is in; empty for one that every machine has
     * @param path in there
     */
    record Belonging(String name, String role, String path) {
        String in(Map<String, String> directories) {
            if (role.isEmpty()) {
                return path;
            }
            String base = directories.getOrDefault(role, Objects.requireNonNull(USUAL.get(role)));
            return path.isEmpty() ? base : base + "/" + path;
        }

        boolean isFile() {
            return name.startsWith("crontab");
        }
    }

    /** The file of Asterisk's own database. */
    static String astdb(Map<String, String> directories) {
        return directories.getOrDefault("astdbdir", "/var/lib/asterisk") + "/astdb.sqlite3";
    }

    /** Where to look whether something is there. */
    static List<String> candidates(Map<String, String> directories) {
        List<String> candidates = new ArrayList<>();
        ALL.forEach(belonging -> candidates.add(belonging.in(directories)));
        return candidates.stream().distinct().toList();
    }
}
