package io.godwit.transfer.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Access;
import io.godwit.spi.DirectRoute;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryStream;
import io.godwit.spi.Location;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreeLink;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import io.godwit.tck.TckContext;
import io.godwit.tck.TestContents;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Objects are copied where they are, with all that is kept with them. */
class WithinServiceIT {
    private static final WriteToken TOKEN = new WriteToken("session", "unit", 1);

    @Test
    void ofAmazonsProtocol() {
        check(new S3TransferMethod(), CloudLab.S3.newPlace(), CloudLab.S3.newPlace(), CloudLab.S3.context());
    }

    @Test
    void ofGoogles() {
        check(
                new GoogleTransferMethod(),
                CloudLab.Google.newPlace(),
                CloudLab.Google.newPlace(),
                CloudLab.Google.context());
    }

    @Test
    void ofAzures() {
        check(
                new AzureTransferMethod(),
                CloudLab.Azure.newPlace(),
                CloudLab.Azure.newPlace(),
                CloudLab.Azure.context());
    }

    @Test
    void noContentComesHere() throws Exception {
        S3MockServer mock = S3MockServer.shared();
        try (FaultyService service = FaultyService.before(URI.create("http://127.0.0.1:" + mock.port()))) {
            Location from =
                    mock.newPlace().withSetting("sorted_listing", "false").withSetting("endpoint", service.endpoint());
            Location to =
                    mock.newPlace().withSetting("sorted_listing", "false").withSetting("endpoint", service.endpoint());
            List<TreeEntry> entries = written(new S3TransferMethod(), from, S3MockServer.context());
            service.fail(exchange -> exchange.getRequestMethod().equals("GET")
                            && exchange.getRequestURI().getQuery() == null
                    ? Optional.of(new FaultyService.Answer(403, "AccessDenied"))
                    : Optional.empty());
            try (DirectRoute route = new S3TransferMethod()
                    .route(from, to, S3MockServer.context())
                    .orElseThrow()) {
                assertThat(route.carry(entries, true, TOKEN, S3MockServer.context()))
                        .isEmpty();
            }
            assertThat(service.faults()).isZero();
        }
    }

    @Test
    void otherCredentialsOrServicesAreAnotherPlace() {
        Location from = Location.of("s3://bucket/a").withSetting("endpoint", "http://127.0.0.1:9");
        TckContext context = new TckContext();
        TransferMethod method = new S3TransferMethod();
        assertThat(method.route(from, Location.of("s3://bucket/b"), context)).isEmpty();
        assertThat(method.route(from, from.withSetting("profile", "other"), context))
                .isEmpty();
        assertThat(method.route(from, from.withSetting("cache_control", "no-store"), context))
                .isEmpty();
        assertThat(method.route(from, Location.of("file:///tmp/x"), context)).isEmpty();
    }

    private static List<TreeEntry> written(TransferMethod method, Location from, TckContext context) {
        TreeEntry file = TreeEntry.of(TreePath.of("d/page.html"), EntryKind.FILE)
                .size(3)
                .mode(0640)
                .modified(Instant.parse("2020-02-02T02:02:02.5Z"))
                .build();
        TreeEntry link = TreeEntry.of(TreePath.of("d/link"), EntryKind.SYMLINK)
                .target(TreeLink.of("page.html"))
                .modified(Instant.parse("2021-02-02T02:02:02Z"))
                .build();
        try (WritableFileTree tree = (WritableFileTree) method.open(from, Access.WRITE, context);
                EntryStream entries = TestContents.stream(List.of(
                        new EntryStream.Found(file, TestContents.of(new byte[] {1, 2, 3})),
                        new EntryStream.Found(link, TestContents.of(new byte[0]))))) {
            assertThat(tree.write(entries, TOKEN, context))
                    .allSatisfy(result -> assertThat(result.failure()).isEmpty());
            return tree.stat(List.of(file.path(), link.path()), context).stream()
                    .map(Optional::orElseThrow)
                    .toList();
        }
    }

    private static void check(TransferMethod method, Location from, Location to, TckContext context) {
        List<TreeEntry> entries = written(method, from, context);
        try (DirectRoute route = method.route(from, to, context).orElseThrow()) {
            assertThat(route.obstacle()).isEmpty();
            assertThat(route.isWithinService()).isTrue();
            assertThat(route.carry(entries, true, TOKEN, context)).isEmpty();
        }
        try (WritableFileTree tree = (WritableFileTree) method.open(to, Access.WRITE, context)) {
            List<Optional<TreeEntry>> there =
                    tree.stat(entries.stream().map(TreeEntry::path).toList(), context);
            for (int i = 0; i < entries.size(); i++) {
                TreeEntry found = there.get(i).orElseThrow();
                assertThat(found.toBuilder().version(null).build())
                        .isEqualTo(entries.get(i).toBuilder().version(null).build());
            }
            try (EntryStream stream = tree.read(List.of(entries.get(0)), context)) {
                EntryStream.Found found = (EntryStream.Found) stream.next().orElseThrow();
                assertThat(TestContents.readAll(found.content())).containsExactly(1, 2, 3);
            }
        }
    }
}
