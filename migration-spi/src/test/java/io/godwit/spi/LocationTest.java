package io.godwit.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocationTest {
    @Test
    void tellsItsParts() {
        Location location = Location.of("SSH://deploy@old.example.com:22/var/www");

        assertThat(location.scheme()).isEqualTo("ssh");
        assertThat(location.user()).contains("deploy");
        assertThat(location.uri()).isEqualTo(URI.create("SSH://deploy@old.example.com:22/var/www"));
        assertThat(location.secrets()).isEmpty();
        assertThat(location.settings()).isEmpty();
        assertThat(location.becomeUser()).isEmpty();
        assertThat(location.via()).isEmpty();
        assertThat(location.secret(Location.PASSWORD)).isEmpty();
        assertThat(location.setting("known_hosts")).isEmpty();
    }

    @Test
    void decodesTheUser() {
        assertThat(Location.of("ssh://de%20ploy@old.example.com/").user()).contains("de ploy");
        assertThat(Location.of("ssh://old.example.com/").user()).isEmpty();
        assertThat(Location.of("sqlite:/var/lib/shop.db").user()).isEmpty();
    }

    @Test
    void findsTheUserBeforeAHostThatIsNoDomainName() {
        assertThat(Location.of("ssh://deploy@web_1/var/www").user()).contains("deploy");
        assertThat(Location.of("ssh://de%20ploy@web_1:22/").user()).contains("de ploy");
        assertThat(Location.of("ssh://web_1/").user()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssh://deploy:hunter2@old.example.com/",
                "ssh://deploy:@old.example.com/",
                "ssh://deploy:hunter2@web_1/",
                "postgres://db.example.com/shop?user=x&password=hunter2",
                "postgres://shop:hun/ter2@db.example.com/shop",
                "sqlserver://db.example.com;Password=hunter2",
                "mysql://db.example.com/shop?PWD=hunter2",
                "mongodb:x?passwd=hunter2"
            })
    void refusesAPasswordAndDoesNotRepeatIt(String uri) {
        MigrationException failure = catchThrowableOfType(MigrationException.class, () -> Location.of(uri));

        assertThat(failure.code()).isEqualTo("location.bad-uri");
        assertThat(failure.category()).isEqualTo(ErrorCategory.CONFIGURATION);
        assertThat(failure.toString() + failure.remediation() + failure.subject())
                .doesNotContain("hunter2");
    }

    @Test
    void takesWhatOnlyLooksLikeAPassword() {
        assertThat(Location.of("postgres://db.example.com:5432/shop").user()).isEmpty();
        assertThat(Location.of("ssh://[2001:db8::1]:22/").uri().getHost()).isEqualTo("[2001:db8::1]");
        assertThat(Location.of("file:///srv/password=x").uri().getPath()).isEqualTo("/srv/password=x");
        assertThat(Location.of("ssh://old.example.com:22/srv/a@b").uri().getPort())
                .isEqualTo(22);
        assertThat(Location.of("ssh://[::1]:22/srv/a@b").uri().getPort()).isEqualTo(22);
    }

    @Test
    void refusesWhatIsNotAbsoluteOrNoUri() {
        assertThatThrownBy(() -> Location.of("/srv/www"))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("has no scheme");
        assertThatThrownBy(() -> Location.of("file:///a b"))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("at index 9");
    }

    @Test
    void withersLeaveTheOriginalAlone() {
        Location plain = Location.of("ssh://old.example.com/");
        Location jump = Location.of("ssh://jump.example.com/");
        Location rich = plain.withSecret(Location.PASSWORD, SecretRef.parse("env:PW"))
                .withSetting("known_hosts", "file:hosts")
                .become("www-data")
                .via(jump);

        assertThat(plain).isEqualTo(Location.of("ssh://old.example.com/"));
        assertThat(rich.secret(Location.PASSWORD)).contains(new SecretRef("env", "PW"));
        assertThat(rich.setting("known_hosts")).contains("file:hosts");
        assertThat(rich.becomeUser()).contains("www-data");
        assertThat(rich.via()).contains(jump);
        assertThat(rich.withSetting("known_hosts", "other").setting("known_hosts"))
                .contains("other");
    }

    @Test
    void isEqualWithEqualPartsOnly() {
        Location plain = Location.of("ssh://old.example.com/");
        SecretRef secret = SecretRef.parse("env:PW");

        assertThat(plain.withSecret("password", secret))
                .isEqualTo(plain.withSecret("password", secret))
                .hasSameHashCodeAs(plain.withSecret("password", secret))
                .isNotEqualTo(plain.withSecret("passphrase", secret))
                .isNotEqualTo(plain);
        assertThat(plain.withSetting("a", "1")).isNotEqualTo(plain.withSetting("a", "2"));
        assertThat(plain.become("x")).isNotEqualTo(plain.become("y"));
        assertThat(plain.via(plain)).isNotEqualTo(plain);
        assertThat(plain).isNotEqualTo("ssh://old.example.com/");
    }

    @Test
    void mapsCannotBeChanged() {
        Location location = Location.of("ssh://old.example.com/")
                .withSetting("a", "1")
                .withSecret("password", SecretRef.parse("env:PW"));

        assertThatThrownBy(() -> location.settings().put("b", "2")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> location.secrets().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void refusesBlankNames() {
        Location location = Location.of("ssh://old.example.com/");

        assertThatIllegalArgumentException().isThrownBy(() -> location.become(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> location.withSetting("", "1"));
        assertThatIllegalArgumentException().isThrownBy(() -> location.withSecret(" ", SecretRef.parse("env:PW")));
    }

    @Test
    void printsTheWayAndNeitherSettingsNorReferences() {
        Location location = Location.of("postgres://db/shop")
                .withSetting("tls.mode", "verify-full")
                .withSecret("password", SecretRef.parse("env:PW"))
                .become("postgres")
                .via(Location.of("ssh://jump.example.com/"));

        assertThat(location).hasToString("postgres://db/shop as postgres via ssh://jump.example.com/");
    }
}
