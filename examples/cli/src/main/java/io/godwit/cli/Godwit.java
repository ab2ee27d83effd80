package io.godwit.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command line's entry point. */
@Command(
        name = "godwit",
        mixinStandardHelpOptions = true,
        versionProvider = Godwit.Version.class,
        description = "Moves web applications and their databases between servers.")
public final class Godwit implements Runnable {

    /** Prints the usage: a command is required. */
    @Override
    public void run() {
        CommandLine.usage(this, System.err);
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new Godwit()).execute(args));
    }

    /** Reads the version that the build wrote beside this class. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            Properties build = new Properties();
            try (InputStream in =
                    Objects.requireNonNull(Godwit.class.getResourceAsStream("build.properties"), "build.properties")) {
                build.load(in);
            }
            return new String[] {"godwit " + build.getProperty("version")};
        }
    }
}
