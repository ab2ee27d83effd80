package io.godwit.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** The rules themselves. */
final class Rules {

    private Rules() {}

    /** Arrows run one way. */
    static final ArchRule ARROWS =
            classes().that().resideInAPackage("io.godwit..").should(knowOnlyWhatTheirPartMay());

    /** The contract carries no library. */
    static final ArchRule SPI_STANDS_ALONE = classes()
            .that()
            .resideInAPackage("io.godwit.spi..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "javax..", "io.godwit.spi..", "org.slf4j..", "org.jspecify..");

    /** Only a tool may end the process. */
    static final ArchRule NOBODY_EXITS = noClasses()
            .that()
            .resideOutsideOfPackages("io.godwit.cli..", "io.godwit.example..")
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class);

    /** slf4j and nothing else. */
    static final ArchRule SLF4J_ONLY = noClasses()
            .that()
            .resideOutsideOfPackage("io.godwit.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.util.logging..", "org.apache.commons.logging..", "org.apache.log4j..", "ch.qos..");

    /** What is called internal is nobody else's. */
    static final ArchRule INTERNAL_STAYS_INSIDE =
            classes().that().resideInAPackage("io.godwit..").should(leaveOthersInternalsAlone());

    private static ArchCondition<JavaClass> knowOnlyWhatTheirPartMay() {
        return new ArchCondition<>("know only what their part may") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                Part.owning(item.getPackageName()).ifPresent(part -> {
                    for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
                        if (!part.mayUse(dependency.getTargetClass().getPackageName())) {
                            events.add(SimpleConditionEvent.violated(item, dependency.getDescription()));
                        }
                    }
                });
            }
        };
    }

    private static ArchCondition<JavaClass> leaveOthersInternalsAlone() {
        return new ArchCondition<>("leave the internal packages of others alone") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
                    String target = dependency.getTargetClass().getPackageName();
                    int internal = (target + ".").indexOf(".internal.");
                    if (target.startsWith("io.godwit.")
                            && internal >= 0
                            && !item.getPackageName().startsWith(target.substring(0, internal))) {
                        events.add(SimpleConditionEvent.violated(item, dependency.getDescription()));
                    }
                }
            }
        };
    }
}
