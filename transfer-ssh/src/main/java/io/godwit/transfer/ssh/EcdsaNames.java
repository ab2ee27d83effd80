package io.godwit.transfer.ssh;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyFactorySpi;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;

/**
 * Lets the SSH library find the JDK's elliptic-curve keys, which it asks for as {@code ECDSA} and the JDK knows as {@code EC}. Only this
 * one name, which nobody else answers to, is added, behind all other providers; without it no host with an ECDSA key could be talked to.
 */
final class EcdsaNames extends Provider {
    private static final long serialVersionUID = 1L;

    private EcdsaNames() {
        super("GodwitEcdsaNames", "1.0", "Answers to ECDSA with the JDK's EC keys");
        put("KeyFactory.ECDSA", Keys.class.getName());
    }

    /** Adds the name where nobody answers to it yet. */
    static void ensure() {
        synchronized (EcdsaNames.class) {
            if (Security.getProviders("KeyFactory.ECDSA") == null) {
                Security.addProvider(new EcdsaNames());
            }
        }
    }

    /** The JDK's keys under the other name; made by the provider. */
    public static final class Keys extends KeyFactorySpi {
        private final KeyFactory jdk;

        /**
         * Finds the JDK's own.
         *
         * @throws NoSuchAlgorithmException where the JDK has none
         */
        public Keys() throws NoSuchAlgorithmException {
            jdk = KeyFactory.getInstance("EC");
        }

        @Override
        protected PublicKey engineGeneratePublic(KeySpec spec) throws InvalidKeySpecException {
            return jdk.generatePublic(spec);
        }

        @Override
        protected PrivateKey engineGeneratePrivate(KeySpec spec) throws InvalidKeySpecException {
            return jdk.generatePrivate(spec);
        }

        @Override
        protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> spec) throws InvalidKeySpecException {
            return jdk.getKeySpec(key, spec);
        }

        @Override
        protected Key engineTranslateKey(Key key) throws InvalidKeyException {
            return jdk.translateKey(key);
        }
    }
}
