import type { englishSnapshots } from '../en/snapshots.ts';
import { counted, formatsOf } from '../formats.ts';

const f = formatsOf('de');
const { number } = f;

const records = counted(f, 'Datensatz', 'Datensätze');
const files = counted(f, 'Datei', 'Dateien');
const snapshots = counted(f, 'Snapshot', 'Snapshots');
const packs = counted(f, 'Pack', 'Packs');
const locks = counted(f, 'Sperre', 'Sperren');

const recordsAndFiles = (recordCount: number, fileCount: number) =>
  fileCount > 0 ? `${records(recordCount)} und ${files(fileCount)}` : records(recordCount);

/** Was der Ort für Snapshots und ihre Archive auf Deutsch sagt. */
export const germanSnapshots: typeof englishSnapshots = {
  repositories: {
    title: 'Snapshots',
    lead: 'Ein Snapshot ist das ganze EDMS zu einem Zeitpunkt: alle Datensätze und seine Dateien. Ein Archiv ist der Ordner, der Snapshots enthält: auf diesem Rechner, einem Netzlaufwerk oder einer USB-Platte. Was sich nicht geändert hat, liegt darin nur einmal.',
    first:
      'Erster Schritt: den Ordner wählen. Ein leerer wird ein neues Archiv; einer, der schon ein Archiv ist, wird geöffnet.',
    steps: [
      'Ein Archiv anlegen oder öffnen.',
      'Einen Snapshot eines EDMS erstellen. Das EDMS wird nur gelesen.',
      'Er wird sofort geprüft: wiederhergestellt in eine Datenbank, die danach verworfen wird, und bis zum letzten Feld verglichen.',
    ],
    choose: 'Ordner wählen…',
    another: 'Anderes Archiv…',
    repository: 'Archiv',
    forget: 'Aus der Liste entfernen…',
    forgetTitle: (name) => `${name} aus der Liste entfernen?`,
    forgetHint:
      'Der Ordner und seine Snapshots bleiben, wie sie sind. Eine dafür aufbewahrte Passphrase wird gelöscht; um es wieder zu öffnen, wird die Passphrase oder der Wiederherstellungsschlüssel gebraucht.',
    forgetYes: 'Entfernen',
    secretStays:
      'Der Schlüsselbund hat die Passphrase nicht gelöscht. Sie steht dort unter EDMS Backup Console mit der Kennung des Archivs: bitte dort löschen.',
    new: 'Neues Archiv',
    open: 'Dieses Archiv öffnen',
    folder: 'Ordner',
    name: 'Name',
    nameHint: 'Wie es in dieser Konsole heißt.',
    encrypt: 'Mit einer Passphrase verschlüsseln',
    encryptHint:
      'Ohne Passphrase oder Wiederherstellungsschlüssel kann es niemand lesen, auch Sie nicht. Ohne Verschlüsselung kann jeder, der den Ordner lesen kann, alle Datensätze, Dokumente und Passwort-Hashes des EDMS lesen.',
    passphrase: 'Passphrase',
    repeat: 'Passphrase, noch einmal',
    notTheSame: 'Die beiden Passphrasen sind nicht gleich.',
    tooShort: 'Bitte mindestens 8 Zeichen.',
    remember: 'Passphrase im Schlüsselbund des Systems aufbewahren',
    rememberHint: 'Damit diese Konsole und Snapshots nach Zeitplan es öffnen, ohne zu fragen.',
    noKeyring: (because) => `${because} Die Passphrase bleibt im Speicher, bis die Konsole geschlossen wird.`,
    create: 'Archiv anlegen',
    creating: 'Wird angelegt…',
    key: {
      title: 'Der Wiederherstellungsschlüssel',
      lead: (name) =>
        `${name} ist angelegt und verschlüsselt. Dieser Schlüssel öffnet es, wenn die Passphrase verloren ist. Er wird nur dieses eine Mal gezeigt und nirgends aufbewahrt.`,
      hint: 'Bitte aufschreiben oder drucken und getrennt von diesem Rechner und vom Archiv verwahren. Wer ihn hat, kann alles im Archiv lesen.',
      copy: 'Schlüssel kopieren',
      written: 'Ich habe ihn aufgeschrieben',
      go: 'Weiter',
      goHint: 'Danach kann der Schlüssel nicht noch einmal gezeigt werden.',
    },
    kept: {
      keychain: 'Die Passphrase liegt im Schlüsselbund des Systems.',
      'this run': 'Die Passphrase bleibt aufbewahrt, bis die Konsole geschlossen wird.',
      none: 'Es ist nicht verschlüsselt.',
    },
    locked: {
      title: (name) => `${name} ist verschlüsselt`,
      lead: 'Seine Passphrase ist hier nicht bekannt. Bitte sie oder den Wiederherstellungsschlüssel eingeben.',
      field: 'Passphrase oder Wiederherstellungsschlüssel',
      open: 'Archiv öffnen',
      opening: 'Wird geöffnet…',
    },
    encrypted: 'verschlüsselt',
    plain: 'nicht verschlüsselt',
    reload: 'Neu lesen',
  },
  snapshots: {
    tabs: { list: 'Snapshots', new: 'Neuer Snapshot', upkeep: 'Wartung' },
    tabsLabel: 'Was mit dem Archiv geschehen soll',
    reading: 'Das Archiv wird gelesen…',
    count: snapshots,
    empty: 'In diesem Archiv gibt es noch keinen Snapshot.',
    noneReadable: 'Kein Snapshot dieses Archivs ist lesbar.',
    newOne: 'Neuer Snapshot…',
    kinds: { full: 'voll', incremental: 'inkrementell', differential: 'differenziell' },
    columns: { proof: 'Nachweis', taken: 'Erstellt', holds: 'Enthält', added: 'Zuwachs' },
    differ: (count) => `${number(count)} anders`,
    proof: { restored: 'geprüft', verified: 'gelesen', none: 'nicht geprüft' },
    chip: (time) => `Snapshot vom ${time}`,
    unreadable: (count) =>
      count === 1 ? '1 Snapshot ist nicht lesbar' : `${number(count)} Snapshots sind nicht lesbar`,
    unreadableHint:
      'Solange das so ist, kann ihr Inhalt weder gesehen noch wiederhergestellt werden. Andere Snapshots sind davon nicht betroffen. Die Wartung sagt, was beschädigt ist und was getan werden kann.',
    toUpkeep: 'Zur Wartung',
    calendar: 'Tage',
    calendarText: (count, of, tested) =>
      `Snapshots an ${number(count)} der letzten ${number(of)} Tage; ein geprüfter an ${number(tested)} davon.`,
    calendarDay: (date, count, tested) => `${date}: ${snapshots(count)}, ${number(tested)} geprüft`,
    legend: { none: 'keiner', taken: 'erstellt', tested: 'geprüft' },
    growth: 'Wachstum und Änderungen',
    growthSum: 'Zuwachs in Bytes, insgesamt',
    growthChanges: 'Datensätze und Dateien, die vom Snapshot davor abweichen',
    growthChart: (what, total, most) => `${what}: zuletzt ${total}, höchstens ${most}.`,
    changesChart: (what, total, most) => `${what}: insgesamt ${total}, höchstens ${most}.`,
    growthHint: (count) =>
      `Ein Balken je Snapshot, der älteste links${count === 1 ? '' : `; die letzten ${number(count)}`}.`,
    noChanges: 'voll',
    column: {
      day: 'Tag',
      taken: 'Erstellt',
      snapshots: 'Snapshots',
      tested: 'Geprüft',
      bytes: 'Zuwachs',
      sum: 'Insgesamt',
      added: 'Neu',
      changed: 'Geändert',
      removed: 'Entfernt',
      model: 'Modell',
      records: 'Datensätze',
    },
    signature: {
      unsigned: 'nicht signiert',
      signed: 'signiert',
      unknown: 'von unbekanntem Schlüssel signiert',
      broken: 'Signatur gebrochen',
      removed: 'Signatur entfernt',
    },
    details: {
      signatureIs: {
        unsigned: 'Nicht signiert: Nichts sagt, wer ihn gemacht hat.',
        signed: 'Von einem bekannten Schlüssel signiert und seitdem nicht verändert.',
        unknown:
          'Von einem Schlüssel signiert, dem hier niemand vertraut hat. Fragen Sie den, der ihn gemacht hat, nach dem Fingerabdruck.',
        broken:
          'Die Signatur ist gebrochen: Sie oder der Snapshot wurde nachträglich verändert. Stellen Sie nichts daraus wieder her, bevor Sie wissen, warum.',
        removed: 'Er war signiert, und die Signatur ist fort: Nichts sagt, ob er verändert wurde.',
      },
      about: 'Über diesen Snapshot',
      id: 'Snapshot',
      kind: 'Art',
      kindOf: {
        full: 'voll: alles wurde gelesen',
        incremental: (parent) => `inkrementell: verglichen mit ${parent}`,
        differential: (parent) => `differenziell: verglichen mit dem letzten vollen, ${parent}`,
      },
      source: 'EDMS',
      by: 'Erstellt von',
      took: 'Dauer',
      records: 'Datensätze',
      files: 'Dateien',
      added: 'Zuwachs des Archivs',
      tags: 'Schlagwörter',
      schedule: 'Zeitplan',
      showParent: 'Den zeigen, mit dem er verglichen wurde',
      own: 'Er kann für sich allein wiederhergestellt werden, was auch mit den anderen geschieht.',
      seals: 'Nachweis',
      noSeal: 'Nicht geprüft: noch hat niemand gezeigt, dass er wiederhergestellt werden kann.',
      seal: {
        restored: (time, recordCount, fileCount) =>
          `Wiederhergestellt und verglichen am ${time}: ${recordsAndFiles(recordCount, fileCount)}.`,
        verified: (time, recordCount, fileCount) =>
          `Zurückgelesen am ${time}: ${recordsAndFiles(recordCount, fileCount)}.`,
      },
      sealBy: (user, host) => `von ${user} auf ${host}`,
      findings: (count) => (count === 1 ? '1 Befund' : `${number(count)} Befunde`),
      changes: 'Änderungen seit dem davor',
      noChanges: 'Nichts weicht von dem davor ab.',
      models: 'Datensätze nach Modell',
      fileChanges: 'Dateien',
    },
    actions: {
      test: 'Wiederherstellungstest',
      open: 'Als Paket öffnen',
      verify: 'Zurücklesen',
      forget: 'Vergessen…',
      hints: {
        test: 'Wiederherstellungstest: stellt ihn in eine Datenbank wieder her, die danach verworfen wird, und vergleicht alles. Kein EDMS wird berührt.',
        open: 'Als Paket öffnen: dann kann er wie jedes Paket betrachtet, in der Vorschau gezeigt und wiederhergestellt werden.',
        verify: 'Zurücklesen: liest und prüft jedes Byte davon, ohne wiederherzustellen.',
      },
    },
    forget: {
      title: (time) => `Den Snapshot vom ${time} vergessen?`,
      hint: 'Er kann dann nicht mehr wiederhergestellt werden. Jeder andere Snapshot bleibt vollständig. Der Platz wird beim nächsten Aufräumen frei.',
      unproven: 'Er wurde nie geprüft.',
      yes: 'Vergessen',
    },
    working: {
      take: 'Snapshot wird erstellt',
      test: 'Wird in eine Datenbank wiederhergestellt, die danach verworfen wird, und verglichen',
      verify: 'Snapshot wird zurückgelesen',
      check: 'Archiv wird überprüft',
      prune: 'Archiv wird aufgeräumt',
      repair: 'Archiv wird repariert',
    },
    takeHint:
      'Das EDMS wird nur gelesen, so wie es in einem Augenblick ist; die Arbeit darin geht weiter. Abbrechen hinterlässt keinen Snapshot; hat die Prüfung begonnen, bleibt er und ist nicht nachgewiesen.',
    workHint: 'Kein EDMS wird davon berührt.',
    proofGood: {
      restored: (recordCount, fileCount) =>
        `Er ist gut: wiederhergestellt und verglichen, ${recordsAndFiles(recordCount, fileCount)}.`,
      verified: (recordCount, fileCount) =>
        `Alles davon ist lesbar: ${recordsAndFiles(recordCount, fileCount)}.`,
    },
    proofBad: 'Er ist nicht nachgewiesen. Was nicht stimmt, steht darunter; der Snapshot bleibt, wie er ist.',
    make: {
      target: 'Das EDMS',
      targetNone: 'Bitte das EDMS wählen, von dem der Snapshot erstellt wird.',
      targetOf: (name) => `${name} öffnen`,
      profiles: 'Profile',
      embedded: 'Eingebettete Datenbanken',
      elsewhere: 'Ein anderes…',
      change: 'Ein anderes EDMS nehmen…',
      into: (repository) => `Kommt in das Archiv ${repository}.`,
      storage: 'Seine Dateien',
      storageNone: 'Kein Ordner ist gewählt: der Snapshot enthält die Datensätze und keine Dateien.',
      storageChoose: 'Ordner wählen…',
      storageForget: 'Ohne Dateien',
      storageOwn: 'Sein eigener Ordner',
      kind: 'Art',
      kindHint: {
        incremental:
          'Was vom letzten Snapshot dieses EDMS abweicht, kommt hinzu. Schnell und klein; der erste ist ein voller.',
        differential: 'Was vom letzten vollen Snapshot abweicht, kommt hinzu.',
        full: 'Alles wird neu gelesen. Was schon da ist, braucht keinen Platz ein zweites Mal.',
      },
      kindNote: 'Jeder kann für sich allein wiederhergestellt werden.',
      cost: {
        title: 'Was er ungefähr kostet',
        free: 'frei im Ordner des Archivs',
        readsAll: 'Alles wird gelesen.',
        readsDifferences:
          'Jede Datei wird gelesen. Ihre Tabellen vergleicht die Datenbank selbst mit dem früheren Snapshot, und nur was abweicht, wird gelesen.',
        addsFirst: (bytes) =>
          `Er ist der erste dieses EDMS hier: es kommen höchstens etwa ${bytes} hinzu, und weniger, denn er wird komprimiert.`,
        addsFull: (bytes) =>
          `Es kommen höchstens etwa ${bytes} hinzu, und viel weniger, wo das Archiv das meiste schon hat.`,
        addsUnknown: (bytes, time) =>
          `Was sich geändert hat, ist vorher nicht bekannt. Mit dem Snapshot vom ${time} kamen ${bytes} hinzu.`,
        tight: 'Ließe er sich nicht komprimieren, würde der Platz nicht reichen.',
        tightIfAll: 'Hätte sich alles geändert, würde der Platz nicht reichen.',
      },
      tags: 'Schlagwörter',
      tagsHint: 'Wörter zum Wiederfinden, durch Kommas getrennt. Darf leer bleiben.',
      tagsWrong: 'Höchstens 20 Schlagwörter mit je höchstens 60 Zeichen.',
      test: 'Danach durch Wiederherstellen prüfen',
      sign: 'Mit dem Schlüssel dieser Konsole signieren',
      signHint: (fingerprint) =>
        `Damit jeder, der den Schlüssel ${fingerprint} kennt, sieht, dass er hier gemacht und seitdem nicht verändert wurde.`,
      testHint:
        'Er wird in eine Datenbank wiederhergestellt, die danach verworfen wird, und jedes Feld und jede Datei wird verglichen. Dauert länger und ist der Nachweis, dass er gut ist.',
      start: (target) => `Snapshot von ${target} erstellen`,
      again: 'Noch einen erstellen',
      toList: 'Snapshots zeigen',
    },
    taken: {
      good: 'Der Snapshot ist erstellt, und er ist gut',
      untested: 'Der Snapshot ist erstellt. Er wurde nicht geprüft.',
      stopped: 'Der Snapshot ist erstellt. Seine Prüfung kam zu keinem Ende: er ist nicht nachgewiesen.',
      bad: 'Der Snapshot ist erstellt, aber seine Prüfung ergab, dass er nicht dem EDMS entspricht',
      findings: 'Der Snapshot ist erstellt. Einiges sollte angesehen werden.',
      lead: {
        good: 'Er wurde wiederhergestellt und verglichen: jeder Datensatz und jede Datei ist wie im EDMS.',
        untested:
          'Bitte bei Gelegenheit prüfen: erst dann ist bekannt, dass er wiederhergestellt werden kann.',
        stopped: 'Der Snapshot bleibt im Archiv. Er kann aus der Liste noch einmal geprüft werden.',
        bad: 'Bitte nicht auf ihn verlassen. Was nicht stimmt, steht darunter.',
        findings:
          'Er wurde wiederhergestellt und verglichen und enthält das EDMS, wie es ist. Was darunter steht, war dort schon so.',
        findingsUntested: 'Was darunter steht, wurde beim Lesen des EDMS gefunden.',
      },
      records: 'Datensätze',
      files: 'Dateien',
      changed: 'weichen vom davor ab',
      read: 'gelesen',
      added: 'Zuwachs des Archivs',
      took: 'Dauer',
      isFull: 'Es gab keinen früheren Snapshot dieses EDMS zum Vergleichen: er ist ein voller.',
    },
    upkeep: {
      check: 'Überprüfen',
      checkHint: 'Sieht nach, ob alles da ist, was die Snapshots brauchen. Ändert nichts.',
      readData: 'Jedes Byte lesen',
      readDataHint:
        'Dauert so lange, wie das ganze Archiv zu lesen; findet, was eine Platte unbemerkt verloren hat.',
      checkStart: 'Archiv überprüfen',
      checkWell: 'Das Archiv ist in Ordnung.',
      checkBad: (count) => (count === 1 ? '1 Schaden gefunden.' : `${number(count)} Schäden gefunden.`),
      figures: {
        snapshots: 'Snapshots',
        packs: 'Packs',
        blobs: 'Inhaltsstücke',
        bytes: 'auf der Platte',
        read: 'gelesen und verglichen',
      },
      affected: (id) => `Dem Snapshot ${id} fehlt:`,
      allLost: 'alles: er ist nicht lesbar',
      prune: 'Aufräumen',
      pruneHint:
        'Nimmt weg, was kein Snapshot mehr braucht. Es kommt zuerst in den Papierkorb des Archivs und bleibt dort einen Tag. Zuerst ist zu sehen, was geschehen würde.',
      pruneLook: 'Zeigen, was wegkäme',
      held: (name) =>
        `${name} ist in diesem Fenster als Paket geöffnet. Er wird zuerst geschlossen: dafür wird das Archiv allein gebraucht.`,
      closeAndLook: 'Snapshot schließen und zeigen, was wegkäme',
      closeAndPrune: 'Snapshot schließen und aufräumen',
      closeAndRepair: 'Snapshot schließen und reparieren',
      pruneStart: (bytes) => `${bytes} aufräumen…`,
      tidyStart: 'Aufräumen…',
      pruneNothing: 'Es gibt nichts wegzunehmen.',
      pruneBlocked: 'Nichts kann weggenommen werden: es ist nicht zu erkennen, was gebraucht wird.',
      pruneWould: (count, bytes) => `${packs(count)} (${bytes}) kämen in den Papierkorb.`,
      pruneWouldDelete: (count, bytes) =>
        `${packs(count)} (${bytes}), die lange genug im Papierkorb lagen, würden gelöscht.`,
      pruneWouldTidy: (count) =>
        `Entfernt würden Nachweise vergessener Snapshots, Überreste unfertiger Arbeit, zurückgelassene Sperren: ${number(count)}.`,
      pruned: (count, bytes) => `In den Papierkorb gekommen: ${packs(count)} (${bytes}).`,
      prunedDeleted: (count, bytes) => `Aus dem Papierkorb gelöscht: ${packs(count)} (${bytes}).`,
      prunedTidy: (count) =>
        `Nachweise vergessener Snapshots, Überreste unfertiger Arbeit, zurückgelassene Sperren entfernt: ${number(count)}.`,
      pruneRewritten: (count) =>
        `Was von ${packs(count)} gebraucht wird, wird in neue geschrieben, bevor sie gehen.`,
      pruneTitle: (name) => `${name} aufräumen?`,
      pruneYes: 'Aufräumen',
      pruneConfirm: 'Kein Snapshot verliert etwas. Inzwischen kann niemand einen Snapshot darin erstellen.',
      repair: 'Reparieren',
      repairHint:
        'Für ein Archiv, das die Überprüfung beschädigt fand: rettet aus beschädigten Dateien, was heil ist, und findet wieder, was im Papierkorb liegt. Kein Snapshot wird weggenommen.',
      repairStart: 'Reparieren…',
      repairTitle: (name) => `${name} reparieren?`,
      repairConfirm:
        'Dateien des Archivs werden neu geschrieben. Versagt die Platte selbst, kopieren Sie den Ordner zuerst auf eine andere und reparieren Sie die Kopie.',
      repairYes: 'Reparieren',
      repaired: (whole, damaged, back) =>
        `${packs(whole)} heil, ${number(damaged)} beschädigt, ${number(back)} aus dem Papierkorb zurückgeholt.`,
      repairedBlobs: (saved, lost) => `Inhaltsstücke gerettet: ${number(saved)}, verloren: ${number(lost)}.`,
      unlock: 'Sperren',
      unlockHint:
        'Wer in einem Archiv arbeitet, hält eine Sperre. Eine, deren Prozess nicht mehr da ist oder die dreißig Minuten nicht erneuert wurde, kann entfernt werden; keine andere.',
      unlockStart: 'Zurückgelassene Sperren entfernen',
      unlocked: (count) => `${locks(count)} entfernt.`,
      unlockedNone: 'Keine Sperre war zurückgelassen.',
      lock: (who, purpose, since) => `${who}: ${purpose}, seit ${since}`,
    },
  },
};
