package io.godwit.example.adapter;

import io.godwit.spi.CheckType;
import io.godwit.spi.FileTree;
import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TypedData;
import io.godwit.spi.WorkContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks whether as much is there as was uploaded to the source when it was inspected. */
public final class UploadsCheckType implements CheckType {
    private static final String ID = "notes:uploads-there";

    /** For the discovery. */
    public UploadsCheckType() {}

    /** Data of this type. */
    static TypedData data(Location site, String uploads, NotesSite.Uploads expected) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("site", Places.toJson(site));
        json.put("uploads", uploads);
        json.put("count", expected.count());
        json.put("bytes", expected.bytes());
        return new TypedData(ID, 1, Json.write(json));
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public List<Finding> run(TypedData data, WorkContext context) {
        Location site;
        String directory;
        NotesSite.Uploads expected;
        try {
            Map<?, ?> json = Json.read(data.json());
            site = Places.of(Json.object(json, "site"));
            directory = Json.get(json, "uploads", String.class);
            expected = new NotesSite.Uploads(Json.get(json, "count", Long.class), Json.get(json, "bytes", Long.class));
        } catch (IllegalArgumentException e) {
            throw NotesFailures.badStep(ID, e);
        }
        try (FileTree tree = context.connections().tree(site)) {
            List<TreeEntry> uploads = NotesSite.uploads(tree, directory, context);
            NotesSite.Uploads there = new NotesSite.Uploads(
                    uploads.size(), uploads.stream().mapToLong(TreeEntry::size).sum());
            return there.count() >= expected.count() && there.bytes() >= expected.bytes()
                    ? List.of()
                    : List.of(Finding.error(
                                    "notes.uploads-missing",
                                    site + ", " + directory,
                                    "Fewer uploads arrived than were there.",
                                    "Run \"verify\" to see which.")
                            .withEvidence("expected " + expected + ", found " + there));
        }
    }
}
