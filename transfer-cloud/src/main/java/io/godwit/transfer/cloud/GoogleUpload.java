package io.godwit.transfer.cloud;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/** Parts that are objects under temporary names until they are joined. Thread-safe. */
final class GoogleUpload implements ObjectStore.LargeUpload {
    private final GoogleStore store;
    private final String key;
    private final ObjectHeaders headers;
    private final String temporary;
    private final ConcurrentSkipListMap<Integer, ObjectStore.Piece> parts = new ConcurrentSkipListMap<>();

    GoogleUpload(GoogleStore store, String key, ObjectHeaders headers, String temporary) {
        this.store = store;
        this.key = key;
        this.headers = headers;
        this.temporary = temporary;
    }

    @Override
    public void part(int number, byte[] bytes, int length) {
        String part = temporary + "-" + String.format("%08d", number);
        parts.put(number, new ObjectStore.Piece(part, 0, length));
        store.put(part, ObjectHeaders.NONE, bytes, length, ObjectStore.Expected.ANYTHING);
    }

    @Override
    public void complete(ObjectStore.Expected expected) {
        new GoogleComposition(store, temporary + "-joined").of(key, headers, List.copyOf(parts.values()), expected);
        abort();
    }

    @Override
    public void abort() {
        for (ObjectStore.Piece part : new ArrayList<>(parts.values())) {
            store.delete(part.key());
        }
    }
}
