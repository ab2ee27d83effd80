package io.godwit.db.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.DatasetName;
import io.godwit.spi.Finding;
import io.godwit.spi.LogicalType;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSchema.NativeObject.Kind;
import io.godwit.spi.Severity;
import io.godwit.spi.Table;
import io.godwit.spi.Table.CheckConstraint;
import io.godwit.spi.Table.DefaultValue;
import io.godwit.spi.Table.DefaultValue.Form;
import io.godwit.spi.Table.ForeignKey;
import io.godwit.spi.Table.ForeignKey.Action;
import io.godwit.spi.Table.Generation;
import io.godwit.spi.Table.Index;
import io.godwit.spi.Table.IndexPart;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqliteSchemaTest {
    @TempDir
    Path directory;

    private SqliteFixture fixture;

    @BeforeEach
    void make() throws Exception {
        fixture = SqliteFixture.of(directory.resolve("a b?#%.db"));
    }

    @Test
    void readsColumnsKeysAndDefaults() throws Exception {
        fixture.execute(
                """
                CREATE TABLE "Or""ders" (
                  id INTEGER PRIMARY KEY AUTOINCREMENT,
                  customer INT NOT NULL REFERENCES CUSTOMERS ON DELETE CASCADE ON UPDATE SET NULL,
                  note VARCHAR(20) DEFAULT 'it''s',
                  price DECIMAL(10,2) NOT NULL DEFAULT 9.5 CHECK (price >= 0), -- CHECK (comment)
                  made TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
                  later TEXT DEFAULT (datetime('now', '+1 day')),
                  flag BOOLEAN DEFAULT TRUE,
                  data BLOB DEFAULT x'00FF',
                  less INTEGER DEFAULT -7,
                  empty_one TEXT DEFAULT NULL,
                  total AS (price * 2) STORED,
                  upper_note TEXT GENERATED ALWAYS AS (upper(note)) VIRTUAL,
                  CONSTRAINT "enough ()" CHECK (price < 1000 OR note IN ('a)', 'b')),
                  UNIQUE (note, price)
                )\
                """,
                "CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT)",
                "INSERT INTO customers VALUES (1, 'x')",
                "INSERT INTO \"Or\"\"ders\" (id, customer) VALUES (41, 1)",
                "DELETE FROM \"Or\"\"ders\"");

        RelationalSchema schema = fixture.schema();
        Table orders = schema.table(DatasetName.of("Or\"ders")).orElseThrow();

        assertThat(schema.product()).isEqualTo("SQLite");
        assertThat(orders.primaryKey()).containsExactly("id");
        assertThat(orders.columns())
                .extracting(Table.Column::name)
                .containsExactly(
                        "id",
                        "customer",
                        "note",
                        "price",
                        "made",
                        "later",
                        "flag",
                        "data",
                        "less",
                        "empty_one",
                        "total",
                        "upper_note");
        assertThat(orders.columns())
                .extracting(Table.Column::type)
                .containsExactly(
                        LogicalType.integer(64, false),
                        LogicalType.integer(64, false),
                        LogicalType.text(20),
                        LogicalType.decimal(10, 2),
                        LogicalType.timestamp(6),
                        LogicalType.text(0),
                        LogicalType.bool(),
                        LogicalType.bytes(0),
                        LogicalType.integer(64, false),
                        LogicalType.text(0),
                        LogicalType.text(0),
                        LogicalType.text(0));
        assertThat(orders.columns())
                .extracting(Table.Column::defaultValue)
                .containsExactly(
                        DefaultValue.NONE,
                        DefaultValue.NONE,
                        new DefaultValue(Form.LITERAL, "it's"),
                        new DefaultValue(Form.LITERAL, "9.50"),
                        DefaultValue.CURRENT_TIMESTAMP,
                        new DefaultValue(Form.EXPRESSION, "datetime('now', '+1 day')"),
                        new DefaultValue(Form.LITERAL, "t"),
                        new DefaultValue(Form.LITERAL, "00ff"),
                        new DefaultValue(Form.LITERAL, "-7"),
                        DefaultValue.NONE,
                        DefaultValue.NONE,
                        DefaultValue.NONE);
        assertThat(orders.column("id").orElseThrow().generation())
                .isEqualTo(new Generation(Generation.Mode.IDENTITY, "AUTOINCREMENT", 42));
        assertThat(orders.column("id").orElseThrow().isNullable()).isFalse();
        assertThat(orders.column("customer").orElseThrow().isNullable()).isFalse();
        assertThat(orders.column("note").orElseThrow().isNullable()).isTrue();
        assertThat(orders.column("note").orElseThrow().nativeType()).isEqualTo("VARCHAR(20)");
        assertThat(orders.column("total").orElseThrow().generation())
                .isEqualTo(new Generation(Generation.Mode.STORED, "price * 2", 0));
        assertThat(orders.column("upper_note").orElseThrow().generation())
                .isEqualTo(new Generation(Generation.Mode.VIRTUAL, "upper(note)", 0));
        assertThat(orders.checks())
                .containsExactly(
                        new CheckConstraint("", "price >= 0"),
                        new CheckConstraint("enough ()", "price < 1000 OR note IN ('a)', 'b')"));
        assertThat(orders.foreignKeys())
                .containsExactly(new ForeignKey(
                        "",
                        List.of("customer"),
                        DatasetName.of("customers"),
                        List.of("id"),
                        Action.CASCADE,
                        Action.SET_NULL));
        assertThat(orders.indexes())
                .containsExactly(new Index("", true, List.of(IndexPart.of("note"), IndexPart.of("price")), "", ""));
        assertThat(fixture.context.findings()).isEmpty();
    }

    @Test
    void readsIndexesViewsAndTriggers() throws Exception {
        fixture.execute(
                "CREATE TABLE t (a TEXT, b INTEGER, c TEXT COLLATE NOCASE)",
                "CREATE INDEX plain ON t (a DESC, b)",
                "CREATE UNIQUE INDEX folded ON t (c)",
                "CREATE INDEX computed ON t (lower(a) DESC, b + 1) WHERE b > 0 AND a <> ')'",
                "CREATE VIEW v AS SELECT a FROM t",
                "CREATE TRIGGER tr AFTER INSERT ON t BEGIN UPDATE t SET b = 1; END",
                "CREATE VIEW v2 AS SELECT a FROM v",
                "CREATE VIRTUAL TABLE search USING fts5(body)");

        RelationalSchema schema = fixture.schema();

        assertThat(schema.tables()).extracting(t -> t.name().name()).containsExactly("t");
        assertThat(schema.tables().get(0).indexes())
                .containsExactly(
                        new Index("plain", false, List.of(new IndexPart("a", "", true, 0), IndexPart.of("b")), "", ""),
                        new Index("folded", true, List.of(new IndexPart("", "\"c\" COLLATE NOCASE", false, 0)), "", ""),
                        new Index(
                                "computed",
                                false,
                                List.of(new IndexPart("", "lower(a)", true, 0), new IndexPart("", "b + 1", false, 0)),
                                "",
                                "b > 0 AND a <> ')'"));
        assertThat(schema.objects())
                .extracting(o -> o.kind() + " " + o.name())
                .containsExactly("VIEW v", "TRIGGER tr", "VIEW v2");
        assertThat(schema.objects().get(1).source()).startsWith("CREATE TRIGGER tr AFTER INSERT");
        assertThat(fixture.codes()).containsExactly("database.virtual-table search");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '^',
            value = {
                "BOOLEAN; 1, 0, 't', 'false', NULL; BOOLEAN 0 0",
                "BOOLEAN; 1, 2; INTEGER 64 0",
                "BOOLEAN; 'yes'; TEXT 0 0",
                "DATE; '2024-02-29', '0001-01-01'; DATE 0 0",
                "DATE; '2024-02-30'; TEXT 0 0",
                "DATE; 20240101, 20240102; INTEGER 64 0",
                "DATETIME; '2024-01-05 10:11', '2024-01-05T10:11:12.123456'; TIMESTAMP 6 0",
                "DATETIME; '2024-01-05 10:11:12.1234567'; TEXT 0 0",
                "DATETIME; ''; TEXT 0 0",
                "TIMESTAMP WITH TIME ZONE; '2024-01-05 10:11:12+02:00'; TIMESTAMP_WITH_ZONE 6 0",
                "TIME; '10:11', '23:59:59.5'; TIME 6 0",
                "DECIMAL(10,2); 12, 12.5, -0.25; DECIMAL 10 2",
                "DECIMAL(10,2); 0.125; DECIMAL 0 -1",
                "DECIMAL(10,2); 123456789; INTEGER 64 0",
                "DECIMAL(10,2); 123456789.5; DECIMAL 0 -1",
                "NUMERIC; 1, 1.5, 1e300; DECIMAL 0 -1",
                "INTEGER; 1, 9223372036854775807; INTEGER 64 0",
                "INTEGER; 1, 1.5; DECIMAL 0 -1",
                "BIGINT UNSIGNED; 1; INTEGER 64 0",
                "REAL; 1, 1.5; FLOAT 64 0",
                "VARCHAR(3); 'äöü', '🐦'; TEXT 3 0",
                "VARCHAR(3); 'abcd'; TEXT 0 0",
                "VARCHAR(3); 123; TEXT 3 0",
                "TEXT; x'00'; BYTES 0 0",
                "BLOB; x'00', x''; BYTES 0 0",
                "BLOB; 'text'; TEXT 0 0",
                "JSON; '{\"a\": 1}', '[]'; JSON 0 0",
                "JSON; '{a: 1}'; TEXT 0 0",
                "UUID; 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'; UUID 0 0",
                "UUID; 'short'; TEXT 0 0",
                "''; 1, 2; INTEGER 64 0",
                "''; 1, 2.5; FLOAT 64 0",
                "''; 9007199254740993, 2.5; DECIMAL 0 -1",
                "''; 'a'; TEXT 0 0",
                "''; NULL; TEXT 0 0",
                "GEOMETRY; NULL; DECIMAL 0 -1",
                "STRING; 'x'; TEXT 0 0"
            })
    void typesAreThoseThatTheValuesBearOut(String declared, String values, String expected) throws Exception {
        fixture.execute("CREATE TABLE t (c " + declared.replace("''", "") + ")");
        for (String value : values.split(", ", -1)) {
            fixture.execute("INSERT INTO t VALUES (" + value + ")");
        }
        LogicalType type = fixture.table("t").columns().get(0).type();

        assertThat(type.kind() + " " + type.length() + " " + type.scale()).isEqualTo(expected);
        assertThat(fixture.rows("t", 1 << 20)).hasSize(values.split(", ", -1).length);
    }

    @Test
    void tellsWhatTheValuesDoNotBearOut() throws Exception {
        fixture.execute(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, d DATE, x TEXT)",
                "INSERT INTO t VALUES (1, 1, '2024-01-01', 'a'), (7, 'seven', '01.01.2024', char(65, 0, 66))");
        fixture.table("t");
        Finding mixed = fixture.context.findings().get(0);
        Finding byContent = fixture.context.findings().get(1);

        assertThat(fixture.codes())
                .containsExactly(
                        "database.mixed-types t.n", "database.type-by-content t.d", "database.text-with-nul t.x");
        assertThat(mixed.severity()).isEqualTo(Severity.ERROR);
        assertThat(mixed.evidence()).contains("1 of 2 values").contains("row 7").doesNotContain("seven");
        assertThat(byContent.severity()).isEqualTo(Severity.WARNING);
        assertThat(byContent.message()).contains("moves as text");
    }

    @Test
    void believesDeclarationsWhereAskedTo() throws Exception {
        fixture.execute("CREATE TABLE t (d DATE)", "INSERT INTO t VALUES ('never')");

        assertThat(fixture.schema("evidence", "declared")
                        .tables()
                        .get(0)
                        .columns()
                        .get(0)
                        .type())
                .isEqualTo(LogicalType.date());
        assertThat(fixture.schema("evidence", "sample")
                        .tables()
                        .get(0)
                        .columns()
                        .get(0)
                        .type())
                .isEqualTo(LogicalType.text(0));
    }

    @Test
    void findsRowsThatReferToNothingAndKeysWithoutValues() throws Exception {
        fixture.execute(
                "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
                "CREATE TABLE child (p INTEGER REFERENCES parent, q INTEGER REFERENCES missing (id), k TEXT, PRIMARY"
                        + " KEY (k))",
                "INSERT INTO child VALUES (5, 6, 'a'), (NULL, NULL, NULL)");
        Table child = fixture.table("child");

        assertThat(child.foreignKeys()).hasSize(1);
        assertThat(child.column("k").orElseThrow().isNullable()).isTrue();
        assertThat(fixture.codes())
                .containsExactly(
                        "database.null-in-key child.k",
                        "database.dangling-key child.q",
                        "database.references-nothing child");
    }

    @Test
    void readsTablesWithoutRowNumbersAndOddOnes() throws Exception {
        fixture.execute(
                "CREATE TABLE pairs (a TEXT, b INTEGER, PRIMARY KEY (b, a)) WITHOUT ROWID",
                "CREATE TABLE odd (id INTEGER PRIMARY KEY DESC, rowid TEXT)",
                "CREATE TABLE strict_one (id INTEGER PRIMARY KEY, any_one ANY) STRICT",
                "INSERT INTO odd VALUES (5, 'x')");
        RelationalSchema schema = fixture.schema();
        Table odd = schema.table(DatasetName.of("odd")).orElseThrow();

        assertThat(schema.table(DatasetName.of("pairs")).orElseThrow().primaryKey())
                .containsExactly("b", "a");
        assertThat(schema.table(DatasetName.of("pairs"))
                        .orElseThrow()
                        .column("a")
                        .orElseThrow()
                        .isNullable())
                .isFalse();
        assertThat(odd.column("id").orElseThrow().generation()).isEqualTo(Generation.NONE);
        assertThat(fixture.rows("odd", 1)).containsExactly("5|x");
        assertThat(schema.objects()).extracting(o -> o.kind()).doesNotContain(Kind.TRIGGER);
    }
}
