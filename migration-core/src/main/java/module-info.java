/** The orchestrator. */
module io.godwit.core {
    requires transitive io.godwit.spi;
    requires transitive micrometer.core;
    requires static org.jspecify;
    requires com.fasterxml.jackson.databind;
    requires com.github.luben.zstd_jni;
    requires com.google.common;
    requires com.google.crypto.tink;
    requires java.sql;
    requires jdk.management;
    requires org.apache.commons.text;
    requires org.jdbi.v3.core;
    requires org.slf4j;
    requires org.xerial.sqlitejdbc;
    requires org.yaml.snakeyaml;

    exports io.godwit.core;

    opens io.godwit.core to
            com.fasterxml.jackson.databind;
    opens io.godwit.core.internal.capsule to
            com.fasterxml.jackson.databind;
    opens io.godwit.core.internal.data to
            com.fasterxml.jackson.databind;
    opens io.godwit.core.internal.plan to
            com.fasterxml.jackson.databind;
    opens io.godwit.core.internal.run to
            com.fasterxml.jackson.databind;

    uses io.godwit.spi.CheckType;
    uses io.godwit.spi.DatabaseMigrator;
    uses io.godwit.spi.HostConnector;
    uses io.godwit.spi.PlatformAdapter;
    uses io.godwit.spi.SecretResolver;
    uses io.godwit.spi.StepType;
    uses io.godwit.spi.TransferMethod;
    uses io.godwit.spi.TransformType;
    uses io.godwit.spi.WorkType;

    provides io.godwit.spi.DatabaseMigrator with
            io.godwit.core.internal.capsule.CapsuleMigrator;
    provides io.godwit.spi.HostConnector with
            io.godwit.core.internal.host.LocalHostConnector;
    provides io.godwit.spi.SecretResolver with
            io.godwit.core.internal.secrets.EnvironmentSecrets,
            io.godwit.core.internal.secrets.FileSecrets;
    provides io.godwit.spi.StepType with
            io.godwit.core.internal.capsule.BackupStepType,
            io.godwit.core.internal.data.BuildSchemaStepType,
            io.godwit.core.internal.data.FinishSchemaStepType,
            io.godwit.core.internal.data.LoadDataStepType,
            io.godwit.core.internal.data.ReleaseDatabaseStepType,
            io.godwit.core.internal.data.SwitchDatabaseStepType,
            io.godwit.core.internal.data.VerifyDatabaseStepType,
            io.godwit.core.internal.tree.CopyTreeType,
            io.godwit.core.internal.tree.ReleaseTreeType,
            io.godwit.core.internal.tree.VerifyTreeType;
    provides io.godwit.spi.TransferMethod with
            io.godwit.core.internal.capsule.CapsuleTransferMethod,
            io.godwit.core.internal.localtree.LocalTransferMethod;
    provides io.godwit.spi.TransformType with
            io.godwit.core.internal.data.ColumnFunctionType,
            io.godwit.core.internal.data.MaskType;
}
