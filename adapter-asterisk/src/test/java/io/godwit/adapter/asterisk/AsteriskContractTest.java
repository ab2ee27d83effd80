package io.godwit.adapter.asterisk;

import io.godwit.spi.PlatformAdapter;
import io.godwit.spi.Site;
import io.godwit.tck.MemoryTrees;
import io.godwit.tck.PlatformAdapterContract;
import io.godwit.tck.TckContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

class AsteriskContractTest extends PlatformAdapterContract {
    private final MemoryTrees trees = new MemoryTrees();

    @Override
    protected PlatformAdapter adapter() {
        return new AsteriskAdapter();
    }

    @Override
    protected Site source() {
        Map<String, String> files = new TreeMap<>();
        Samples.contents("old-pbx/etc/asterisk")
                .forEach((name, content) ->
                        files.put("etc/asterisk/" + name, new String(content, StandardCharsets.UTF_8)));
        files.put("var/spool/asterisk/voicemail/default/200/INBOX/msg0000.txt", "[message]\n");
        files.put("usr/share/asterisk/sounds/custom/closed.gsm", "closed");
        return new Site(trees.site("old", files), List.of(), Map.of());
    }

    @Override
    protected Site destination() {
        return new Site(MemoryTrees.place("new"), List.of(), Map.of());
    }

    @Override
    protected List<Site> foreign() {
        return List.of(
                new Site(trees.site("plain", Map.of("index.html", "Asterisk")), List.of(), Map.of()),
                new Site(trees.site("like", Map.of("etc/asterisk/extensions.conf", "[a]\n")), List.of(), Map.of()),
                new Site(trees.site("wrong", Map.of("asterisk.conf", "[options]\n")), List.of(), Map.of()));
    }

    @Override
    protected TckContext newContext() {
        return new TckContext().with(trees);
    }

    @Override
    protected List<String> secrets() {
        return List.of("fake-200-pass", "fake-ami-crm", "fake-reg-secret", "fake-8001-sip", "1357");
    }
}
