package io.godwit.tck.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.exception.NotFoundException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the lab says when it cannot serve, and what it clears away. A JVM connects once, so each case has a JVM of its own. */
class LabIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void namesTheCommandThatStartsADaemon() {
        Path socket = directory.resolve("none.sock");
        try (ChildJvm child = ChildJvm.of(Child.class)
                .arguments("start")
                .environment("DOCKER_HOST", "unix://" + socket)
                .start()) {
            assertThat(child.waitFor(LONG)).isEqualTo(1);
            assertThat(child.output())
                    .contains("LabException: No Docker daemon answers at '" + socket + "'")
                    .contains("Start one with: scripts/lab up");
        }
    }

    @Test
    void namesTheCommandThatBuildsAnImage() {
        LabImage missing = new LabImage("sshd", "godwit-lab/sshd:none", "scripts/lab up");

        assertThatThrownBy(() -> Lab.require(missing))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("'godwit-lab/sshd:none' is missing. Build it with: scripts/lab up");
    }

    @Test
    void showsTheLogOfAServerThatDoesNotComeUp() {
        try (SshServer server = SshServer.create().option("NoSuchOption", "yes")) {
            assertThatThrownBy(server::start)
                    .isInstanceOf(LabException.class)
                    .hasMessageContaining("ended while starting")
                    .hasMessageContaining("Bad configuration option: NoSuchOption");
            assertThatThrownBy(server::host).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void removesTheContainersOfAKilledJvm() {
        String id;
        try (ChildJvm child = ChildJvm.of(Child.class)
                .arguments("start")
                .jvmOptions("-Djava.io.tmpdir=" + directory)
                .start()) {
            id = child.awaitLine(line -> line.startsWith("container "), LONG).substring("container ".length());
            child.kill();
        }
        assertThat(Lab.client().inspectContainerCmd(id).exec().getState().getRunning())
                .isEqualTo(true);
        try (ChildJvm next = ChildJvm.of(Child.class).arguments("connect").start()) {
            assertThat(next.waitFor(LONG)).as(next.output()).isZero();
        }

        assertThatThrownBy(() -> Lab.client().inspectContainerCmd(id).exec()).isInstanceOf(NotFoundException.class);
    }

    @Test
    void worksOnTheNetworkOfTheHost() {
        try (ChildJvm child = ChildJvm.of(Child.class)
                .arguments("all")
                .environment("GODWIT_LAB_NETWORK", "host")
                .start()) {
            assertThat(child.waitFor(Duration.ofMinutes(3))).as(child.output()).isZero();
            assertThat(child.output()).contains("ssh root", "mysql 1", "postgres 1");
        }
    }

    /** What runs in JVMs of its own. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            switch (args[0]) {
                case "connect" -> Lab.require();
                case "start" -> {
                    SshServer server = SshServer.create();
                    server.start();
                    System.out.println("container " + server.container().getContainerId());
                    Thread.sleep(300_000);
                }
                case "all" -> {
                    try (SshServer ssh = SshServer.create();
                            MariaDbServer mariadb = MariaDbServer.create();
                            PostgresServer postgres = PostgresServer.create()) {
                        ssh.start();
                        mariadb.start();
                        postgres.start();
                        System.out.println("ssh "
                                + ssh.exec("id", "-un").checked().stdout().strip());
                        System.out.println("mysql "
                                + overTcp(
                                        mariadb,
                                        "mariadb",
                                        "-h127.0.0.1",
                                        "-uroot",
                                        "-P" + mariadb.peerPort(),
                                        "-BNe",
                                        "SELECT 1"));
                        System.out.println("postgres "
                                + overTcp(
                                        postgres,
                                        "psql",
                                        "-h127.0.0.1",
                                        "-Upostgres",
                                        "-p" + postgres.peerPort(),
                                        "-Atc",
                                        "SELECT 1"));
                        mariadb.kill();
                        mariadb.restart();
                    }
                }
                default -> throw new IllegalArgumentException(args[0]);
            }
        }

        private static String overTcp(SqlServer server, String... client) {
            String[] argv = new String[client.length + 3];
            argv[0] = "env";
            argv[1] = "MYSQL_PWD=" + server.password();
            argv[2] = "PGPASSWORD=" + server.password();
            System.arraycopy(client, 0, argv, 3, client.length);
            return server.exec(argv).checked().stdout().strip();
        }
    }
}
