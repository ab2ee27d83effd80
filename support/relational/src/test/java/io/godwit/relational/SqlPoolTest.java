package io.godwit.relational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closing a pool, whatever its connections are about. */
final class SqlPoolTest {
    private final CountDownLatch opening = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);
    private final CompletableFuture<Boolean> lateOneClosed = new CompletableFuture<>();

    /** A server that answers only when the test lets it; its driver cannot be interrupted. */
    private Connection connect() {
        opening.countDown();
        boolean interrupted = false;
        while (true) {
            try {
                answer.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return (Connection) Proxy.newProxyInstance(
                SqlPoolTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        lateOneClosed.complete(true);
                    }
                    return method.getReturnType() == boolean.class ? Boolean.TRUE : null;
                });
    }

    /** Closing would wait for as long as the server does not answer, which here it does only afterwards. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void closingDoesNotWaitForAServerThatDoesNotAnswer() throws Exception {
        SqlPool pool = SqlPool.of("slow", 2, this::connect);
        CompletableFuture<Throwable> borrower = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try (Connection connection = pool.borrow()) {
                borrower.complete(new AssertionError("there is a connection: " + connection));
            } catch (SQLException e) {
                borrower.complete(e);
            }
        });
        thread.start();
        opening.await();

        pool.close();

        assertThat(borrower.get(30, TimeUnit.SECONDS)).isInstanceOf(SQLException.class);
        assertThat(answer.getCount()).as("the server has not answered yet").isEqualTo(1);
        answer.countDown();
        assertThat(lateOneClosed.get(30, TimeUnit.SECONDS))
                .as("what came too late is closed")
                .isTrue();
        assertThatThrownBy(pool::borrow).isInstanceOf(SQLException.class);
    }
}
