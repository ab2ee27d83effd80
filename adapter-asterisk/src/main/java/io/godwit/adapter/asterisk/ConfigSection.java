package io.godwit.adapter.asterisk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A section as Asterisk holds it: with all that it inherits, in order, duplicates kept. Changes while it is read; for one thread. */
final class ConfigSection {
    private final String name;
    private final boolean isTemplate;
    private final Origin origin;
    private final List<String> templates = new ArrayList<>();
    private final List<Setting> settings = new ArrayList<>();

    ConfigSection(String name, boolean isTemplate, Origin origin) {
        this.name = name;
        this.isTemplate = isTemplate;
        this.origin = origin;
    }

    /**
     * Where something stands.
     *
     * @param file path of the file
     * @param line from 1 on
     */
    record Origin(String file, int line) {
        @Override
        public String toString() {
            return file + ":" + line;
        }
    }

    /**
     * A key with a value.
     *
     * @param key as it is written
     * @param value without comments
     * @param origin where it stands
     * @param isInherited whether it comes of a template or another section
     */
    record Setting(String key, String value, Origin origin, boolean isInherited) {}

    String name() {
        return name;
    }

    boolean isTemplate() {
        return isTemplate;
    }

    Origin origin() {
        return origin;
    }

    /** The names that it inherits from, in order, as the head says. */
    List<String> templates() {
        return templates;
    }

    List<Setting> settings() {
        return settings;
    }

    /** The values of a key, in order. */
    List<String> values(String key) {
        return settings.stream()
                .filter(setting -> setting.key().equalsIgnoreCase(key))
                .map(Setting::value)
                .toList();
    }

    /** The value of a key that counts where a later one replaces an earlier one. */
    Optional<String> last(String key) {
        List<String> values = values(key);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
    }

    /** The value of a key that counts where the first one does. */
    Optional<String> first(String key) {
        return values(key).stream().findFirst();
    }

    void inherit(ConfigSection base) {
        templates.add(base.name);
        base.settings.forEach(
                setting -> settings.add(new Setting(setting.key(), setting.value(), setting.origin(), true)));
    }

    void add(String key, String value, Origin where) {
        settings.add(new Setting(key, value, where, false));
    }

    /** Appends to the last value of that name, or sets it where there is none. */
    void append(String key, String text, Origin where) {
        Setting last = null;
        for (Setting setting : settings) {
            last = setting.key().equals(key) ? setting : last;
        }
        if (last == null) {
            add(key, CommentStripper.trim(text), where);
            return;
        }
        // Asterisk looks for it by its name and value, and takes the first that is so
        String former = last.value();
        for (int i = 0; i < settings.size(); i++) {
            Setting setting = settings.get(i);
            if (setting.key().equalsIgnoreCase(key) && setting.value().equalsIgnoreCase(former)) {
                settings.set(i, new Setting(setting.key(), CommentStripper.trimEnd(former + text), where, false));
                return;
            }
        }
    }

    /**
     * Whether this is what a {@code (+filter)} means.
     *
     * @param filter {@code name=pattern}, several joined by {@code &}; empty for any that is no template
     */
    boolean matches(String filter) {
        if (filter.isEmpty()) {
            return !isTemplate;
        }
        boolean mayBeTemplate = false;
        for (String expression : filter.split("&", -1)) {
            int equals = expression.indexOf('=');
            if (equals < 0) {
                return false;
            }
            String key = CommentStripper.trim(expression.substring(0, equals));
            String value = CommentStripper.trim(expression.substring(equals + 1));
            if (key.equals("TEMPLATES")) {
                if (value.equalsIgnoreCase("restrict") && !isTemplate) {
                    return false;
                }
                mayBeTemplate = value.equalsIgnoreCase("include") || value.equalsIgnoreCase("restrict");
            } else if (!holds(key, value)) {
                return false;
            }
        }
        return !isTemplate || mayBeTemplate;
    }

    private boolean holds(String key, String value) {
        try {
            Pattern keys = Pattern.compile(key);
            Pattern values = Pattern.compile(value);
            return settings.stream()
                    .anyMatch(setting -> keys.matcher(setting.key()).find()
                            && values.matcher(setting.value()).find());
        } catch (PatternSyntaxException e) {
            return false; // as in Asterisk, which says so in its log
        }
    }
}
