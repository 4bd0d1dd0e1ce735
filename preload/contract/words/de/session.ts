import type { englishSession } from '../en/session.ts';

/** The words of signing in, in German. */
export const germanSession: typeof englishSession = {
  title: (name) => `Bei ${name} anmelden`,
  lead: 'Mit Ihrem Konto des EDMS. Superuser und Personal dürfen es ändern, alle anderen ansehen.',
  firstTitle: (name) => `Erster Administrator von ${name}`,
  firstLead:
    'Diese eingebettete Datenbank hat noch keinen Administrator. Legen Sie einen an: Das Konto ist darin Superuser des EDMS.',
  username: 'Name',
  password: 'Passwort',
  repeat: 'Passwort, noch einmal',
  notTheSame: 'Die beiden Passwörter sind nicht gleich.',
  signIn: 'Anmelden',
  create: 'Konto anlegen',
  leave: 'Dieses Ziel verlassen',
  ended: {
    expired: 'Ihre Anmeldung ist abgelaufen. Melden Sie sich wieder an und machen Sie weiter, wo Sie waren.',
    locked: 'Ihre Anmeldung endete, als der Bildschirm gesperrt wurde.',
    slept: 'Ihre Anmeldung endete, als der Rechner schlief.',
  },
  who: (name) => `Angemeldet als ${name}`,
  whoLooks: (name) => `Angemeldet als ${name}, darf nur ansehen`,
  out: 'Abmelden',
  mayLook: 'Ihr Konto darf dieses Ziel ansehen und nichts darin ändern.',
};
