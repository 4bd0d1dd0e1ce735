import type { englishTelling } from '../en/telling.ts';
import { formatsOf } from '../formats.ts';

const { number } = formatsOf('de');

/** Was das Formular eines Zeitplans auf Deutsch dazu sagt, wer benachrichtigt wird. */
export const germanTelling: typeof englishTelling = {
  title: 'Wer benachrichtigt wird',
  system: 'Auf diesem Bildschirm melden, solange die Konsole offen oder neben der Uhr ist',
  mail: 'Mail schicken',
  command: 'Ein Programm ausführen',
  edms: 'Das EDMS jemanden benachrichtigen lassen',
  edmsTo: 'Adressen, die das EDMS benachrichtigt',
  edmsHint: 'Durch Kommas getrennt; eine Zeile seiner Benachrichtigungen, wo es welche hat.',
  ways: { system: 'die Meldung', mail: 'die Mail', command: 'das Programm', edms: 'das EDMS' },
  aboutOf: (way) => `Was ${way} meldet`,
  about: {
    failed: 'Fehler',
    recovered: 'Das erste Gelingen danach',
    overdue: 'Überfällige Läufe',
    succeeded: 'Jedes Gelingen',
  },
  host: 'Mailserver',
  port: 'Port',
  security: 'Verschlüsselung',
  securities: { tls: 'TLS', starttls: 'STARTTLS', none: 'keine' },
  user: 'Benutzer',
  userHint: 'Leer, wenn der Server keine Anmeldung verlangt.',
  userNone: 'Ohne Verschlüsselung wird kein Passwort gesendet.',
  certificate: 'Zertifizierungsstelle',
  certificateNone: 'denen dieses System vertraut',
  password: 'Passwort',
  passwordHint: 'Es wird nicht wieder gezeigt. Läufe nehmen es aus dem Schlüsselbund des Systems.',
  keepPassword: 'Passwort aufbewahren',
  kept: {
    keychain: 'Ein Passwort für dieses Konto ist im Schlüsselbund des Systems.',
    'this run':
      'Das Passwort wird aufbewahrt, bis die Konsole geschlossen wird. Läufe nach Zeitplan haben es nicht: sie brauchen es in EDMS_SMTP_PASSWORD.',
    environment:
      'EDMS_SMTP_PASSWORD gibt dieser Konsole das Passwort. Läufe, die das System ruft, brauchen es in ihrer eigenen Umgebung.',
    none: 'Für dieses Konto ist kein Passwort aufbewahrt.',
  },
  from: 'Absender',
  to: 'Empfänger',
  toHint: 'Durch Kommas getrennt.',
  chooseProgram: 'Programm wählen…',
  noProgram: 'Noch ist kein Programm gewählt.',
  words: 'Seine Argumente, je Zeile eines',
  wordsHint:
    'Keine Shell liest sie. Die Angaben stehen als JSON auf seiner Standardeingabe und in EDMS_NOTICE_… seiner Umgebung.',
  limit: 'Beendet nach Sekunden',
  test: {
    mail: 'Testnachricht senden',
    command: 'Mit einer Testnachricht ausführen',
    system: 'Testnachricht zeigen',
    edms: 'Testnachricht ins EDMS schreiben',
  },
  edmsTestHint:
    'Die Testnachricht ist eine Zeile in den Benachrichtigungen des EDMS, als Test gekennzeichnet; ob das EDMS sie verschickt, zeigt, ob dieser Weg geht.',
  testing: 'Wird gesendet…',
  mailSent: (answer) => `Der Server hat die Testnachricht angenommen. Er sagte: ${answer}`,
  mailRefused: (addresses) => `Nicht angenommen hat er sie für ${addresses}.`,
  commandSent: (milliseconds) => `Das Programm endete mit 0 nach ${number(milliseconds)} Millisekunden.`,
  systemSent:
    'Das System hat die Testnachricht bekommen. Erscheint keine, so halten seine eigenen Einstellungen Meldungen dieses Programms zurück.',
  edmsSent: (target, row) =>
    `${target} hat die Testnachricht in notification_queue, Zeile ${row}. Sie zu verschicken ist Sache des EDMS.`,
  others: (channels) => `Über die Kommandozeile gesetzt, und bleibt: ${channels}.`,
};
