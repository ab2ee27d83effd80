package io.godwit.db.mysql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.HostAddress;
import org.mariadb.jdbc.client.ReadableByteBuf;
import org.mariadb.jdbc.client.socket.Reader;
import org.mariadb.jdbc.client.socket.Writer;
import org.mariadb.jdbc.plugin.AuthenticationPlugin;
import org.mariadb.jdbc.plugin.AuthenticationPluginFactory;

/**
 * MySQL's {@code sha256_password}, which the driver does not know: the password goes through TLS as it is, and nowhere else.
 */
public final class Sha256Login implements AuthenticationPluginFactory {
    /** Called by the driver. */
    public Sha256Login() {}

    @Override
    public String type() {
        return "sha256_password";
    }

    @Override
    public AuthenticationPlugin initialize(
            @Nullable String password, byte[] seed, Configuration configuration, HostAddress host) {
        return (writer, reader, context, isProven) -> login(password, writer, reader);
    }

    private static ReadableByteBuf login(@Nullable String password, Writer writer, Reader reader)
            throws IOException, SQLException {
        if (password == null || password.isEmpty()) {
            writer.writeByte(0);
        } else if (MySqlConnector.isSecuredNow()) {
            byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
            writer.writeBytes(bytes);
            writer.writeByte(0);
            Arrays.fill(bytes, (byte) 0);
        } else {
            throw new SQLException("the password of this user is not sent where no TLS protects it", "28000", 1045);
        }
        writer.flush();
        return reader.readReusablePacket();
    }
}
