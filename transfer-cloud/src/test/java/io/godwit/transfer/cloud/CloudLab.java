package io.godwit.transfer.cloud;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.google.cloud.NoCredentials;
import com.google.cloud.storage.BucketInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import io.godwit.spi.Location;
import io.godwit.spi.SecretRef;
import io.godwit.tck.TckContext;
import io.godwit.tck.lab.ObjectStoreServer;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The object stores of the lab, each with one bucket for all tests of this process. */
final class CloudLab {
    static final String BUCKET = "godwit-tests";

    private CloudLab() {}

    /** The strict S3 server. */
    static final class S3 {
        static final ObjectStoreServer SERVER = ObjectStoreServer.s3().shared();

        static {
            SERVER.start();
            try (S3Client client = client()) {
                client.createBucket(r -> r.bucket(BUCKET));
            }
        }

        private S3() {}

        static S3Client client() {
            return S3Client.builder()
                    .endpointOverride(SERVER.endpoint())
                    .forcePathStyle(true)
                    .region(Region.US_EAST_1)
                    .credentialsProvider(StaticCredentialsProvider.create(
                            AwsBasicCredentials.create(ObjectStoreServer.USER, SERVER.password())))
                    .build();
        }

        static Location newPlace() {
            return place("s3://" + BUCKET + "/" + UUID.randomUUID() + "/site");
        }

        static Location place(String uri) {
            return Location.of(uri)
                    .withSetting("endpoint", SERVER.endpoint().toString())
                    .withSetting("region", "us-east-1")
                    .withSecret(Location.CREDENTIALS, SecretRef.parse("env:LAB_S3"));
        }

        static TckContext context() {
            return new TckContext().secret("env:LAB_S3", ObjectStoreServer.USER + ":" + SERVER.password());
        }
    }

    /** Azurite. */
    static final class Azure {
        static final ObjectStoreServer SERVER = ObjectStoreServer.azure().shared();

        static {
            SERVER.start();
            container(BUCKET).create();
        }

        private Azure() {}

        static String connectionString() {
            return "DefaultEndpointsProtocol=http;AccountName=" + ObjectStoreServer.USER + ";AccountKey="
                    + SERVER.accountKey() + ";BlobEndpoint=" + SERVER.endpoint() + "/" + ObjectStoreServer.USER + ";";
        }

        static BlobContainerClient container(String name) {
            BlobServiceClient client =
                    AzureClients.builder(AzurePlace.of(newPlace()), context()).buildClient();
            return client.getBlobContainerClient(name);
        }

        static Location newPlace() {
            return Location.of("azblob://" + BUCKET + "/" + UUID.randomUUID() + "/site")
                    .withSecret(AzurePlace.CONNECTION_STRING, SecretRef.parse("env:LAB_AZURE"));
        }

        static TckContext context() {
            return new TckContext().secret("env:LAB_AZURE", connectionString());
        }
    }

    /** fake-gcs-server. */
    static final class Google {
        static final ObjectStoreServer SERVER = ObjectStoreServer.google().shared();

        static {
            SERVER.start();
            Storage client = StorageOptions.http()
                    .setHost(SERVER.endpoint().toString())
                    .setCredentials(NoCredentials.getInstance())
                    .setProjectId("lab")
                    .build()
                    .getService();
            client.create(BucketInfo.of(BUCKET));
        }

        private Google() {}

        static Location newPlace() {
            return place("gs://" + BUCKET + "/" + UUID.randomUUID() + "/site");
        }

        static Location place(String uri) {
            return Location.of(uri)
                    .withSetting("endpoint", SERVER.endpoint().toString())
                    .withSetting("anonymous", "true");
        }

        static TckContext context() {
            return new TckContext();
        }
    }
}
