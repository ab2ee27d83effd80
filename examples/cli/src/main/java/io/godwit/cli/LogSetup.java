package io.godwit.cli;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import org.slf4j.LoggerFactory;

/** Sets the log up as the command line says; the library itself only speaks to slf4j. */
final class LogSetup {
    private LogSetup() {}

    /** How much is logged. */
    enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** How it is written. */
    enum Format {
        TEXT,
        JSON
    }

    static void apply(CommonOptions options) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(level(options));
        if (!root.isInfoEnabled()) {
            // what these report as errors reaches the person as our own failure, said once and in our words
            context.getLogger("net.schmizz").setLevel(ch.qos.logback.classic.Level.OFF);
            context.getLogger("com.zaxxer.hikari").setLevel(ch.qos.logback.classic.Level.OFF);
            context.getLogger("org.apache.sshd").setLevel(ch.qos.logback.classic.Level.OFF);
        }
        OutputStreamAppender<ILoggingEvent> appender = options.logFile == null ? console() : rolling(context, options);
        appender.setContext(context);
        appender.setEncoder(encoder(context, options.logFormat));
        appender.start();
        root.addAppender(appender);
    }

    private static ch.qos.logback.classic.Level level(CommonOptions options) {
        if (options.logLevel != null) {
            return ch.qos.logback.classic.Level.toLevel(options.logLevel.name());
        }
        return options.verbose ? ch.qos.logback.classic.Level.INFO : ch.qos.logback.classic.Level.WARN;
    }

    private static OutputStreamAppender<ILoggingEvent> console() {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setTarget("System.err");
        return appender;
    }

    private static OutputStreamAppender<ILoggingEvent> rolling(LoggerContext context, CommonOptions options) {
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setContext(context);
        appender.setFile(options.logFile.toString());
        SizeAndTimeBasedRollingPolicy<ILoggingEvent> policy = new SizeAndTimeBasedRollingPolicy<>();
        policy.setContext(context);
        policy.setParent(appender);
        policy.setFileNamePattern(options.logFile + ".%d{yyyy-MM-dd}.%i.gz");
        policy.setMaxFileSize(FileSize.valueOf(options.logMaxSize));
        policy.setMaxHistory(options.logKeep);
        policy.start();
        appender.setRollingPolicy(policy);
        return appender;
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, Format format) {
        if (format == Format.JSON) {
            JsonEncoder encoder = new JsonEncoder();
            encoder.setContext(context);
            encoder.start();
            return encoder;
        }
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{HH:mm:ss.SSS} %-5level %logger{24} - %msg %kvp%n");
        encoder.start();
        return encoder;
    }
}
