/** A name as SQL has it: whatever it is made of, it is that name and nothing else. */
export function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
