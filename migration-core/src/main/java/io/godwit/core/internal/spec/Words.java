package io.godwit.core.internal.spec;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the words of a specification stand for that are not ours: kinds of places and of databases. */
public final class Words {
    /** Schemes of machines that commands can be run on and that a database can be reached through. */
    public static final Set<String> HOST_SCHEMES = Set.of("ssh", "sftp", "scp");

    private static final Map<String, String> CLOUDS = Map.of(
            "aws-s3", "s3",
            "s3", "s3",
            "google-cloud-storage", "gs",
            "gcs", "gs",
            "azure-blob", "azblob",
            "azure-blob-storage", "azblob");
    private static final Map<String, String> PROVIDERS = Map.of(
            "aws", "s3",
            "gcp", "gs",
            "google", "gs",
            "azure", "azblob");
    private static final Map<String, String> DATABASES = Map.of(
            "aurora-mysql", "mysql",
            "aurora-postgresql", "postgres",
            "postgresql", "postgres",
            "mongo", "mongodb",
            "mssql", "sqlserver");

    private Words() {}

    /**
     * The scheme of an object store that a type of site stands for.
     *
     * @param type for instance {@code aws-s3}
     * @return for instance {@code s3}, or empty where it is no object store
     */
    public static Optional<String> cloudScheme(String type) {
        return Optional.ofNullable(CLOUDS.get(type));
    }

    /**
     * The scheme of a provider's object store.
     *
     * @param provider for instance {@code aws}
     * @return for instance {@code s3}, or empty where it is not known
     */
    public static Optional<String> providerScheme(String provider) {
        return Optional.ofNullable(PROVIDERS.get(provider));
    }

    /**
     * The scheme that a type of database stands for.
     *
     * @param type for instance {@code aurora-mysql}
     * @return for instance {@code mysql}; the type itself where it stands for nothing else
     */
    public static String databaseScheme(String type) {
        return DATABASES.getOrDefault(type, type);
    }

    /**
     * Whether a type of database is a file, which needs no host.
     *
     * @param type for instance {@code sqlite}
     * @return true for such a type
     */
    public static boolean isLocalFile(String type) {
        return type.equals("sqlite");
    }

    /**
     * Whether a host is the provider's own address of its object store, which needs no mention.
     *
     * @param host for instance {@code s3.amazonaws.com}
     * @return true for those of the three large providers
     */
    public static boolean isProviderEndpoint(String host) {
        return host.endsWith(".amazonaws.com")
                || host.equals("storage.googleapis.com")
                || host.endsWith(".blob.core.windows.net");
    }
}
