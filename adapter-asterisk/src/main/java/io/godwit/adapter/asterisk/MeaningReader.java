package io.godwit.adapter.asterisk;

import io.godwit.adapter.asterisk.Meaning.Thing;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds out what the files of a PBX mean. */
final class MeaningReader {
    private static final List<String> MAILBOX = List.of("password", "name", "email", "pager", "options");
    private static final Set<String> MAILBOX_OPTIONS = Set.of("general", "zonemessages");

    private final ConfigTree tree;
    private final Meaning meaning = new Meaning();

    private MeaningReader(ConfigTree tree) {
        this.tree = tree;
    }

    static Meaning read(ConfigTree tree) {
        MeaningReader reader = new MeaningReader(tree);
        Set<String> included = reader.included();
        for (ConfigFile file : tree.files().values()) {
            if (file.name().endsWith(".conf") && !included.contains(file.name())) {
                reader.read(file.name(), tree.load(file.name()));
            }
        }
        return reader.meaning;
    }

    /** Files that others include: they are read with those. */
    private Set<String> included() {
        Set<String> included = new HashSet<>();
        for (ConfigFile file : tree.files().values()) {
            for (ConfigFile.Line line : file.lines()) {
                if (line.statement() instanceof Statement.Directive directive
                        && !directive.word().equals("exec")) {
                    tree.matching(directive.argument()).stream()
                            .map(ConfigFile::name)
                            .filter(name -> !name.equals(file.name()))
                            .forEach(included::add);
                }
            }
        }
        return included;
    }

    private void read(String file, LoadedConfig config) {
        if (!config.isLoaded()) {
            meaning.add(new Thing("broken file", file));
        }
        switch (file) {
            case "pjsip.conf" -> pjsip(config);
            case "extensions.conf" -> dialplan(Dialplan.of(config));
            case "queues.conf" -> queues(config);
            case "voicemail.conf" -> voicemail(config);
            case "sip.conf" -> peers(config);
            default -> config.sections().forEach(section -> section(file, section));
        }
    }

    private void section(String file, ConfigSection section) {
        Thing thing = new Thing("section", file + " [" + section.name() + "]");
        meaning.add(thing);
        section.settings()
                .forEach(setting -> meaning.add(thing, setting.key().toLowerCase(Locale.ROOT), setting.value()));
    }

    private void pjsip(LoadedConfig config) {
        List<PjsipObject> objects = PjsipObject.of(config);
        Set<String> trunks = objects.stream()
                .filter(object -> Set.of("identify", "registration").contains(object.type()))
                .flatMap(object -> object.value("endpoint").stream())
                .collect(Collectors.toSet());
        for (PjsipObject object : objects) {
            boolean isTrunk = object.type().equals("endpoint")
                    && (trunks.contains(object.id())
                            || object.value("outbound_auth").isPresent());
            Thing thing = new Thing(isTrunk ? "trunk" : object.type(), object.id());
            meaning.add(thing);
            object.effective().forEach((key, value) -> meaning.add(thing, key, usual(value)));
        }
    }

    /** Words for yes and no that mean the same, as the usual one. */
    private static String usual(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "on", "yes" -> "yes";
            case "false", "off", "no" -> "no";
            default -> value;
        };
    }

    private void dialplan(Dialplan dialplan) {
        dialplan.globals().forEach((name, value) -> meaning.add(new Thing("global variable", name), "value", value));
        dialplan.contexts().forEach((name, context) -> {
            Thing thing = new Thing("context", name);
            meaning.add(thing);
            context.includes().forEach(include -> meaning.add(thing, "include", include));
            context.settings().forEach(setting -> meaning.add(thing, "settings", setting));
            context.extensions().forEach((extension, priorities) -> {
                Thing route = new Thing("route", name + ", " + extension);
                for (Dialplan.Priority priority : priorities) {
                    meaning.add(
                            route,
                            priority.number() == Dialplan.Priority.HINT
                                    ? "hint"
                                    : "priority %03d".formatted(priority.number()),
                            Secrets.told(priority.application())
                                    + (priority.label().isEmpty() ? "" : " (" + priority.label() + ")"));
                }
            });
        });
    }

    private void queues(LoadedConfig config) {
        for (ConfigSection section : config.sections()) {
            if (section.name().equals("general")) {
                section("queues.conf", section);
                continue;
            }
            Thing queue = new Thing("queue", section.name());
            meaning.add(queue);
            for (ConfigSection.Setting setting : section.settings()) {
                if (setting.key().equalsIgnoreCase("member")) {
                    String[] parts = setting.value().split(",", 2);
                    meaning.add(queue, "member " + parts[0].trim(), parts.length > 1 ? parts[1].trim() : "");
                } else {
                    meaning.replace(queue, setting.key().toLowerCase(Locale.ROOT), setting.value());
                }
            }
        }
    }

    private void voicemail(LoadedConfig config) {
        for (ConfigSection section : config.sections()) {
            if (MAILBOX_OPTIONS.contains(section.name())) {
                section("voicemail.conf", section);
                continue;
            }
            for (ConfigSection.Setting setting : section.settings()) {
                Thing mailbox = new Thing("mailbox", setting.key() + "@" + section.name());
                meaning.add(mailbox);
                String[] fields = setting.value().split(",", MAILBOX.size());
                for (int i = 0; i < fields.length; i++) {
                    if (!fields[i].isBlank()) {
                        meaning.add(mailbox, MAILBOX.get(i), fields[i].trim());
                    }
                }
            }
        }
    }

    private void peers(LoadedConfig config) {
        for (ConfigSection section : config.sections()) {
            if (section.last("type").isEmpty()) {
                section("sip.conf", section);
                continue;
            }
            Thing peer = new Thing("peer", section.name());
            meaning.add(peer);
            Map<String, List<String>> values = section.settings().stream()
                    .collect(Collectors.groupingBy(
                            setting -> setting.key().toLowerCase(Locale.ROOT),
                            Collectors.mapping(ConfigSection.Setting::value, Collectors.toList())));
            values.forEach((key, all) ->
                    meaning.add(peer, key, ChanSip.isList(key) ? String.join(", ", all) : all.get(all.size() - 1)));
        }
    }
}
