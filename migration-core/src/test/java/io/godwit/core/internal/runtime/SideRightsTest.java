package io.godwit.core.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("guarantee-source-untouched")
final class SideRightsTest {
    private static final Location SHOP = Location.of("ssh://deploy@Old.example.com:22/var/www/shop/");

    private static boolean mayWrite(SideRights rights, String uri) {
        return rights.mayWrite(Location.of(uri));
    }

    @ParameterizedTest
    @CsvSource({
        "ssh://deploy@old.example.com:22/var/www/shop, false",
        "ssh://root@old.example.com/var/www/shop/wp-content, false",
        "sftp://old.example.com/var/www/shop, false",
        "ssh://old.example.com/var/www/other/../shop/x, false",
        "ssh://old.example.com//var/./www/shop, false",
        "ssh://old.example.com/var/www/shopping, true",
        "ssh://old.example.com/var/www, true",
        "ssh://old.example.com:2222/var/www/shop, true",
        "ssh://new.example.com/var/www/shop, true",
        "file:///var/www/shop, true",
    })
    void nothingAtOrBelowASourceMayBeWritten(String uri, boolean expected) {
        assertThat(mayWrite(SideRights.of().withSource(SHOP, false), uri)).isEqualTo(expected);
    }

    @Test
    void aGrantAllowsIt() {
        assertThat(mayWrite(SideRights.of().withSource(SHOP, true), "ssh://old.example.com/var/www/shop"))
                .isTrue();
        assertThat(SideRights.of().mayWrite(SHOP)).isTrue();
    }

    @Test
    void theCloserRootDecides() {
        SideRights within = SideRights.of()
                .withSource(Location.of("file:///srv"), false)
                .withDestination(Location.of("file:///srv/new"));
        assertThat(mayWrite(within, "file:///srv/new/a")).isTrue();
        assertThat(mayWrite(within, "file:///srv/old")).isFalse();
        SideRights around = SideRights.of()
                .withDestination(Location.of("file:///srv"))
                .withSource(Location.of("file:///srv/old"), false);
        assertThat(mayWrite(around, "file:///srv/old/a")).isFalse();
        assertThat(mayWrite(around, "file:///srv/a")).isTrue();
    }

    @Test
    void whatIsBothIsADestination() {
        Location same = Location.of("ssh://pbx.example.com/etc/asterisk");
        SideRights rights = SideRights.of().withSource(same, false).withDestination(same);
        assertThat(rights.mayWrite(same)).isTrue();
    }

    @Test
    void portsTellTwoMachinesBehindOneNameApart() {
        SideRights rights = SideRights.of()
                .withSource(Location.of("ssh://127.0.0.1:2201/var/www"), false)
                .withDestination(Location.of("ssh://127.0.0.1:2202/var/www"));
        assertThat(mayWrite(rights, "ssh://127.0.0.1:2201/var/www/x")).isFalse();
        assertThat(mayWrite(rights, "ssh://127.0.0.1:2202/var/www/x")).isTrue();
    }

    @Test
    void theWayThereTellsTwoMachinesOfOneNameApart() {
        Location jump = Location.of("ssh://jump.example.com/");
        Location inside = Location.of("mysql://db:3306/shop").via(jump);
        SideRights rights = SideRights.of().withSource(inside, false);
        assertThat(rights.mayWrite(
                        Location.of("mysql://root@db:3306/shop").via(Location.of("ssh://jump.example.com/x"))))
                .isFalse();
        assertThat(rights.mayWrite(Location.of("mysql://root@db:3306/shop").via(jump)))
                .isFalse();
        assertThat(rights.mayWrite(Location.of("mysql://db:3306/shop"))).isTrue();
        assertThat(rights.mayWrite(inside.via(Location.of("ssh://other.example.com/"))))
                .isTrue();
    }

    @Test
    void aDatabaseFileOfTheSourceIsNotWritten() {
        SideRights rights = SideRights.of().withSource(Location.of("sqlite:/data/shop.db"), false);
        assertThat(mayWrite(rights, "sqlite:/data/shop.db")).isFalse();
        assertThat(mayWrite(rights, "sqlite:/data/other.db")).isTrue();
        SideRights opaque = SideRights.of().withSource(Location.of("sqlite:shop.db"), false);
        assertThat(mayWrite(opaque, "sqlite:shop.db")).isFalse();
    }

    @Test
    void saysWhatIsReadOnly() {
        SideRights rights = SideRights.of().withSource(SHOP, false);
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> rights.checkWrite(SHOP))
                .satisfies(failure -> {
                    assertThat(failure.category()).isEqualTo(ErrorCategory.CONFIGURATION);
                    assertThat(failure.code()).isEqualTo("source.read-only");
                });
        rights.checkWrite(Location.of("file:///elsewhere"));
    }
}
