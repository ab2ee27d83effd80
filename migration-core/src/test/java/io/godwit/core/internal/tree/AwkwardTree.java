package io.godwit.core.internal.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes trees of everything that file systems allow and copies get wrong. */
public final class AwkwardTree {
    private AwkwardTree() {}

    /** A tree of some 60 entries with one of everything. */
    public static void make(Path root) throws IOException {
        Files.createDirectories(root);
        Snapshot.run(root, """
            set -e
            mkdir -p plain/deeper empty readonly a
            printf hello > plain/hello.txt
            : > plain/empty-file
            printf x > "plain/new
            line"
            printf x > "plain/quote'\\"quote"
            printf x > 'plain/back\\slash'
            printf x > 'plain/ leading and trailing '
            printf x > plain/-rf
            printf x > plain/--
            printf x > 'plain/*?[a]'
            printf x > "plain/$(printf 'emoji-\\360\\237\\220\\246')"
            printf nfc > "plain/$(printf 'caf\\303\\251')"
            printf nfd > "plain/$(printf 'cafe\\314\\201')"
            printf latin > "plain/$(printf 'caf\\351')"
            mkdir "plain/$(printf 'dir-\\377\\376')"
            printf deep > "plain/$(printf 'dir-\\377\\376')/$(printf '\\200')"
            printf long > "plain/$(printf '%0255d' 7)"
            d=deep; for i in 1 2 3 4 5 6 7 8 9 10 11 12; do d="$d/$(printf '%0200d' $i)"; done
            mkdir -p "$d"; printf bottom > "$d/bottom"
            printf x > a-b; printf x > a.b; printf x > a0; printf x > a/x
            printf linked > plain/one; ln plain/one plain/deeper/two; ln plain/one three
            printf other > plain/pair; ln plain/pair plain/pair2
            ln -s hello.txt plain/link
            ln -s /etc/passwd plain/absolute
            ln -s nowhere plain/dangling
            ln -s loop plain/loop
            ln -s .. plain/up
            ln -s "$(printf 'to-\\377')" plain/bytes-link
            ln -s 'odd//target/./dir/' plain/odd-link
            ln -s "$(printf 'a\\nb')" plain/newline-link
            ln -s plain directory-link
            truncate -s 3M sparse; printf middle | dd of=sparse bs=1 seek=1500000 conv=notrunc 2>/dev/null
            truncate -s 1M all-hole
            printf suid > suid; chmod 4755 suid
            printf sgid > sgid; chmod 2751 sgid
            mkdir sticky; chmod 1777 sticky
            printf secret > plain/nobody-reads; chmod 000 plain/nobody-reads
            printf old > plain/old; touch -d '1985-03-04 05:06:07.123456789 UTC' plain/old
            printf older > plain/before-epoch; touch -d '1955-03-04 05:06:07.25 UTC' plain/before-epoch
            printf future > plain/future; touch -d '2300-01-02 03:04:05.6 UTC' plain/future
            mkfifo plain/fifo
            printf in > readonly/in; chmod 555 readonly
            touch -d '2001-02-03 04:05:06.7 UTC' plain/deeper empty readonly
            touch -d '2011-02-03 04:05:06.7 UTC' plain
            touch -d '2012-02-03 04:05:06.123456789 UTC' .
            """);
    }
}
