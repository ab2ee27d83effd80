package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.godwit.cli.FlakyTrees.Mood;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every command as a user gives it, with what it prints where, and its exit status. */
@Timeout(300)
final class CommandLineTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @BeforeEach
    void fill() throws IOException {
        Files.createDirectories(directory.resolve("from/below"));
        Files.writeString(directory.resolve("from/a.txt"), "a");
        Files.writeString(directory.resolve("from/below/b.txt"), "bb");
        Files.createDirectories(directory.resolve("to"));
        Files.writeString(directory.resolve("to/a.txt"), "as it was");
    }

    @AfterEach
    void mend() {
        FlakyTrees.become(Mood.GOOD);
    }

    /** What a command did. */
    private record Result(int status, String out, String err) {
        JsonNode json() throws IOException {
            return JSON.readTree(out);
        }
    }

    private Result godwit(String... arguments) {
        return answering("", arguments);
    }

    /** Runs a command in this process, as its main method does but for the exit. */
    private Result answering(String input, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!List.of("--help", "--version", "completion", "operations", "frobnicate")
                .contains(arguments[0])) {
            all.addAll(List.of("--state", directory.resolve("state").toString()));
        }
        PrintStream out = System.out;
        PrintStream err = System.err;
        InputStream in = System.in;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            int status = Godwit.execute(all.toArray(String[]::new));
            return new Result(
                    status, printed.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
            System.setIn(in);
        }
    }

    private String spec(String options) throws IOException {
        return Files.writeString(directory.resolve("move.yaml"), """
            version: 1
            name: move
            source: {url: "file://%1$s/from"}
            destination: {url: "flaky://%1$s/to"}
            options: {%2$s}
            """.formatted(directory, options))
                .toString();
    }

    private Map<String, String> there() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory.resolve("to"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = directory.resolve("to").relativize(file).toString();
                if (!name.startsWith(".godwit-")) {
                    contents.put(name, Files.readString(file));
                }
            }
        }
        return contents;
    }

    private static final Map<String, String> MOVED = Map.of("a.txt", "a", "below/b.txt", "bb");
    private static final Map<String, String> BEFORE = Map.of("a.txt", "as it was");

    private String session() throws IOException {
        return godwit("list", "--json").json().get(0).get("id").asText();
    }

    @Test
    void aMoveEndsWithZeroAndCanBeListedReportedComparedAndUndone() throws IOException {
        Result run = godwit("run", spec("verify_after: true"), "--yes");
        assertThat(run.status()).as(run.toString()).isZero();
        assertThat(run.out())
                .contains("Copy the files", "Compare the files", "and verified", "report: ")
                .doesNotContain("files of files");
        assertThat(run.err()).isEmpty();
        assertThat(there()).isEqualTo(MOVED);

        Result list = godwit("list");
        assertThat(list.status()).isZero();
        assertThat(list.out()).contains(session(), "COMPLETED", "VERIFIED", "move");
        assertThat(godwit("report", session()).out()).contains("and verified");
        Path page = directory.resolve("page.html");
        assertThat(godwit("report", session(), "--output", page.toString()).status())
                .isZero();
        assertThat(Files.readString(page)).contains("<html", "What it touches");
        Result verify = godwit("verify", session(), "--json");
        assertThat(verify.status()).isZero();
        assertThat(verify.json().at("/verification/0/items").asLong())
                .as("things are counted once, however often they are compared")
                .isEqualTo(3);

        Result refused = godwit("rollback", session());
        assertThat(refused.status()).isEqualTo(5);
        assertThat(refused.err()).contains("no terminal to ask at", "rollback.not-confirmed");
        assertThat(there()).isEqualTo(MOVED);
        assertThat(godwit("rollback", session(), "--yes").status()).isZero();
        assertThat(there()).isEqualTo(BEFORE);
    }

    @Test
    void jsonIsOneDocumentOnStandardOutput() throws IOException {
        String spec = spec("");
        for (List<String> command : List.of(
                List.of("inspect", spec),
                List.of("plan", spec),
                List.of("run", spec, "--yes"),
                List.of("compare", spec),
                List.of("list"),
                List.of("list", "--plugins"),
                List.of("diagnose", spec),
                List.of("cleanup"),
                List.of("secret", "list"))) {
            List<String> all = new ArrayList<>(command);
            all.add("--json");
            Result result = godwit(all.toArray(String[]::new));
            assertThat(result.status()).as(result.toString()).isZero();
            assertThat(result.json()).as(command.toString()).isNotNull();
        }
        assertThat(godwit("operations", "--json").json().isArray()).isTrue();
        assertThat(godwit("report", session(), "--json").json().get("format").asText())
                .isEqualTo("godwit-report");
    }

    @Test
    void whatIsWrittenWrongEndsWithTwoAndChangesNothing() throws IOException {
        assertThat(godwit("frobnicate").err()).contains("Unmatched argument", "Did you mean");
        assertThat(godwit("frobnicate").status()).isEqualTo(2);
        assertThat(godwit("run").status()).isEqualTo(2);
        assertThat(godwit("run", "--no-such-option").status()).isEqualTo(2);
        Path wrong = Files.writeString(directory.resolve("wrong.yaml"), "version: 1\nnmae: x\n");
        Result spec = godwit("run", wrong.toString(), "--yes");
        assertThat(spec.status()).isEqualTo(2);
        assertThat(spec.err()).contains("wrong.yaml:2:1", "name", "spec.invalid");
        assertThat(godwit("report", "nosuch").status()).isEqualTo(2);
        Files.writeString(directory.resolve("file"), "in the way");
        Path blocked = Files.writeString(directory.resolve("blocked.yaml"), """
            version: 1
            name: blocked
            source: {url: "file://%1$s/from"}
            destination: {url: "file://%1$s/file/to"}
            """.formatted(directory));
        Result plan = godwit("run", blocked.toString(), "--yes", "--quiet");
        assertThat(plan.status()).isEqualTo(2);
        assertThat(plan.err()).contains("tree.not-writable", "the plan has errors and is not run");
        assertThat(there()).isEqualTo(BEFORE);
    }

    @Test
    void aFailureEndsWithOneSaysHowToGoOnAndCanBeResumed() throws IOException {
        FlakyTrees.become(Mood.BROKEN);
        Result run = godwit("run", spec("on_failure: stop"), "--yes");
        assertThat(run.status()).as(run.toString()).isEqualTo(1);
        assertThat(run.out()).contains("what is done is kept", "the disk is broken", "godwit resume " + session());
        FlakyTrees.become(Mood.GOOD);
        assertThat(godwit("resume", session()).status()).isZero();
        assertThat(there()).isEqualTo(MOVED);
        assertThat(godwit("resume", session()).status()).as("it has ended").isEqualTo(2);
    }

    @Test
    void aFailureThatIsRolledBackEndsWithFour() throws IOException {
        FlakyTrees.become(Mood.BROKEN);
        Result run = godwit("run", spec("on_failure: rollback"), "--yes");
        assertThat(run.status()).as(run.toString()).isEqualTo(4);
        assertThat(run.out()).contains("undone; the destination is as it was before");
        assertThat(there()).isEqualTo(BEFORE);
    }

    @Test
    void differencesEndWithThree() throws IOException {
        FlakyTrees.become(Mood.SPOILING);
        Result run = godwit("run", spec("on_failure: stop"), "--yes");
        assertThat(run.status()).as(run.toString()).isEqualTo(3);
        assertThat(run.out()).contains("DIFFERS", "1 DIFFERENT");
        FlakyTrees.become(Mood.GOOD);
        assertThat(godwit("compare", spec("")).status()).isEqualTo(3);
    }

    @Test
    void withoutAnAnswerNothingIsRunAndTheStatusIsFive() throws IOException {
        Result run = godwit("run", spec(""));
        assertThat(run.status()).isEqualTo(5);
        assertThat(run.err()).contains("no terminal to ask at");
        assertThat(there()).isEqualTo(BEFORE);
        assertThat(godwit("list").out()).contains("no sessions yet");
    }

    @Test
    void whatIsCancelledEndsWith130AndGoesOnLater() throws Exception {
        FlakyTrees.become(Mood.STUCK);
        String spec = spec("on_failure: rollback");
        CompletableFuture<Integer> run = new CompletableFuture<>();
        // Its words are not looked at here: the streams belong to the command beside it.
        Thread thread = new Thread(() -> {
            String[] given = {
                "run",
                spec,
                "--yes",
                "--quiet",
                "--state",
                directory.resolve("state").toString()
            };
            run.complete(Godwit.commandLine(given).execute(given));
        });
        thread.start();
        FlakyTrees.awaitWriting();
        Result second = godwit("resume", session());
        assertThat(second.status()).isEqualTo(2);
        assertThat(second.err())
                .contains("session.held", "process " + ProcessHandle.current().pid());
        assertThat(godwit("cancel", session()).status()).isZero();
        assertThat(run.get(60, TimeUnit.SECONDS)).isEqualTo(130);
        FlakyTrees.become(Mood.GOOD);
        assertThat(godwit("resume", session()).status()).isZero();
        assertThat(there()).isEqualTo(MOVED);
    }

    @Test
    void whatWasMeasuredIsWrittenForPrometheus() throws IOException {
        Path file = directory.resolve("godwit.prom");
        assertThat(godwit("run", spec("verify_after: true"), "--yes", "--metrics", file.toString())
                        .status())
                .isZero();
        List<String> lines = Files.readAllLines(file);
        assertThat(lines)
                .contains(
                        "# TYPE godwit_files_total counter",
                        "godwit_files_total{step=\"core:copy-tree\"} 3.0",
                        "godwit_sessions_seconds_count{outcome=\"VERIFIED\"} 1",
                        "godwit_sessions_success_ratio 1.0")
                .allMatch(line -> line.matches("# TYPE [a-z_]+ (counter|gauge|summary)|[a-z_]+(\\{.+})? \\S+"));
        Result lost = godwit(
                "verify",
                session(),
                "--metrics",
                directory.resolve("no/such.prom").toString());
        assertThat(lost.status()).isEqualTo(2);
        assertThat(lost.err()).contains("metrics.not-written");
    }

    @Test
    void onePlansAnotherApprovesAndItIsRunByName() throws IOException {
        assertThat(godwit("plan", spec(""), "--save").status()).isZero();
        String session = session();
        assertThat(godwit("approve", session).status()).isEqualTo(5);
        assertThat(godwit("approve", session, "--yes").status()).isZero();
        assertThat(godwit("approve", "nosuch").status()).isEqualTo(2);
        assertThat(godwit("run", "--session", session, "--yes").status()).isZero();
        assertThat(there()).isEqualTo(MOVED);
        assertThat(godwit("report", session, "--json")
                        .json()
                        .at("/session/approved_by")
                        .asText())
                .isNotEmpty();
    }

    @Test
    void whatASessionKeepsIsGivenUpByName() throws IOException {
        godwit("run", spec(""), "--yes");
        assertThat(godwit("cleanup").out()).contains("can be rolled back, which needs this", session());
        Result asked = godwit("cleanup", session());
        assertThat(asked.status()).isEqualTo(5);
        assertThat(asked.out()).contains("keeps 1 former files");
        assertThat(godwit("cleanup", session(), "--yes").out()).contains("removed session");
        assertThat(godwit("rollback", session(), "--yes").err()).contains("session.cleaned-up");
        assertThat(there()).isEqualTo(MOVED);
    }

    @Test
    void secretsAreTakenFromStandardInputAndNeverShown() throws IOException {
        assertThat(answering("hunter2-s3cret\n", "secret", "set", "old-db").status())
                .isZero();
        assertThat(answering("", "secret", "set", "empty").err()).contains("secret.empty");
        assertThat(godwit("secret", "list").out()).isEqualTo("old-db\n");
        try (Stream<Path> files = Files.walk(directory.resolve("state"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("hunter2");
            }
        }
        assertThat(godwit("secret", "remove", "old-db").status()).isZero();
        assertThat(godwit("secret", "remove", "old-db").status()).isEqualTo(2);
        assertThat(godwit("secret").status()).isEqualTo(2);
    }

    @Test
    void initAsksAgainWhereACheckFailsAndWritesWhatCanBePlanned() throws IOException {
        Path file = directory.resolve("made.yaml");
        String answers = String.join(
                "\n",
                "shop",
                "file://" + directory + "/nowhere",
                "-",
                "file://" + directory + "/to",
                "-",
                "yes",
                "no",
                "yes",
                "",
                "file://" + directory + "/from",
                "",
                "",
                "",
                "",
                "",
                "");
        Result init = answering(answers, "init", file.toString());
        assertThat(init.status()).as(init.toString()).isZero();
        assertThat(init.out()).contains("tree.not-found", "Answer again?", "Wrote " + file);
        assertThat(Files.readString(file)).contains("name: \"shop\"", "/from\"", "on_failure: stop");
        assertThat(godwit("plan", file.toString()).status()).isZero();
        Result ended =
                answering("shop\n", "init", directory.resolve("half.yaml").toString());
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).contains("init.no-answers");
        assertThat(Files.exists(directory.resolve("half.yaml"))).isFalse();
        assertThat(answering(answers, "init", file.toString()).status())
                .as("it is there already")
                .isEqualTo(2);
    }

    @Test
    @Tag("guarantee-staging")
    void aSiteIsStagedIntoOneFileAndRunFromThereWhenItIsGone() throws IOException {
        String capsule = "tar:" + directory.resolve("site.tar");
        Result staged = godwit("stage", spec(""), "--to", capsule, "--json");
        assertThat(staged.status()).as(staged.toString()).isZero();
        assertThat(staged.json().at("/sides/0/trees/0/entries").asLong()).isEqualTo(3);
        Files.move(directory.resolve("from"), directory.resolve("gone"));

        assertThat(godwit("capsule", capsule, "--verify").out()).contains("3 entries", "Every byte");
        assertThat(godwit("inspect", spec(""), "--staged", capsule).out()).contains("3 entries");
        assertThat(godwit("compare", spec(""), "--staged", capsule).status()).isEqualTo(3);
        assertThat(godwit("plan", spec(""), "--staged", capsule).status()).isZero();
        Result run = godwit("run", spec("verify_after: true"), "--staged", capsule, "--yes");
        assertThat(run.status()).as(run.toString()).isZero();
        assertThat(there()).isEqualTo(MOVED);
        assertThat(godwit("run", spec(""), "--yes").status()).isEqualTo(2);
    }

    @Test
    void helpCompletionAndOperationsKnowEveryCommand() {
        List<String> commands = List.of(
                "inspect",
                "compare",
                "stage",
                "capsule",
                "plan",
                "approve",
                "run",
                "resume",
                "cancel",
                "verify",
                "rollback",
                "report",
                "diagnose",
                "cleanup",
                "list",
                "operations",
                "secret",
                "init",
                "completion",
                "demo");
        assertThat(godwit("--help").out()).contains(commands).contains("130 cancelled");
        assertThat(godwit("completion").out()).contains(commands).contains("complete");
        assertThat(godwit("operations").status()).isZero();
        assertThat(godwit("--version").out()).startsWith("godwit ");
        for (String command : commands) {
            String[] given = {command, "--help"};
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            int status = Godwit.commandLine(given)
                    .setOut(new java.io.PrintWriter(printed, true, StandardCharsets.UTF_8))
                    .execute(given);
            assertThat(status).as(command).isZero();
            assertThat(printed.toString(StandardCharsets.UTF_8)).contains("Usage: godwit " + command);
        }
    }

    @Test
    void optionsOfEveryCommandMayStandBeforeIt() throws IOException {
        String state = directory.resolve("elsewhere").toString();
        for (String[] words : List.of(
                new String[] {"-qy", "--state=" + state, "run", spec("")},
                new String[] {"--state", state, "--log-level", "error", "list"},
                new String[] {"--state", state, "audit", "list"},
                new String[] {"audit", "list", "--state", state})) {
            assertThat(Godwit.execute(words)).as(String.join(" ", words)).isZero();
        }
        assertThat(Files.exists(directory.resolve("elsewhere/journal.db"))).isTrue();
        assertThat(godwit("--quiet", "list").status()).isZero();
        Result unknown = godwit("--nonsense", "list");
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err()).contains("--nonsense");
        assertThat(Godwit.arranged("--state", "list")).containsExactly("--state", "list");
        assertThat(Godwit.arranged("--state", "x", "-v", "secret", "set", "a"))
                .containsExactly("secret", "set", "--state", "x", "-v", "a");
    }

    @Test
    @Tag("guarantee-audit")
    void theTrailOfWhoDidWhatIsShownCheckedAndComparedWithHeadsKeptElsewhere() throws Exception {
        assertThat(godwit("run", spec(""), "--yes").status()).isZero();
        String session = session();
        assertThat(godwit("audit", "list", session).out())
                .contains("session.run", "step.begin", "session.end", session);
        assertThat(godwit("audit", "list", "nosuch", "--json").json()).isEmpty();
        Path heads = directory.resolve("heads");
        Files.writeString(heads, godwit("audit", "head").out());
        assertThat(godwit("rollback", session, "--yes").status()).isZero();
        Files.writeString(heads, godwit("audit", "head").out(), java.nio.file.StandardOpenOption.APPEND);
        Result good = godwit("audit", "verify", "--heads", heads.toString(), "--json");
        assertThat(good.status()).as(good.err()).isZero();
        assertThat(good.json().get("heads").asInt()).isEqualTo(2);

        journal("DROP TRIGGER audit_keeps_rows", "DELETE FROM audit WHERE seq > 3");
        assertThat(godwit("audit", "verify").status()).as("the end was cut off").isZero();
        Result cut = godwit("audit", "verify", "--heads", heads.toString());
        assertThat(cut.status()).isEqualTo(1);
        assertThat(cut.err()).contains("journal.audit-cut", "docs/errors.md#journal-audit-cut");
        journal("DROP TRIGGER audit_keeps_values", "UPDATE audit SET actor = 'somebody else' WHERE seq = 2");
        Result broken = godwit("audit", "verify");
        assertThat(broken.status()).isEqualTo(1);
        assertThat(broken.err()).contains("line 2", "journal.audit-broken");
        Files.writeString(heads, "nonsense\n");
        assertThat(godwit("audit", "verify", "--heads", heads.toString()).err()).contains("journal.audit-bad-head");
        assertThat(godwit("audit").status()).isEqualTo(2);
    }

    private void journal(String... statements) throws java.sql.SQLException {
        try (java.sql.Connection connection =
                        java.sql.DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("state/journal.db"));
                java.sql.Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void diagnoseSaysWhatIsHereAndWhatStandsInTheWay() throws IOException {
        Result here = godwit("diagnose");
        assertThat(here.status()).isZero();
        assertThat(here.out()).contains("version: ", "java: ", "plugins: ");
        assertThat(godwit("diagnose", spec("")).out()).contains("Nothing stands in the way.");
        Path nowhere = Files.writeString(directory.resolve("nowhere.yaml"), """
            version: 1
            name: nowhere
            source: {url: "file://%1$s/nowhere"}
            destination: {url: "file://%1$s/to"}
            """.formatted(directory));
        Result result = godwit("diagnose", nowhere.toString());
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).contains("tree.not-found");
    }

    @Test
    void quietShowsTheResultAloneAndTheLogGoesWhereItIsSent() throws IOException {
        Path log = directory.resolve("logs/godwit.log");
        Files.createDirectories(log.getParent());
        Result run = godwit(
                "run",
                spec(""),
                "--yes",
                "--quiet",
                "--log-level",
                "info",
                "--log-format",
                "json",
                "--log-file",
                log.toString(),
                "--log-max-size",
                "1MB",
                "--log-keep",
                "3");
        assertThat(run.status()).isZero();
        assertThat(run.out().strip().lines().toList())
                .hasSize(2)
                .first()
                .asString()
                .contains("and verified");
        assertThat(run.err()).isEmpty();
        List<String> lines = Files.readAllLines(log);
        assertThat(lines).isNotEmpty();
        for (String line : lines) {
            assertThat(JSON.readTree(line).has("level")).as(line).isTrue();
        }
        Result verbose = godwit("report", "nosuch", "--verbose");
        assertThat(verbose.err()).contains("session.unknown", "\tat ");
        assertThat(godwit("report", "nosuch").err()).doesNotContain("\tat ");
        assertThat(godwit("list", "--log-level", "loud").status()).isEqualTo(2);
    }
}
