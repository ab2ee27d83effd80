package io.godwit.db.trespasser;

import java.util.logging.Logger;

/** A plugin class that reaches into a test kit's place, logs past slf4j and ends the process. */
final class Trespasser {
    private final io.godwit.transfer.trespassed.Trespassed other = new io.godwit.transfer.trespassed.Trespassed();

    void run() {
        Logger.getLogger("trespasser").info(other::toString);
        System.exit(1);
    }
}
