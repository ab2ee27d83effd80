package io.godwit.core.internal.journal;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.regex.Pattern;

/** What servers say differently from SQLite, in whose words the tables' statements are written. */
enum ServerDialect {
    /** PostgreSQL. */
    POSTGRES(
            "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)",
            ImmutableList.of("journal-postgres-1.sql")) {
        @Override
        String translate(String sql) {
            // an index of PostgreSQL cannot hold a long path
            return sql.replace(EFFECT_KEY, "(session, ledger, unit, kind, md5(object), length(object)) DO");
        }
    },
    /** MySQL and MariaDB. */
    MYSQL("CAST(UNIX_TIMESTAMP(SYSDATE(3)) * 1000 AS SIGNED)", ImmutableList.of("journal-mysql-1.sql")) {
        @Override
        String translate(String sql) {
            String upsert = sql.replace(
                    "DO UPDATE SET before = excluded.before, undone_at = NULL WHERE effect.undone_at IS NOT NULL",
                    "DO UPDATE SET before = CASE WHEN effect.undone_at IS NULL THEN effect.before ELSE excluded.before"
                            + " END, undone_at = NULL");
            String updated = ON_CONFLICT.matcher(upsert).replaceAll("ON DUPLICATE KEY UPDATE");
            String values = EXCLUDED.matcher(updated).replaceAll("VALUES($1)");
            return BEFORE.matcher(values).replaceAll("`before`");
        }
    };

    private static final String EFFECT_KEY = "(session, ledger, unit, kind, object) DO";
    private static final Pattern ON_CONFLICT = Pattern.compile("ON CONFLICT \\([^)]*\\) DO UPDATE SET");
    private static final Pattern EXCLUDED = Pattern.compile("excluded\\.(\\w+)");
    private static final Pattern BEFORE = Pattern.compile("(?<![:\\w`])before\\b");

    private final String now;
    private final ImmutableList<String> scripts;

    ServerDialect(String now, ImmutableList<String> scripts) {
        this.now = now;
        this.scripts = scripts;
    }

    /** The dialect of a JDBC URL. */
    static ServerDialect of(String url) {
        return url.startsWith("jdbc:postgresql:") ? POSTGRES : MYSQL;
    }

    abstract String translate(String sql);

    /** A statement as this server takes it. */
    String render(String sql) {
        return translate(sql.replace(Leases.NOW, now));
    }

    /** Each takes the tables one version further; a released one is never changed. */
    List<String> scripts() {
        return scripts;
    }
}
