package io.godwit.db.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.db.postgres.Server.Fixture;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.Dataset;
import io.godwit.spi.Partition;
import io.godwit.spi.Partition.KeyRange;
import io.godwit.spi.Severity;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WriteArea;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Values at the edges of every type from PostgreSQL to PostgreSQL, unparsed and as cells. */
class PostgresTypesIT {
    private static final WriteArea AREA = new WriteArea("session-types", "godwit_types", "");

    private static final String TYPES = """
        CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'happy');
        CREATE DOMAIN age AS int CHECK (VALUE >= 0);
        CREATE DOMAIN label AS varchar(20) DEFAULT 'none' NOT NULL;
        CREATE TABLE edge (
          id int PRIMARY KEY, n numeric, n2 numeric(12,3), n3 numeric(5,-2), f4 real, f8 double precision,
          d date, ts timestamp, ts0 timestamp(0), tz timestamptz, t time, tt timetz, iv interval,
          b bytea, a int[], aa text[][], j json, jb jsonb, m mood, ag age, lb label, r int4range, tr tstzrange,
          u uuid, i inet, c cidr, mac macaddr, bi bit(5), bv bit varying, ch char(5), ch1 "char", nm name,
          mo money, x xml, p point, po polygon, tsv tsvector, tq tsquery, o oid, l8 bigint, s2 smallint, bo boolean,
          txt text, vc varchar(10), ma mood[], mr int4multirange, jp jsonpath, lsn pg_lsn)\
        """;

    private static final String ROWS = """
        INSERT INTO edge (id, n, n2, n3, f4, f8, d, ts, ts0, tz, t, tt, iv, b, a, aa, j, jb, m, ag, lb, r, tr, u, i, c,
          mac, bi, bv, ch, ch1, nm, mo, x, p, po, tsv, tq, o, l8, s2, bo, txt, vc, ma, mr, jp, lsn) VALUES
        (1, 'NaN', 'NaN', '12345', 'NaN', 'NaN', 'infinity', 'infinity', 'infinity', 'infinity', '24:00', '24:00+15:59',
          '-178000000 years', '', '{}', '{}', 'null', 'null', 'sad', 0, '', 'empty', 'empty',
          '00000000-0000-0000-0000-000000000000', '0.0.0.0/0', '::/0', '00:00:00:00:00:00', B'00000', B'', '', '', '',
          '-92233720368547758.08', '<a/>', '(-0,NaN)', '((0,0))', '', '', 0, -9223372036854775808, -32768, false,
          '', '', '{}', '{}', '$', '0/0'),
        (2, 'Infinity', '-0.001', '-99900', '-Infinity', 'Infinity', '-infinity', '-infinity', '-infinity', '-infinity',
          '23:59:59.999999', '00:00:00-15:59', 'P1Y2M3DT4H5M6.789S', '\\x00ff5c0a0d09', '{NULL,1,-2147483648}',
          '{{"a,b",NULL},{"NULL","\\"q\\\\"}}', '{"a":1, "a":  2}', '{"a":1.50,"z":[1e40]}', 'it''s ok', 2147483647,
          'x	y', '[1,)', '(,2020-01-01 00:00:00+00]', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '::1', '10.0.0.0/8',
          'ff:ff:ff:ff:ff:ff', B'11111', B'1010101', 'ab', '\\', 'n', '92233720368547758.07', 'text &amp; <![CDATA[x]]>',
          '(1e300,-1e-300)', '((0,0),(1,1),(1,0))', 'a:1A b:2', 'a & !b', 4294967295, 9223372036854775807, 32767, true,
          E'tab\\t nl\\n cr\\r bs\\\\ \\x7f \\x01 \\\\N \\\\.', 'ä🐦', '{sad,NULL,"it''s ok"}', '{[1,3),[5,7)}', '$.a[*] ? (@ > 1)',
          'FFFFFFFF/FFFFFFFF'),
        (3, '-Infinity', '999999999.999', '0', '1.17549435e-38', '5e-324', '4713-01-01 BC', '4713-01-01 00:00:00 BC',
          '0001-12-31 23:59:59 BC', '4713-01-02 00:00:00+00 BC', '00:00', '12:00:00.5+00', '@ 0', '\\x5c5c', '[-2:0]={1,2,3}',
          NULL, '"\\u0041"', '"\\u0041\\n"', 'happy', 1, 'z', '[-5,5)', NULL, NULL, '192.168.0.1/24', NULL, NULL, NULL, NULL,
          '     ', 'x', 'name', 0, NULL, '(0,0)', NULL, NULL, NULL, 1, 0, 0, NULL, E'\\r\\n', NULL, NULL, NULL, NULL, NULL),
        (4, '123456789012345678901234567890.123456789012345678901234567890000', '0.100', '1e6', '3.4028235e38',
          '1.7976931348623157e308', '5874897-12-31', '294276-12-31 23:59:59.999999', '1999-12-31 23:59:59.6',
          '294276-12-31 23:59:59.999999+00', '01:02:03.000001', '01:02:03.10-03:30', '-1 mons +2 days -00:00:00.000001',
          decode(repeat('00010203', 1000), 'hex'), NULL, NULL, NULL, NULL, NULL, NULL, 'q', NULL, NULL, NULL, NULL, NULL, NULL,
          NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
          NULL, NULL),
        (5, 1e500, '-999999999.999', '100', '-0', '-0', '0001-01-01', '0001-01-01', '0001-01-01', '0001-01-01 00:00:00+00',
          NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'q', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
          NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)\
        """;

    private static final String OTHERS =
            "id, n2, n3, f4, f8, d, ts, ts0, tz, t, tt, iv, b, a, aa, j, jb, m, ag, lb, r, tr, u, i,"
                    + " c, mac, bi, bv, ch, ch1, nm, mo, x, p, po, tsv, tq, o, l8, s2, bo, txt, vc, ma, mr, jp, lsn";

    static List<Arguments> ways() {
        return List.of(
                Arguments.of(Server.V15, Server.V15, ChunkFormat.CELLS),
                Arguments.of(Server.V15, Server.V15, PostgresSnapshot.COPY_TEXT),
                Arguments.of(Server.V15, Server.V15, PostgresSnapshot.COPY_BINARY),
                Arguments.of(Server.V15, Server.V18, PostgresSnapshot.COPY_BINARY),
                Arguments.of(Server.V18, Server.V15, PostgresSnapshot.COPY_BINARY),
                Arguments.of(Server.V15, Server.V18, ChunkFormat.CELLS),
                Arguments.of(Server.V15, Server.V18, PostgresSnapshot.COPY_TEXT),
                Arguments.of(Server.V18, Server.V15, ChunkFormat.CELLS),
                Arguments.of(Server.V18, Server.V18, PostgresSnapshot.COPY_TEXT));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void everyValueArrivesAsItWas(Server from, Server to, ChunkFormat format) throws SQLException {
        Fixture source = from.database();
        Fixture target = to.database();
        source.execute(
                TYPES,
                ROWS,
                "CREATE TABLE plain AS SELECT " + OTHERS.replace(", ma, ", ", ").replace(", tq, ", ", ")
                        + ", n FROM edge",
                "CREATE TABLE empty (LIKE plain)");
        try (PostgresSource reading = source.source();
                PostgresTarget writing = target.target()) {
            Mover mover = new Mover(reading, writing, AREA, 1, target.context);
            assertThat(mover.plan.findings()).noneMatch(f -> f.severity() == Severity.ERROR);
            mover.build(format).switchIn();
            // Zeros at the end of a number without a scale say nothing, and cells do not have them.
            String rows = format.equals(ChunkFormat.CELLS)
                    ? "SELECT edge.*, trim_scale(n) AS n FROM edge ORDER BY id"
                    : "SELECT * FROM edge ORDER BY id";
            assertThat(target.rows(rows.replace("edge.*", OTHERS)))
                    .isEqualTo(source.rows(rows.replace("edge.*", OTHERS)));
            if (!format.equals(ChunkFormat.CELLS)) {
                assertThat(target.rows("SELECT * FROM plain ORDER BY id"))
                        .isEqualTo(source.rows("SELECT * FROM plain ORDER BY id"));
            }
            try (Snapshot snapshot = reading.snapshot(target.context);
                    Snapshot built = writing.snapshotOf(AREA, target.context)) {
                // Both servers come to the same sum, whatever their versions and however the values went over.
                for (Dataset dataset : snapshot.datasets(target.context)) {
                    assertThat(sum(snapshot, dataset, target))
                            .as(dataset.name().name())
                            .isEqualTo(sum(built, dataset, target));
                }
            }
            try (Snapshot snapshot = reading.snapshot(target.context)) {
                assertThat(snapshot.datasets(target.context).stream()
                                .map(d -> d.name() + " " + snapshot.offers(d).get(0)))
                        .containsExactly("edge pg-copy-text/1", "empty pg-copy-binary/1", "plain pg-copy-binary/1");
            }
            assertThat(target.rows("SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute AS a"
                            + " WHERE attrelid = 'edge'::regclass AND attnum > 0 ORDER BY attnum"))
                    .isEqualTo(
                            source.rows("SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute AS a"
                                    + " WHERE attrelid = 'edge'::regclass AND attnum > 0 ORDER BY attnum"));
        }
    }

    private static ChunkSummary sum(Snapshot snapshot, Dataset dataset, Fixture target) {
        assertThat(snapshot.digests(dataset)).containsExactly("pg-rows-v1");
        return snapshot.digest(
                dataset, new Partition(dataset.name(), 0, KeyRange.ALL, ""), "pg-rows-v1", target.context);
    }

    @ParameterizedTest
    @EnumSource
    void aSumShowsWhatIsChangedOrExchanged(Server server) throws SQLException {
        Fixture fixture = server.database();
        fixture.execute(
                TYPES,
                ROWS,
                "CREATE TABLE pair (a int, b text, c text)",
                "INSERT INTO pair VALUES (1, 'x', 'y'), (2, 'y', 'x')");
        List<String> changes = List.of(
                "UPDATE pair SET b = 'z' WHERE a = 1",
                "UPDATE pair SET b = CASE a WHEN 1 THEN 'y' ELSE 'x' END, c = CASE a WHEN 1 THEN 'y' ELSE 'x' END",
                "UPDATE pair SET b = NULL WHERE a = 1",
                "UPDATE pair SET b = '' WHERE a = 1",
                "DELETE FROM pair WHERE a = 2",
                "INSERT INTO pair VALUES (NULL, NULL, NULL)",
                "UPDATE edge SET m = 'sad' WHERE id = 2",
                "UPDATE edge SET x = '<b/>' WHERE id = 2",
                "UPDATE edge SET aa = '{{\"a\",\"b\"}}' WHERE id = 2",
                "UPDATE edge SET mo = 1 WHERE id = 3");
        Set<String> sums = new HashSet<>();
        try (PostgresSource reading = fixture.source()) {
            for (int i = 0; i <= changes.size(); i++) {
                if (i > 0) {
                    fixture.execute(changes.get(i - 1));
                }
                StringBuilder all = new StringBuilder();
                try (Snapshot snapshot = reading.snapshot(fixture.context)) {
                    for (Dataset dataset : snapshot.datasets(fixture.context)) {
                        all.append(sum(snapshot, dataset, fixture).fingerprint());
                    }
                }
                assertThat(sums.add(all.toString())).as("change %d", i).isTrue();
            }
        }
    }
}
