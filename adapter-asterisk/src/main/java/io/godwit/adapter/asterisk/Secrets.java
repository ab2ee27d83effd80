package io.godwit.adapter.asterisk;

import java.util.Locale;
import java.util.regex.Pattern;

/** Knows which settings of a PBX nobody may be told. */
final class Secrets {
    private static final Pattern KEYS = Pattern.compile(
            "pass|passwd|password|password_digest|secret|.*[_-]?secret|md5_cred|refresh_token|dbpass|dbpassword|pin|adminpin|.*_pin|admin_pin|imappassword"
                    + "|.*password|register|auth_token|tls_?passphrase|outkey|inkey");

    private static final Pattern AUTHENTICATE = Pattern.compile("(?i)((?:VM)?Authenticate\\()[^,)]+");

    private Secrets() {}

    static boolean isSecret(String kind, String setting) {
        String key = setting.toLowerCase(Locale.ROOT);
        return KEYS.matcher(key).matches()
                // the realms of sip.conf read user:password@realm
                || (kind.equals("section") && key.equals("auth"));
    }

    /** An application of the dialplan, without the numbers that callers have to know. */
    static String told(String application) {
        return AUTHENTICATE.matcher(application).replaceAll("$1****");
    }
}
