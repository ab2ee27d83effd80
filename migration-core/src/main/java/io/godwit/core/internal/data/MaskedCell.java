package io.godwit.core.internal.data;

import io.godwit.core.internal.data.MaskType.Way;
import io.godwit.spi.LogicalType;
import io.godwit.spi.LogicalType.Kind;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes another value of a value, by a keyed hash of it: the same one whenever it comes. One thread at a time. */
final class MaskedCell {
    private static final List<String> FIRST = List.of(
            "Ada", "Ben", "Cora", "Dan", "Eva", "Finn", "Gina", "Hugo", "Ida", "Jon", "Kira", "Leo", "Mia", "Nils",
            "Olga", "Paul", "Rita", "Sam", "Tess", "Udo", "Vera", "Will", "Yara", "Zeno");
    private static final List<String> LAST = List.of(
            "Adler", "Berg", "Clark", "Dahl", "Ek", "Ford", "Gray", "Hall", "Ives", "Jung", "Kerr", "Lund", "Moss",
            "North", "Otto", "Page", "Quist", "Rowe", "Stone", "Thorn", "Urban", "Vogt", "West", "York");
    private static final List<String> WORDS = List.of(
            "river", "stone", "cloud", "garden", "window", "paper", "silver", "morning", "letter", "harbour", "forest",
            "candle", "bridge", "summer", "mirror", "feather");
    private static final int EMAIL_DIGITS = 16;

    private final Mac mac;

    /** With a salt, in Base64. */
    MaskedCell(String salt) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(salt), "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    /** Whether values of a type can be masked in a way. */
    static boolean isPossible(Way way, LogicalType type) {
        Kind kind = type.kind();
        return switch (way) {
            case NULL -> true;
            case HASH -> kind == Kind.TEXT || kind == Kind.BYTES || kind == Kind.INTEGER || kind == Kind.UUID;
            case KEEP_FORMAT -> kind == Kind.TEXT || kind == Kind.INTEGER || kind == Kind.DECIMAL || kind == Kind.UUID;
            case FAKE_NAME, FAKE_EMAIL, FAKE_PHONE, FAKE_TEXT -> kind == Kind.TEXT;
        };
    }

    /** Masks a value, in the canonical encoding of its type. */
    byte[] of(Way way, LogicalType type, byte[] data, int start, int length) {
        mac.update(data, start, length);
        byte[] hash = mac.doFinal();
        return switch (way) {
            case NULL -> throw new IllegalArgumentException("nothing is made of nothing");
            case HASH -> hashed(type, hash);
            case KEEP_FORMAT -> formed(type, hash, data, start, length);
            case FAKE_NAME -> text(type, pick(FIRST, hash, 0) + " " + pick(LAST, hash, 4));
            case FAKE_EMAIL -> text(type, HexFormat.of().formatHex(hash).substring(0, EMAIL_DIGITS) + "@example.com");
            case FAKE_PHONE ->
                text(
                        type,
                        "+1 555 "
                                + String.format(
                                        java.util.Locale.ROOT,
                                        "%03d %04d",
                                        number(hash, 0) % 1000,
                                        number(hash, 4) % 10_000));
            case FAKE_TEXT -> words(type, hash, length);
        };
    }

    private static int number(byte[] hash, int at) {
        return (hash[at] & 0x7f) << 24
                | (hash[at + 1] & 0xff) << 16
                | (hash[at + 2] & 0xff) << 8
                | (hash[at + 3] & 0xff);
    }

    private static String pick(List<String> from, byte[] hash, int at) {
        return from.get(number(hash, at) % from.size());
    }

    private static byte[] text(LogicalType type, String text) {
        int most = type.length() > 0 ? Math.min(type.length(), text.length()) : text.length();
        return text.substring(0, most).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] words(LogicalType type, byte[] hash, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < Math.min(length, 1000); i++) {
            text.append(i == 0 ? "" : " ").append(WORDS.get((hash[i % hash.length] & 0xff) % WORDS.size()));
        }
        String cut = text.substring(0, Math.min(text.length(), length)).stripTrailing();
        return text(type, cut);
    }

    private static byte[] hashed(LogicalType type, byte[] hash) {
        String digits = HexFormat.of().formatHex(hash);
        return switch (type.kind()) {
            case INTEGER -> {
                int bits = (type.length() == 0 ? 64 : type.length()) - (type.isUnsigned() ? 0 : 1);
                yield new BigInteger(1, hash)
                        .mod(BigInteger.ONE.shiftLeft(bits))
                        .toString()
                        .getBytes(StandardCharsets.US_ASCII);
            }
            case BYTES -> type.length() > 0 && type.length() < hash.length ? Arrays.copyOf(hash, type.length()) : hash;
            case UUID ->
                (digits.substring(0, 8) + "-" + digits.substring(8, 12) + "-" + digits.substring(12, 16) + "-"
                                + digits.substring(16, 20) + "-" + digits.substring(20, 32))
                        .getBytes(StandardCharsets.US_ASCII);
            default -> text(type, digits);
        };
    }

    /** The first digit of a number stays, so that it is as long and not larger than its type can hold by more than that one allows. */
    private byte[] formed(LogicalType type, byte[] hash, byte[] data, int start, int length) {
        byte[] result = Arrays.copyOfRange(data, start, start + length);
        boolean isNumber = type.kind() == Kind.INTEGER || type.kind() == Kind.DECIMAL;
        boolean isHex = type.kind() == Kind.UUID;
        byte[] stream = hash;
        boolean isFirst = isNumber;
        for (int i = 0; i < result.length; i++) {
            if (i > 0 && i % stream.length == 0) {
                mac.update(stream);
                stream = mac.doFinal();
            }
            int random = stream[i % stream.length] & 0xff;
            byte b = result[i];
            if (b >= '0' && b <= '9') {
                result[i] = isFirst ? b : (byte) ('0' + random % 10);
                isFirst = false;
            } else if (isHex && b >= 'a' && b <= 'f') {
                result[i] = (byte) ('a' + random % 6);
            } else if (!isNumber && b >= 'a' && b <= 'z') {
                result[i] = (byte) ('a' + random % 26);
            } else if (!isNumber && b >= 'A' && b <= 'Z') {
                result[i] = (byte) ('A' + random % 26);
            }
        }
        return type.kind() == Kind.INTEGER ? within(type, result) : other(type, result);
    }

    private static byte[] within(LogicalType type, byte[] digits) {
        int bits = (type.length() == 0 ? 64 : type.length()) - (type.isUnsigned() ? 0 : 1);
        BigInteger most = BigInteger.ONE.shiftLeft(bits);
        BigInteger number = new BigInteger(new String(digits, StandardCharsets.US_ASCII));
        return number.abs().compareTo(most) < 0
                ? digits
                : number.remainder(most).toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Letters of other scripts than the Latin one stand for themselves; so text of them alone is hidden by other means. */
    private static byte[] other(LogicalType type, byte[] masked) {
        if (type.kind() != Kind.TEXT) {
            return masked;
        }
        StringBuilder text = new StringBuilder();
        new String(masked, StandardCharsets.UTF_8)
                .codePoints()
                .forEach(c -> text.appendCodePoint(c > 0x7f && Character.isLetterOrDigit(c) ? 'x' : c));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
