package io.godwit.tck.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OwnerTest {
    @Test
    void aRunningProcessIsNotGone() {
        Owner self = Owner.self();

        assertThat(self.isGone()).isFalse();
        assertThat(Owner.parse(self.label())).contains(self);
    }

    @Test
    void anEndedProcessIsGone() throws Exception {
        Process child = new ProcessBuilder("true").start();
        assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();

        assertThat(new Owner(Owner.self().place(), child.pid(), 1).isGone()).isTrue();
    }

    @Test
    void aPidThatAnotherProcessGotIsGone() {
        Owner self = Owner.self();

        assertThat(new Owner(self.place(), self.pid(), self.started() - 1).isGone())
                .isTrue();
    }

    @Test
    void aProcessOutOfSightIsLeftAlone() {
        assertThat(new Owner("another-boot,pid:[1]", 1, 1).isGone()).isFalse();
    }

    @Test
    void otherLabelsAreNotOurs() {
        assertThat(Owner.parse("")).isEmpty();
        assertThat(Owner.parse("a/b/c")).isEmpty();
    }
}
