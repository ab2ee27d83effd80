package io.godwit.adapter.asterisk;

import java.util.Set;

/** Knows the options of sip.conf. */
final class ChanSip {
    /** Options of which every line counts. */
    private static final Set<String> LISTS = Set.of(
            "allow",
            "disallow",
            "setvar",
            "permit",
            "deny",
            "contactpermit",
            "contactdeny",
            "directmediapermit",
            "directmediadeny",
            "register",
            "localnet",
            "auth",
            "header");

    private ChanSip() {}

    static boolean isList(String option) {
        return LISTS.contains(option);
    }
}
