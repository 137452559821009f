import { kindOf, type FileKind } from './file-kinds';
import { attachment, safeFileName } from './file-names';

const zip = (first: string, content = '') =>
  Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(26), Buffer.from(first + content)]);

it.each<[string, Buffer, FileKind | null]>([
  ['PDF', Buffer.from('%PDF-1.7\n'), 'pdf'],
  ['PNG', Buffer.from('89504e470d0a1a0a0000', 'hex'), 'png'],
  ['JPEG', Buffer.from('ffd8ffe000104a464946', 'hex'), 'jpg'],
  ['GIF', Buffer.from('GIF89a...'), 'gif'],
  ['WebP', Buffer.from('RIFF\x10\0\0\0WEBPVP8 ', 'latin1'), 'webp'],
  ['a workbook', zip('[Content_Types].xml'), 'xlsx'],
  [
    'a text document',
    Buffer.concat([zip('[Content_Types].xml'), zip('_rels/.rels'), zip('word/document.xml')]),
    'docx',
  ],
  ['an iPhone’s photo', Buffer.from('\0\0\0\x24ftypheic\0\0\0\0mif1heic', 'latin1'), 'heic'],
  ['a workbook of another program', zip('xl/workbook.xml'), 'xlsx'],
  ['an OpenDocument sheet', zip('mimetype', 'application/vnd.oasis.opendocument.spreadsheet'), 'ods'],
  ['an OpenDocument text', zip('mimetype', 'application/vnd.oasis.opendocument.text'), null],
  ['another zip', zip('readme.txt'), null],
  ['an archive of ours', zip('README.txt'), 'zip'],
  ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'xls'],
  ['text', Buffer.from('Код;Цена\n1;2,50\n'), 'csv'],
  ['text of Windows', Buffer.from('cae9e42c31', 'hex'), 'csv'],
  ['text in UTF-16', Buffer.from('\ufeffкод;1', 'utf16le'), 'csv'],
  ['an SVG', Buffer.from('<?xml version="1.0"?><svg onload="x()"/>'), null],
  ['a page', Buffer.from('\n <!DOCTYPE html><script>'), null],
  ['a program', Buffer.from('\x7fELF\x02\x01\x01\0', 'latin1'), null],
  ['a Windows program', Buffer.from('MZ\x90\0\x03', 'latin1'), null],
  ['nothing', Buffer.alloc(0), null],
])('knows %s by its first bytes', (_name, head, kind) => {
  expect(kindOf(head)).toBe(kind);
});

it.each([
  ['Смета № 5', 'pdf', 'Смета № 5.pdf'],
  ['report.PDF', 'pdf', 'report.pdf'],
  ['../../etc/passwd', 'csv', 'etc passwd.csv'],
  ['a\r\nSet-Cookie: x', 'pdf', 'a Set-Cookie x.pdf'],
  ['invoice\u202efdp.exe', 'pdf', 'invoice fdp.exe.pdf'],
  ['  ...  ', 'xlsx', 'file.xlsx'],
  ['x'.repeat(500), 'pdf', `${'x'.repeat(120)}.pdf`],
  ['\ud800broken', 'pdf', '\ufffdbroken.pdf'],
])('makes a name of %j that any system can save', (name, extension, safe) => {
  expect(safeFileName(name, extension)).toBe(safe);
});

it('puts a Cyrillic name into the header by RFC 8187, and something plain for old clients', () => {
  expect(attachment('kitchen.pdf')).toBe('attachment; filename="kitchen.pdf"');
  expect(attachment("Смета (5)'.pdf")).toBe(
    `attachment; filename="_____ (5)'.pdf"; filename*=UTF-8''%D0%A1%D0%BC%D0%B5%D1%82%D0%B0%20%285%29%27.pdf`,
  );
  for (const name of ['a"b.pdf', 'a\\b.pdf', 'ü;x=1.pdf', '100%.pdf']) {
    expect(attachment(name)).toMatch(/^attachment; filename="[^"\\;%]*"; filename\*=UTF-8''[\w.%-]+$/);
  }
});
