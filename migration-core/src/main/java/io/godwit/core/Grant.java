package io.godwit.core;

/** What a specification may allow to be changed at a source, which is otherwise only read. */
public enum Grant {
    /** Files may be written and deleted, for instance a maintenance page. */
    FILES("files"),
    /** Databases may be written, for instance to set an application read-only. */
    DATABASES("databases");

    private final String word;

    Grant(String word) {
        this.word = word;
    }

    /**
     * The word in a specification.
     *
     * @return lower case
     */
    public String word() {
        return word;
    }
}
