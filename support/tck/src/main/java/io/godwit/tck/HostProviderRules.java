package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.HostConnector;
import io.godwit.spi.Location;
import org.junit.jupiter.api.Test;

/** Rules about the provider itself. */
interface HostProviderRules extends HostRules {
    /** The provider under test. */
    HostConnector provider();

    /** The machine to stand on. */
    Location place();

    @Test
    default void canBeMadeWithoutArguments() {
        Providers.canBeMadeWithoutArguments(provider());
    }

    @Test
    default void namesItselfAndItsSchemes() {
        assertThat(provider().id()).matches(Providers.ID);
        assertThat(provider().schemes())
                .isNotEmpty()
                .contains(place().scheme())
                .allSatisfy(scheme -> assertThat(scheme).matches("[a-z][a-z0-9+.-]*"));
    }

    @Test
    default void refusesSettingsThatItDoesNotKnow() {
        Location odd = place().withSetting("no-such-setting", "on");

        assertThat(Providers.failure(() -> provider().connect(odd, context()).close())
                        .category())
                .isEqualTo(ErrorCategory.CONFIGURATION);
    }
}
