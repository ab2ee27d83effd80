package io.godwit.tck;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One thing that an implementation does wrong, to prove that a contract notices it. It is put over an honest implementation: calls of the methods that it
 * names go through it, also on all that the honest one hands out (a database, its snapshot, the stream of that), as far as these are interfaces of the SPI.
 *
 * <pre>{@code
 * Breakage.in(Snapshot.class, "id", call -> "always the same")
 * Breakage.in(SecretResolver.class, "resolve", call -> call.proceedWith("another name"))
 * }</pre>
 *
 * <p>Immutable. What holds state while a test runs is made by the {@link Fault} at each call.
 *
 * @since 0.1
 */
public final class Breakage {
    private static final ThreadLocal<@Nullable Breakage> UNDER_WAY = new ThreadLocal<>();

    private final List<Hook> hooks;

    private Breakage(List<Hook> hooks) {
        this.hooks = List.copyOf(hooks);
    }

    /**
     * A fault in one method.
     *
     * @param type the interface of the SPI that has the method
     * @param method its name
     * @param fault what happens instead
     * @return the breakage
     */
    public static Breakage in(Class<?> type, String method, Fault fault) {
        return new Breakage(List.of()).and(type, method, fault);
    }

    /**
     * The same with a fault in a further method, for things that take more than one to break.
     *
     * @param type the interface of the SPI that has the method
     * @param method its name
     * @param fault what happens instead
     * @return another breakage
     */
    public Breakage and(Class<?> type, String method, Fault fault) {
        if (Arrays.stream(type.getMethods()).noneMatch(known -> known.getName().equals(method))) {
            throw new IllegalArgumentException(type.getName() + " has no method \"" + method + "\"");
        }
        List<Hook> more = new ArrayList<>(hooks);
        more.add(new Hook(type, method, fault));
        return new Breakage(more);
    }

    /**
     * What a contract's subclass hands out: the honest implementation, with the breakage over it that a {@link ContractProof} is trying on this thread.
     *
     * @param <T> an interface of the SPI
     * @param honest an implementation
     * @return the same where nothing is being tried
     */
    public static <T> T over(T honest) {
        Breakage breakage = UNDER_WAY.get();
        return breakage == null ? honest : breakage.broken(honest);
    }

    /**
     * The implementation below a breakage.
     *
     * @param given what {@link #over} gave, or anything else
     * @return the honest implementation, or the same
     */
    public static Object honest(Object given) {
        Handler handler = handler(given);
        return handler == null ? given : handler.target;
    }

    /** Runs something while this breakage is put over whatever goes through {@link #over} on this thread. */
    void during(Runnable work) {
        Breakage before = UNDER_WAY.get();
        UNDER_WAY.set(this);
        try {
            work.run();
        } finally {
            UNDER_WAY.set(before);
        }
    }

    @SuppressWarnings("unchecked") // a proxy implements all interfaces of the SPI that its target does
    private <T> T broken(T honest) {
        Set<Class<?>> interfaces = new LinkedHashSet<>();
        spiInterfaces(honest.getClass(), interfaces);
        if (interfaces.isEmpty() || honest instanceof Record || honest instanceof Enum || handler(honest) != null) {
            return honest;
        }
        return (T) Proxy.newProxyInstance(
                Breakage.class.getClassLoader(), interfaces.toArray(Class<?>[]::new), new Handler(this, honest));
    }

    private @Nullable Object brokenResult(@Nullable Object result) {
        if (result instanceof Optional<?> optional) {
            return optional.map(this::broken);
        }
        return result == null ? null : broken(result);
    }

    /** An argument as the honest implementation knows it, unless a fault lies in the argument itself. */
    private @Nullable Object honestArgument(@Nullable Object argument) {
        Handler handler = argument == null ? null : handler(argument);
        return handler == null || hooks.stream().anyMatch(hook -> hook.type.isInstance(argument))
                ? argument
                : handler.target;
    }

    private static void spiInterfaces(@Nullable Class<?> type, Set<Class<?>> found) {
        if (type == null) {
            return;
        }
        for (Class<?> each : type.getInterfaces()) {
            if (each.getName().startsWith("io.godwit.spi.")) {
                found.add(each);
            }
            spiInterfaces(each, found);
        }
        spiInterfaces(type.getSuperclass(), found);
    }

    private static @Nullable Handler handler(Object object) {
        return Proxy.isProxyClass(object.getClass()) && Proxy.getInvocationHandler(object) instanceof Handler handler
                ? handler
                : null;
    }

    /** What happens instead of a call. */
    @FunctionalInterface
    public interface Fault {
        /**
         * Answers a call.
         *
         * @param call what was called on the honest implementation
         * @return what the caller gets; it is put under the same breakage where it is of the SPI
         * @throws Throwable what the caller gets instead
         */
        @Nullable
        Object answer(Call call) throws Throwable;
    }

    /**
     * A call that a fault answers.
     *
     * @param target the honest implementation
     * @param method what was called
     * @param arguments with what
     */
    public record Call(Object target, Method method, List<@Nullable Object> arguments) {
        /**
         * Does what the honest implementation does.
         *
         * @return its result
         * @throws Throwable its failure
         */
        public @Nullable Object proceed() throws Throwable {
            return proceedWith(arguments.toArray());
        }

        /**
         * Does what the honest implementation does.
         *
         * @param <T> the type of its result
         * @param type the same
         * @return its result, which is not null
         * @throws Throwable its failure
         */
        public <T> T proceedTo(Class<T> type) throws Throwable {
            return type.cast(Objects.requireNonNull(proceed()));
        }

        /**
         * Does what the honest implementation does with other arguments.
         *
         * @param others all arguments
         * @return its result
         * @throws Throwable its failure
         */
        public @Nullable Object proceedWith(@Nullable Object... others) throws Throwable {
            try {
                return method.invoke(target, others);
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        }

        /**
         * An argument.
         *
         * @param <T> its type
         * @param index from 0
         * @param type its type
         * @return the argument
         */
        public <T> T argument(int index, Class<T> type) {
            return type.cast(arguments.get(index));
        }

        /**
         * The arguments with one of them exchanged.
         *
         * @param index which, from 0
         * @param value what stands there instead
         * @return a copy
         */
        public @Nullable Object[] with(int index, @Nullable Object value) {
            @Nullable Object[] others = arguments.toArray();
            others[index] = value;
            return others;
        }
    }

    private record Hook(Class<?> type, String method, Fault fault) {}

    private static final class Handler implements InvocationHandler {
        private final Breakage breakage;
        private final Object target;

        private Handler(Breakage breakage, Object target) {
            this.breakage = breakage;
            this.target = target;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given)
                throws Throwable {
            List<@Nullable Object> arguments = new ArrayList<>();
            if (given != null) {
                for (Object argument : given) {
                    arguments.add(breakage.honestArgument(argument));
                }
            }
            Call call = new Call(target, method, arguments);
            for (Hook hook : breakage.hooks) {
                if (hook.method.equals(method.getName()) && hook.type.isInstance(target)) {
                    return breakage.brokenResult(hook.fault.answer(call));
                }
            }
            return breakage.brokenResult(call.proceed());
        }
    }
}
