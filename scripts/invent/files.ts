import { zipOfStored } from './zip.ts';

/** A small document that a person can open. */
export interface InventedFile {
  readonly bytes: Buffer;
  readonly mimeType: string;
  readonly extension: 'docx' | 'pdf' | 'txt';
}

/** Makes a Word, PDF or text file; the same words give the same bytes everywhere. */
export function inventFile(
  extension: InventedFile['extension'],
  title: string,
  paragraphs: readonly string[],
): InventedFile {
  switch (extension) {
    case 'docx':
      return {
        extension,
        mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        bytes: docx([title, ...paragraphs]),
      };
    case 'pdf':
      return { extension, mimeType: 'application/pdf', bytes: pdf([title, ...paragraphs]) };
    case 'txt':
      return {
        extension,
        mimeType: 'text/plain',
        bytes: Buffer.from(`${[title, '', ...paragraphs].join('\n')}\n`),
      };
  }
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OFFICE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const RELATION = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument';
const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';

/** The three parts that Word insists on. */
function docx(paragraphs: readonly string[]): Buffer {
  const body = paragraphs.map((text) => `<w:p><w:r><w:t>${escapeXml(text)}</w:t></w:r></w:p>`).join('');
  return zipOfStored([
    {
      path: '[Content_Types].xml',
      content: Buffer.from(
        `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${OFFICE}"/></Types>`,
      ),
    },
    {
      path: '_rels/.rels',
      content: Buffer.from(
        `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATION}" Target="word/document.xml"/></Relationships>`,
      ),
    },
    {
      path: 'word/document.xml',
      content: Buffer.from(`${XML}<w:document xmlns:w="${WORD}"><w:body>${body}</w:body></w:document>`),
    },
  ]);
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** One page of PDF 1.4 in Helvetica. Characters that its encoding lacks become question marks. */
function pdf(lines: readonly string[]): Buffer {
  const text = lines
    .map((line) => line.replace(/[^\x20-\x7e\xa1-\xff]/g, '?').replace(/[\\()]/g, '\\$&'))
    .map((line) => `(${line}) Tj T*`)
    .join('\n');
  const page = `BT /F1 12 Tf 60 780 Td 18 TL\n${text}\nET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${page.length} >>\nstream\n${page}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ];
  let file = '%PDF-1.4\n';
  const offsets: string[] = [];
  for (const [index, object] of objects.entries()) {
    offsets.push(`${String(file.length).padStart(10, '0')} 00000 n \n`);
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
  }
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`;
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(file + table + trailer, 'latin1');
}
