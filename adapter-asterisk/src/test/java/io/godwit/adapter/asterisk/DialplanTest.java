package io.godwit.adapter.asterisk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DialplanTest {
    private static final Pattern CONTEXT = Pattern.compile("\\[ Context '(.*)' created by '(.*)' \\]");
    private static final Pattern EXTENSION =
            Pattern.compile("  '(.*?)'(?: \\(CID match '(.*?)'\\))? => +(\\S.*?) +\\[(\\S+)\\]");
    private static final Pattern PRIORITY = Pattern.compile("     (?:\\[(.*?)\\]| ) +(\\d+\\. .*?) +\\[(\\S+)\\]");
    private static final Pattern OTHER = Pattern.compile("  (Include|Ignore pattern|Alt\\. Switch) => +'(.*)' +\\[.*");

    @Test
    void theSampleIsWhatARunningAsteriskShowed() {
        Dialplan dialplan = Dialplan.of(Samples.oldPbx().load("extensions.conf"));
        Map<String, Set<String>> ours = new TreeMap<>();
        dialplan.contexts().forEach((name, context) -> {
            Set<String> lines = ours.computeIfAbsent(name, any -> new TreeSet<>());
            context.extensions()
                    .forEach((extension, priorities) -> priorities.forEach(priority -> lines.add(extension
                            + " "
                            + (priority.number() == Dialplan.Priority.HINT ? "hint: " : priority.number() + ". ")
                            + priority.application()
                            // of the first one no label is shown
                            + (priority.label().isEmpty() || priority.equals(priorities.get(0))
                                    ? ""
                                    : " (" + priority.label() + ")")
                            + " "
                            + priority.origin())));
            context.includes().forEach(include -> lines.add("Include " + include));
            context.settings()
                    .forEach(setting -> lines.add(setting.replace("ignorepat => ", "Ignore pattern ")
                            .replace("lswitch => ", "Alt. Switch ")));
        });

        assertThat(dialplan.problems()).isEmpty();
        assertThat(ours).isEqualTo(shown());
    }

    private static Map<String, Set<String>> shown() {
        Map<String, Set<String>> shown = new TreeMap<>();
        Set<String> lines = new TreeSet<>();
        String extension = "";
        for (String line : Samples.text("expected-dialplan-show.txt").lines().toList()) {
            Matcher context = CONTEXT.matcher(line);
            Matcher first = EXTENSION.matcher(line);
            Matcher next = PRIORITY.matcher(line);
            Matcher other = OTHER.matcher(line);
            if (context.matches()) {
                lines = new TreeSet<>();
                if (context.group(2).equals("pbx_config")) {
                    shown.put(context.group(1), lines);
                }
            } else if (other.matches()) {
                lines.add(other.group(1) + " " + other.group(2));
            } else if (first.matches()) {
                extension = first.group(1) + (first.group(2) == null ? "" : "/" + first.group(2));
                lines.add(extension + " " + first.group(3) + " " + first.group(4));
            } else if (next.matches()) {
                lines.add(extension + " " + next.group(2) + (next.group(1) == null ? "" : " (" + next.group(1) + ")")
                        + " " + next.group(3));
            }
        }
        return shown;
    }

    @Test
    void namesLinesThatMakeNoPriority() {
        Dialplan dialplan = Dialplan.of(Samples.tree("extensions.conf", """
            [a]
            same => n,NoOp()
            exten => 1,n,NoOp()
            exten => 1
            exten => 2,1,Answer
            exten => 2,1,NoOp()
            exten => 3,nowhere,NoOp()
            what => ever
            exten => 2,n(x),Dial(PJSIP/1,20) ; said
            exten => 2,x+100,Hangup
            """).load("extensions.conf"));

        assertThat(dialplan.problems())
                .extracting(problem -> problem.origin().line())
                .containsExactly(2, 3, 4, 6, 7, 8);
        assertThat(Objects.requireNonNull(dialplan.contexts().get("a")).extensions())
                .containsOnlyKeys(new Dialplan.Extension("2", ""))
                .allSatisfy((extension, priorities) -> assertThat(priorities)
                        .extracting(Dialplan.Priority::number, Dialplan.Priority::application)
                        .isEqualTo(List.of(
                                org.assertj.core.groups.Tuple.tuple(1, "Answer()"),
                                org.assertj.core.groups.Tuple.tuple(2, "Dial(PJSIP/1,20)"),
                                org.assertj.core.groups.Tuple.tuple(102, "Hangup()"))));
    }
}
