package io.godwit.tck.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * An image of the lab, as the class path's {@code lab/images.conf} describes it.
 *
 * <p>Its tag is a hash of the files that it is made of, so a test runs on exactly the image that it was written for. {@code scripts/lab} computes the same
 * hash. Immutable.
 *
 * @since 0.1
 */
public final class LabImage {
    /** OpenSSH with rsync, tar, zstd, sudo. */
    public static final LabImage SSHD = named("sshd");
    /** MariaDB 10.11. */
    public static final LabImage MARIADB = named("mariadb");
    /** ProFTPD and vsftpd. */
    public static final LabImage FTP = named("ftp");
    /** PostgreSQL 15. */
    public static final LabImage POSTGRES_15 = named("postgres15");
    /** PostgreSQL 18; built by {@code scripts/lab images postgres18}. */
    public static final LabImage POSTGRES_18 = named("postgres18");
    /** MySQL 9.7; built by {@code scripts/lab images mysql97}. */
    public static final LabImage MYSQL_97 = named("mysql97");

    /** Asterisk 22 with an SSH server; built by {@code scripts/lab images asterisk}. */
    public static final LabImage ASTERISK = named("asterisk");

    /** Azurite, the emulator of Azure's blob storage; built by {@code scripts/lab images azurite}. */
    public static final LabImage AZURITE = named("azurite");
    /** versitygw, an S3 server that checks signatures; built by {@code scripts/lab images versitygw}. */
    public static final LabImage VERSITYGW = named("versitygw");
    /** fake-gcs-server, an emulator of Google Cloud Storage; built by {@code scripts/lab images fakegcs}. */
    public static final LabImage FAKE_GCS = named("fakegcs");
    /** Debian's WordPress with Apache, PHP, MariaDB and SSH; built by {@code scripts/lab images wordpress}. */
    public static final LabImage WORDPRESS = named("wordpress");

    private final String name;
    private final String reference;
    private final String buildCommand;

    LabImage(String name, String reference, String buildCommand) {
        this.name = name;
        this.reference = reference;
        this.buildCommand = buildCommand;
    }

    /**
     * The image of that name.
     *
     * @throws LabException if {@code lab/images.conf} does not name it
     */
    public static LabImage named(String name) {
        String line = lines().stream()
                .filter(l -> l.startsWith(name + " "))
                .findFirst()
                .orElseThrow(() ->
                        new LabException("There is no image '" + name + "' in lab/images.conf; it has " + lines()));
        List<String> words = List.of(line.split(" "));
        StringBuilder sums = new StringBuilder(line).append('\n');
        for (String file : words.subList(3, words.size())) {
            sums.append(sha256(resource(file))).append("  ").append(file).append('\n');
        }
        String tag = sha256(sums.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 12);
        boolean byDefault = words.get(2).equals("default");
        return new LabImage(
                name, "godwit-lab/" + name + ":" + tag, byDefault ? "scripts/lab up" : "scripts/lab images " + name);
    }

    /** Name in {@code lab/images.conf}. */
    public String name() {
        return name;
    }

    /** Name with tag, as Docker knows it. */
    public String reference() {
        return reference;
    }

    /** The command that builds the image. */
    String buildCommand() {
        return buildCommand;
    }

    @Override
    public String toString() {
        return reference;
    }

    private static List<String> lines() {
        return new String(resource("images.conf"), StandardCharsets.UTF_8)
                .lines()
                .map(line ->
                        line.replaceFirst("#.*", "").replaceAll("\\s+", " ").replaceFirst(" $", ""))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static byte[] resource(String file) {
        try (InputStream in = LabImage.class.getResourceAsStream("/lab/" + file)) {
            if (in == null) {
                throw new LabException("The class path has no lab/" + file + ", which belongs to migration-tck");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new LabException("Cannot read lab/" + file + " from the class path", e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
