package io.godwit.transfer.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Access;
import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.SecretRef;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import io.godwit.tck.TckContext;
import org.junit.jupiter.api.Test;

/** What a plan is told of a place before anything is asked of it. */
class PlanRemarksTest {
    private final TckContext context = new TckContext().secret("env:KEYS", "AKIDEXAMPLE:not-a-real-key");

    private WritableFileTree s3(Location place) {
        return (WritableFileTree) new S3TransferMethod()
                .open(
                        place.withSetting("endpoint", "http://127.0.0.1:9")
                                .withSecret(Location.CREDENTIALS, SecretRef.parse("env:KEYS")),
                        Access.WRITE,
                        context);
    }

    @Test
    void whatBecomesPublicIsSaid() {
        Location place = Location.of("s3://site-bucket/www");
        try (WritableFileTree open = s3(place.withSetting("acl", "public-read"));
                WritableFileTree closed = s3(place.withSetting("acl", "private"));
                WritableFileTree unsaid = s3(place)) {
            assertThat(open.remarks(context)).extracting(Finding::code).containsExactly("cloud.public");
            assertThat(closed.remarks(context)).isEmpty();
            assertThat(unsaid.remarks(context)).isEmpty();
        }
    }

    @Test
    void namesThatAServiceRefusesAreKnownWithoutAskingIt() {
        Location azure = Location.of("azblob://container/www")
                .withSetting("anonymous", "true")
                .withSetting("account", "example");
        Location google = Location.of("gs://bucket/www").withSetting("anonymous", "true");
        try (WritableFileTree amazon = s3(Location.of("s3://site-bucket/www"));
                WritableFileTree blobs =
                        (WritableFileTree) new AzureTransferMethod().open(azure, Access.WRITE, context);
                WritableFileTree objects =
                        (WritableFileTree) new GoogleTransferMethod().open(google, Access.WRITE, context)) {
            refused(blobs, "a\\b");
            refused(blobs, "dot./f");
            refused(blobs, "tab\there");
            refused(objects, "line\nend");
            for (WritableFileTree tree : new WritableFileTree[] {amazon, blobs, objects}) {
                assertThat(tree.refusal(TreePath.of("fine/f.html"))).isEmpty();
                assertThat(tree.refusal(TreePath.of("x/".repeat(600) + "f")))
                        .map(MigrationException::code)
                        .contains("tree.name-too-long");
            }
            assertThat(amazon.refusal(TreePath.of("line\nend"))).isEmpty();
        }
    }

    private static void refused(WritableFileTree tree, String path) {
        assertThat(tree.refusal(TreePath.of(path)))
                .map(MigrationException::code)
                .contains("tree.name-refused");
    }
}
