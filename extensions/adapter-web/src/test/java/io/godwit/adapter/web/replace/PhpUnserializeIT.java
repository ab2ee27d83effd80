package io.godwit.adapter.web.replace;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.tck.lab.LabImage;
import io.godwit.tck.lab.SshServer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What PHP itself says of rewritten values. */
@Tag("slow")
class PhpUnserializeIT {
    @RegisterExtension
    static final SshServer HOST = SshServer.create(LabImage.WORDPRESS);

    /** Every line: a value before and after. Says how many PHP takes before, and which it refuses afterwards or reads as something else. */
    private static final String JUDGE = """
        <?php
        function renamed($v, $o, $n) {
          if (is_string($v)) { $i = @unserialize($v); return $i !== false && serialize($i) === $v && strpos($v, $o) !== false ? serialize(renamed($i, $o, $n)) : str_replace($o, $n, $v); }
          if (is_array($v)) { foreach ($v as $k => $x) $v[$k] = renamed($x, $o, $n); return $v; }
          if (is_object($v)) { foreach (get_object_vars($v) as $k => $x) $v->$k = renamed($x, $o, $n); return $v; }
          return $v;
        }
        $taken = 0; $refused = 0; $other = 0;
        foreach (new SplFileObject('/tmp/values') as $line) {
          if (trim($line) === '') continue;
          [$intact, $before, $after] = explode(' ', trim($line));
          $before = base64_decode($before); $after = base64_decode($after);
          $was = @unserialize($before);
          if ($was === false && $before !== 'b:0;') continue;
          $taken++;
          $is = @unserialize($after);
          if ($is === false && $after !== 'b:0;') { $refused++; echo $before, ' => ', $after, PHP_EOL; }
          elseif ($intact && serialize(renamed($was, $argv[1], $argv[2])) !== $after) { $other++; echo $before, ' -> ', $after, PHP_EOL; }
        }
        echo "taken $taken refused $refused other $other";
        """;

    @Test
    void takesEveryValueThatItTookBefore() {
        SearchReplace replace =
                SearchReplace.builder().url(PhpValues.OLD, PhpValues.NEW).build();
        PhpValues values = new PhpValues(20261121);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 60_000; i++) {
            byte[] intact = values.next().before();
            boolean isIntact = i % 3 == 0;
            byte[] before = isIntact ? intact : values.damaged(intact);
            Base64.Encoder base64 = Base64.getEncoder();
            lines.append(isIntact ? "1 " : "0 ")
                    .append(base64.encodeToString(before))
                    .append(' ')
                    .append(base64.encodeToString(replace.apply(before).value()))
                    .append('\n');
        }
        HOST.write("/tmp/values", lines.toString().getBytes(StandardCharsets.US_ASCII), 0644);
        HOST.write("/tmp/judge.php", JUDGE.getBytes(StandardCharsets.UTF_8), 0644);

        String verdict = HOST.exec("php", "/tmp/judge.php", PhpValues.OLD, PhpValues.NEW)
                .checked()
                .stdout();

        assertThat(verdict).matches("taken [2-6]\\d{4} refused 0 other 0");
    }
}
