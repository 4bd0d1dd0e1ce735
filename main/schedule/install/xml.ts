/** Text in XML, between tags. Control characters cannot be written in it at all and are left out. */
export function xmlText(text: string): string {
  return text
    .replace(/[\p{Cc}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
