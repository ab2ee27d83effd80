/**
 * The lab: real servers for tests, and the faults that befall them.
 *
 * <p>Servers run in containers of images that {@code scripts/lab up} builds: {@link io.godwit.tck.lab.SshServer}, {@link io.godwit.tck.lab.MariaDbServer},
 * {@link io.godwit.tck.lab.MySqlServer}, {@link io.godwit.tck.lab.PostgresServer}. Each is an {@code AutoCloseable} and a JUnit extension:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final SshServer ssh = SshServer.create();
 *
 * @Test
 * void serves() {
 *     Path key = ssh.privateKey();                         // ssh://mover@127.0.0.1:PORT/srv/mover is ssh.uri("/srv/mover")
 *     assertThat(ssh.exec("id", "-un").checked().stdout()).isEqualTo("root\n");
 * }
 * }</pre>
 *
 * <p>A test that cannot get its server fails and says which command would help; it is never skipped. Faults are made by
 * {@link io.godwit.tck.lab.FaultProxy} (the network), {@link io.godwit.tck.lab.FullDisk} (the disk) and {@link io.godwit.tck.lab.ChildJvm} (a killed process);
 * {@link io.godwit.tck.lab.ResourceLeaks} fails tests that leave threads or files behind.
 */
@NullMarked
package io.godwit.tck.lab;

import org.jspecify.annotations.NullMarked;
