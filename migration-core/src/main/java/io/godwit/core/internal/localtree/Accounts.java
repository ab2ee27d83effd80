package io.godwit.core.internal.localtree;

import io.godwit.spi.TreeEntry.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The names of users and groups, each looked up once. Thread-safe. */
final class Accounts {
    private final Map<Integer, Owner> users = new ConcurrentHashMap<>();
    private final Map<Integer, Owner> groups = new ConcurrentHashMap<>();

    Owner user(int id, Path of) throws IOException {
        Owner known = users.get(id);
        return known != null ? known : look(users, id, of, "unix:owner");
    }

    Owner group(int id, Path of) throws IOException {
        Owner known = groups.get(id);
        return known != null ? known : look(groups, id, of, "unix:group");
    }

    private static Owner look(Map<Integer, Owner> known, int id, Path of, String attribute) throws IOException {
        UserPrincipal principal = (UserPrincipal) Files.getAttribute(of, attribute, LinkOption.NOFOLLOW_LINKS);
        String name = principal.getName();
        Owner owner = Owner.of(Integer.toUnsignedLong(id), name.equals(Integer.toUnsignedString(id)) ? "" : name);
        known.put(id, owner);
        return owner;
    }
}
