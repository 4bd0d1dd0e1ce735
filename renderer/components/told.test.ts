import { createElement, type ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { Language } from '../../preload/contract/bridge.ts';
import type { PlainError, Problem } from '../../preload/contract/types.ts';
import { GERMAN_ERRORS } from '../../preload/contract/words/de/told.ts';
import { wordsOf } from '../../preload/contract/words/words.ts';
import { PlayedBridge } from '../state/played-bridge.ts';
import { BridgeContext } from '../state/useBridge.ts';
import { WordsContext } from '../words/useWords.ts';
import { ErrorCard } from './ErrorCard.tsx';
import { ProblemList } from './ProblemList.tsx';

const ERROR: PlainError = {
  code: 'TARGET_UNREACHABLE',
  message: 'The server cannot be reached: postgresql://edms@db:5432/edms.',
  consequence: 'Nothing was changed.',
  advice: 'Check the host and the port.',
};

const PROBLEM: Problem = {
  code: 'FILE_MISSING',
  severity: 'warning',
  message: 'Record 7 names the file a.pdf, which the package does not have.',
};

function shown(language: Language, element: ReactElement): string {
  const bridge = createElement(BridgeContext, { value: new PlayedBridge({}) }, element);
  return renderToStaticMarkup(createElement(WordsContext, { value: wordsOf(language) }, bridge));
}

/** The lines of an error, without what stands around them. */
function linesOf(html: string): readonly string[] {
  return [...html.matchAll(/<p [^>]*MuiTypography-body[^>]*>([^<]+)<\/p>/g)].map(([, text]) => text ?? '');
}

describe('what the engine says in English', () => {
  it('follows a line in German in the German window', () => {
    expect(linesOf(shown('de', createElement(ErrorCard, { error: ERROR })))).toEqual([
      GERMAN_ERRORS.TARGET_UNREACHABLE,
      ERROR.message,
      'Es wurde nichts geändert.',
      ERROR.advice,
    ]);
    expect(shown('de', createElement(ProblemList, { problems: [PROBLEM] }))).toContain(
      `<strong>Datei fehlt: </strong><span lang="en">${PROBLEM.message}</span>`,
    );
  });

  it('stands alone in the English one', () => {
    expect(linesOf(shown('en', createElement(ErrorCard, { error: ERROR })))).toEqual([
      ...[ERROR.message, ERROR.consequence, ERROR.advice],
    ]);
    expect(shown('en', createElement(ProblemList, { problems: [PROBLEM] }))).not.toContain('<strong>');
  });

  it('is read aloud as English', () => {
    const html = shown('de', createElement(ErrorCard, { error: ERROR }));
    expect(html).toMatch(/lang="en"[^>]*>The server cannot be reached/);
    expect(html).not.toMatch(/lang="en"[^>]*>Es wurde/);
  });

  it('gives way to what is to be done in this window', () => {
    const lines = linesOf(shown('de', createElement(ErrorCard, { error: ERROR, advice: 'Hier drücken.' })));
    expect(lines.at(-1)).toBe('Hier drücken.');
  });
});
