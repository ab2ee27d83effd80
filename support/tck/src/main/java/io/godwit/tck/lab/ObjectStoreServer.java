package io.godwit.tck.lab;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * An object store: versitygw, which speaks S3 and checks signatures, checksums and parts; Azurite, which speaks Azure's blob protocol; fake-gcs-server, which
 * speaks Google Cloud Storage's. None has a bucket or container at the beginning.
 *
 * @since 0.1
 */
public final class ObjectStoreServer extends LabServer {
    /** The access key of the S3 server, and the account of Azurite. */
    public static final String USER = "lab";

    private static final int S3_PORT = 9000;
    private static final int AZURE_PORT = 10000;

    private ObjectStoreServer(LabImage image, int port) {
        super(image, port, Probe.HTTP);
    }

    /** An S3 server of its own, not started yet. Its image is built by {@code scripts/lab images versitygw}. */
    public static ObjectStoreServer s3() {
        return new ObjectStoreServer(LabImage.VERSITYGW, S3_PORT);
    }

    /** An Azurite of its own, not started yet. Its image is built by {@code scripts/lab images azurite}. */
    public static ObjectStoreServer azure() {
        return new ObjectStoreServer(LabImage.AZURITE, AZURE_PORT);
    }

    /** A fake-gcs-server of its own, not started yet. Its image is built by {@code scripts/lab images fakegcs}. */
    public static ObjectStoreServer google() {
        return new ObjectStoreServer(LabImage.FAKE_GCS, S3_PORT);
    }

    /** Makes {@link #close} do nothing: the server serves this JVM to its end. */
    public ObjectStoreServer shared() {
        keep();
        return this;
    }

    /** Where it listens: {@code http://host:port}. */
    public URI endpoint() {
        return URI.create("http://" + host() + ":" + port());
    }

    /** The key of Azurite's account: the password, in base64 as Azure's keys are. */
    public String accountKey() {
        return Base64.getEncoder().encodeToString(password().getBytes(StandardCharsets.UTF_8));
    }
}
