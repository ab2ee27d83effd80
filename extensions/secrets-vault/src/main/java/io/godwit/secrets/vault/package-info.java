/** Secrets in HashiCorp Vault or OpenBao: {@code hashicorp-vault:secret/shop#password}. */
@org.jspecify.annotations.NullMarked
package io.godwit.secrets.vault;
