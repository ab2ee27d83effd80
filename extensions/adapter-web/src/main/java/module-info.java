/** WordPress, static sites, and what web applications have in common. */
module io.godwit.adapter.web {
    requires transitive io.godwit.spi;
    requires static org.jspecify;
    requires com.fasterxml.jackson.databind;

    exports io.godwit.adapter.web.replace;

    opens io.godwit.adapter.web to
            com.fasterxml.jackson.databind;

    provides io.godwit.spi.PlatformAdapter with
            io.godwit.adapter.web.WordPressAdapter;
    provides io.godwit.spi.StepType with
            io.godwit.adapter.web.ConfigurationMigrator,
            io.godwit.adapter.web.MaintenanceType;
    provides io.godwit.spi.TransformType with
            io.godwit.adapter.web.HtaccessType,
            io.godwit.adapter.web.ReplaceType;
}
