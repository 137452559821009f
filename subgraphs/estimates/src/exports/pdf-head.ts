import { BOTTOM, GREY, LOGO, MARGIN, PARTY_LINES, SIZE, WIDTH } from './pdf-layout';
import { SHEET_WORDS, writeDays } from './sheet-words';
import type { Party, Sheet, SheetLogo } from './sheet.types';

/* What stands above the table of the first page. */

type Doc = PDFKit.PDFDocument;

/** Draws the logo, what the document is, the parties and its remark; leaves the pen where the table begins. */
export function drawHead(doc: Doc, sheet: Sheet): void {
  const words = SHEET_WORDS[sheet.language];
  const under = sheet.logo ? drawLogo(doc, sheet.logo) : null;
  const width = under === null ? WIDTH : WIDTH - LOGO.width - 16;
  doc.font('bold').fontSize(16).text(sheet.heading, MARGIN, MARGIN, { width });
  doc.font('plain').fontSize(12).text(sheet.title, { width });
  doc.fontSize(SIZE).fillColor(GREY).text(writeDays(sheet).join('    '), { width }).fillColor('black');
  doc.moveDown();
  const top = Math.max(doc.y, under ?? 0);
  const half = WIDTH / 2 - 8;
  const left = drawParty(doc, words.seller, sheet.seller, { x: MARGIN, y: top, width: half });
  const right = drawParty(doc, words.client, sheet.client, {
    x: MARGIN + WIDTH / 2 + 8,
    y: top,
    width: half,
  });
  doc.x = MARGIN;
  doc.y = Math.max(left, right);
  if (sheet.notes) doc.text(sheet.notes, MARGIN, doc.y, { width: WIDTH }).moveDown();
  if (doc.y > BOTTOM - 60) doc.addPage();
}

/** In the upper right corner; answers where there is room under it. */
function drawLogo(doc: Doc, { bytes, width, height }: SheetLogo): number {
  const scale = Math.min(LOGO.width / width, LOGO.height / height);
  const [wide, high] = [width * scale, height * scale];
  doc.image(Buffer.from(bytes), MARGIN + WIDTH - wide, MARGIN, { width: wide, height: high });
  return MARGIN + high + 10;
}

/** Answers where there is room under it. */
function drawParty(
  doc: Doc,
  label: string,
  party: Party | null,
  { x, y, width }: { x: number; y: number; width: number },
): number {
  if (!party) return y;
  doc.fillColor(GREY).text(label, x, y, { width }).fillColor('black');
  // Cut, so that two parties of the longest lines leave room on the first page.
  const box = { width, height: PARTY_LINES * doc.currentLineHeight(true), ellipsis: true };
  doc.font('bold').text(party.name, x, doc.y, box).font('plain');
  for (const line of party.details) doc.text(line, x, doc.y, box);
  return doc.y + SIZE;
}
