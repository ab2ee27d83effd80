package io.godwit.core.internal.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.godwit.core.internal.data.ColumnFunctionType;
import io.godwit.core.internal.spec.Shape.Either;
import io.godwit.core.internal.spec.Shape.Many;
import io.godwit.core.internal.spec.Shape.Named;
import io.godwit.core.internal.spec.Shape.Nested;
import io.godwit.core.internal.spec.Shape.Table;
import io.godwit.core.internal.spec.Shape.Value;

/** The JSON Schema of a specification, made of the table that the loader works from. */
final class SchemaDocument {
    private static final String URL = "^[A-Za-z][A-Za-z0-9+.-]*:[^\\s\"<>\\\\^`{|}]+$";
    private static final String PASSWORD =
            "^[A-Za-z][A-Za-z0-9+.-]*:(//[^/?#]*:[^/?#]*@|.*[?&;]([Pp][Aa][Ss][Ss][Ww][Oo][Rr][Dd]|[Pp][Aa][Ss][Ss][Ww][Dd]|[Pp][Ww][Dd])=)";
    private static final String NUMBER = "^[0-9]{1,19}(\\.[0-9]{1,9})? ?";

    private final ObjectNode definitions = object();

    private SchemaDocument() {}

    static String text() {
        SchemaDocument document = new SchemaDocument();
        ObjectNode root = object();
        root.put("$schema", "http://json-schema.org/draft-07/schema#");
        root.put("title", "A migration for Godwit");
        root.setAll(document.shape(SpecSchema.ROOT));
        root.set("definitions", document.definitions);
        try {
            DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
            printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
            printer.indentObjectsWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
            return new ObjectMapper().writer(printer).writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private ObjectNode shape(Shape shape) {
        if (shape instanceof Nested nested) {
            if (!definitions.has(nested.name())) {
                definitions.putObject(nested.name());
                definitions.set(nested.name(), shape(nested.shape().get()));
            }
            return object().put("$ref", "#/definitions/" + nested.name());
        }
        if (shape instanceof Either either) {
            ObjectNode node = object();
            node.putArray("anyOf").add(shape(either.value())).add(shape(either.parts()));
            return node;
        }
        if (shape instanceof Many many) {
            ObjectNode node = object().put("type", "array");
            node.set("items", shape(many.item()));
            return node;
        }
        return shape instanceof Value value ? value(value) : table((Table) shape);
    }

    private ObjectNode table(Table table) {
        ObjectNode node = object();
        node.putArray("type").add("object").add("null");
        ObjectNode properties = object();
        for (Named key : table.keys()) {
            ObjectNode property = object().put("description", key.about());
            if (key.shape() instanceof Nested) {
                // beside a $ref nothing else counts in this draft
                property.putArray("allOf").add(shape(key.shape()));
            } else {
                property.setAll(shape(key.shape()));
            }
            properties.set(key.name(), property);
        }
        node.set("properties", properties);
        Shape others = table.others();
        if (others == null) {
            node.put("additionalProperties", false);
        } else {
            node.set("additionalProperties", shape(others));
        }
        return node;
    }

    private static ObjectNode value(Value value) {
        return switch (value.form()) {
            case TEXT, FILE, CONDITION -> pattern("\\S");
            case TABLE -> pattern("^([^.*]+(\\.[^.*]+|\\.\\*)?|\\*)$");
            case COLUMN_TYPE ->
                pattern("^\\s*[A-Za-z]+\\s*(\\([0-9 ,]+\\)\\s*)?([Uu][Nn][Ss][Ii][Gg][Nn][Ee][Dd]\\s*)?$");
            case FUNCTION -> {
                ArrayNode words = JsonNodeFactory.instance.arrayNode();
                ColumnFunctionType.words().forEach(words::add);
                ObjectNode node = object();
                ArrayNode either = node.putArray("anyOf");
                either.add(object().set("enum", words));
                either.add(pattern(whole(SpecRules.OPERATION.pattern())));
                yield node;
            }
            case NAME -> pattern(whole(SpecRules.NAME.pattern()));
            case TYPE -> pattern(whole(SpecRules.TYPE.pattern()));
            case OPERATION -> pattern(whole(SpecRules.OPERATION.pattern()));
            case HOST -> pattern("^([A-Za-z0-9._-]{1,253}|\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\\]?)$");
            case BUCKET -> pattern(whole(SpecRules.BUCKET.pattern()));
            case URL -> url(URL);
            case VIA -> url("^(ssh|none)$|" + URL);
            case SECRET -> {
                ObjectNode node = object();
                node.putArray("type").add("string").add("number").add("boolean");
                yield node.put("minLength", 1);
            }
            case ANY -> {
                ObjectNode node = object();
                node.putArray("type").add("string").add("number").add("boolean");
                yield node.put("minLength", 1);
            }
            case FINGERPRINT ->
                pattern("^SHA256:[A-Za-z0-9+/]{43}=?$|^SHA256:[0-9A-Fa-f]{64}$|^([0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}$");
            case SIZE -> pattern(NUMBER + "([KMGTkmgt][Ii]?)?[Bb]$");
            case RATE -> pattern(NUMBER + "([KMGTkmgt][Ii]?)?([Bb]|bit)/s$");
            case TIME -> pattern("^[0-9]{1,10} ?(ms|s|m|h|d)$");
            case WORD -> {
                ArrayNode words = JsonNodeFactory.instance.arrayNode();
                value.words().keySet().forEach(words::add);
                yield object().set("enum", words);
            }
            case INTEGER ->
                object().put("type", "integer").put("minimum", value.least()).put("maximum", value.most());
            case BOOLEAN -> object().put("type", "boolean");
        };
    }

    private static String whole(String pattern) {
        return "^" + pattern + "$";
    }

    private static ObjectNode pattern(String pattern) {
        return object().put("type", "string").put("pattern", pattern);
    }

    private static ObjectNode url(String pattern) {
        ObjectNode node = pattern(pattern);
        node.putObject("not").put("pattern", PASSWORD);
        return node;
    }
}
