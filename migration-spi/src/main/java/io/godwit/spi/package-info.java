/**
 * The contracts between the engine and its plugins: small immutable values, streams for what can be large, one kind of failure.
 *
 * <p>A plugin implements a provider ({@link io.godwit.spi.TransferMethod}, {@link io.godwit.spi.HostConnector}, {@link
 * io.godwit.spi.DatabaseMigrator}, {@link io.godwit.spi.PlatformAdapter}, {@link io.godwit.spi.SecretResolver}, {@link
 * io.godwit.spi.StepType} and its like), and names it in {@code META-INF/services}:
 *
 * <pre>{@code
 * public final class VaultSecrets implements SecretResolver {
 *     public String scheme() {
 *         return "vault";
 *     }
 *
 *     public Secret resolve(String name) {
 *         ...
 *     }
 * }
 * }</pre>
 */
@NullMarked
package io.godwit.spi;

import org.jspecify.annotations.NullMarked;
