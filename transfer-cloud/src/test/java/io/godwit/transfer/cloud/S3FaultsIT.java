package io.godwit.transfer.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import io.godwit.spi.Access;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import io.godwit.tck.TckContext;
import io.godwit.tck.TestContents;
import io.godwit.tck.lab.FaultProxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong between here and S3, before a real server. The server checks no signatures here, for the proxy has another name. */
class S3FaultsIT {
    private static final WriteToken TOKEN = new WriteToken("session", "unit", 1);

    private final TckContext context = S3MockServer.context();
    private FaultyService service;
    private Location place;

    @BeforeEach
    void start() throws IOException {
        int port = S3MockServer.shared().port();
        service = FaultyService.before(java.net.URI.create("http://127.0.0.1:" + port));
        place = S3MockServer.shared()
                .newPlace()
                .withSetting("sorted_listing", "false")
                .withSetting("endpoint", service.endpoint());
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private WritableFileTree open(Location at) {
        return (WritableFileTree) new S3TransferMethod().open(at, Access.WRITE, context);
    }

    private static EntryStream.Found file(String path, byte[] content) {
        return new EntryStream.Found(
                TreeEntry.of(TreePath.of(path), EntryKind.FILE)
                        .size(content.length)
                        .build(),
                TestContents.of(content));
    }

    private List<EntryResult> write(WritableFileTree tree, List<EntryStream.Found> files) {
        try (EntryStream stream = TestContents.stream(List.copyOf(files))) {
            return tree.write(stream, TOKEN, context);
        }
    }

    private byte[] read(WritableFileTree tree, String path) {
        TreeEntry entry = tree.stat(List.of(TreePath.of(path)), context).get(0).orElseThrow();
        try (EntryStream stream = tree.read(List.of(entry), context)) {
            return TestContents.readAll(((EntryStream.Found) stream.next().orElseThrow()).content());
        }
    }

    @Test
    void aBurstOfRefusalsPasses() {
        List<EntryStream.Found> files = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            files.add(file("f" + i, new byte[] {(byte) i}));
        }
        try (WritableFileTree tree = open(place)) {
            service.failNext(4, new FaultyService.Answer(503, "SlowDown"));
            assertThat(write(tree, files))
                    .allSatisfy(result -> assertThat(result.failure()).isEmpty());
            service.failNext(3, new FaultyService.Answer(500, "InternalError"));
            assertThat(read(tree, "f7")).containsExactly(7);
        }
        assertThat(service.faults()).isEqualTo(7);
    }

    @Test
    void aPartThatIsRefusedForAWhileIsSentAgain() {
        byte[] large = TestContents.random(1, 20 << 20);
        Predicate<HttpExchange> part =
                exchange -> String.valueOf(exchange.getRequestURI().getQuery()).contains("partNumber=2");
        java.util.concurrent.atomic.AtomicInteger left = new java.util.concurrent.atomic.AtomicInteger(2);
        service.fail(exchange -> part.test(exchange) && left.getAndDecrement() > 0
                ? Optional.of(new FaultyService.Answer(503, "SlowDown"))
                : Optional.empty());
        try (WritableFileTree tree = open(place)) {
            assertThat(write(tree, List.of(file("large", large))).get(0).failure())
                    .isEmpty();
            assertThat(Arrays.equals(read(tree, "large"), large)).isTrue();
        }
        assertThat(service.faults()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "400, ExpiredToken, cloud.credentials-refused",
        "403, InvalidAccessKeyId, cloud.credentials-refused",
        "403, RequestTimeTooSkewed, cloud.clock-skewed",
        "403, AccessDenied, tree.permission-denied",
        "404, NoSuchBucket, cloud.no-bucket"
    })
    void whatDoesNotPassIsToldAtOnce(int status, String code, String ours) {
        try (WritableFileTree tree = open(place)) {
            assertThat(write(tree, List.of(file("before", new byte[] {1})))
                            .get(0)
                            .failure())
                    .isEmpty();
            // what the listing of a run that has begun is told, and no more requests than it takes
            service.fail(exchange -> Optional.of(new FaultyService.Answer(status, code)));
            assertThatExceptionOfType(MigrationException.class)
                    .isThrownBy(() -> {
                        EntryResult result = write(tree, List.of(file("later", new byte[] {1})))
                                .get(0);
                        throw result.failure().orElseThrow();
                    })
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ours))
                    .satisfies(e -> assertThat(e.remediation()).isNotBlank());
            service.fail(exchange -> Optional.empty());
            assertThat(tree.stat(List.of(TreePath.of("later")), context)).containsExactly(Optional.empty());
        }
        // a skewed clock is set right and asked once more by the client itself
        assertThat(service.faults()).isLessThanOrEqualTo(9);
    }

    @Test
    void connectionsThatAreResetInAPartAreMadeAgain() {
        byte[] large = TestContents.random(3, 24 << 20);
        try (FaultProxy proxy = FaultProxy.to("127.0.0.1", S3MockServer.shared().port())) {
            Location behind = S3MockServer.shared()
                    .newPlace()
                    .withSetting("sorted_listing", "false")
                    .withSetting("endpoint", "http://127.0.0.1:" + proxy.port());
            try (WritableFileTree tree = open(behind)) {
                proxy.cutOnce(FaultProxy.Direction.TO_SERVER, 11 << 20).resetting();
                assertThat(write(tree, List.of(file("large", large))).get(0).failure())
                        .isEmpty();
                assertThat(proxy.cuts()).isEqualTo(1);
                assertThat(Arrays.equals(read(tree, "large"), large)).isTrue();
            }
        }
    }

    @Test
    void aReadThatIsCutFailsAndCanBeRepeated() {
        byte[] large = TestContents.random(4, 12 << 20);
        try (FaultProxy proxy = FaultProxy.to("127.0.0.1", S3MockServer.shared().port())) {
            Location behind = S3MockServer.shared()
                    .newPlace()
                    .withSetting("sorted_listing", "false")
                    .withSetting("endpoint", "http://127.0.0.1:" + proxy.port());
            try (WritableFileTree tree = open(behind)) {
                write(tree, List.of(file("large", large)));
                proxy.cutOnce(FaultProxy.Direction.TO_CLIENT, 5 << 20);
                assertThatExceptionOfType(MigrationException.class)
                        .isThrownBy(() -> read(tree, "large"))
                        .satisfies(e -> assertThat(e.code()).isEqualTo("cloud.lost"))
                        .satisfies(e -> assertThat(e.isRetryable()).isTrue());
                assertThat(Arrays.equals(read(tree, "large"), large)).isTrue();
            }
        }
    }

    @Test
    void aBucketThatVanishesMeanwhileIsTold() {
        String bucket = "vanishing-" + UUID.randomUUID();
        try (software.amazon.awssdk.services.s3.S3Client client = CloudLab.S3.client()) {
            client.createBucket(r -> r.bucket(bucket));
            try (WritableFileTree tree = (WritableFileTree) new S3TransferMethod()
                    .open(CloudLab.S3.place("s3://" + bucket + "/x"), Access.WRITE, CloudLab.S3.context())) {
                assertThat(tree.stat(List.of(TreePath.of("f")), CloudLab.S3.context()))
                        .containsExactly(Optional.empty());
                client.deleteBucket(r -> r.bucket(bucket));
                assertThatExceptionOfType(MigrationException.class)
                        .isThrownBy(() -> {
                            try (EntryStream stream = TestContents.stream(List.of(file("f", new byte[] {1})))) {
                                throw tree.write(stream, TOKEN, CloudLab.S3.context())
                                        .get(0)
                                        .failure()
                                        .orElseThrow();
                            }
                        })
                        .satisfies(e -> assertThat(e.code()).isEqualTo("cloud.no-bucket"));
            }
        }
    }
}
