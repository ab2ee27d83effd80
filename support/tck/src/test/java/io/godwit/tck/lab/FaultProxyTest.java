package io.godwit.tck.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.tck.lab.FaultProxy.Direction;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients and servers are plain sockets; every server echoes or feeds. */
@Timeout(60)
class FaultProxyTest {
    private static final byte[] DATA = new byte[1_000_000];

    static {
        new Random(7).nextBytes(DATA);
    }

    private final ExecutorService pool = Executors.newCachedThreadPool();
    private ServerSocket server;
    private FaultProxy proxy;

    FaultProxyTest() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        proxy = FaultProxy.to("127.0.0.1", server.getLocalPort());
    }

    @BeforeEach
    void serveEchoes() {
        pool.execute(() -> {
            while (!server.isClosed()) {
                try {
                    Socket connection = server.accept();
                    pool.execute(() -> echo(connection));
                } catch (IOException e) {
                    return; // closed
                }
            }
        });
    }

    @AfterEach
    void close() throws Exception {
        proxy.close();
        server.close();
        pool.shutdownNow();
        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("lab-proxy-"));
    }

    @Test
    void forwardsEverythingAndTheEnd() throws Exception {
        assertThat(roundTrip(DATA)).isEqualTo(DATA);
        assertThat(proxy.connections()).isEqualTo(1);
        assertThat(proxy.bytes(Direction.TO_SERVER)).isEqualTo(DATA.length);
        assertThat(proxy.bytes(Direction.TO_CLIENT)).isEqualTo(DATA.length);
        assertThat(proxy.cuts()).isZero();
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> proxy.openConnections() == 0);
    }

    @Test
    void cutsOneConnectionAfterExactlySoManyBytes() throws Exception {
        proxy.cutOnce(Direction.TO_CLIENT, 123_457);

        assertThat(receivedUntilCut()).isEqualTo(Arrays.copyOf(DATA, 123_457));
        assertThat(proxy.cuts()).isEqualTo(1);
        assertThat(roundTrip(DATA)).isEqualTo(DATA);
        assertThat(proxy.cuts()).isEqualTo(1);
    }

    @Test
    void cutsTheWayToTheServerToo() throws Exception {
        proxy.cutOnce(Direction.TO_SERVER, 100_000);

        assertThat(receivedUntilCut().length).isLessThanOrEqualTo(100_000);
        assertThat(proxy.bytes(Direction.TO_SERVER)).isEqualTo(100_000);
        assertThat(roundTrip(DATA)).isEqualTo(DATA);
    }

    @Test
    void cutsAgainAndAgainWhereverTheBytesGo() throws Exception {
        proxy.cutEvery(Direction.TO_CLIENT, 400_000);
        int done = 0;
        int attempts = 0;
        while (done < DATA.length) {
            done += send(Arrays.copyOfRange(DATA, done, DATA.length)).length; // as one does who resumes
            attempts++;
        }

        assertThat(attempts).isEqualTo(3);
        assertThat(proxy.cuts()).isEqualTo(2);
        assertThat(proxy.bytes(Direction.TO_CLIENT)).isEqualTo(DATA.length);
    }

    @Test
    void cutsEachConnectionAfterItsOwnBytes() throws Exception {
        proxy.cutEach(Direction.TO_CLIENT, 1000);

        for (int i = 0; i < 3; i++) {
            assertThat(receivedUntilCut()).hasSize(1000);
        }
        assertThat(proxy.cuts()).isEqualTo(3);
    }

    @Test
    void resetsInsteadOfClosing() throws Exception {
        try (Socket client = connect()) {
            proxy.resetting();
            client.getOutputStream().write(1);
            assertThat(client.getInputStream().read()).isEqualTo(1);
            proxy.cutNow();

            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void closesInsteadOfResetting() throws Exception {
        try (Socket client = connect()) {
            client.getOutputStream().write(1);
            assertThat(client.getInputStream().read()).isEqualTo(1);
            proxy.cutNow();

            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void stallsAndGoesOn() throws Exception {
        proxy.stallAfter(Direction.TO_CLIENT, 10);
        try (Socket client = connect()) {
            client.getOutputStream().write(DATA, 0, 20);
            InputStream in = client.getInputStream();
            assertThat(in.readNBytes(10)).isEqualTo(Arrays.copyOf(DATA, 10));
            client.setSoTimeout(300);
            assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
            assertThat(proxy.openConnections()).isEqualTo(1);
            proxy.resume();
            client.setSoTimeout(10_000);

            assertThat(in.readNBytes(10)).isEqualTo(Arrays.copyOfRange(DATA, 10, 20));
        }
    }

    @Test
    void stallsAtOnceAndCanStillBeCut() throws Exception {
        proxy.stall();
        try (Socket client = connect()) {
            client.getOutputStream().write(1);
            client.setSoTimeout(300);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            client.setSoTimeout(10_000);
            proxy.cutNow();

            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void delaysWithoutSlowing() throws Exception {
        proxy.delay(Duration.ofMillis(200));
        long start = System.nanoTime();
        assertThat(roundTrip(DATA)).isEqualTo(DATA);
        Duration taken = Duration.ofNanos(System.nanoTime() - start);

        // There and back once; were the delay paid for every chunk, it would be more than three seconds each way.
        assertThat(taken).isBetween(Duration.ofMillis(400), Duration.ofSeconds(3));
    }

    @Test
    void deliversByteByByte() throws Exception {
        proxy.chunks(1);
        try (Socket client = connect()) {
            client.getOutputStream().write(DATA, 0, 50_000);
            InputStream in = client.getInputStream();
            byte[] buffer = new byte[4096];
            int largest = 0;
            for (int got = 0; got < 50_000; ) {
                int count = in.read(buffer);
                largest = Math.max(largest, count);
                got += count;
            }
            // The kernel may join what arrives while we do not look, but never all of it.
            assertThat(largest).isLessThan(50_000);
        }
    }

    @Test
    void throttles() throws Exception {
        proxy.throttle(500_000);
        long start = System.nanoTime();
        assertThat(roundTrip(Arrays.copyOf(DATA, 400_000))).hasSize(400_000);

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(750), Duration.ofSeconds(5));
    }

    @Test
    void corruptsOneByte() throws Exception {
        proxy.corruptAfter(Direction.TO_CLIENT, 70_000);
        byte[] expected = DATA.clone();
        expected[70_000] ^= 1;

        assertThat(roundTrip(DATA)).isEqualTo(expected);
        assertThat(roundTrip(DATA)).isEqualTo(DATA);
    }

    @Test
    void refusesAndHeals() throws Exception {
        proxy.refuse();
        assertThat(receivedUntilCut()).isEmpty();
        assertThat(proxy.connections()).isZero();
        proxy.cutEach(Direction.TO_SERVER, 1).stall();
        proxy.heal();

        assertThat(roundTrip(DATA)).isEqualTo(DATA);
    }

    @Test
    void isUnreachableWhenTheServerIs() throws Exception {
        server.close();

        assertThat(receivedUntilCut()).isEmpty();
        assertThat(proxy.connections()).isZero();
    }

    @Test
    void passesABrokenClientOn() throws Exception {
        try (Socket client = connect()) {
            client.getOutputStream().write(1);
            assertThat(client.getInputStream().read()).isEqualTo(1);
            client.setSoLinger(true, 0);
        }
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> proxy.openConnections() == 0);
    }

    @Test
    void refusesNonsense() {
        assertThatThrownBy(() -> proxy.cutOnce(Direction.TO_CLIENT, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> proxy.throttle(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> proxy.chunks(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(proxy.host(), proxy.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private byte[] roundTrip(byte[] bytes) throws IOException {
        byte[] got = send(bytes);
        assertThat(got).hasSameSizeAs(bytes);
        return got;
    }

    private byte[] receivedUntilCut() throws IOException {
        byte[] got = send(DATA);
        assertThat(got.length).isLessThan(DATA.length);
        return got;
    }

    /** Sends all and returns what comes back until the end, whether a good or a bad one. */
    @SuppressWarnings("try") // closed early to end the sender, which is waited for
    private byte[] send(byte[] bytes) throws IOException {
        try (Socket client = connect()) {
            Future<?> sent = pool.submit(() -> {
                try {
                    client.getOutputStream().write(bytes);
                    client.shutdownOutput();
                } catch (IOException e) {
                    return; // cut: the reader sees it too
                }
            });
            byte[] got = new byte[bytes.length + 1];
            int count = 0;
            try {
                InputStream in = client.getInputStream();
                for (int n = in.read(got, 0, got.length); n > 0; n = in.read(got, count, got.length - count)) {
                    count += n;
                }
            } catch (SocketException e) {
                // cut with bytes of ours still under way, so the kernel resets
            }
            client.close();
            assertThat(sent).succeedsWithin(Duration.ofSeconds(10));
            return Arrays.copyOf(got, count);
        }
    }

    private static void echo(Socket connection) {
        try (connection) {
            connection.getInputStream().transferTo(connection.getOutputStream());
        } catch (IOException e) {
            // the proxy cut
        }
    }
}
