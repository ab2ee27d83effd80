package io.godwit.adapter.web.replace;

/** Why something that may hold what is to be replaced was left as it is. */
public enum Problem {
    /** It reads as a serialized value and is none: its lengths were wrong before. */
    BROKEN_SERIALIZED,
    /** It stands where an object of a class wrote what it wanted, or in the key of an array or the escaped form of a string. */
    OPAQUE_SERIALIZED,
    /** It stands in a value that is nested too deeply to be looked at. */
    TOO_DEEP,
    /** It stands in base64, which is replaced only where asked for. */
    BASE64,
    /** It stands in a serialized value whose quotes are escaped in a way that cannot be told, or in JSON spelled in a way that cannot be kept. */
    ESCAPED_SERIALIZED
}
