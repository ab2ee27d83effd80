package io.godwit.adapter.asterisk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PjsipObjectTest {
    /** What a running Asterisk showed: parameters of each object. */
    static Map<String, Map<String, String>> shown() {
        Map<String, Map<String, String>> shown = new LinkedHashMap<>();
        Samples.text("expected-effective.tsv")
                .lines()
                .skip(1)
                .filter(line -> !line.isEmpty())
                .forEach(line -> {
                    String[] cells = line.split("\t", -1);
                    shown.computeIfAbsent(cells[0] + " " + cells[1], object -> new TreeMap<>())
                            .put(cells[2], cells.length > 3 ? cells[3] : "");
                });
        return shown;
    }

    @Test
    void everyObjectOfTheSampleIsWhatARunningAsteriskShowed() {
        Map<String, Map<String, String>> shown = shown();
        List<PjsipObject> objects = PjsipObject.of(Samples.oldPbx().load("pjsip.conf")).stream()
                .filter(object -> List.of("endpoint", "auth", "aor").contains(object.type()))
                .toList();
        List<String> wrong = new ArrayList<>();
        Map<String, Map<String, String>> defaults = new HashMap<>();

        assertThat(objects)
                .extracting(object -> object.type() + " " + object.id())
                .containsExactlyInAnyOrderElementsOf(shown.keySet());
        for (PjsipObject object : objects) {
            Map<String, String> left = new TreeMap<>(shown.get(object.type() + " " + object.id()));
            object.effective().forEach((key, value) -> {
                String name = key.startsWith("set_var ") ? key.substring("set_var ".length()) : key;
                String live = left.remove(name);
                if (live == null || !PjsipObject.agrees(key, value, live)) {
                    wrong.add(object.id() + " " + key + ": " + value + " is shown as " + live);
                }
            });
            object.value("md5_cred").ifPresent(made -> left.remove("password_digest"));
            // what is left was not set, and so is the same in every object that does not set it
            left.forEach((key, live) -> {
                String usual = defaults.computeIfAbsent(object.type(), type -> new HashMap<>())
                        .computeIfAbsent(key, any -> live);
                if (!live.equals(usual)) {
                    wrong.add(object.id() + " " + key + " is " + live + " and elsewhere " + usual);
                }
            });
        }

        assertThat(wrong).isEmpty();
    }
}
