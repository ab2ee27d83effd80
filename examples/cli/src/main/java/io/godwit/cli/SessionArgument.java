package io.godwit.cli;

import picocli.CommandLine.Parameters;

/** The session that a command is about. */
final class SessionArgument {
    @Parameters(paramLabel = "SESSION", description = "The session, as \"list\" shows it.")
    String id = "";
}
