package io.godwit.transfer.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.spi.Access;
import io.godwit.spi.ByteRange;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.PendingFile;
import io.godwit.spi.SecretRef;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import io.godwit.tck.TckContext;
import io.godwit.tck.TestContents;
import io.godwit.tck.lab.FaultProxy.Direction;
import io.godwit.tck.lab.FtpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Data connections to ProFTPD are cut and stalled: what was sent is gone on with after it was compared, and no short file gets a name. */
@Timeout(180)
class FtpFaultsIT {
    private static final int LENGTH = 5_000_000;

    @RegisterExtension
    static final FtpServer SERVER = FtpServer.proftpd();

    private final TckContext context = FtpTreeContract.context(SERVER);
    private final String name = UUID.randomUUID().toString();
    private final byte[] content = TestContents.random(7, LENGTH);
    private final TreeEntry entry = TreeEntry.of(TreePath.of("large"), EntryKind.FILE)
            .size(LENGTH)
            .mode(0640)
            .version("v1")
            .build();

    private Location through(FtpFaultGate gate) {
        return Location.of("ftp://" + FtpServer.USER + "@127.0.0.1:" + gate.port() + "/" + name)
                .withSecret(Location.PASSWORD, SecretRef.parse(FtpTreeContract.PASSWORD))
                .withSetting("timeout", "20");
    }

    private WritableFileTree open(FtpFaultGate gate) {
        return (WritableFileTree) new FtpTransferMethod().open(through(gate), Access.WRITE, context);
    }

    private static FtpFaultGate gate() throws IOException {
        return FtpFaultGate.to(SERVER.peerHost(), SERVER.peerPort());
    }

    private List<String> namesAtTheServer() {
        return SERVER.exec("ls", FtpServer.ROOT + "/" + name)
                .checked()
                .stdout()
                .lines()
                .toList();
    }

    private static void passing(MigrationException failure) {
        assertThat(failure.category()).isEqualTo(ErrorCategory.CONNECTIVITY);
        assertThat(failure.isRetryable()).isTrue();
    }

    @Test
    void anUploadGoesOnBehindThePrefixThatIsProven() throws IOException {
        try (FtpFaultGate gate = gate()) {
            int at = 0;
            int fence = 0;
            while (at < LENGTH) {
                try (WritableFileTree tree = open(gate);
                        PendingFile pending = tree.begin(entry, new WriteToken("s-1", "u", ++fence), context)) {
                    List<ByteRange> written = pending.written();
                    assertThat(written).hasSizeLessThan(2);
                    at = written.isEmpty() ? 0 : (int) written.get(0).length();
                    if (at > 0) {
                        try (FileContent back = pending.readBack(new ByteRange(0, at))) {
                            assertThat(TestContents.readAll(back)).isEqualTo(Arrays.copyOf(content, at));
                        }
                    }
                    if (at == LENGTH) {
                        pending.commit();
                    } else {
                        gate.order(proxy ->
                                proxy.cutEach(Direction.TO_SERVER, 1_300_000).resetting());
                        byte[] rest = Arrays.copyOfRange(content, at, LENGTH);
                        MigrationException failure = catchThrowableOfType(
                                MigrationException.class,
                                () -> pending.write(LENGTH - rest.length, TestContents.of(rest)));
                        gate.order(proxy -> {});
                        if (failure != null) {
                            passing(failure);
                        }
                        assertThat(namesAtTheServer()).doesNotContain("large");
                    }
                }
                assertThat(fence).isLessThan(40);
            }
            assertThat(gate.cuts()).isGreaterThan(2);
            try (WritableFileTree tree = open(gate);
                    FileContent whole = tree.open(
                            tree.stat(List.of(entry.path()), context).get(0).orElseThrow(),
                            new ByteRange(0, LENGTH),
                            context)) {
                assertThat(TestContents.readAll(whole)).isEqualTo(content);
            }
            assertThat(namesAtTheServer()).containsExactly("large");
        }
    }

    @Test
    void aDownloadGoesOnWhereItWasCut() throws IOException {
        try (FtpFaultGate gate = gate();
                WritableFileTree tree = open(gate);
                EntryStream one = TestContents.stream(List.of(Archives.file("large", content)))) {
            assertThat(tree.write(one, Archives.TOKEN, context).get(0).failure())
                    .isEmpty();
            TreeEntry there = tree.stat(List.of(entry.path()), context).get(0).orElseThrow();
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            gate.order(proxy -> proxy.cutEach(Direction.TO_CLIENT, 1_300_000));
            ByteBuffer buffer = ByteBuffer.allocate(50_000);
            int failures = 0;
            while (got.size() < LENGTH) {
                try (FileContent rest = tree.open(there, new ByteRange(got.size(), LENGTH - got.size()), context)) {
                    while (rest.read(buffer.clear()) >= 0) {
                        got.write(buffer.array(), 0, buffer.position());
                    }
                } catch (MigrationException e) {
                    passing(e);
                    assertThat(++failures).isLessThan(40);
                }
            }
            assertThat(got.toByteArray()).isEqualTo(content);
            assertThat(gate.cuts()).isGreaterThan(2);
        }
    }

    @Test
    @Tag("slow")
    void filesWhoseUploadsAreCutOrStallAreSentAgainAndNeverShort() throws IOException {
        try (FtpFaultGate gate = gate();
                WritableFileTree tree = open(gate)) {
            List<EntryStream.Item> files = new ArrayList<>();
            List<String> names = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                files.add(Archives.file("f" + i, TestContents.random(i, 100_000)));
                names.add("f" + i);
            }
            AtomicInteger number = new AtomicInteger();
            gate.order(proxy -> {
                switch (number.getAndIncrement()) {
                    case 1, 5 -> proxy.cutEach(Direction.TO_SERVER, 30_000).resetting();
                    case 3 -> proxy.stallAfter(Direction.TO_SERVER, 40_000);
                    default -> {}
                }
            });
            List<EntryResult> results;
            try (EntryStream stream = TestContents.stream(files)) {
                results = tree.write(stream, Archives.TOKEN, context);
            }
            assertThat(results)
                    .allSatisfy(result -> assertThat(result.failure()).isEmpty());
            assertThat(gate.cuts()).isPositive();
            for (int i = 0; i < 12; i++) {
                assertThat(tree.stat(List.of(TreePath.of("f" + i)), context)
                                .get(0)
                                .orElseThrow()
                                .size())
                        .isEqualTo(100_000);
            }
            assertThat(namesAtTheServer()).containsAll(names);
        }
    }

    @Test
    @Tag("slow")
    void aDownloadThatStallsIsGivenUpAndSaid() throws IOException {
        try (FtpFaultGate gate = gate();
                WritableFileTree tree = open(gate);
                EntryStream one = TestContents.stream(List.of(Archives.file("large", content)))) {
            assertThat(tree.write(one, Archives.TOKEN, context).get(0).failure())
                    .isEmpty();
            TreeEntry there = tree.stat(List.of(entry.path()), context).get(0).orElseThrow();
            gate.order(proxy -> proxy.stallAfter(Direction.TO_CLIENT, 1_000_000));
            MigrationException failure = catchThrowableOfType(MigrationException.class, () -> {
                try (FileContent whole = tree.open(there, new ByteRange(0, LENGTH), context)) {
                    TestContents.readAll(whole);
                }
            });
            assertThat(failure).isNotNull();
            passing(failure);
        }
    }
}
