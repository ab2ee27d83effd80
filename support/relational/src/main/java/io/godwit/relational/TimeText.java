package io.godwit.relational;

import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * Days, times of day and both, as ISO 8601 and SQL write them: a {@code T} or a blank between, {@code BC} behind or a minus in
 * front of old years, seconds or none, an offset where the type is a moment.
 */
final class TimeText extends CellText {
    /** What the text has. */
    enum Form {
        DATE,
        TIME,
        TIMESTAMP,
        TIMESTAMP_WITH_ZONE
    }

    private final Form form;
    private final int fraction;
    private final byte[] buffer = new byte[64];

    // The text under way, and what was read of it.
    private byte[] text = buffer;
    private int at;
    private int end;
    private int year;
    private int month;
    private int day;
    private int hour;
    private int minute;
    private int second;
    private int micros;
    private int offsetSeconds;

    TimeText(Form form, int fraction) {
        this.form = form;
        this.fraction = fraction;
    }

    @Override
    int convert(byte[] from, int offset, int length) {
        text = from;
        at = offset;
        end = offset + length;
        try {
            return convert(offset, length);
        } finally {
            text = buffer;
        }
    }

    private int convert(int offset, int length) {
        if (form == Form.TIME) {
            return time();
        }
        if (isAscii(text, offset, length, "infinity")
                || (length == 9 && text[offset] == '-' && isAscii(text, offset + 1, 8, "infinity"))) {
            return infinity(text[offset] == '-');
        }
        boolean bc =
                length > 3 && text[end - 3] == ' ' && (text[end - 2] | 0x20) == 'b' && (text[end - 1] | 0x20) == 'c';
        if (bc) {
            end -= 3;
        }
        if (!date(bc)) {
            return -1;
        }
        if (form == Form.DATE) {
            return at == end ? made(buffer, putDate(0)) : -1;
        }
        if (at == end || (text[at] != ' ' && (text[at] | 0x20) != 't')) {
            return -1;
        }
        at++;
        if (!clock(2) || hour > 23) {
            return -1;
        }
        if (form == Form.TIMESTAMP) {
            return at == end ? made(buffer, putMoment(false)) : -1;
        }
        return offset() && at == end && toUtc() ? made(buffer, putMoment(true)) : -1;
    }

    private int infinity(boolean negative) {
        String word = negative ? "-infinity" : "infinity";
        for (int i = 0; i < word.length(); i++) {
            buffer[i] = (byte) word.charAt(i);
        }
        return made(buffer, word.length());
    }

    private int time() {
        boolean negative = at < end && text[at] == '-';
        if (negative) {
            at++;
        }
        if (!clock(4) || at != end) {
            return -1;
        }
        negative &= hour != 0 || minute != 0 || second != 0 || micros != 0;
        int to = 0;
        if (negative) {
            buffer[to++] = '-';
        }
        return made(buffer, putClock(to));
    }

    private boolean date(boolean bc) {
        boolean negative = at < end && text[at] == '-';
        if (negative && bc) {
            return false;
        }
        if (negative || (at < end && text[at] == '+')) {
            at++;
        }
        int from = at;
        year = number(9);
        if (at - from < 4 || !separator('-')) {
            return false;
        }
        month = number(2);
        if (month < 0 || text[at - 2] == '-' || !separator('-')) {
            return false;
        }
        day = number(2);
        if (day < 1 || text[at - 2] == '-') {
            return false;
        }
        if (bc && year == 0) {
            return false;
        }
        year = bc ? 1 - year : negative ? -year : year;
        return month >= 1 && month <= 12 && day <= daysOf(year, month);
    }

    private static int daysOf(int year, int month) {
        return switch (month) {
            case 2 ->
                Math.floorMod(year, 4) == 0 && (Math.floorMod(year, 100) != 0 || Math.floorMod(year, 400) == 0)
                        ? 29
                        : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /** Reads hours, minutes, and seconds with a fraction where there are some. */
    private boolean clock(int hourDigits) {
        int from = at;
        hour = number(hourDigits);
        if (at - from < 2 || !separator(':')) {
            return false;
        }
        from = at;
        minute = number(2);
        if (at - from != 2 || minute > 59) {
            return false;
        }
        second = 0;
        micros = 0;
        if (at == end || text[at] != ':') {
            return true;
        }
        at++;
        from = at;
        second = number(2);
        if (at - from != 2 || second > 59) {
            return false;
        }
        return at == end || text[at] != '.' || fraction();
    }

    private boolean fraction() {
        at++;
        int digits = 0;
        for (; at < end && text[at] >= '0' && text[at] <= '9'; at++) {
            digits++;
            if (digits > fraction && text[at] != '0') {
                return false;
            }
            if (digits <= 6) {
                micros = micros * 10 + text[at] - '0';
            }
        }
        for (int i = digits; i < 6; i++) {
            micros *= 10;
        }
        return digits > 0;
    }

    /** Reads Z, +hh, +hhmm, +hh:mm or +hh:mm:ss, after a blank or none. */
    private boolean offset() {
        if (at < end && text[at] == ' ') {
            at++;
        }
        if (at == end) {
            return false;
        }
        int sign = text[at++];
        offsetSeconds = 0;
        if ((sign | 0x20) == 'z') {
            return true;
        }
        if (sign != '+' && sign != '-') {
            return false;
        }
        int factor = 3600;
        for (int part = 0; part < 3 && at < end; part++) {
            if (part > 0 && text[at] == ':') {
                at++;
            }
            int from = at;
            int value = number(2);
            if (at - from != 2 || value > (part == 0 ? 18 : 59)) {
                return false;
            }
            offsetSeconds += value * factor;
            factor /= 60;
        }
        if (factor == 3600) {
            return false;
        }
        offsetSeconds = sign == '-' ? -offsetSeconds : offsetSeconds;
        return true;
    }

    private boolean toUtc() {
        if (offsetSeconds == 0) {
            return true;
        }
        int seconds = hour * 3600 + minute * 60 + second - offsetSeconds;
        int days = Math.floorDiv(seconds, 86_400);
        if (days != 0) {
            try {
                LocalDate date = LocalDate.of(year, month, day).plusDays(days);
                year = date.getYear();
                month = date.getMonthValue();
                day = date.getDayOfMonth();
            } catch (DateTimeException e) {
                // Beyond a thousand million years: refused, as the result says.
                return false;
            }
        }
        seconds = Math.floorMod(seconds, 86_400);
        hour = seconds / 3600;
        minute = seconds / 60 % 60;
        second = seconds % 60;
        return true;
    }

    private boolean separator(char wanted) {
        return at < end && text[at++] == wanted;
    }

    /** Reads digits, at most so many; -1 where there is none. */
    private int number(int mostDigits) {
        int value = 0;
        int from = at;
        while (at < end && at - from < mostDigits && text[at] >= '0' && text[at] <= '9') {
            value = value * 10 + text[at++] - '0';
        }
        return at == from ? -1 : value;
    }

    private int putDate(int start) {
        int to = start;
        if (year < 0) {
            buffer[to++] = '-';
        }
        int positive = Math.abs(year);
        int digits = Math.max(4, CellNumbers.digits(positive));
        CellNumbers.putDigits(positive, buffer, to, digits);
        to += digits;
        buffer[to++] = '-';
        CellNumbers.putDigits(month, buffer, to, 2);
        to += 2;
        buffer[to++] = '-';
        CellNumbers.putDigits(day, buffer, to, 2);
        return to + 2;
    }

    private int putClock(int start) {
        int to = start;
        int digits = Math.max(2, CellNumbers.digits(hour));
        CellNumbers.putDigits(hour, buffer, to, digits);
        to += digits;
        buffer[to++] = ':';
        CellNumbers.putDigits(minute, buffer, to, 2);
        to += 2;
        buffer[to++] = ':';
        CellNumbers.putDigits(second, buffer, to, 2);
        to += 2;
        if (micros != 0) {
            buffer[to++] = '.';
            CellNumbers.putDigits(micros, buffer, to, 6);
            to += 6;
            while (buffer[to - 1] == '0') {
                to--;
            }
        }
        return to;
    }

    private int putMoment(boolean utc) {
        int to = putDate(0);
        buffer[to++] = ' ';
        to = putClock(to);
        if (utc) {
            buffer[to++] = 'Z';
        }
        return to;
    }
}
