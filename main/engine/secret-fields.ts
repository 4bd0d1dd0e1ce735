/** Fields whose values are never shown: hashes of passwords, private keys, tokens. */
const SECRET_FIELDS =
  /^(password|session_data)$|secret|private_key|passphrase|token|encrypted_key|key_material|key_data/;

/** What stands for a value that is not shown. */
export const HIDDEN = '••••••';

export function isSecretField(name: string): boolean {
  return SECRET_FIELDS.test(name);
}
