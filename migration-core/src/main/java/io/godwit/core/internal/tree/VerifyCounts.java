package io.godwit.core.internal.tree;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a comparison counted. Not thread-safe. */
final class VerifyCounts {
    long compared;
    long contents;
    long missing;
    long extra;
    long extraUnexpected;
    long content;
    long attributes;
    long vanished;

    long differing() {
        return missing + extraUnexpected + content + attributes;
    }

    ObjectNode write() {
        ObjectNode node = EntryJson.object();
        node.put("compared", compared);
        node.put("contents", contents);
        node.put("missing", missing);
        node.put("extra", extra);
        node.put("different_content", content);
        node.put("different_attributes", attributes);
        node.put("vanished", vanished);
        node.put("differing", differing());
        return node;
    }
}
