import type { englishEncryption } from '../en/encryption.ts';

/** The words of encryption and signatures, in German. */
export const germanEncryption: typeof englishEncryption = {
  title: (name) => `${name} ist verschlüsselt`,
  lead: 'Es öffnet sich mit seiner Passphrase oder mit der Identitätsdatei von jemandem, für den es verschlüsselt ist.',
  wrong:
    'Damit öffnet es sich nicht. Versuchen Sie es noch einmal: In einer Passphrase zählt Groß und Klein.',
  noIdentity: 'Die gewählte Datei ist keine Identitätsdatei von age.',
  passphrase: 'Passphrase',
  choose: 'Identitätsdatei wählen…',
  chosen: (name) => `Identitätsdatei: ${name}`,
  open: 'Paket öffnen',
  leave: 'Nicht öffnen',
  fact: 'Verschlüsselung',
  none: 'keine',
  byPassphrase: 'age, mit einer Passphrase',
  byRecipients: (count) => `age, für ${count} Empfänger`,
  signature: 'Signatur',
  unsigned: 'keine',
  signed: 'unversehrt, von einem bekannten Schlüssel',
  unknown: 'unversehrt, von einem hier unbekannten Schlüssel',
  broken: 'ungültig',
  removed: 'entfernt; signiert war es von',
};
