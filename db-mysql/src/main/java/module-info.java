/** MySQL and MariaDB. */
module io.godwit.db.mysql {
    requires transitive io.godwit.spi;
    requires io.godwit.relational;
    requires static org.jspecify;
    requires java.sql;
    requires org.jdbi.v3.core;
    requires org.mariadb.jdbc;

    opens io.godwit.db.mysql to
            org.mariadb.jdbc;

    provides io.godwit.spi.DatabaseMigrator with
            io.godwit.db.mysql.MySqlMigrator;
    provides org.mariadb.jdbc.plugin.TlsSocketPlugin with
            io.godwit.db.mysql.MySqlConnector.Tls;
    provides org.mariadb.jdbc.plugin.AuthenticationPluginFactory with
            io.godwit.db.mysql.Sha256Login;
    provides org.mariadb.jdbc.plugin.CredentialPlugin with
            io.godwit.db.mysql.MySqlConnector.Password;
}
