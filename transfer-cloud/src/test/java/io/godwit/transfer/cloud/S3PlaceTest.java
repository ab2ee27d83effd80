package io.godwit.transfer.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.SecretRef;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3PlaceTest {
    @Test
    void readsBucketAndPrefix() {
        S3Place place = S3Place.of(Location.of("s3://my-bucket/a%20site/x%23y/"));

        assertThat(place.bucket()).isEqualTo("my-bucket");
        assertThat(new Keys(place.prefix(), 1024, key -> java.util.Optional.empty()).prefix())
                .isEqualTo("a site/x#y/");
        assertThat(new Keys(S3Place.of(Location.of("s3://my-bucket")).prefix(), 1024, key -> java.util.Optional.empty())
                        .prefix())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"s3:///prefix", "s3://user@bucket/x", "s3://bucket:9000/x", "s3://bucket/x?versions", "s3://b/x"
            })
    void refusesWhatNamesNoBucket(String uri) {
        refused(Location.of(uri));
    }

    @ParameterizedTest
    @CsvSource({
        "acces_key,x",
        "connections,0",
        "connections,1000",
        "connections,many",
        "path_style,yes",
        "checksums,never",
        "known_hosts,x"
    })
    void refusesSettingsItDoesNotKnow(String name, String value) {
        refused(Location.of("s3://bucket/x").withSetting(name, value));
    }

    @Test
    void refusesHalfAKeyPairAndForeignSecrets() {
        refused(Location.of("s3://bucket").withSecret("access_key_id", SecretRef.parse("env:ID")));
        refused(Location.of("s3://bucket").withSecret(Location.PRIVATE_KEY, SecretRef.parse("env:ID")));
        refused(Location.of("s3://bucket").via(Location.of("ssh://jump.example.com")));
    }

    private static void refused(Location location) {
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> S3Place.of(location))
                .satisfies(failure -> {
                    assertThat(failure.category()).isEqualTo(ErrorCategory.CONFIGURATION);
                    assertThat(failure.code()).isEqualTo("cloud.bad-location");
                    assertThat(failure.remediation()).isNotBlank();
                });
    }

    @Test
    void readsItsFlags() {
        Location location = Location.of("s3://bucket");
        for (Map.Entry<String, String> setting : Map.of(
                        "requester_pays",
                        "true",
                        "sorted_listing",
                        "false",
                        "connections",
                        "7",
                        "cache_control",
                        "no-cache")
                .entrySet()) {
            location = location.withSetting(setting.getKey(), setting.getValue());
        }
        S3Place place = S3Place.of(location);

        assertThat(place.is("requester_pays")).isTrue();
        assertThat(place.is("accelerate")).isFalse();
        assertThat(place.isSorted()).isFalse();
        assertThat(place.connections()).isEqualTo(7);
        assertThat(PlaceRules.options(location).cacheControl()).isEqualTo("no-cache");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://host", "nothing", "http:///x"})
    void refusesAnEndpointThatIsNone(String endpoint) {
        refused(Location.of("s3://bucket").withSetting("endpoint", endpoint));
    }
}
