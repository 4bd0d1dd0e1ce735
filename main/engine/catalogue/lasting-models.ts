import type { Model } from './catalogue.ts';

/**
 * Models outside the app `audit` whose rows are evidence of what happened: access logs, security events, what was
 * made out of documents, who changed the configuration, and Django's own log.
 */
const EVIDENCE: ReadonlySet<string> = new Set([
  'admin.logentry',
  'documents.documentaccesslog',
  'security.pdfgenerationlog',
  'security.securityevent',
  'settings.configurationhistory',
]);

/** Keys of which nobody can tell whether a file is still encrypted with them. */
const KEYS: ReadonlySet<string> = new Set(['security.encryptionkey']);

/** Rows that come and go by themselves; they belong to whoever is signed in. */
const SESSIONS = 'sessions.session';

/**
 * Why rows of a model are never removed from a target, whatever a person chooses (a regulated system keeps its
 * evidence: 21 CFR 11.10(e)); one sentence, or null for models of which rows may be removed.
 */
export function lastingBecause({ label, owner, step, through }: Model): string | null {
  if (owner === 'django') return "Django's own rows are never removed.";
  if (label === SESSIONS) return 'Sessions are never removed.';
  if (label.startsWith('audit.') || EVIDENCE.has(label)) return 'Audit rows are never removed.';
  if (step === 'infrastructure') return 'Infrastructure is never removed.';
  if (KEYS.has(label)) return 'Keys are never removed: files may be encrypted with them.';
  return through ? 'Rows of a many-to-many field go with the row that they belong to.' : null;
}

/** Models whose rows say nothing to a person who compares a package with a target. */
export function isListedBeyond({ label, owner, through }: Model): boolean {
  return owner !== 'django' && label !== SESSIONS && through !== true;
}
