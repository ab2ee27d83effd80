package io.godwit.transfer.ssh;

import com.hierynomus.sshj.common.KeyDecryptionFailedException;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.method.AuthKeyboardInteractive;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthPassword;
import net.schmizz.sshj.userauth.method.AuthPublickey;
import net.schmizz.sshj.userauth.password.PasswordFinder;
import net.schmizz.sshj.userauth.password.PasswordUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs in: with the key or password that was given, or else, as OpenSSH does, with the keys that the user's configuration names, the
 * agent's keys, and those that lie where keys usually do. One login, one thread.
 */
final class SshLogin {
    private static final Logger LOG = LoggerFactory.getLogger(SshLogin.class);

    private final SSHClient client;
    private final SshTarget target;
    private final WorkContext context;
    private final List<String> tried = new ArrayList<>();
    private final List<AuthMethod> methods = new ArrayList<>();
    private final List<char[]> passwords = new ArrayList<>();

    private SshLogin(SSHClient client, SshTarget target, WorkContext context) {
        this.client = client;
        this.target = target;
        this.context = context;
    }

    static void in(SSHClient client, SshTarget target, WorkContext context) {
        SshLogin login = new SshLogin(client, target, context);
        try {
            login.gather();
            if (login.methods.isEmpty()) {
                throw login.nothingGiven();
            }
            client.auth(target.user(), login.methods);
        } catch (UserAuthException e) {
            throw login.refused(e);
        } catch (IOException e) {
            throw SshErrors.lost(e, "logging in at \"" + target.address() + "\"");
        } finally {
            login.passwords.forEach(PasswordUtils::blankOut);
        }
    }

    private void gather() throws IOException {
        Location place = target.location();
        boolean given = false;
        Optional<SecretRef> key = place.secret(Location.PRIVATE_KEY);
        if (key.isPresent()) {
            given = true;
            key(key.get());
        }
        Optional<SecretRef> credentials = place.secret(Location.CREDENTIALS);
        if (credentials.isPresent()) {
            given = true;
            credentials(credentials.get());
        }
        Optional<SecretRef> password = place.secret(Location.PASSWORD);
        boolean agentWanted =
                place.setting(SshTarget.AGENT).filter("true"::equals).isPresent();
        if (agentWanted || (!given && password.isEmpty())) {
            if (!agentWanted) {
                configured();
            }
            agent(agentWanted);
            if (!agentWanted && target.known().identities().isEmpty()) {
                usual();
            }
        }
        if (password.isPresent()) {
            try (Secret secret = context.connections().secret(password.get())) {
                password(secret.chars());
            }
        }
    }

    private void key(SecretRef reference) throws IOException {
        tried.add("the key " + reference);
        methods.add(new AuthPublickey(loaded(reference)));
    }

    /** One secret that is a key or a password. */
    private void credentials(SecretRef reference) throws IOException {
        try (Secret secret = context.connections().secret(reference)) {
            char[] text = secret.chars();
            boolean isKey = new String(text, 0, Math.min(text.length, 100)).matches("(?s)\\s*(-----BEGIN |PuTTY-).*");
            if (isKey) {
                Arrays.fill(text, '\0');
                key(reference);
            } else {
                password(text);
            }
        }
    }

    private void password(char[] password) {
        passwords.add(password);
        tried.add("the password");
        char[] copy = password.clone();
        passwords.add(copy);
        methods.add(new AuthPassword(PasswordUtils.createOneOff(copy)));
        methods.add(new AuthKeyboardInteractive(new PasswordAnswers(password)));
    }

    private void configured() {
        for (Path file : target.known().identities()) {
            identity(file);
        }
    }

    private void usual() {
        for (String name : List.of("id_ed25519", "id_ecdsa", "id_rsa")) {
            identity(Path.of(System.getProperty("user.home"), ".ssh", name));
        }
    }

    /** A key that nobody asked for by name: one that cannot be used is passed over, and named when none lets us in. */
    private void identity(Path file) {
        if (!Files.isReadable(file)) {
            return;
        }
        try {
            methods.add(new AuthPublickey(loaded(new SecretRef("file", file.toString()))));
            tried.add("the key " + file);
        } catch (MigrationException | IOException e) {
            tried.add("the key " + file + " (which could not be opened)");
            LOG.atDebug().addKeyValue("file", file).setCause(e).log("A key is passed over");
        }
    }

    private void agent(boolean wanted) throws IOException {
        Optional<Path> socket = target.known().agent();
        if (socket.isEmpty()) {
            if (wanted) {
                throw noAgent("no SSH agent runs for you: SSH_AUTH_SOCK is not set", null);
            }
            return;
        }
        try (SshAgent agent = SshAgent.connect(socket.get())) {
            List<String> only = target.known().identitiesOnly() ? publicKeys() : List.of();
            for (SshAgent.Identity identity : agent.identities()) {
                if (!target.known().identitiesOnly() || only.contains(identity.key())) {
                    tried.add("the agent's key " + identity.comment());
                    methods.add(new AgentLogin(socket.get(), identity));
                }
            }
        } catch (IOException e) {
            if (wanted) {
                throw noAgent("the SSH agent at \"" + socket.get() + "\" does not answer", e);
            }
            LOG.atDebug().addKeyValue("socket", socket.get()).setCause(e).log("The SSH agent is passed over");
        }
    }

    /** The public halves beside the identities, as the agent knows them. */
    private List<String> publicKeys() throws IOException {
        List<String> blobs = new ArrayList<>();
        for (Path file : target.known().identities()) {
            Path half = Path.of(file + ".pub");
            if (Files.isReadable(half)) {
                String[] words = Files.readString(half).strip().split("\\s+", -1);
                blobs.add(words.length > 1 ? words[1] : "");
            }
        }
        return blobs;
    }

    private static MigrationException noAgent(String why, @org.jspecify.annotations.Nullable IOException cause) {
        return MigrationException.of(ErrorCategory.CONFIGURATION, "ssh.no-agent", why)
                .remedy("Start one and add your key (\"eval $(ssh-agent)\", \"ssh-add\"), or give a private key.")
                .cause(cause)
                .build();
    }

    private MigrationException nothingGiven() {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        "ssh.no-credentials",
                        "nothing was given to log in with at \"" + target.address() + "\""
                                + (tried.isEmpty() ? "" : "; tried were " + String.join(", ", tried)))
                .subject(target.address())
                .remedy("Give authentication: {private_key: file:...}, {password: env:...} or {agent: true}.")
                .build();
    }

    private MigrationException refused(UserAuthException cause) {
        return MigrationException.of(
                        ErrorCategory.CONNECTIVITY,
                        "host.login-refused",
                        "\"" + target.host() + "\" does not let \"" + target.user() + "\" in with "
                                + String.join(" or ", tried))
                .subject(target.address())
                .remedy("Check the user, the key in its authorized_keys, and the password.")
                .cause(cause)
                .build();
    }

    private KeyProvider loaded(SecretRef reference) throws IOException {
        Optional<SecretRef> passphrase = target.location().secret(Location.PASSPHRASE);
        try (Secret key = context.connections().secret(reference)) {
            PasswordFinder finder = null;
            if (passphrase.isPresent()) {
                try (Secret opener = context.connections().secret(passphrase.get())) {
                    finder = PasswordUtils.createOneOff(opener.chars());
                }
            }
            KeyProvider provider = client.loadKeys(key.reveal(), null, finder);
            provider.getPrivate();
            return provider;
        } catch (KeyDecryptionFailedException e) {
            throw badKey(reference, "needs another passphrase, or one at all", e);
        } catch (IOException e) {
            throw badKey(reference, "is no private key that we can read", e);
        }
    }

    private static MigrationException badKey(SecretRef reference, String why, IOException cause) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION, "ssh.bad-private-key", "the key \"" + reference + "\" " + why)
                .subject(reference.toString())
                .remedy("OpenSSH, PEM and PuTTY keys are read; give the passphrase as authentication: {passphrase:"
                        + " ...}.")
                .cause(cause)
                .build();
    }
}
