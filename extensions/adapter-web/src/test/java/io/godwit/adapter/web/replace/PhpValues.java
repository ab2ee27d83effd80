package io.godwit.adapter.web.replace;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes values as PHP serializes them, and what must become of them. */
final class PhpValues {
    static final String OLD = "https://old.example.com";
    static final String NEW = "https://www.new-site.example.org/blog";
    private static final String[] PIECES = {
        "",
        "x",
        "über",
        "🚀 中文",
        "\"",
        ";",
        "}",
        "\u0000",
        "s:3:\"",
        "a:1:{",
        "\n",
        "<a href=\"",
        "https://other.example.com/",
        "me@old.example.com",
        " "
    };

    private final Random random;

    PhpValues(long seed) {
        this.random = new Random(seed);
    }

    /** A value, before and after. */
    static final class Pair {
        private final byte[] before;
        private final byte[] after;

        Pair(byte[] before, byte[] after) {
            this.before = before;
            this.after = after;
        }

        byte[] before() {
            return before;
        }

        byte[] after() {
            return after;
        }
    }

    Pair next() {
        return value(0);
    }

    private Pair value(int depth) {
        int kind = random.nextInt(depth > 5 ? 6 : 10);
        return switch (kind) {
            case 0 -> same("N;");
            case 1 -> same("b:" + random.nextInt(2) + ";");
            case 2 -> same("i:" + random.nextInt() + ";");
            case 3 -> same("d:" + random.nextInt(1000) + ".5;");
            case 4, 5 -> string(text());
            case 6 -> string(value(depth + 1));
            case 7, 8 -> members("a:", depth);
            default -> members("O:8:\"stdClass\":", depth);
        };
    }

    private static Pair same(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Pair(bytes, bytes);
    }

    private Pair text() {
        List<String> before = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            before.add(random.nextInt(3) == 0 ? OLD + "/" : PIECES[random.nextInt(PIECES.length)]);
        }
        // in front, so that no text looks like a broken value
        String text = "-" + String.join("|", before);
        return new Pair(
                text.getBytes(StandardCharsets.UTF_8), text.replace(OLD, NEW).getBytes(StandardCharsets.UTF_8));
    }

    private static Pair string(Pair content) {
        return new Pair(string(content.before()), string(content.after()));
    }

    private static byte[] string(byte[] content) {
        return joined(
                ("s:" + content.length + ":\"").getBytes(StandardCharsets.UTF_8),
                content,
                "\";".getBytes(StandardCharsets.UTF_8));
    }

    private Pair members(String head, int depth) {
        int count = random.nextInt(4);
        byte[] open = (head + count + ":{").getBytes(StandardCharsets.UTF_8);
        byte[] before = open;
        byte[] after = open;
        for (int i = 0; i < count; i++) {
            boolean named = head.startsWith("O") || random.nextBoolean();
            byte[] key = (named ? "s:4:\"k" + i + "é\";" : "i:" + i + ";").getBytes(StandardCharsets.UTF_8);
            Pair value = value(depth + 1);
            before = joined(before, key, value.before());
            after = joined(after, key, value.after());
        }
        byte[] close = "}".getBytes(StandardCharsets.UTF_8);
        return new Pair(joined(before, close), joined(after, close));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** The same bytes with some of them cut out, doubled or changed. */
    byte[] damaged(byte[] value) {
        byte[] damaged = value.clone();
        for (int i = random.nextInt(3); i >= 0 && damaged.length > 1; i--) {
            int at = random.nextInt(damaged.length);
            if (random.nextBoolean()) {
                damaged[at] = "{}\";:asOi019\\/".getBytes(StandardCharsets.US_ASCII)[random.nextInt(14)];
            } else {
                byte[] head = java.util.Arrays.copyOf(damaged, at);
                byte[] tail = java.util.Arrays.copyOfRange(damaged, random.nextInt(damaged.length), damaged.length);
                damaged = joined(head, tail);
            }
        }
        return damaged;
    }
}
