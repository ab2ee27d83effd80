package io.godwit.core.internal.host;

import java.util.Map;
import java.util.Set;

/**
 * What processes that we start here get of our environment: what a login has. Variables beyond that may hold secrets ({@code env:NAME}),
 * and whoever may look at a process sees its environment.
 */
public final class ChildEnvironment {
    private static final Set<String> PLAIN = Set.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "SHELL",
            "LANG",
            "LANGUAGE",
            "TZ",
            "TERM",
            "TMPDIR",
            "TMP",
            "TEMP",
            "HOSTNAME",
            "JAVA_HOME",
            "LD_LIBRARY_PATH",
            "XDG_RUNTIME_DIR",
            "SSH_AUTH_SOCK",
            "SYSTEMROOT",
            "SYSTEMDRIVE",
            "WINDIR",
            "COMSPEC",
            "PATHEXT",
            "USERPROFILE",
            "COMPUTERNAME");

    private ChildEnvironment() {}

    /**
     * Takes out of an environment what a child does not need.
     *
     * @param environment of a {@link ProcessBuilder}, changed
     */
    public static void reduce(Map<String, String> environment) {
        environment.keySet().removeIf(name -> !isPlain(name.toUpperCase(java.util.Locale.ROOT)));
    }

    private static boolean isPlain(String name) {
        return PLAIN.contains(name) || name.startsWith("LC_");
    }
}
