package io.godwit.cli;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Whether a person sits at the other end. */
final class Terminals {
    private Terminals() {}

    /** The terminal, where standard input and output are one. */
    @SuppressWarnings("SystemConsoleNull") // up to Java 21 null means none; from 22 on the terminal is asked below
    static java.io.@Nullable Console terminal() {
        java.io.Console console = System.console();
        if (console == null) {
            return null;
        }
        try {
            Method isTerminal = java.io.Console.class.getMethod("isTerminal");
            return Boolean.TRUE.equals(isTerminal.invoke(console)) ? console : null;
        } catch (NoSuchMethodException olderJava) {
            return console;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
