<?php
/* Installs WordPress at the URL in SEED_URL and fills it: posts, an upload, widgets, options as page builders keep them. */
$url = getenv('SEED_URL');
$parts = parse_url($url);
$_SERVER['HTTP_HOST'] = $parts['host'];
$_SERVER['REQUEST_URI'] = ($parts['path'] ?? '') . '/';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
define('WP_INSTALLING', true);
define('WP_SITEURL', $url);
$root = getenv('SEED_DIRECTORY');
require $root . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/image.php';
function wp_new_blog_notification($title, $url, $user, $password) {}
wp_install('Bird Notes', 'admin', 'admin@old.example.com', true, '', file_get_contents('/run/lab/password'));
update_option('siteurl', $url);
update_option('home', $url);
update_option('permalink_structure', '/%postname%/');
$png = base64_decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==');
$file = $root . '/wp-content/uploads/2026/11/godwit.png';
file_put_contents($file, $png);
$picture = wp_insert_attachment(['post_mime_type' => 'image/png', 'post_title' => 'Godwit', 'post_status' => 'inherit'], $file);
wp_update_attachment_metadata($picture, wp_generate_attachment_metadata($picture, $file));
for ($i = 1; $i <= 20; $i++) {
    $post = wp_insert_post([
        'post_title' => "Über die Reise $i 🚀",
        'post_name' => "journey-$i",
        'post_status' => 'publish',
        'post_author' => 1,
        'post_content' => "<!-- wp:image {\"id\":$picture,\"url\":\"" . addslashes(str_replace('/', '\\/', "$url/wp-content/uploads/2026/11/godwit.png")) . "\"} -->"
            . "<figure><img src=\"$url/wp-content/uploads/2026/11/godwit.png\" alt=\"café\"/></figure><!-- /wp:image -->"
            . "<p>See <a href=\"$url/journey-1/\">the first</a>, write to someone@{$parts['host']}.</p>",
    ]);
    update_post_meta($post, '_elementor_data', wp_slash(wp_json_encode([['id' => "a$i", 'settings' => ['link' => ['url' => "$url/journey-$i/"], 'html' => "<a href=\"$url\">x</a>"]]])));
}
update_option('widget_text', [2 => ['title' => 'Über uns', 'text' => "Visit <a href=\"$url/journey-2/\">us</a> — café", 'filter' => true], '_multiwidget' => 1]);
update_option('widget_block', [2 => ['content' => "<p><a class=\"lab-widget\" href=\"$url/journey-3/\">中文 🚀</a></p>"], '_multiwidget' => 1]);
update_option('sidebars_widgets', ['wp_inactive_widgets' => [], 'sidebar-1' => ['block-2', 'text-2'], 'array_version' => 3]);
$object = new stdClass();
$object->link = $url;
$object->inner = serialize(['deep' => serialize(["$url/deep"]), 'path' => "$root/wp-content/uploads"]);
update_option('builder_settings', ['object' => $object, 'json' => wp_json_encode(['u' => "$url/j"]), 'self' => ["$url/a", "//{$parts['host']}/b"]]);
update_option('builder_share', 'https://share.example.net/?u=' . rawurlencode("$url/page"));
set_transient('builder_feed', ["$url/feed"], 3600);
flush_rewrite_rules(false);
file_put_contents($root . '/.htaccess', "# BEGIN WordPress\n<IfModule mod_rewrite.c>\nRewriteEngine On\nRewriteBase " . ($parts['path'] ?? '') . "/\nRewriteRule ^index\\.php$ - [L]\n"
    . "RewriteCond %{REQUEST_FILENAME} !-f\nRewriteCond %{REQUEST_FILENAME} !-d\nRewriteRule . " . ($parts['path'] ?? '') . "/index.php [L]\n</IfModule>\n# END WordPress\n");
echo wp_count_posts()->publish, " posts\n";
