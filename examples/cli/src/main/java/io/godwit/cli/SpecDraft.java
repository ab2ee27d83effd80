package io.godwit.cli;

import java.io.IOException;

/** A specification in the making: what was answered so far. */
final class SpecDraft {
    private String name = "my-migration";
    private final Side source = new Side("source", "ssh://me@old.example.com/var/www/site", "");
    private final Side destination = new Side("destination", "file:///srv/www/site", "");
    private boolean verify = true;
    private boolean rollback = true;

    void ask(Questions questions) throws IOException {
        name = questions.text("Name of the migration", name);
        source.ask(questions);
        destination.ask(questions);
        verify = questions.agrees("Compare what arrived with what was sent", verify);
        rollback = questions.agrees("Undo everything when something fails", rollback);
    }

    String yaml() {
        StringBuilder yaml =
                new StringBuilder("version: 1\nname: ").append(quoted(name)).append('\n');
        source.write(yaml);
        destination.write(yaml);
        return yaml.append("options: {verify_after: ")
                .append(verify)
                .append(", on_failure: ")
                .append(rollback ? "rollback" : "stop")
                .append("}\n")
                .toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** One side. */
    private static final class Side {
        private final String title;
        private String url;
        private String key = "";
        private String knownHosts = "";
        private String database;
        private String password = "";

        private Side(String title, String url, String database) {
            this.title = title;
            this.url = url;
            this.database = database;
        }

        private void ask(Questions questions) throws IOException {
            url = questions.text("Files of the " + title + " (a URL; - for none)", url);
            if (url.startsWith("ssh:") || url.startsWith("sftp:")) {
                String home = System.getProperty("user.home");
                key = questions.text("  private key", key.isEmpty() ? "file:" + home + "/.ssh/id_ed25519" : key);
                knownHosts = questions.text(
                        "  known hosts", knownHosts.isEmpty() ? "file:" + home + "/.ssh/known_hosts" : knownHosts);
            }
            database = questions.text(
                    "Database of the " + title
                            + " (a URL such as postgres://user@host:5432/name or sqlite:/path; - for none)",
                    database);
            if (!database.isEmpty() && !database.startsWith("sqlite:")) {
                password = questions.text(
                        "  where its password is (env:NAME, file:PATH or keystore:ALIAS; - for none)",
                        password.isEmpty()
                                ? "env:GODWIT_" + title.toUpperCase(java.util.Locale.ROOT) + "_PASSWORD"
                                : password);
            }
        }

        private void write(StringBuilder yaml) {
            yaml.append(title).append(":\n");
            if (!url.isEmpty()) {
                yaml.append("  url: ").append(quoted(url)).append('\n');
            }
            if (!key.isEmpty()) {
                yaml.append("  authentication: {private_key: ")
                        .append(quoted(key))
                        .append(", known_hosts: ")
                        .append(quoted(knownHosts))
                        .append("}\n");
            }
            if (!database.isEmpty()) {
                yaml.append("  database: {url: ")
                        .append(quoted(database))
                        .append(password.isEmpty() ? "" : ", password: " + quoted(password))
                        .append("}\n");
            }
        }
    }
}
