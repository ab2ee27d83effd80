/** Object stores. */
module io.godwit.transfer.cloud {
    requires transitive io.godwit.spi;
    requires static org.jspecify;
    requires software.amazon.awssdk.services.s3;
    requires software.amazon.awssdk.core;
    requires software.amazon.awssdk.auth;
    requires software.amazon.awssdk.awscore;
    requires software.amazon.awssdk.regions;
    requires software.amazon.awssdk.http;
    requires software.amazon.awssdk.http.apache5;
    requires software.amazon.awssdk.retries.api;
    requires software.amazon.awssdk.profiles;

    provides io.godwit.spi.TransferMethod with
            io.godwit.transfer.cloud.S3TransferMethod;
}
