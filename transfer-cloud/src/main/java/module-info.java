/** Object stores. */
module io.godwit.transfer.cloud {
    requires transitive io.godwit.spi;
    requires static org.jspecify;
    requires com.google.api.client;
    requires com.google.auth;
    requires com.google.auth.oauth2;
    requires gax;
    requires google.cloud.core;
    requires google.cloud.core.http;
    requires google.cloud.storage;
    requires software.amazon.awssdk.services.s3;
    requires software.amazon.awssdk.core;
    requires software.amazon.awssdk.auth;
    requires software.amazon.awssdk.awscore;
    requires software.amazon.awssdk.regions;
    requires software.amazon.awssdk.http;
    requires software.amazon.awssdk.http.apache5;
    requires software.amazon.awssdk.retries;
    requires software.amazon.awssdk.retries.api;
    requires software.amazon.awssdk.profiles;
    requires software.amazon.awssdk.services.sts;
    requires com.azure.core;
    requires com.azure.core.http.jdk.httpclient;
    requires com.azure.identity;
    requires com.azure.storage.blob;
    requires com.azure.storage.common;
    requires java.net.http;
    requires java.xml;

    provides io.godwit.spi.TransferMethod with
            io.godwit.transfer.cloud.AzureTransferMethod,
            io.godwit.transfer.cloud.GoogleTransferMethod,
            io.godwit.transfer.cloud.S3TransferMethod;
}
