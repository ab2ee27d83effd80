package io.godwit.tck.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FullDiskTest {
    private static final int MIB = 1 << 20;

    @Test
    void runsOutOfSpaceAndRecovers() throws Exception {
        Path root;
        try (FullDisk disk = FullDisk.ofSize(4L * MIB)) {
            root = disk.path();
            assertThat(disk.free()).isEqualTo(4L * MIB);
            disk.leave(MIB);
            assertThat(disk.free()).isEqualTo(MIB);

            Files.write(root.resolve("fits"), new byte[MIB]);
            assertThatThrownBy(() -> Files.write(root.resolve("more"), new byte[1]))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left on device");
            disk.release();
            Files.write(root.resolve("more"), new byte[MIB]);
            disk.leave(0);
            assertThat(disk.free()).isZero();
        }
        assertThat(root).doesNotExist();
    }

    @Test
    void goesAwayUnderOpenFiles() throws Exception {
        FullDisk disk = FullDisk.ofSize(MIB);
        try (OutputStream open = Files.newOutputStream(disk.path().resolve("open"))) {
            open.write(1);
            disk.close();
            disk.close();
            assertThat(disk.path()).doesNotExist();
            open.write(2);
        }
    }
}
