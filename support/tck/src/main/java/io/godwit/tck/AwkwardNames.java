package io.godwit.tck;

import java.util.List;

/** Names that every engine takes for a table or a column when they are quoted, and that break what does not quote. */
final class AwkwardNames {
    static final List<String> ALL = List.of(
            "select",
            "Mixed Case",
            "semi; drop table x; --",
            "quo'te",
            "dou\"ble",
            "back`tick",
            "brack[et]",
            "per%cent%s_$1",
            "mark?s :name @at {0}",
            "sla/sh\\back",
            "gr\u00fc\u00df \u6c34",
            "dash-ed.dot");

    private AwkwardNames() {}
}
