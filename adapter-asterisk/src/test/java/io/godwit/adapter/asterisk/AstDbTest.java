package io.godwit.adapter.asterisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.spi.MigrationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AstDbTest {
    private static final AstDb SHOWN = AstDb.ofShow(Samples.text("old-pbx/astdb-show.txt"));

    @Test
    void readsWhatTheCommandLinePrints() {
        assertThat(SHOWN.entries())
                .hasSize(14)
                .containsEntry("/cidname/5550100333", "Old Customer: Acme, Ltd.")
                .containsEntry("/SIP/Registry/8001", "10.20.1.81:5060:3600:8001:sip:8001@10.20.1.81:5060")
                .containsEntry("/long/a-very-long-key-name-that-is-longer-than-the-fifty-columns", "x")
                .containsEntry("/empty/value", "")
                .containsEntry("/Queue/PersistentMembers/sales", "PJSIP/202;0;0;Carla Cole;PJSIP/202;;0");
    }

    @Test
    void readsTheFileToTheSameEntries(@TempDir Path directory) throws SQLException {
        Path file = write(directory, SHOWN.entries());

        assertThat(AstDb.ofFile(file)).isEqualTo(SHOWN);
    }

    @Test
    void keepsBlanksAndLinesOfValuesInTheFile(@TempDir Path directory) throws SQLException {
        Map<String, String> awkward = Map.of("/a/b", " x  ", "/a/c", "one\ntwo: three", "/a/d", "é€");

        assertThat(AstDb.ofFile(write(directory, awkward)).entries()).containsExactlyInAnyOrderEntriesOf(awkward);
    }

    private static Path write(Path directory, Map<String, String> entries) throws SQLException {
        Path file = directory.resolve("astdb.sqlite3");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE astdb(key TEXT, value TEXT, PRIMARY KEY(key))");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO astdb VALUES (?, ?)")) {
                for (Map.Entry<String, String> entry : entries.entrySet()) {
                    insert.setString(1, entry.getKey());
                    insert.setString(2, entry.getValue());
                    insert.execute();
                }
            }
        }
        return file;
    }

    @Test
    void refusesAFileThatIsNone(@TempDir Path directory) throws Exception {
        Path file =
                Files.writeString(directory.resolve("x"), "no database, and long enough to be read as one ".repeat(99));

        assertThatThrownBy(() -> AstDb.ofFile(file))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.code()).isEqualTo("asterisk.astdb-unreadable"));
    }

    @Test
    void leavesBehindWhatBelongsToTheMachine() {
        assertThat(SHOWN.portable().entries().keySet())
                .hasSize(11)
                .noneMatch(key -> key.startsWith("/pbx/") || key.startsWith("/registrar/") || key.startsWith("/SIP/"));
    }

    @Test
    void saysNothingOfItsValues() {
        assertThat(SHOWN.toString()).isEqualTo("AstDb[14 entries]");
    }

    @Test
    void comparesByFamilyAndKey() {
        AstDb other = AstDb.ofShow(Samples.text("old-pbx/astdb-show.txt").replace("ENABLED", "DISABLED"));

        assertThat(SHOWN.meaning().differences(other.meaning()))
                .containsExactly(new Meaning.Difference(
                        Meaning.Difference.Change.CHANGED,
                        new Meaning.Thing("astdb family", "CW"),
                        "200",
                        "ENABLED",
                        "DISABLED"));
    }
}
