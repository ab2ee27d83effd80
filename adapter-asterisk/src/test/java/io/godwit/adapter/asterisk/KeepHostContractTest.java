package io.godwit.adapter.asterisk;

import io.godwit.spi.EntryKind;
import io.godwit.spi.TransformType;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.TypedData;
import io.godwit.tck.TransformTypeContract;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

class KeepHostContractTest extends TransformTypeContract {
    @Override
    protected TransformType type() {
        return new KeepHost();
    }

    @Override
    public List<TypedData> versions() {
        Meaning here = MeaningReader.read(Samples.tree(
                "pjsip.conf",
                "[udp]\ntype=transport\nbind=192.0.2.1:5060\nexternal_media_address=192.0.2.99\nprotocol=udp\n"));
        return List.of(KeepHost.data(here).orElseThrow());
    }

    @Override
    protected List<FileExample> files() {
        return List.of(
                example("pjsip.conf", """
                    [udp] ; ours
                    type=transport
                    bind = 10.0.0.1:5060 ; 10.0.0.1:5060
                    external_media_address=198.51.100.7
                    [tcp]
                    bind=0
                    """, """
                    [udp] ; ours
                    type=transport
                    bind = 192.0.2.1:5060 ; 10.0.0.1:5060
                    external_media_address=192.0.2.99
                    [tcp]
                    bind=0
                    """),
                example("pjsip.d/x.conf", "[udp]\nbind=1\n", "[udp]\nbind=192.0.2.1:5060\n"),
                example("pjsip.conf", "", ""),
                example("sip.conf", "[udp]\nbind=1\n", null));
    }

    private static FileExample example(String path, String content, @Nullable String becomes) {
        TreeEntry entry = TreeEntry.of(TreePath.of(path), EntryKind.FILE)
                .size(content.length())
                .build();
        return new FileExample(entry, hex(content), Optional.ofNullable(becomes).map(KeepHostContractTest::hex));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
