import { describe, expect, it } from 'vitest';
import { storagePath } from './named-files.ts';

describe('the place of a file in the storage', () => {
  it.each([
    ['storage/documents/a.docx', 'documents/a.docx'],
    ['documents/a.docx', 'documents/a.docx'],
    ['/app/storage/documents/a.docx', 'documents/a.docx'],
    ['/srv/storage/edms/storage/media/a.png', 'media/a.png'],
    ['./documents//a.docx', 'documents/a.docx'],
    ['storage/documents/storage.docx', 'documents/storage.docx'],
    ['storage/../../etc/passwd', null],
    ['..', null],
    ['/etc/passwd', null],
    ['storage/', null],
  ])('that records call %s is %s', (filePath, place) => expect(storagePath(filePath)).toBe(place));
});
