package io.godwit.core.internal.host;

import io.godwit.spi.HostFacts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out what this machine is, from files and the virtual machine alone: no name service is asked. */
final class LocalFacts {
    private static final Logger log = LoggerFactory.getLogger(LocalFacts.class);

    private LocalFacts() {}

    static HostFacts find() {
        return find(Path.of("/"), System.getenv());
    }

    static HostFacts find(Path root, Map<String, String> environment) {
        String os = System.getProperty("os.name", "");
        return new HostFacts(
                name(root, environment),
                release(root).orElseGet(() -> (os + " " + System.getProperty("os.version", "")).strip()),
                kernel(os),
                architecture(System.getProperty("os.arch", "")),
                System.getProperty("user.name", ""),
                Runtime.getRuntime().availableProcessors(),
                memory());
    }

    private static String name(Path root, Map<String, String> environment) {
        return line(root.resolve("proc/sys/kernel/hostname"))
                .or(() -> line(root.resolve("etc/hostname")))
                .or(() -> Optional.ofNullable(environment.get("HOSTNAME")))
                .or(() -> Optional.ofNullable(environment.get("COMPUTERNAME")))
                .orElse("localhost");
    }

    /** The PRETTY_NAME of os-release(5), in either place where that file may be. */
    private static Optional<String> release(Path root) {
        return text(root.resolve("etc/os-release"))
                .or(() -> text(root.resolve("usr/lib/os-release")))
                .flatMap(text -> text.lines()
                        .filter(line -> line.startsWith("PRETTY_NAME="))
                        .map(line -> unquoted(line.substring("PRETTY_NAME=".length())))
                        .filter(name -> !name.isBlank())
                        .findFirst());
    }

    private static String unquoted(String value) {
        String text = value.strip();
        boolean quoted = text.length() >= 2
                && (text.charAt(0) == '"' || text.charAt(0) == '\'')
                && text.charAt(text.length() - 1) == text.charAt(0);
        return quoted ? text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1") : text;
    }

    static String kernel(String osName) {
        String name = osName.toLowerCase(Locale.ROOT);
        if (name.startsWith("mac") || name.startsWith("darwin")) {
            return "Darwin";
        }
        return name.startsWith("windows") ? "Windows" : osName;
    }

    static String architecture(String osArch) {
        return switch (osArch) {
            case "amd64", "x86-64" -> "x86_64";
            case "arm64" -> "aarch64";
            default -> osArch;
        };
    }

    private static long memory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean bean
                ? Math.max(0, bean.getTotalMemorySize())
                : 0;
    }

    private static Optional<String> line(Path file) {
        return text(file).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static Optional<String> text(Path file) {
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            log.atDebug().addKeyValue("file", file).setCause(e).log("A fact about this machine could not be read");
            return Optional.empty();
        }
    }
}
