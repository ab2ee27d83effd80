/** Asterisk. */
module io.godwit.adapter.asterisk {
    requires transitive io.godwit.spi;
    requires static org.jspecify;
    requires com.fasterxml.jackson.databind;
    requires java.sql;
    requires org.xerial.sqlitejdbc;

    provides io.godwit.spi.CheckType with
            io.godwit.adapter.asterisk.LiveCheckType;
    provides io.godwit.spi.PlatformAdapter with
            io.godwit.adapter.asterisk.AsteriskAdapter;
    provides io.godwit.spi.StepType with
            io.godwit.adapter.asterisk.AstDbType,
            io.godwit.adapter.asterisk.LoadType,
            io.godwit.adapter.asterisk.OwnersType;
    provides io.godwit.spi.TransformType with
            io.godwit.adapter.asterisk.KeepHost;
}
