package io.godwit.core.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.core.MigrationPlan;
import io.godwit.core.RunOptions;
import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Phase;
import io.godwit.spi.SecretRef;
import io.godwit.spi.TypedData;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PlanJsonTest {
    private static MigrationPlan plan() {
        return new MigrationPlan(
                "s-1",
                "acme",
                "shop-move",
                Instant.parse("2026-11-20T10:15:30.123456789Z"),
                "",
                "{\"name\":\"shop-move\"}",
                "00ff",
                RunOptions.builder()
                        .onFailure(RunOptions.OnFailure.ROLLBACK)
                        .bytesPerSecond(7)
                        .build(),
                List.of(
                        new MigrationPlan.PlanStep(
                                "copy-site",
                                "Copy site",
                                Phase.COPY,
                                new TypedData("core:copy-tree", 1, "{ \"spaced\" : 1 }"),
                                "IN_PLACE",
                                List.of("reads file:///a", "writes file:///b"),
                                "puts back what was overwritten",
                                1234,
                                5L << 30,
                                true),
                        new MigrationPlan.PlanStep(
                                "switch-shop",
                                "Switch shop in",
                                Phase.SWITCH,
                                new TypedData("core:switch-database", 1, "{}"),
                                "BESIDE",
                                List.of(),
                                "",
                                0,
                                0,
                                false)),
                List.of(Finding.warning("file.odd-name", "a b", "a name is odd", "Rename it.")
                        .withEvidence("0x20")),
                List.of(new MigrationPlan.Fact("source host: name", "old", true)),
                Map.of("StepType core:copy-tree", "0.1.0"),
                List.of(new MigrationPlan.Place(
                        Location.of("ssh://me@old.example.com/var/www")
                                .withSecret(Location.PASSWORD, SecretRef.parse("env:PW")),
                        true,
                        false)));
    }

    @Test
    void aPlanComesBackEqualWithTheSameHash() {
        MigrationPlan plan = plan();
        MigrationPlan again = MigrationPlan.fromJson(plan.toJson());
        assertThat(again).isEqualTo(plan);
        assertThat(again.hash()).isEqualTo(plan.hash()).hasSize(64);
    }

    @Test
    void thePlanReadsForPeople() {
        assertThat(plan().toText())
                .contains(
                        "Plan shop-move, session s-1",
                        "COPY\n  1. Copy site (about 1,234 items, about 5.0 GiB) [IN_PLACE]  copy-site\n",
                        "       undo: puts back what was overwritten\n",
                        "SWITCH (the point of no return",
                        "not repeatable",
                        "WARNING a name is odd [a b]\n       seen: 0x20\n       do: Rename it.",
                        "       code: file.odd-name\n",
                        "source host: name: old",
                        "On failure: roll back");
        assertThat(PlanText.bytes(1023)).isEqualTo("1023 B");
    }

    @Test
    void aDamagedPlanAndOneOfAnotherVersionAreRefused() {
        String json = plan().toJson();
        assertThatThrownBy(() -> MigrationPlan.fromJson(json.substring(1)))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo("plan.unreadable"));
        assertThatThrownBy(
                        () -> MigrationPlan.fromJson(json.replace("\"version\":1,\"plan\"", "\"version\":9,\"plan\"")))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("version 9");
    }
}
