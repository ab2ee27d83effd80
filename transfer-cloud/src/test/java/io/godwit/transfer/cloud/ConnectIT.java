package io.godwit.transfer.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.sun.net.httpserver.HttpServer;
import io.godwit.spi.Access;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryStream;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.SecretRef;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import io.godwit.tck.TckContext;
import io.godwit.tck.TestContents;
import io.godwit.tck.lab.ObjectStoreServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** The ways in: roles, proxies, signatures. */
class ConnectIT {
    private static void writesAndReads(TransferMethod method, Location place, TckContext context) {
        try (WritableFileTree tree = (WritableFileTree) method.open(place, Access.WRITE, context)) {
            EntryStream.Found file = new EntryStream.Found(
                    TreeEntry.of(TreePath.of("f"), EntryKind.FILE).size(3).build(),
                    TestContents.of(new byte[] {1, 2, 3}));
            try (EntryStream stream = TestContents.stream(List.of(file))) {
                assertThat(tree.write(stream, new WriteToken("s", "u", 1), context)
                                .get(0)
                                .failure())
                        .isEmpty();
            }
            assertThat(tree.stat(List.of(TreePath.of("f")), context).get(0)).isPresent();
        }
    }

    @Test
    void actsInARoleThatItAsksFor() throws IOException {
        Set<String> tokens = ConcurrentHashMap.newKeySet();
        HttpServer sts = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        sts.createContext("/", exchange -> {
            try (exchange) {
                String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                boolean right = asked.contains("Action=AssumeRole") && asked.contains("ExternalId=agreed");
                byte[] answer = """
                    <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
                    <AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>for-a-while</SecretAccessKey>
                    <SessionToken>token-of-the-role</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>
                    </Credentials></AssumeRoleResult></AssumeRoleResponse>\
                    """.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(right ? 200 : 400, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        sts.start();
        int port = S3MockServer.shared().port();
        try (FaultyService service = FaultyService.before(URI.create("http://127.0.0.1:" + port))) {
            service.fail(exchange -> {
                tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Security-Token")));
                return Optional.empty();
            });
            Location place = S3MockServer.shared()
                    .newPlace()
                    .withSetting("sorted_listing", "false")
                    .withSetting("endpoint", service.endpoint())
                    .withSetting("role_arn", "arn:aws:iam::123456789012:role/mover")
                    .withSetting("external_id", "agreed")
                    .withSetting(
                            "sts_endpoint",
                            "http://127.0.0.1:" + sts.getAddress().getPort());
            writesAndReads(new S3TransferMethod(), place, S3MockServer.context());
        } finally {
            sts.stop(0);
        }
        assertThat(tokens).containsExactly("token-of-the-role");
    }

    @Test
    void goesThroughAProxy() throws IOException {
        Set<String> hosts = ConcurrentHashMap.newKeySet();
        int port = S3MockServer.shared().port();
        try (FaultyService proxy = FaultyService.before(URI.create("http://127.0.0.1:" + port))) {
            proxy.fail(exchange -> {
                hosts.add(String.valueOf(exchange.getRequestHeaders().getFirst("Host")));
                return Optional.empty();
            });
            Location place = S3MockServer.shared()
                    .newPlace()
                    .withSetting("sorted_listing", "false")
                    .withSetting("endpoint", "http://storage.example.com:9000")
                    .withSetting("proxy", proxy.endpoint());
            writesAndReads(new S3TransferMethod(), place, S3MockServer.context());
        }
        assertThat(hosts).containsExactly("storage.example.com:9000");
    }

    @Test
    void takesASharedAccessSignatureAndAnAccountKey() {
        OffsetDateTime tomorrow = OffsetDateTime.now(ZoneOffset.UTC).plusDays(1);
        String token = CloudLab.Azure.container(CloudLab.BUCKET)
                .generateSas(new BlobServiceSasSignatureValues(tomorrow, BlobContainerSasPermission.parse("rwdl")));
        String endpoint = CloudLab.Azure.SERVER.endpoint() + "/" + ObjectStoreServer.USER;
        Location bare = Location.of(CloudLab.Azure.newPlace().uri()).withSetting("endpoint", endpoint);
        writesAndReads(
                new AzureTransferMethod(),
                bare.withSecret(Location.CREDENTIALS, SecretRef.parse("env:SAS")),
                new TckContext().secret("env:SAS", token));
        writesAndReads(
                new AzureTransferMethod(),
                bare.withSetting("account", ObjectStoreServer.USER)
                        .withSecret(Location.CREDENTIALS, SecretRef.parse("env:KEY")),
                new TckContext().secret("env:KEY", CloudLab.Azure.SERVER.accountKey()));
    }

    @Test
    void saysThatCredentialsAreWrongAndNothingOfThem() {
        TckContext wrong = new TckContext().secret("env:LAB_S3", ObjectStoreServer.USER + ":not-the-password");
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> new S3TransferMethod()
                        .open(CloudLab.S3.newPlace(), Access.READ, wrong)
                        .close())
                .satisfies(e -> assertThat(e.code()).isEqualTo("cloud.credentials-refused"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("not-the-password"));
        Location account = Location.of("azblob://container/x")
                .withSetting("account", "example")
                .withSecret(Location.CREDENTIALS, SecretRef.parse("env:SAS"));
        TckContext nonsense = new TckContext().secret("env:SAS", "neither key nor token!");
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> new AzureTransferMethod()
                        .open(account, Access.READ, nonsense)
                        .close())
                .satisfies(e -> assertThat(e.code()).isEqualTo("cloud.bad-credentials"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("neither key"));
    }
}
