import { refuseControls } from './unfit.ts';

/** Text in XML, between tags. Error: `SCHEDULE_NOT_INSTALLED` for control characters, which cannot be written in it at all. */
export function xmlText(text: string): string {
  refuseControls(text);
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
