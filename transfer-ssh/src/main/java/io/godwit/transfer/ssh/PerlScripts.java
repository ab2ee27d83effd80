package io.godwit.transfer.ssh;

/** What a server with Perl does for many files at a time. File names go in and come out as bytes that end in NUL. */
final class PerlScripts {
    /** Exits well where Perl is there and opens files without following links. */
    static final String PROBE = "perl -e 'use Fcntl; exit(defined &O_NOFOLLOW ? 0 : 1)' 2>/dev/null";

    /**
     * Reads files: takes names, tells of each what it is and what is in it. The arguments are the directory that the names are relative
     * to. An answer is a line that ends in NUL: {@code - ERRNO}, or mode, user, group, size and seconds; behind that of a link its
     * target, ended by NUL, and behind that of a file its content in pieces, each behind its length in four bytes, then four zero bytes
     * and whether it stayed what it was ({@code =}), changed ({@code !}) or could not be read ({@code ?}). What something is is looked up
     * before it is opened, since a named pipe would hold up the reader; an open file is looked at once more, since a link may have taken
     * its place.
     */
    static final String READ = """
        use Fcntl;
        chdir shift or exit 9;
        my ($most, $out, $in) = (131072, "", "");
        sub flushed { my $at = 0; while ($at < length $out) {
          my $n = syswrite STDOUT, $out, length($out) - $at, $at; defined $n or exit 8; $at += $n } $out = "" }
        sub told { $out .= $_ for @_; flushed() if length $out >= $most }
        sub missed { told("- " . ($! + 0) . "\\0") }
        sub attributes { told(join(" ", @_[2, 4, 5, 7, 9]) . "\\0") }
        $/ = "\\0"; binmode STDIN; my @names = <STDIN>;
        for my $name (@names) {
          chomp $name;
          my @is = lstat $name or do { missed(); next };
          if (-l _) {
            my $target = readlink $name;
            defined $target or do { missed(); next };
            attributes(@is); told($target . "\\0"); next }
          if (!-f _) { attributes(@is); next }
          sysopen(my $file, $name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK) or do { missed(); next };
          @is = stat $file or do { missed(); next };
          attributes(@is);
          if (!-f _) { next }
          my ($left, $bad) = ($is[7], "");
          while ($left > 0) {
            my $n = sysread $file, $in, $left < $most ? $left : $most;
            if (!defined $n) { $bad = "?"; last }
            last if $n == 0;
            $left -= $n; told(pack("N", $n), $in) }
          my $more = $bad ? 0 : sysread $file, $in, 1;
          my @now = stat $file;
          $bad ||= "!" if $left || $more || $now[7] != $is[7] || $now[9] != $is[9] || $now[10] != $is[10];
          told(pack("N", 0) . ($bad || "=")) }
        flushed();
        """;

    /**
     * Renames: takes a file of names, each temporary name before its final one, and removes it. It prints the number of each pair that
     * could not be renamed, and when it is through {@code done} with the number of pairs.
     */
    static final String RENAME = """
        my ($list, $n) = (shift, 0);
        open(my $names, "<", $list) or exit 7;
        unlink $list;
        $/ = "\\0";
        while (defined(my $from = <$names>)) {
          my $to = <$names>;
          chomp $from; chomp $to;
          rename($from, $to) or print "$n\\0";
          $n++ }
        print "done $n\\0";
        """;

    private PerlScripts() {}
}
