package io.godwit.db.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.db.postgres.Server.Fixture;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.Finding;
import io.godwit.spi.RelationalSchema.NativeDefinition;
import io.godwit.spi.Severity;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WritableDatabase.AreaState;
import io.godwit.spi.WriteArea;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A PostgreSQL database to PostgreSQL: all that one server can say of it, the other says afterwards too. */
class PostgresNativeIT {
    private static final WriteArea AREA = new WriteArea("session-native", "godwit_native", "");

    private static final String[] EVERYTHING = {
        "CREATE EXTENSION pgcrypto",
        "CREATE SCHEMA \"Side Room\"",
        "CREATE TYPE mood AS ENUM ('sad', 'it''s ok')",
        "CREATE TYPE pair AS (a int, b text)",
        "CREATE DOMAIN positive AS numeric(10,2) DEFAULT 1 CHECK (VALUE > 0)",
        "CREATE TYPE span AS RANGE (subtype = float8, subtype_diff = float8mi)",
        "CREATE DOMAIN \"Side Room\".code AS text CHECK (VALUE ~ '^[a-z]+$')",
        "CREATE FUNCTION double(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2 * $1'",
        "CREATE SEQUENCE tickets START 100 INCREMENT 5 CYCLE MAXVALUE 1000",
        "SELECT nextval('tickets'), nextval('tickets')",
        "CREATE SEQUENCE fresh",
        "SELECT setval('fresh', 77, false)",
        "CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text COLLATE \"C\" NOT NULL, m"
                + " mood DEFAULT 'sad', p pair, price positive, s span, ticket bigint DEFAULT nextval('tickets'), twice"
                + " int GENERATED ALWAYS AS (double(id)) STORED, CONSTRAINT named UNIQUE (name) DEFERRABLE INITIALLY"
                + " DEFERRED, CONSTRAINT short CHECK (length(name) < 100)) WITH (fillfactor = 80)",
        "CREATE TABLE \"Side Room\".visits (id bigserial PRIMARY KEY, person int NOT NULL CONSTRAINT whose REFERENCES"
                + " people ON DELETE CASCADE DEFERRABLE, code \"Side Room\".code, at tstzrange, EXCLUDE USING gist (at"
                + " WITH &&))",
        "CREATE TABLE events (id bigint NOT NULL, happened date NOT NULL, what text, PRIMARY KEY (id, happened))"
                + " PARTITION BY RANGE (happened)",
        "CREATE TABLE events_old PARTITION OF events FOR VALUES FROM (MINVALUE) TO ('2024-01-01')",
        "CREATE TABLE events_new PARTITION OF events FOR VALUES FROM ('2024-01-01') TO (MAXVALUE) PARTITION BY HASH"
                + " (id)",
        "CREATE TABLE events_new0 PARTITION OF events_new FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
        "CREATE TABLE events_new1 PARTITION OF events_new FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
        "CREATE INDEX events_by_what ON events (what)",
        "CREATE UNLOGGED TABLE base (a int, b int)",
        "CREATE TABLE derived (c int) INHERITS (base)",
        "CREATE INDEX people_lower ON people (lower(name) text_pattern_ops, ticket DESC NULLS LAST) INCLUDE (m) WHERE"
                + " id > 3",
        "CREATE STATISTICS both_stats ON name, ticket FROM people",
        "ALTER TABLE people CLUSTER ON people_pkey",
        "ALTER TABLE people ALTER COLUMN name SET STORAGE EXTERNAL",
        "CREATE FUNCTION count_people() RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT count(*) FROM people;"
                + " END",
        "CREATE FUNCTION first_person() RETURNS SETOF people LANGUAGE sql STABLE AS 'SELECT * FROM people LIMIT 1'",
        "CREATE VIEW cheap WITH (security_barrier) AS SELECT id, name, count_people() AS n FROM people WHERE price <"
                + " 10",
        "CREATE VIEW cheap_names AS SELECT c.name, v.code FROM cheap c LEFT JOIN \"Side Room\".visits v ON v.person ="
                + " c.id",
        "CREATE MATERIALIZED VIEW totals AS SELECT m, count(*) AS n FROM people GROUP BY m",
        "CREATE UNIQUE INDEX totals_m ON totals (m)",
        "CREATE PROCEDURE tidy(INOUT n int) LANGUAGE plpgsql AS $$ BEGIN DELETE FROM events WHERE false; n := n + 1;"
                + " END $$",
        "CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $x$ BEGIN NEW.what := coalesce(NEW.what, '{?}');"
                + " RETURN NEW; END $x$",
        "CREATE TRIGGER stamp BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION stamp()",
        "CREATE TRIGGER off AFTER UPDATE ON events FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION stamp()",
        "ALTER TABLE events DISABLE TRIGGER off",
        "CREATE RULE no_delete AS ON DELETE TO base DO INSTEAD NOTHING",
        "ALTER TABLE people ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY own ON people FOR SELECT USING (name = CURRENT_USER)",
        "COMMENT ON TABLE people IS 'all of ''them'''",
        "COMMENT ON COLUMN people.name IS 'what \\ they'",
        "COMMENT ON VIEW cheap IS 'a view'",
        "COMMENT ON FUNCTION double(int) IS 'twice'",
        "COMMENT ON TYPE mood IS 'how'",
        "COMMENT ON INDEX people_lower IS 'an index'",
        "COMMENT ON CONSTRAINT short ON people IS 'a check'",
        "COMMENT ON TRIGGER stamp ON events IS 'a trigger'",
        "GRANT SELECT ON people TO PUBLIC",
        "GRANT UPDATE (name) ON people TO PUBLIC",
        "REVOKE ALL ON FUNCTION double(int) FROM PUBLIC",
        "GRANT USAGE ON SEQUENCE tickets TO PUBLIC",
        "INSERT INTO people (name, p, price, s) SELECT 'n' || i, (i, 'x')::pair, i, span(i, i + 1) FROM"
                + " generate_series(1, 40) AS i",
        "INSERT INTO \"Side Room\".visits (person, code) SELECT 1 + i % 40, 'abc' FROM generate_series(1, 100) AS i",
        "INSERT INTO events SELECT i, date '2023-12-01' + i, 'e' || i FROM generate_series(1, 60) AS i",
        "INSERT INTO base SELECT i, i FROM generate_series(1, 5) AS i",
        "INSERT INTO derived SELECT i, i, i FROM generate_series(6, 9) AS i",
        "ALTER TABLE base ADD CONSTRAINT later CHECK (b > 3) NO INHERIT NOT VALID",
        "REFRESH MATERIALIZED VIEW totals"
    };

    private static final List<String> ROWS = List.of(
            "SELECT * FROM people ORDER BY id",
            "SELECT * FROM \"Side Room\".visits ORDER BY id",
            "SELECT tableoid::regclass, * FROM events ORDER BY id",
            "SELECT tableoid::regclass, a FROM base ORDER BY a",
            "SELECT * FROM derived ORDER BY a",
            "SELECT * FROM totals ORDER BY m",
            "SELECT * FROM cheap_names ORDER BY 1",
            "SELECT count_people(), double(21), (first_person()).name",
            "SELECT sequencename, last_value, start_value, increment_by, max_value, cycle FROM pg_sequences ORDER BY 1",
            "SELECT last_value, is_called FROM fresh");

    static List<Arguments> ways() {
        return List.of(
                Arguments.of(Server.V15, Server.V15),
                Arguments.of(Server.V15, Server.V18),
                Arguments.of(Server.V18, Server.V18));
    }

    private static List<String> definitions(PostgresSource source) {
        return source.schema(new io.godwit.tck.TckContext()).definitions().stream()
                // Version 18 leaves the table away where there is but one.
                .map(d -> d.kind() + " | " + d.name() + " | "
                        + (d.kind().contains("view") ? d.source().replace("people.", "") : d.source()))
                .sorted()
                .toList();
    }

    private static Fixture everything(Server server) throws SQLException {
        Fixture source = server.database();
        source.execute(EVERYTHING);
        return source;
    }

    @ParameterizedTest
    @MethodSource("ways")
    void allThatOneServerSaysTheOtherSaysToo(Server from, Server to) throws SQLException {
        Fixture source = everything(from);
        Fixture target = to.database();
        try (PostgresSource reading = source.source();
                PostgresTarget writing = target.target();
                PostgresSource again = target.source()) {
            Mover mover = new Mover(reading, writing, AREA, 1, target.context);
            assertThat(mover.plan.findings()).isEmpty();
            mover.build(ChunkFormat.CELLS);
            assertThat(target.rows("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
                    .isEmpty();
            mover.switchIn();
            try (Snapshot built = writing.snapshotOf(AREA, target.context)) {
                assertThat(built.datasets(target.context)).hasSize(5);
            }
            for (String query : ROWS) {
                assertThat(target.rows(query))
                        .as(query)
                        .isEqualTo(source.rows(query))
                        .isNotEmpty();
            }
            List<String> there = definitions(reading);
            assertThat(definitions(again)).containsExactlyElementsOf(there);
            writing.switchBack(AREA, mover.token, target.context);
            assertThat(target.rows("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
                    .isEmpty();
            mover.switchIn();
            writing.finish(AREA, mover.token, target.context);
            assertThat(definitions(again)).containsExactlyElementsOf(there);
        }
        assertThat(target.rows("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'godwit%'"))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void ontoItselfItReplacesAndComesBack(Server server) throws SQLException {
        Fixture source = everything(server);
        Fixture target = everything(server);
        try (PostgresSource reading = source.source();
                PostgresTarget writing = target.target();
                PostgresSource again = target.source()) {
            List<String> before = definitions(again);
            Mover mover = new Mover(reading, writing, AREA, 1, target.context);
            assertThat(mover.plan.findings()).noneMatch(f -> f.severity() == Severity.ERROR);
            mover.build(ChunkFormat.CELLS);
            mover.switchIn();
            assertThat(definitions(again)).containsExactlyElementsOf(before);
            writing.switchBack(AREA, mover.token, target.context);
            assertThat(definitions(again)).containsExactlyElementsOf(before);
            writing.discard(AREA, mover.token, target.context);
            assertThat(writing.stateOf(AREA, target.context)).isEqualTo(AreaState.ABSENT);
            assertThat(definitions(again)).containsExactlyElementsOf(before);
            for (String query : ROWS) {
                assertThat(target.rows(query)).as(query).isEqualTo(source.rows(query));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatDoesNotMoveIsSaid(Server server) throws SQLException {
        Fixture source = server.database();
        Fixture target = server.database();
        source.execute(
                "CREATE TABLE t (id int)",
                "CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int, initcond = '0')",
                "CREATE PUBLICATION p FOR TABLE t",
                "SELECT lo_create(4711)");
        try (PostgresSource reading = source.source();
                PostgresTarget writing = target.target()) {
            Mover mover = new Mover(reading, writing, AREA, 1, target.context);
            assertThat(mover.plan.findings())
                    .extracting(Finding::code, Finding::subject, Finding::message)
                    .containsExactlyInAnyOrder(
                            org.assertj.core.groups.Tuple.tuple(
                                    "schema.definition-not-moved", "total", "the aggregate is not moved"),
                            org.assertj.core.groups.Tuple.tuple(
                                    "schema.definition-not-moved", "p", "the publication is not moved"),
                            org.assertj.core.groups.Tuple.tuple(
                                    "schema.definition-not-moved", "4711", "the large object is not moved"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRightOfAMissingRoleIsSaid(Server server) throws SQLException {
        Fixture source = server.database();
        Fixture target = server.database();
        source.execute("CREATE TABLE t (id int)");
        try (PostgresSource reading = source.source();
                PostgresTarget writing = target.target()) {
            NativeDefinition grant = new NativeDefinition(
                    io.godwit.spi.RelationalTarget.Phase.RELATIONS,
                    "grant",
                    io.godwit.spi.DatasetName.of("t"),
                    List.of(),
                    "GRANT SELECT ON TABLE t TO \"no such role\"");
            io.godwit.spi.RelationalSchema schema = reading.schema(source.context);
            List<NativeDefinition> more = new java.util.ArrayList<>(schema.definitions());
            more.add(grant);
            assertThat(writing.translate(
                                    new io.godwit.spi.RelationalSchema(
                                            schema.product(),
                                            schema.tables(),
                                            schema.sequences(),
                                            schema.objects(),
                                            more),
                                    "",
                                    target.context)
                            .findings())
                    .extracting(Finding::code)
                    .containsExactly("schema.grant-not-moved");
        }
    }
}
