package io.godwit.core.internal.spec;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.DamerauLevenshteinDistance;

/** Finds the word that was probably meant. */
public final class Nearest {
    private static final int LONGEST = 64;
    private static final DamerauLevenshteinDistance DISTANCE = new DamerauLevenshteinDistance();

    private Nearest() {}

    /**
     * The nearest of some words: the same but for case, dashes and underscores; else with the fewest letters swapped, left out,
     * added or changed, as long as these are few.
     *
     * @param word what was written
     * @param candidates what may be written
     * @return the one that was probably meant, or empty
     */
    public static Optional<String> among(String word, Collection<String> candidates) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        String plain = plain(word);
        String best = null;
        int least = Math.max(1, plain.length() / 3) + 1;
        for (String candidate : candidates) {
            int distance = DISTANCE.apply(plain, plain(candidate));
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[-_. ]", "");
    }
}
