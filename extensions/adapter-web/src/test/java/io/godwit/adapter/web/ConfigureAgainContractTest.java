package io.godwit.adapter.web;

import java.util.Map;

/** Where a configuration is there already. */
class ConfigureAgainContractTest extends ConfigureContractTest {
    @Override
    Map<String, String> there() {
        return Map.of("wp-config.php", "<?php // former");
    }
}
