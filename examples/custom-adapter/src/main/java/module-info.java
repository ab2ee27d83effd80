/** Teaches Godwit to move Notes, by its vendor. */
module io.godwit.example.adapter {
    requires transitive io.godwit.spi;
    requires static org.jspecify;
    requires java.net.http;

    provides io.godwit.spi.CheckType with
            io.godwit.example.adapter.UploadsCheckType;
    provides io.godwit.spi.PlatformAdapter with
            io.godwit.example.adapter.NotesAdapter;
    provides io.godwit.spi.SecretResolver with
            io.godwit.example.adapter.VaultSecrets;
    provides io.godwit.spi.StepType with
            io.godwit.example.adapter.ReindexType;
    provides io.godwit.spi.TransformType with
            io.godwit.example.adapter.ConfigureType;
}
