package io.godwit.core.internal.journal;

import io.godwit.core.JournalServer;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.statement.SqlStatements;

/**
 * A journal in a database of a server, which several machines share. All writers take turns, as with a file: each transaction first locks
 * the one row of the table {@code journal}.
 */
final class ServerStore implements JournalStore {
    private static final int VALID_SECONDS = 5;
    /** Shorter than a lease, so that who comes back in time is still the runner. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final JournalServer server;
    private final Supplier<Secret> password;
    private final Path file;
    private final ServerDialect dialect;
    private final JournalFailures failures;
    private final Map<String, String> rendered = new ConcurrentHashMap<>();

    ServerStore(JournalServer server, Supplier<Secret> password, Path file) {
        this.server = server;
        this.password = password;
        this.file = file;
        this.dialect = ServerDialect.of(server.url());
        this.failures = JournalFailures.ofServer(server.toString());
    }

    @Override
    public Handle openWriter() {
        JournalFiles.makeFile(file.resolveSibling(file.getFileName() + "-locks").resolve("here"));
        Handle handle = null;
        try {
            handle = jdbi(Connection.TRANSACTION_READ_COMMITTED).open();
            ServerSchema.upgrade(handle, dialect, server.toString());
            return handle;
        } catch (RuntimeException e) {
            if (handle != null) {
                handle.close();
            }
            throw failures.of(e);
        }
    }

    @Override
    public Jdbi readers() {
        return jdbi(Connection.TRANSACTION_REPEATABLE_READ);
    }

    private Jdbi jdbi(int isolation) {
        Jdbi jdbi = Jdbi.create(() -> connect(isolation));
        jdbi.getConfig(SqlStatements.class)
                .setTemplateEngine((sql, context) -> rendered.computeIfAbsent(sql, dialect::render));
        jdbi.registerArgument(new StorableText());
        return jdbi;
    }

    private Connection connect(int isolation) throws SQLException {
        String url = server.url().replaceFirst("^jdbc:mysql:", "jdbc:mariadb:");
        Properties properties = new Properties();
        properties.setProperty("user", server.user());
        defaults(url, properties);
        Connection connection;
        try (Secret secret = password.get()) {
            if (secret.bytes().length > 0) {
                properties.setProperty("password", secret.reveal());
            }
            connection = DriverManager.getConnection(url, properties);
        } catch (SQLException e) {
            if (DriverManager.drivers().noneMatch(driver -> accepts(driver, url))) {
                throw MigrationException.of(
                                ErrorCategory.CONFIGURATION,
                                "journal.no-driver",
                                "there is no driver for the journal's server on the class path")
                        .subject(server.toString())
                        .remedy("Add db-postgres or db-mysql, or the driver that they bring along.")
                        .build();
            }
            throw e;
        }
        connection.setTransactionIsolation(isolation);
        return connection;
    }

    private static boolean accepts(java.sql.Driver driver, String url) {
        try {
            return driver.acceptsURL(url);
        } catch (SQLException e) {
            // as good as a driver that does not
            return false;
        }
    }

    /** What the URL does not say: that a server far away proves who it is, and that no message holds values. */
    private static void defaults(String url, Properties properties) {
        String host = URI.create(url.substring("jdbc:".length()).replaceFirst("[?].*", ""))
                .getHost();
        boolean isHere = host == null
                || host.equals("localhost")
                || host.equals("[::1]")
                || host.matches("127\\.\\d+\\.\\d+\\.\\d+");
        boolean isPostgres = url.startsWith("jdbc:postgresql:");
        String mode = isPostgres ? "sslmode" : "sslMode";
        if (!isHere && !url.toLowerCase(java.util.Locale.ROOT).contains("sslmode=")) {
            properties.setProperty(mode, "verify-full");
        }
        if (isPostgres) {
            properties.setProperty("ApplicationName", "godwit-journal");
            properties.setProperty("logServerErrorDetail", "false");
            properties.setProperty("tcpKeepAlive", "true");
        }
    }

    @Override
    public boolean isUsable(Handle handle) {
        try {
            return handle.getConnection().isValid(VALID_SECONDS);
        } catch (SQLException e) {
            // only a time that cannot be is refused so
            return false;
        }
    }

    @Override
    public Duration patience() {
        return PATIENCE;
    }

    @Override
    public void exclude(Handle writer) {
        writer.createQuery("SELECT version FROM journal FOR UPDATE")
                .mapTo(Integer.class)
                .one();
    }

    @Override
    public long count(Handle writer) {
        return 0;
    }

    @Override
    public void counted(long commit) {
        // the server keeps what it has committed, and nobody copies its files
    }

    @Override
    public JournalFailures failures() {
        return failures;
    }

    @Override
    public Path file() {
        return file;
    }

    /** Text without the one character that a server may not store. */
    private static final class StorableText extends AbstractArgumentFactory<String> {
        StorableText() {
            super(Types.VARCHAR);
        }

        @Override
        protected Argument build(String value, ConfigRegistry config) {
            String storable = value.replace('\0', '\u2400');
            return (position, statement, context) -> statement.setString(position, storable);
        }
    }
}
