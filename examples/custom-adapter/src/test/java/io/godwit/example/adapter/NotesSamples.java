package io.godwit.example.adapter;

import java.util.Map;

/** Sites as Notes leaves them. */
final class NotesSamples {
    static final String SESSION_KEY = "5b0c1d-not-for-anybody";
    static final String CONFIG = """
        # Notes, see the manual
        version = 2.4.1
        title = Caf\u00e9 & friends
        base_url=https://notes.example.com
        uploads   =   uploads
        session_key = %s
        database = sqlite:/srv/notes/data/notes.db
        """.formatted(SESSION_KEY);

    static final Map<String, String> SITE = Map.of(
            "notes.conf", CONFIG,
            "uploads/b.png", "bbb",
            "uploads/2024/a.pdf", "aaaaaaa",
            "uploads/c.png", "c",
            "uploads.idx", "stale\n",
            "cache/page", "cached");

    private NotesSamples() {}
}
