package io.godwit.transfer.ssh;

import java.util.List;
import net.schmizz.sshj.userauth.method.ChallengeResponseProvider;
import net.schmizz.sshj.userauth.password.Resource;

/**
 * Answers the questions of keyboard-interactive logins: the first whose answer is not shown is answered with the password. What else is
 * asked, such as a one-time code, nobody here can answer.
 */
final class PasswordAnswers implements ChallengeResponseProvider {
    private final char[] password;
    private boolean isGiven;

    PasswordAnswers(char[] password) {
        this.password = password;
    }

    @Override
    public List<String> getSubmethods() {
        return List.of();
    }

    @Override
    @SuppressWarnings("rawtypes") // as the library declares it
    public void init(Resource resource, String name, String instruction) {
        // who asks and what for is of no concern: the host's key was checked
    }

    @Override
    public char[] getResponse(String prompt, boolean echo) {
        if (echo || isGiven) {
            return new char[0];
        }
        isGiven = true;
        return password.clone();
    }

    @Override
    public boolean shouldRetry() {
        return false;
    }
}
