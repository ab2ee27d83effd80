package io.godwit.toolkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A real {@code /bin/sh} reads back exactly the words that went in. */
class ShellQuoteTest {
    private static final String HOSTILE = "ab Z09'\"`$\\!*?[]{}()<>|&;#~=\n\t\r%^-_/.,:@+\u00e9\u20ac\ud83d\ude00";

    @Test
    void aRealShellReadsBackHostileWords() throws Exception {
        long seed = Long.getLong("godwit.seed", 20_261_121L);
        Random random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            List<String> words = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                words.add(randomWord(random));
            }
            assertThat(throughShell(words)).as("seed %d, round %d", seed, round).isEqualTo(words);
        }
    }

    @Test
    void knownTraps() throws Exception {
        List<String> words = List.of(
                "", "-n", "--", "'", "''", "'\\''", "$(id)", "`id`", "a b", "a\nb", "~root", "FOO=1", "*", "\\", "!",
                "{a,b}");
        assertThat(throughShell(words)).isEqualTo(words);
    }

    @Test
    void plainWordsStayReadable() {
        assertThat(ShellQuote.line(List.of("rsync", "-a", "/var/www/shop", "it's")))
                .isEqualTo("rsync -a /var/www/shop 'it'\\''s'");
    }

    @Test
    void variablesAndDirectoryStandInFront() throws Exception {
        String line = ShellQuote.line(
                List.of("sh", "-c", "printf '%s %s' \"$GREETING\" \"$PWD\""), Map.of("GREETING", "it's $HOME"), "/tmp");
        assertThat(run(line)).isEqualTo("it's $HOME /tmp");
    }

    @Test
    void anArgumentWithNulIsRefused() {
        assertThatThrownBy(() -> ShellQuote.word("a\0b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ShellQuote.line(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ShellQuote.line(List.of(""))).isInstanceOf(IllegalArgumentException.class);
    }

    private static String randomWord(Random random) {
        int[] alphabet = HOSTILE.codePoints().toArray();
        StringBuilder word = new StringBuilder();
        int length = random.nextInt(12);
        for (int i = 0; i < length; i++) {
            word.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
        }
        return word.toString();
    }

    private static List<String> throughShell(List<String> words) throws IOException, InterruptedException {
        List<String> argv = new ArrayList<>(List.of("printf", "%s\\0"));
        argv.addAll(words);
        String printed = run(ShellQuote.line(argv));
        List<String> back = new ArrayList<>(List.of(printed.split("\0", -1)));
        back.remove(back.size() - 1);
        return back;
    }

    private static String run(String line) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("/bin/sh", "-s").redirectErrorStream(true);
        Process process = shell.start();
        process.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }
}
