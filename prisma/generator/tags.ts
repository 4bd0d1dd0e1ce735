/**
 * The tags in the `///` comments of `schema.prisma`; its head says what each one means. A tag starts with `@`
 * at the beginning of the comment or after white space and goes on to the next tag.
 */
export type Tags = ReadonlyMap<string, readonly string[]>;

const known = new Set([
  ...['django', 'through', 'leftover', 'step', 'owner', 'key', 'many', 'generic', 'absent', 'check'],
  ...['field', 'default', 'choices'],
]);

/** Reads the tags of one comment, in order. Throws for a tag that the map's convention does not know. */
export function readTags(documentation: string | undefined): Tags {
  const tags = new Map<string, string[]>();
  for (const piece of (documentation ?? '').split(/(?:^|\s)(?=@[a-z]+\b)/)) {
    const match = /^@([a-z]+)\s*([\s\S]*)$/.exec(piece.trim());
    if (match === null) continue;
    const [, name = '', value = ''] = match;
    if (!known.has(name)) throw new Error(`Unknown tag @${name} in the map: ${documentation}`);
    tags.set(name, [...(tags.get(name) ?? []), value.trim()]);
  }
  return tags;
}

/** The value of a tag that may stand once at most. */
export function oneTag(tags: Tags, name: string): string | undefined {
  const values = tags.get(name) ?? [];
  if (values.length > 1) throw new Error(`The tag @${name} stands twice: ${values.join(' | ')}`);
  return values[0];
}

/** The words of a tag that may stand once at most. */
export function wordsOf(tags: Tags, name: string): readonly string[] | undefined {
  return oneTag(tags, name)?.split(/\s+/).filter(Boolean);
}

/** Splits `documents.document "Document"` into label and verbose name. */
export function labelAndName(value: string): { readonly label: string; readonly verboseName: string } {
  const match = /^([a-z_]+\.[a-z_]+) (".*")$/.exec(value);
  if (match === null) throw new Error(`Expected LABEL "VERBOSE NAME", found: ${value}`);
  const [, label = '', quoted = ''] = match;
  return { label, verboseName: String(JSON.parse(quoted)) };
}
