package io.godwit.db.mysql;

/**
 * How something with a body is made: the statement, and the mode of SQL that it is understood in. Immutable.
 *
 * @param mode of SQL, may be empty
 * @param body the statement
 */
record MySqlWords(String mode, String body) {
    private static final String HEAD = "SET SESSION sql_mode = '";
    private static final String END = "';\n";

    /** As a script. */
    String script() {
        return mode.isEmpty() ? body : HEAD + mode + END + body;
    }

    static MySqlWords parse(String script) {
        int end = script.indexOf(END);
        return script.startsWith(HEAD) && end > 0
                ? new MySqlWords(script.substring(HEAD.length(), end), script.substring(end + END.length()))
                : new MySqlWords("", script);
    }

    /** The same statement without the name of the database that it stands in, so that it means the one that it is run in. */
    static String unqualified(String statement, String database) {
        String qualifier = MySqlSql.name(database) + ".";
        StringBuilder words = new StringBuilder(statement.length());
        int at = 0;
        while (at < statement.length()) {
            char c = statement.charAt(at);
            if (c == '\'' || c == '"') {
                int end = MySqlDefinition.skipQuoted(statement, at);
                words.append(statement, at, Math.min(end, statement.length()));
                at = end;
            } else if (c == '`') {
                int end = Math.min(MySqlDefinition.skipQuoted(statement, at), statement.length());
                if (statement.startsWith(qualifier, at)) {
                    at += qualifier.length();
                } else {
                    words.append(statement, at, end);
                    at = end;
                }
            } else {
                words.append(c);
                at++;
            }
        }
        return words.toString();
    }
}
