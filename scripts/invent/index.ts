/**
 * An EDMS that does not exist: people, documents and their history, written as a migration package of the
 * real format. For the sample, the tests and the benchmark. Deterministic: equal options, equal bytes.
 */

import { fixtureChunks, type Invention, type InventOptions, invent, recordsOf } from './fixture.ts';

import { type PackageOptions, type WrittenPackage, writePackage } from './package.ts';

export type { Dialect } from './keys.ts';
export {
  type Invention,
  type InventOptions,
  invent,
  type PackageOptions,
  recordsOf,
  type WrittenPackage,
  writePackage,
};

/** The text of an invented fixture in pieces, made while it is read: nothing of it is kept. */
export function inventPackage(options: InventOptions = {}): AsyncIterable<string> {
  return fixtureChunks(invent(options));
}

/** What the sample package is made of. */
export const SAMPLE: PackageOptions = { seed: 20260203, documents: 8, compression: 9 };
