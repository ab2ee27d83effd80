package io.godwit.transfer.ssh;

import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreeEntry.Owner;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Users and groups of a server, by number and by name. Immutable once made. */
final class SshAccounts {
    private static final String USER = "USER:";
    private static final String GROUP = "GROUP:";
    /** How many of each are asked for: a directory service may have very many. */
    static final int MOST = 20_000;

    private final Map<Long, String> users = new HashMap<>();
    private final Map<Long, String> groups = new HashMap<>();
    private final Map<String, Long> userIds = new HashMap<>();
    private final Map<String, Long> groupIds = new HashMap<>();

    /**
     * Takes a line of the server's.
     *
     * @return false where it tells of no account
     */
    boolean take(String line) {
        if (line.startsWith(USER)) {
            account(line.substring(USER.length()), users, userIds);
            return true;
        }
        if (line.startsWith(GROUP)) {
            account(line.substring(GROUP.length()), groups, groupIds);
            return true;
        }
        return false;
    }

    private static void account(String told, Map<Long, String> names, Map<String, Long> ids) {
        int colon = told.indexOf(':');
        if (colon <= 0) {
            return;
        }
        try {
            String name = told.substring(0, colon);
            long id = Long.parseLong(told.substring(colon + 1));
            names.putIfAbsent(id, name);
            ids.putIfAbsent(name, id);
        } catch (NumberFormatException e) {
            // a line of another form, as a directory service may have them, names no account for us
            return;
        }
    }

    Owner user(long id) {
        return Owner.of(id, users.getOrDefault(id, ""));
    }

    Owner group(long id) {
        return Owner.of(id, groups.getOrDefault(id, ""));
    }

    /** The entry with the numbers that its owners have on this server; names that are not known here keep theirs. */
    TreeEntry here(TreeEntry entry) {
        TreeEntry.Builder same = entry.toBuilder();
        entry.owner().ifPresent(owner -> same.owner(here(owner, userIds)));
        entry.group().ifPresent(group -> same.group(here(group, groupIds)));
        return same.build();
    }

    private static Owner here(Owner owner, Map<String, Long> ids) {
        Long id = owner.name().isEmpty() ? null : ids.get(owner.name());
        return id == null ? owner : new Owner(OptionalLong.of(id), owner.name());
    }
}
