package io.godwit.adapter.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The files of a WordPress, as far as anybody looks at them. */
final class WordPressSamples {
    static final String HTACCESS = """
        RewriteCond %{HTTP_HOST} ^old\\.example\\.com$ [NC]
        RewriteRule ^promo$ https://old.example.com/sale [R=301,L]
        # BEGIN WordPress
        RewriteBase /
        RewriteRule ^index\\.php$ - [L]
        RewriteRule . /index.php [L]
        # END WordPress
        """;
    static final Map<String, String> SITE = site();

    private WordPressSamples() {}

    private static Map<String, String> site() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("wp-includes/version.php", "<?php\n$wp_version = '6.6.2';\n$required_php_version = '7.2.24';\n");
        try {
            files.put("wp-config.php", new String(PhpConfigTest.sample("wp-config.php"), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.put("wp-content/plugins/akismet/akismet.php", "<?php\n/*\nPlugin Name: Akismet\nVersion: 5.3\n*/\n");
        files.put("wp-content/plugins/shop/main.php", "<?php\n/**\n * Plugin Name: Shop\n * Version: 1.0.2\n */\n");
        files.put("wp-content/themes/plain/style.css", "/*\nTheme Name: Plain\nVersion: 2.1\n*/\n");
        files.put("wp-content/mu-plugins/own.php", "<?php\n");
        files.put("wp-content/object-cache.php", "<?php\n");
        files.put("wp-content/uploads/2026/11/a.png", "png");
        files.put("wp-content/cache/page.html", "stale");
        files.put(".htaccess", HTACCESS);
        return files;
    }
}
