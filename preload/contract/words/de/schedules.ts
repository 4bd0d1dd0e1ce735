import type { RetentionReason, ScheduleRun, When } from '../../types.ts';
import type { englishSchedules } from '../en/schedules.ts';
import { counted, formatsOf } from '../formats.ts';
import { germanTelling } from './telling.ts';

const f = formatsOf('de');
const { number } = f;
const snapshots = counted(f, 'Snapshot', 'Snapshots');
const records = counted(f, 'Datensatz', 'Datensätze');
const files = counted(f, 'Datei', 'Dateien');
const days = counted(f, 'Tag', 'Tagen');

type Outcome = NonNullable<ScheduleRun['outcome']>;
type PeriodRule = Extract<RetentionReason, { readonly rule: string }>['rule'];

const weekdays = { mon: 'Mo', tue: 'Di', wed: 'Mi', thu: 'Do', fri: 'Fr', sat: 'Sa', sun: 'So' };
const newestOf: { readonly [rule in PeriodRule]: string } = {
  hourly: 'der neueste der Stunde',
  daily: 'der neueste des Tages',
  weekly: 'der neueste der Woche',
  monthly: 'der neueste des Monats',
  yearly: 'der neueste des Jahres',
};
const periods: { readonly [rule in PeriodRule]: string } = {
  hourly: 'die Stunde',
  daily: 'der Tag',
  weekly: 'die Woche',
  monthly: 'der Monat',
  yearly: 'das Jahr',
};

function when(value: When): string {
  switch (value.kind) {
    case 'hourly':
      return `stündlich zur Minute ${value.minute}`;
    case 'daily':
      return `täglich um ${value.time}`;
    case 'weekly':
      return `${value.days.map((day) => weekdays[day]).join(', ')} um ${value.time}`;
    case 'monthly':
      return value.day === 'last'
        ? `am letzten Tag jedes Monats um ${value.time}`
        : `am ${value.day}. jedes Monats um ${value.time}`;
    case 'cron':
      return `cron ${value.expression}`;
    case 'on-demand':
      return 'nur wenn jemand ihn startet';
  }
}

function reason(why: RetentionReason): string {
  switch (why.kind) {
    case 'last':
      return `einer der neuesten ${number(why.count)}`;
    case 'period':
      return `${newestOf[why.rule]} ${why.period}`;
    case 'within':
      return `innerhalb von ${why.duration} vor dem neuesten`;
    case 'tag':
      return `er trägt das Schlagwort ${why.tag}`;
    case 'no-rule':
      return 'keine Regel entfernt etwas';
    case 'proven':
      return 'der letzte, der geprüft wurde';
    case 'minimum':
      return `so viele bleiben mindestens: ${number(why.count)}`;
    case 'newer':
      return `es gibt ${number(why.count)} neuere`;
    case 'taken':
      return `${periods[why.rule]} ${why.period} ist durch ${why.by.slice(0, 8)} vertreten`;
    case 'beyond':
      return `${periods[why.rule]} ${why.period} ist älter als die letzten ${number(why.count)} mit einem Snapshot`;
    case 'older':
      return `älter als ${why.duration} vor dem neuesten`;
    case 'no-tag':
      return 'er trägt kein Schlagwort, das bleibt';
  }
}

const outcomes: { readonly [outcome in Outcome]: string } = {
  succeeded: 'gelungen',
  failed: 'nicht gelungen',
  cancelled: 'abgebrochen',
  interrupted: 'unterbrochen: das Programm endete',
  skipped: 'verpasst und ausgelassen',
};

/** Was der Ort für Zeitpläne auf Deutsch sagt. */
export const germanSchedules: typeof englishSchedules = {
  schedules: {
    title: 'Zeitpläne',
    lead: 'Ein Zeitplan erstellt von selbst Snapshots eines EDMS oder exportiert es. Das EDMS wird nur gelesen.',
    empty: 'Es gibt noch keinen Zeitplan.',
    offered: {
      title: (target) => `Sicherungspläne, die ${target} selbst hat`,
      lead: 'Aus jedem kann ein Zeitplan dieser Konsole werden. Schalten Sie ihn dann im EDMS aus, sonst sichern beide.',
      show: (count) => (count === 1 ? 'Anzeigen' : `Alle ${count} anzeigen`),
      hide: 'Ausblenden',
      switchedOff: 'dort ausgeschaltet',
      takeOver: 'Zeitplan daraus machen…',
      takeOverOf: (name) => `Zeitplan aus ${name} machen`,
    },
    emptyHint:
      'Mit einem wird jede Nacht ein Snapshot erstellt, durch Wiederherstellen geprüft, und ältere werden ausgedünnt, ohne dass jemand daran denkt.',
    new: 'Neuer Zeitplan…',
    saveNew: 'Zeitplan anlegen',
    save: 'Änderungen speichern',
    edit: 'Ändern…',
    runNow: 'Jetzt ausführen',
    pause: 'Anhalten',
    resume: 'Fortsetzen',
    remove: 'Entfernen…',
    removeTitle: (name) => `Zeitplan ${name} entfernen?`,
    removeHint:
      'Die Liste seiner Läufe verschwindet mit ihm. Snapshots und Exporte, die er erstellt hat, bleiben.',
    removeYes: 'Entfernen',
    unreadable: (count) =>
      `${number(count)} weitere hat eine andere Version der Konsole geschrieben. Diese führt sie nicht aus.`,
    list: 'Zeitpläne',
    columns: { name: 'Name', standing: 'Stand', when: 'Wann', next: 'Nächster Lauf', last: 'Letzter Lauf' },
    standing: {
      running: 'läuft',
      paused: 'angehalten',
      overdue: 'überfällig',
      waiting: 'wartet',
      failed: 'nicht gelungen',
      due: 'fällig',
      'on-demand': 'auf Abruf',
      well: 'in Ordnung',
    },
    when,
    weekdays,
    never: 'keiner',
    noRun: 'Noch kein Lauf.',
    lastRun: (outcome, time) =>
      outcome === null ? `Er läuft seit ${time}.` : `${time}: ${outcomes[outcome]}.`,
    overdue: (time) => `Der Lauf, der am ${time} fällig war, hat nicht stattgefunden.`,
    made: (name, recordCount, fileCount) =>
      `${name}: ${records(recordCount)}${fileCount > 0 ? ` und ${files(fileCount)}` : ''}`,
    snapshotName: (id) => `Snapshot ${id.slice(0, 8)}`,
    proven: 'nachgewiesen',
    notWhole: 'etwas fehlt darin: siehe Vorgänge',
    unsigned: 'nicht signiert, da der Schlüssel nicht erreichbar war',
    forgotten: (count) => `${snapshots(count)} entfernt`,
    details: {
      what: 'Was',
      from: 'EDMS',
      into: 'Wohin',
      zone: 'Zeitzone',
      tells: 'Benachrichtigt',
      runs: 'Läufe',
    },
    whats: { snapshot: 'ein Snapshot', export: 'ein Export' },
    triggers: { due: 'fällig', 'caught-up': 'nachgeholt', retry: 'noch einmal', person: 'von Hand' },
    standsFor: (count) => `für ${number(count)} fällige Läufe`,
    attempt: (count) => `Versuch ${number(count)}`,
    form: {
      titleNew: 'Neuer Zeitplan',
      titleEdit: (name) => `${name} ändern`,
      name: 'Name',
      nameHint: 'Wie Sie ihn kennen; auch in den Namen der Exporte.',
      when: 'Wann',
      kind: 'Wiederholung',
      kinds: {
        hourly: 'stündlich',
        daily: 'täglich',
        weekly: 'an Wochentagen',
        monthly: 'monatlich',
        cron: 'nach einem Cron-Ausdruck',
        'on-demand': 'nur wenn jemand ihn startet',
      },
      minute: 'Minute',
      time: 'Uhrzeit',
      days: 'Wochentage',
      day: 'Tag des Monats',
      lastDay: 'letzter Tag',
      cron: 'Cron-Ausdruck',
      cronHint: 'Minute, Stunde, Tag, Monat, Wochentag: 30 2 * * 1-5',
      zone: 'Zeitzone',
      next: 'Nächste Läufe',
      nextNone: 'Kein Lauf würde fällig.',
      what: 'Was',
      source: 'EDMS',
      sourceHint:
        'Ein Profil oder eine eingebettete Datenbank. Ein Server braucht ein Profil, das sein Passwort kennt.',
      noSource:
        'Es gibt noch kein Profil und keine eingebettete Datenbank. Unter „Ziel“ legen Sie eines davon an.',
      toTarget: 'Zum Ziel',
      noStorage: 'Dieses Profil nennt keinen Dateiordner: Dokumente werden nicht mitgesichert.',
      work: 'Erstellt',
      works: { snapshot: 'einen Snapshot in einem Archiv', export: 'einen Export in einem Ordner' },
      repository: 'Archiv',
      noRepository: 'Es gibt noch kein Archiv: legen Sie eines bei den Snapshots an.',
      toSnapshots: 'Zu den Snapshots',
      encryptedHint:
        'Das Archiv ist verschlüsselt: Läufe nehmen seine Passphrase aus dem Schlüsselbund des Systems, sonst aus EDMS_REPOSITORY_PASSPHRASE.',
      tags: 'Schlagwörter',
      tagsHint: 'Durch Kommas getrennt. Jeder Snapshot bekommt sie.',
      snapshotKind: 'Art',
      sign: 'Jeden Snapshot mit dem Schlüssel dieser Konsole signieren; ein Lauf, der ihn nicht erreicht, erstellt ihn unsigniert und sagt das',
      afterwards: 'Danach',
      afterwardsOf: {
        test: 'in eine Wegwerf-Datenbank wiederherstellen und alles vergleichen',
        verify: 'zurücklesen',
        nothing: 'nichts: dann weiß niemand, ob er gut ist',
      },
      folder: 'Ordner',
      chooseFolder: 'Ordner wählen…',
      noFolder: 'Noch ist kein Ordner gewählt.',
      ending: 'Format',
      filesOnly: 'Nur die Dateien, keine Datensätze',
      keep: 'Was bleibt',
      keepAll: 'Jeden Snapshot behalten',
      keepSome: 'Nach jedem nachgewiesenen Snapshot entfernen, was keine Regel behält',
      counts: {
        last: 'Neueste',
        hourly: 'Stunden',
        daily: 'Tage',
        weekly: 'Wochen',
        monthly: 'Monate',
        yearly: 'Jahre',
        minimum: 'Nie weniger als',
      },
      within: 'Alle der letzten',
      withinHint: '2y5m7d3h (Jahre, Monate, Tage, Stunden) vor dem neuesten',
      keepTags: 'Alle mit Schlagwort',
      thinsAll: 'Auch Snapshots zählen und entfernen, die andere erstellt haben',
      thinsAllHint:
        'Alle Snapshots dieses EDMS mit den Schlagwörtern des Zeitplans, wer sie auch erstellt hat: auch die anderer Zeitpläne gehen.',
      thinsOwn: 'Nur Snapshots, die dieser Zeitplan erstellt hat, werden gezählt und entfernt.',
      thinsOwnNew:
        'Nur Snapshots, die dieser Zeitplan erstellt, werden gezählt und entfernt; noch gibt es keinen.',
      tell: germanTelling,
      overdueAfter: 'Überfällig nach Stunden',
      conditions: 'Bedingungen',
      missed: 'Läufe, die bei ausgeschaltetem Gerät verpasst wurden,',
      missedOf: { 'run-once': 'werden durch einen nachgeholt', skip: 'werden ausgelassen' },
      mainsPower: 'Nicht im Akkubetrieb',
      waitForFolder: 'Warten, solange der Ordner (Festplatte, Freigabe) nicht da ist',
      attempts: 'Versuche',
      timeLimit: 'Höchstdauer in Minuten',
      timeLimitHint: 'Leer: keine',
      blackouts: 'Kein Lauf beginnt',
      blackoutDays: 'am',
      blackoutFrom: 'von',
      blackoutTo: 'bis',
      addBlackout: 'Zeitraum hinzufügen',
      removeBlackout: 'Diesen Zeitraum entfernen',
      incomplete: {
        name: 'Geben Sie ihm einen Namen.',
        target: 'Wählen Sie das EDMS.',
        repository: 'Wählen Sie ein Archiv.',
        folder: 'Wählen Sie einen Ordner.',
        days: 'Wählen Sie einen Wochentag.',
        time: 'Geben Sie die Uhrzeit an.',
        cron: 'Geben Sie den Cron-Ausdruck an.',
        keep: 'Sagen Sie, was bleibt: ohne Regel bleibt jeder Snapshot.',
        number: 'Eine Zahl stimmt nicht.',
        mail: 'Bitte angeben, über welchen Server, von wem und an wen die Mail geht.',
        command: 'Bitte das Programm wählen, das jemanden benachrichtigt.',
        edms: 'Bitte angeben, wen das EDMS benachrichtigt.',
        about: 'Bitte bei jedem Weg angeben, was er meldet.',
        password: 'Das eingegebene Passwort aufbewahren oder das Feld leeren.',
      },
    },
    timer: {
      title: 'Wenn die Konsole geschlossen ist',
      open: 'Das System rufen lassen…',
      hide: 'Ausblenden',
      on: 'Das System sieht alle fünf Minuten nach fälligen Läufen, auch wenn die Konsole geschlossen ist.',
      off: 'Läufe finden statt, solange die Konsole offen ist. Wird das Fenster geschlossen, bleibt sie neben der Uhr und macht weiter, solange Sie angemeldet sind.',
      shown: 'Das wird geschrieben, und nichts sonst:',
      thenRuns: 'Danach wird ausgeführt:',
      install: 'Schreiben und beginnen',
      uninstall: 'Nicht mehr vom System rufen lassen',
      uninstallRuns: 'Zum Beenden wird dies ausgeführt, und die Dateien werden entfernt:',
      none: 'Die Konsole kennt keinen Zeitgeber dieses Systems.',
    },
    notices: {
      failed: (name) => `${name} ist nicht gelungen`,
      succeeded: (name) => `${name} ist gelungen`,
      recovered: (name) => `${name} ist wieder gelungen`,
      overdue: (name) => `${name} ist überfällig`,
      test: (name) => `Testnachricht von ${name}`,
    },
    awayTitle: 'Die Konsole bleibt neben der Uhr',
    awayHint: 'Sie führt aus, was nach Zeitplan fällig ist. Beenden können Sie sie dort.',
  },
  retention: {
    title: 'Was bliebe und was ginge',
    hint: 'Durch das Ansehen wird nichts entfernt.',
    looking: 'Archiv lesen',
    show: 'Zeigen, was das bewirkt',
    none: 'Es gibt keinen Snapshot, für den die Regeln gelten.',
    summary: (stay, go) =>
      go === 0
        ? stay === 1
          ? 'Der eine Snapshot bliebe.'
          : `Alle ${snapshots(stay)} blieben.`
        : `${number(stay)} blieben, ${number(go)} gingen.`,
    calendarText: (source, stay, go, dayCount) =>
      `${source}: ${number(stay)} bleiben und ${number(go)} gehen, an ${days(dayCount)}.`,
    dayText: (day, stay, go) => `${day}: ${number(stay)} bleiben, ${number(go)} gehen`,
    legend: { none: 'keiner', stay: 'bleiben', go: 'gehen', both: 'manche gehen' },
    columns: { time: 'Erstellt', what: 'Wird', why: 'Warum' },
    stays: 'bleibt',
    goes: 'geht',
    reason,
    forget: {
      part: 'Ausdünnen',
      hint: 'Entfernt die Snapshots, die keine Regel behält. Zuerst sehen Sie, welche bleiben, welche gehen und warum; Stunden, Tage und Wochen sind die dieses Rechners.',
      tags: 'Nur Snapshots mit diesen Schlagwörtern',
      tagsHint: 'Durch Kommas getrennt; leer: alle Snapshots.',
      noRule: 'Bitte eine Regel nennen: ohne Regel bleibt jeder Snapshot.',
      start: (count) => `${snapshots(count)} vergessen…`,
      title: (count, repository) => `${snapshots(count)} aus ${repository} vergessen?`,
      lead: (count) =>
        `${count === 1 ? 'Er kann' : 'Sie können'} dann nicht mehr wiederhergestellt werden. Jeder andere Snapshot bleibt vollständig.`,
      list: 'Diese gehen',
      stays: (source, time) => `${source}: der letzte geprüfte bleibt, vom ${time}.`,
      noneTested: (source) =>
        `${source}: von denen, die bleiben, wurde keiner durch Wiederherstellen geprüft; ob sie gut sind, weiß noch niemand.`,
      space: (count) =>
        `Platz wird dadurch nicht frei: erst das Aufräumen nimmt weg, was nur ${count === 1 ? 'er brauchte' : 'sie brauchten'}.`,
      prune: 'Danach aufräumen',
      yes: (count) => `${number(count)} vergessen`,
      removing: 'Snapshots werden entfernt',
      done: (count) => `${snapshots(count)} entfernt.`,
    },
  },
};
