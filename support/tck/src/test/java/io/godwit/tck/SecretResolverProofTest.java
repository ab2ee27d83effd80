package io.godwit.tck;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretResolver;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class SecretResolverProofTest {
    /** Secrets in memory; those whose name ends in {@code locked} cannot be read. */
    public static class MapSecrets implements SecretResolver {
        private final Map<String, String> secrets = new ConcurrentHashMap<>();

        /** Without secrets. */
        public MapSecrets() {}

        @Override
        public String scheme() {
            return "map";
        }

        @Override
        public Secret resolve(String name) {
            String value = secrets.get(name);
            if (value == null || name.endsWith("locked")) {
                throw refused(value == null ? "secret.not-found" : "secret.unreadable", name);
            }
            return Secret.of(value.toCharArray());
        }

        static MigrationException refused(String code, String name) {
            return MigrationException.of(ErrorCategory.CONFIGURATION, code, "there is no \"" + name + "\" to read")
                    .subject("map:" + name)
                    .remedy("Put it into the map.")
                    .build();
        }
    }

    /** Not to be made by anybody else. */
    static final class HiddenSecrets extends MapSecrets {}

    static class Honest extends SecretResolverContract {
        final MapSecrets secrets = secrets();

        MapSecrets secrets() {
            return new MapSecrets();
        }

        @Override
        protected SecretResolver resolver() {
            return Breakage.over(secrets);
        }

        @Override
        protected String given(String value) {
            String name = "name " + secrets.secrets.size();
            secrets.secrets.put(name, value);
            return name;
        }

        @Override
        protected String missing() {
            return "nothing";
        }

        @Override
        protected Optional<String> givenUnreadable(String value) {
            String name = "name " + secrets.secrets.size() + " locked";
            secrets.secrets.put(name, value);
            return Optional.of(name);
        }
    }

    static final class Hidden extends Honest {
        @Override
        MapSecrets secrets() {
            return new HiddenSecrets();
        }
    }

    private static Breakage resolving(Breakage.Fault fault) {
        return Breakage.in(SecretResolver.class, "resolve", fault);
    }

    /** The honest failure, said otherwise. */
    private static Breakage failing(Function<MigrationException, RuntimeException> otherwise) {
        return resolving(call -> {
            try {
                return call.proceed();
            } catch (MigrationException e) {
                throw otherwise.apply(e);
            }
        });
    }

    private static MigrationException again(
            MigrationException e, ErrorCategory category, String code, String message, String remedy) {
        return MigrationException.of(category, code, message)
                .subject(e.subject())
                .remedy(remedy)
                .build();
    }

    private static String message(MigrationException e) {
        return String.valueOf(e.getMessage());
    }

    @TestFactory
    Stream<DynamicTest> proof() {
        String[] last = {""};
        AtomicInteger callers = new AtomicInteger();
        Map<Object, Secret> cache = new ConcurrentHashMap<>();
        return ContractProof.of(Honest.class)
                .notices("nobody else can make", Hidden.class, "canBeMadeWithoutArguments")
                .notices(
                        "has a scheme that no reference can hold",
                        Breakage.in(SecretResolver.class, "scheme", call -> "My Map"),
                        "namesItsScheme")
                .notices(
                        "trims secrets",
                        resolving(call -> {
                            try (Secret whole = call.proceedTo(Secret.class)) {
                                return Secret.of(whole.reveal().strip().toCharArray());
                            }
                        }),
                        "givesTheSecret")
                .notices(
                        "gives the first secret for all",
                        resolving(call -> call.argument(0, String.class).matches("name \\d+")
                                ? call.proceedWith("name 0")
                                : call.proceed()),
                        "givesTheSecret",
                        "tellsSecretsApart",
                        "servesManyThreads")
                .notices(
                        "hands one secret to all callers",
                        resolving(call -> {
                            Object key = List.of(call.target().hashCode(), call.arguments());
                            Secret known = cache.get(key);
                            if (known == null) {
                                known = call.proceedTo(Secret.class);
                                cache.put(key, known);
                            }
                            return known;
                        }),
                        "givesEachCallerASecretOfItsOwn",
                        "servesManyThreads")
                .notices(
                        "calls what is not there unreadable",
                        failing(e -> again(e, e.category(), "secret.unreadable", message(e), e.remediation())),
                        "refusesWhatIsNotThere")
                .notices(
                        "calls what is unreadable not there",
                        failing(e -> again(e, e.category(), "secret.not-found", message(e), e.remediation())),
                        "refusesWhatCannotBeRead")
                .notices(
                        "blames the network",
                        failing(e -> again(e, ErrorCategory.CONNECTIVITY, e.code(), message(e), e.remediation())),
                        "refusesWhatIsNotThere",
                        "refusesWhatCannotBeRead",
                        "refusesAwkwardNamesAsItRefusesOthers")
                .notices(
                        "gives no advice",
                        failing(e -> again(e, e.category(), e.code(), message(e), "")),
                        "saysHowToProvideASecret")
                .notices(
                        "tells in a failure what it found before",
                        resolving(call -> {
                            try (Secret secret = call.proceedTo(Secret.class)) {
                                last[0] = secret.reveal();
                                return Secret.of(last[0].toCharArray());
                            } catch (MigrationException e) {
                                throw again(
                                        e, e.category(), e.code(), message(e) + ", but " + last[0], e.remediation());
                            }
                        }),
                        "failsWithoutTellingAnySecret")
                .notices("prints its secrets", Printing.class, "printsWithoutTellingAnySecret")
                .notices(
                        "takes names for patterns",
                        resolving(call -> {
                            Pattern.compile(call.argument(0, String.class));
                            return call.proceed();
                        }),
                        "refusesAwkwardNamesAsItRefusesOthers")
                .notices(
                        "is for one thread at a time",
                        resolving(call -> {
                            try {
                                if (callers.incrementAndGet() > 1) {
                                    throw new IllegalStateException("busy");
                                }
                                LockSupport.parkNanos(1_000_000);
                                return call.proceed();
                            } finally {
                                callers.decrementAndGet();
                            }
                        }),
                        "servesManyThreads")
                .everyRule();
    }

    /** Tells all. */
    public static final class PrintingSecrets extends MapSecrets {
        @Override
        public String toString() {
            return super.secrets.toString();
        }
    }

    static final class Printing extends Honest {
        @Override
        MapSecrets secrets() {
            return new PrintingSecrets();
        }
    }
}
