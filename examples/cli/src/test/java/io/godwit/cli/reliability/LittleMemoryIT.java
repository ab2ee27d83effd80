package io.godwit.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.cli.Godwit;
import io.godwit.tck.lab.ChildJvm;
import io.godwit.tck.lab.LabDatabase;
import io.godwit.tck.lab.PostgresServer;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is far larger than memory passes through a JVM of 256 MiB. */
@Tag("guarantee-faults")
@Tag("large")
class LittleMemoryIT {
    private static final Duration LONG = Duration.ofMinutes(8);
    private static final long GIB = 1L << 30;
    private static final int ROWS = 5_000_000;

    @TempDir
    Path directory;

    @Test
    void aSparseFileOfTenGibibytes() throws Exception {
        Path source = Files.createDirectories(directory.resolve("source"));
        try (RandomAccessFile file =
                new RandomAccessFile(source.resolve("disk.img").toFile(), "rw")) {
            file.setLength(10 * GIB);
            for (long at : new long[] {0, 3 * GIB + 123_457, 7 * GIB, 10 * GIB - 5}) {
                file.seek(at);
                file.write("data!".getBytes(StandardCharsets.US_ASCII));
            }
        }

        run("""
            version: 1
            name: sparse
            source: {url: "%s"}
            destination: {url: "%s"}
            options: {verify_after: true}
            """.formatted(source.toUri(), directory.resolve("new").toUri()));

        Path arrived = directory.resolve("new/disk.img");
        assertThat(Files.size(arrived)).isEqualTo(10 * GIB);
        assertThat(Long.parseLong(Shell.LOCAL.run("stat -c %b " + arrived).strip()))
                .as("blocks of 512 bytes")
                .isLessThan(2_000);
        try (RandomAccessFile file = new RandomAccessFile(arrived.toFile(), "r")) {
            byte[] found = new byte[5];
            for (long at : new long[] {0, 3 * GIB + 123_457, 7 * GIB, 10 * GIB - 5}) {
                file.seek(at);
                file.readFully(found);
                assertThat(new String(found, StandardCharsets.US_ASCII)).isEqualTo("data!");
            }
        }
    }

    @Test
    void aTableOfFiveMillionRows() throws Exception {
        Path source = directory.resolve("large.sqlite");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + source);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA synchronous = OFF");
            statement.execute("PRAGMA journal_mode = OFF");
            statement.execute(
                    "CREATE TABLE readings (id INTEGER PRIMARY KEY, sensor INTEGER NOT NULL, taken_at TIMESTAMP"
                            + " NOT NULL, value DECIMAL(10,3), note TEXT)");
            statement.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + ROWS
                    + ") INSERT INTO readings SELECT i, i % 977, '2025-01-01 10:00:' || printf('%02d', i % 60),"
                    + " i * 0.125, 'reading ' || i FROM n");
        }
        PostgresServer postgres = PostgresServer.shared();
        LabDatabase database = postgres.createDatabase();
        Path password = Files.writeString(directory.resolve("password"), database.password());
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));

        run("""
            version: 1
            name: rows
            source: {database: {url: "sqlite:%s"}}
            destination: {database: {url: "%s", password: "file:%s", tls: {mode: disable}}}
            options: {verify_after: true}
            """.formatted(source, database.uri(), password));

        assertThat(postgres.sql(
                        database.name(),
                        "SELECT count(*), sum(id), sum(sensor), max(value), max(length(note)) FROM readings"))
                .isEqualTo(ROWS + "|" + (long) ROWS * (ROWS + 1) / 2 + "|" + sensors() + "|625000.000|15");
    }

    private static long sensors() {
        long sum = 0;
        for (int i = 1; i <= ROWS; i++) {
            sum += i % 977;
        }
        return sum;
    }

    private void run(String spec) throws Exception {
        Path file = Files.writeString(directory.resolve("spec.yaml"), spec);
        try (ChildJvm run = ChildJvm.of(Godwit.class)
                .arguments(
                        "run",
                        file.toString(),
                        "--yes",
                        "--state",
                        directory.resolve("state").toString())
                .jvmOptions("-Xmx256m", "-XX:+ExitOnOutOfMemoryError")
                .start()) {
            int status = run.waitFor(LONG);
            assertThat(status).as("%s", run.output()).isZero();
            assertThat(run.output()).contains("and verified");
        }
    }
}
