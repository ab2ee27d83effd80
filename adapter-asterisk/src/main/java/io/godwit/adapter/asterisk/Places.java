package io.godwit.adapter.asterisk;

import io.godwit.spi.Location;
import java.net.URI;
import java.net.URISyntaxException;

/** Places below other places. */
final class Places {
    private Places() {}

    /**
     * A place below another, with all that it takes to get there.
     *
     * @param root the root of a machine's files
     * @param absolute a path on that machine
     */
    static Location below(Location root, String absolute) {
        URI uri = root.uri();
        String base = uri.getPath() == null ? "" : uri.getPath().replaceAll("/+$", "");
        try {
            URI moved = new URI(
                    uri.getScheme(),
                    uri.getAuthority(),
                    base + "/" + absolute.replaceAll("^/+", ""),
                    uri.getQuery(),
                    null);
            // what stands for the root alone is written "file:/", and below it "file:///" as people write it
            Location place = Location.of(
                    uri.getAuthority() == null ? URI.create(moved.toString().replaceFirst(":/+", ":///")) : moved);
            for (var secret : root.secrets().entrySet()) {
                place = place.withSecret(secret.getKey(), secret.getValue());
            }
            for (var setting : root.settings().entrySet()) {
                place = place.withSetting(setting.getKey(), setting.getValue());
            }
            if (root.becomeUser().isPresent()) {
                place = place.become(root.becomeUser().get());
            }
            return root.via().isPresent() ? place.via(root.via().get()) : place;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("no path of a location: " + absolute, e);
        }
    }
}
