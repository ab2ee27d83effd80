package io.godwit.core.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Database;
import io.godwit.spi.FileTree;
import io.godwit.spi.Host;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WritableFileTree;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Holds what is handed out to the contracts: every method, also one with a default, reaches what is behind it. */
final class BorrowedTest {
    @TestFactory
    Stream<DynamicTest> everyCallArrives() {
        return Stream.of(
                        each(Host.class, BorrowedHost::new),
                        each(FileTree.class, lease -> new BorrowedTree<FileTree>(lease)),
                        each(WritableFileTree.class, BorrowedWritableTree::new),
                        each(Database.class, lease -> new BorrowedDatabase<Database>(lease)),
                        each(WritableDatabase.class, BorrowedWritableDatabase::new))
                .flatMap(tests -> tests);
    }

    private static <T> Stream<DynamicTest> each(Class<T> contract, Function<Pooled.Lease<T>, ? extends T> wrap) {
        return Arrays.stream(contract.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !method.getName().equals("close"))
                .map(method -> DynamicTest.dynamicTest(contract.getSimpleName() + "." + method.getName(), () -> {
                    List<String> arrived = new ArrayList<>();
                    T behind = recording(contract, arrived);
                    T borrowed = wrap.apply(new Pooled<>(() -> behind, opened -> {}, closed -> {}).borrow());
                    method.invoke(borrowed, arguments(method));
                    assertThat(arrived).containsExactly(method.getName());
                }));
    }

    private static <T> T recording(Class<T> contract, List<String> calls) {
        return contract.cast(Proxy.newProxyInstance(
                contract.getClassLoader(), new Class<?>[] {contract}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    return nothing(method.getReturnType());
                }));
    }

    private static @Nullable Object[] arguments(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(type -> type.equals(Class.class) ? String.class : nothing(type))
                .toArray();
    }

    private static @Nullable Object nothing(Class<?> type) {
        if (type.equals(Optional.class)) {
            return Optional.empty();
        }
        if (type.equals(OptionalLong.class)) {
            return OptionalLong.empty();
        }
        if (type.equals(boolean.class)) {
            return false;
        }
        return type.equals(List.class) ? List.of() : null;
    }
}
