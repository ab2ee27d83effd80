package io.godwit.adapter.web.replace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchReplaceTest {
    private static final SearchReplace TO_A_PATH = SearchReplace.builder()
            .url("http://old.example.com", "https://new.example.org/blog")
            .path("/home/old/public_html", "/srv/www/new")
            .build();
    private static final SearchReplace FROM_A_PATH = SearchReplace.builder()
            .url("https://old.example.com/blog", "https://new.example.org")
            .build();

    private static String replaced(SearchReplace replace, String text) {
        return new String(replace.apply(text.getBytes(StandardCharsets.UTF_8)).value(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\u0001',
            value = {
                "http://old.example.com/x,https://new.example.org/blog/x",
                "https://old.example.com?x=1,https://new.example.org/blog?x=1",
                "//old.example.com,//new.example.org/blog",
                "ftp://old.example.com/x,ftp://new.example.org/blog/x",
                "http:\\/\\/old.example.com\\/x,https:\\/\\/new.example.org\\/blog\\/x",
                "u=http%3A%2F%2Fold.example.com%2Fx,u=https%3A%2F%2Fnew.example.org%2Fblog%2Fx",
                "u=http%3a%2f%2fold.example.com%2fx,u=https%3a%2f%2fnew.example.org%2fblog%2fx",
                "u=http%253A%252F%252Fold.example.com%252Fx,u=https%253A%252F%252Fnew.example.org%252Fblog%252Fx",
                "http://old.example.com:8080/x,https://new.example.org:8080/x",
                "See http://old.example.com.,See https://new.example.org/blog.",
                "(http://old.example.com),(https://new.example.org/blog)",
                "http://old.example.com、http://old.example.com,https://new.example.org/blog、https://new.example.org/blog",
                "/home/old/public_html,/srv/www/new",
                "file:///home/old/public_html/x,file:///srv/www/new/x",
                "\\/home\\/old\\/public_html\\/x,\\/srv\\/www\\/new\\/x",
                "d=%2Fhome%2Fold%2Fpublic_html%2Fx,d=%2Fsrv%2Fwww%2Fnew%2Fx",
            })
    void replacesEverySpelling(String before, String after) {
        assertThat(replaced(TO_A_PATH, before)).isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://cold.example.com/",
                "http://www.old.example.com/",
                "http://old.example.com.au/",
                "http://old.example.community/",
                "http://old.example.com-x.net/",
                "me@old.example.com",
                "http://me@old.example.com/",
                "old.example.com",
                "/old.example.com",
                "\\\\//old-example.com",
                "/home/old/public_html2",
                "/home/old/public_html-old/x",
                "/home/old/public_html.bak",
                "/mnt/home/old/public_html",
                "/home/older/public_html",
                "home/old/public_html",
            })
    void leavesWhatLooksAlike(String text) {
        assertThat(replaced(TO_A_PATH, text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "https://old.example.com/blog/x,https://new.example.org/x",
        "https://old.example.com/blog,https://new.example.org",
        "https://old.example.com/blog?x,https://new.example.org?x",
        "https://old.example.com/blogger,https://old.example.com/blogger",
        "https://old.example.com/blog%20x,https://old.example.com/blog%20x",
        "https://old.example.com/,https://old.example.com/",
        "https:\\/\\/old.example.com\\/blog\\/x,https:\\/\\/new.example.org\\/x",
    })
    void takesTheBasePathAlong(String before, String after) {
        assertThat(replaced(FROM_A_PATH, before)).isEqualTo(after);
    }

    @Test
    void takesThePortAlong() {
        SearchReplace replace = SearchReplace.builder()
                .url("http://old.example.com:8080", "https://new.example.org")
                .build();

        assertThat(replaced(
                        replace, "http://old.example.com:8080/x http://old.example.com/x http://old.example.com:80801"))
                .isEqualTo("https://new.example.org/x http://old.example.com/x http://old.example.com:80801");
    }

    @Test
    void theFirstThatFitsWins() {
        SearchReplace replace = SearchReplace.builder()
                .url("https://old.example.com/shop", "https://shop.example.org")
                .url("https://old.example.com", "https://example.org")
                .build();

        assertThat(replaced(replace, "https://old.example.com/shop/1 https://old.example.com/2"))
                .isEqualTo("https://shop.example.org/1 https://example.org/2");
    }

    @Test
    void aResultIsNotReplacedAgain() {
        SearchReplace replace = SearchReplace.builder()
                .url("https://example.com", "https://shop.example.com")
                .build();

        assertThat(replaced(replace, "https://example.com/x")).isEqualTo("https://shop.example.com/x");
        assertThat(replaced(replace, "https://shop.example.com/x")).isEqualTo("https://shop.example.com/x");
    }

    @Test
    void lengthsFollowInValuesThatOthersStandBehind() {
        assertThat(replaced(TO_A_PATH, "s:22:\"http://old.example.com\"; http://old.example.com"))
                .isEqualTo("s:28:\"https://new.example.org/blog\"; https://new.example.org/blog");
        assertThat(replaced(TO_A_PATH, "user|s:22:\"http://old.example.com\";x|i:1;"))
                .isEqualTo("user|s:28:\"https://new.example.org/blog\";x|i:1;");
    }

    @Test
    void lengthsFollowInJson() {
        String json = "{\"a\": \"a:1:{i:0;s:22:\\\"http:\\/\\/old.example.com\\\";}\", \"b\":"
                + " \"http:\\/\\/old.example.com\\/\\u00fc\"}";

        assertThat(replaced(TO_A_PATH, json))
                .isEqualTo("{\"a\": \"a:1:{i:0;s:28:\\\"https:\\/\\/new.example.org\\/blog\\\";}\", \"b\":"
                        + " \"https:\\/\\/new.example.org\\/blog\\/\\u00fc\"}");
    }

    @Test
    void escapedValuesOutsideOfJsonAreToldOf() {
        Replacement left = TO_A_PATH.apply("x s:22:\\\"http://old.example.com\\\";".getBytes(StandardCharsets.UTF_8));

        assertThat(left.isChanged()).isFalse();
        assertThat(left.problems()).containsExactly(Problem.ESCAPED_SERIALIZED);
    }

    @Test
    void keysStayAndAreToldOf() {
        Replacement left =
                TO_A_PATH.apply("a:1:{s:22:\"http://old.example.com\";i:1;}".getBytes(StandardCharsets.UTF_8));

        assertThat(left.isChanged()).isFalse();
        assertThat(left.problems()).containsExactly(Problem.OPAQUE_SERIALIZED);
    }

    @Test
    void base64IsReplacedWhereAskedFor() {
        SearchReplace replace = SearchReplace.builder()
                .url("http://old.example.com", "https://new.example.org")
                .base64(true)
                .build();
        String inner = Base64.getEncoder()
                .encodeToString("a:1:{i:0;s:22:\"http://old.example.com\";}".getBytes(StandardCharsets.UTF_8));
        String expected = Base64.getEncoder()
                .encodeToString("a:1:{i:0;s:23:\"https://new.example.org\";}".getBytes(StandardCharsets.UTF_8));

        assertThat(replaced(replace, inner)).isEqualTo(expected);
        assertThat(replaced(replace, "a:1:{i:0;s:" + inner.length() + ":\"" + inner + "\";}"))
                .isEqualTo("a:1:{i:0;s:" + expected.length() + ":\"" + expected + "\";}");
        assertThat(TO_A_PATH.apply(inner.getBytes(StandardCharsets.UTF_8)).problems())
                .containsExactly(Problem.BASE64);
    }

    @Test
    void whatIsNestedTooDeeplyStays() {
        String deep = "a:1:{i:0;".repeat(600) + "s:22:\"http://old.example.com\";" + "}".repeat(600);
        Replacement left = TO_A_PATH.apply(deep.getBytes(StandardCharsets.UTF_8));

        assertThat(left.isChanged()).isFalse();
        assertThat(left.problems()).containsExactly(Problem.TOO_DEEP);
    }

    @Test
    void aRangeOfAnArrayIsLookedAtAlone() {
        byte[] data = "xhttp://old.example.com.au".getBytes(StandardCharsets.UTF_8);

        assertThat(TO_A_PATH.apply(data, 1, data.length - 3).value())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("https://new.example.org/blog");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "old.example.com",
                "ftp://old.example.com",
                "http://me@old.example.com",
                "http://old.example.com/?x",
                "http://old.example.com/a\"b"
            })
    void refusesWhatIsNoUrlOfASite(String url) {
        assertThatThrownBy(() -> SearchReplace.builder().url(url, "https://new.example.org"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "x/y", "/a/../b\"", "/a b"})
    void refusesWhatIsNoPath(String path) {
        assertThatThrownBy(() -> SearchReplace.builder().path(path, "/srv"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
