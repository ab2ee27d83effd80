package io.godwit.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Puts options that every command takes behind the command where they were given before it: {@code godwit --state DIR plan SPEC}. */
final class Arguments {
    private Arguments() {}

    /**
     * Arranges.
     *
     * @param arguments as they were given
     * @param commands the names of all commands
     * @return the same, with common options that stood before the command behind it; what is not understood stays as it is
     */
    static String[] arranged(String[] arguments, Map<String, Set<String>> commands) {
        if (arguments.length == 0 || commands.containsKey(arguments[0])) {
            return arguments;
        }
        CommandSpec common = CommandSpec.forAnnotatedObject(new CommonOptions());
        List<String> given = List.of(arguments);
        int end = endOfOptions(given, 0, common);
        if (end >= given.size() || !commands.containsKey(given.get(end))) {
            return arguments;
        }
        List<String> moved = new ArrayList<>(given.subList(0, end));
        List<String> arranged = new ArrayList<>();
        arranged.add(given.get(end));
        int next = end + 1;
        if (next < given.size()
                && commands.getOrDefault(given.get(end), Set.of()).contains(given.get(next))) {
            arranged.add(given.get(next++));
        }
        arranged.addAll(moved);
        arranged.addAll(given.subList(next, given.size()));
        return arranged.toArray(String[]::new);
    }

    /** Where the common options end that begin at an index. */
    private static int endOfOptions(List<String> given, int from, CommandSpec common) {
        int at = from;
        while (at < given.size()) {
            int words = words(given.get(at), common);
            if (words == 0) {
                break;
            }
            at += words;
        }
        return at;
    }

    /** How many words an option takes, or 0 where it is none of ours. */
    private static int words(String word, CommandSpec common) {
        int equals = word.indexOf('=');
        @Nullable OptionSpec option = common.findOption(equals > 0 ? word.substring(0, equals) : word);
        if (option != null) {
            return equals < 0 && option.arity().max() > 0 ? 2 : 1;
        }
        boolean isCluster = word.matches("-[a-zA-Z]{2,}")
                && word.chars().skip(1).allMatch(letter -> common.findOption((char) letter) != null);
        return isCluster ? 1 : 0;
    }
}
