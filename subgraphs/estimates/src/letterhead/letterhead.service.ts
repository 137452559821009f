import type { InputPath } from '../../../../service-kit/data/input-check';
import { keepUpload } from '../../../../service-kit/files/uploads';
import { read, withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context, WritingContext } from '../context';
import type { UpdateLetterheadInput } from '../generated/types';
import { createEstimateInputCheck, type EstimateInputCheck } from '../input-check';
import { Letterhead, type TaxId } from './letterhead.entity';
import { inspectLogo, logoNotFound } from './logos';

/** Characters, and how many there may be. Together they are 12 lines: what a paper has room for. */
const LIMITS = {
  name: 300,
  address: 300,
  addressLines: 3,
  taxIds: 4,
  taxLabel: 30,
  taxValue: 60,
  bankLines: 5,
  bankLine: 300,
  footer: 200,
} as const;

const blank = (orgId: string): Letterhead =>
  Object.assign(new Letterhead(), {
    ...{ orgId, legalName: null, address: null, taxIds: [], bankLines: [], footer: null },
    ...{ logo: null, updatedAt: null },
  });

/** The caller's organisation's letterhead; an empty one where nobody has set any. */
export async function getLetterhead(ctx: Context): Promise<Letterhead> {
  const { orgId } = ctx.viewer;
  return (await read(ctx, (db) => db.findOneBy(Letterhead, { orgId }))) ?? blank(orgId);
}

type Texts = Partial<Pick<Letterhead, 'legalName' | 'address' | 'taxIds' | 'bankLines' | 'footer'>>;

function tooMany(
  check: EstimateInputCheck,
  list: readonly unknown[],
  most: number,
  path: InputPath,
): boolean {
  if (list.length <= most) return false;
  check.refuse('TOO_MANY_ITEMS', path, `At most ${most} of ${path.at(-1) ?? 'them'}.`);
  return true;
}

/** One line of text: papers have room for so many, and one that breaks would be two. */
function oneLine(check: EstimateInputCheck, value: string, max: number, path: InputPath): string {
  const text = check.requiredText(value, max, path);
  if (/[\n\r]/.test(text)) check.refuse('INVALID_CHARACTERS', path, 'This has to be one line.');
  return text;
}

function readAddress(check: EstimateInputCheck, value: string | null): string | null {
  const text = check.text(value, LIMITS.address, ['address']);
  const lines = (text ?? '')
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length > LIMITS.addressLines) {
    check.refuse('TOO_MANY_ITEMS', ['address'], `An address has at most ${LIMITS.addressLines} lines.`);
  }
  return lines.length === 0 ? null : lines.join('\n');
}

function readTaxIds(check: EstimateInputCheck, input: UpdateLetterheadInput['taxIds']): TaxId[] {
  const list = input ?? [];
  if (tooMany(check, list, LIMITS.taxIds, ['taxIds'])) return [];
  return list.map(({ label, value }, index) => ({
    label: oneLine(check, label, LIMITS.taxLabel, ['taxIds', String(index), 'label']),
    value: oneLine(check, value, LIMITS.taxValue, ['taxIds', String(index), 'value']),
  }));
}

function readBankLines(check: EstimateInputCheck, input: UpdateLetterheadInput['bankLines']): string[] {
  const list = input ?? [];
  if (tooMany(check, list, LIMITS.bankLines, ['bankLines'])) return [];
  return list.map((line, index) => oneLine(check, line, LIMITS.bankLine, ['bankLines', String(index)]));
}

const oneLineOrNull = (
  check: EstimateInputCheck,
  value: string | null,
  max: number,
  field: string,
): string | null => (value === null || value.trim() === '' ? null : oneLine(check, value, max, [field]));

/** What an input changes. @throws InputRejected with every mistake */
function readTexts(input: UpdateLetterheadInput): Texts {
  const check = createEstimateInputCheck();
  const texts: Texts = {};
  const { legalName, address, taxIds, bankLines, footer } = input;
  if (legalName !== undefined) texts.legalName = oneLineOrNull(check, legalName, LIMITS.name, 'legalName');
  if (address !== undefined) texts.address = readAddress(check, address);
  if (taxIds !== undefined) texts.taxIds = readTaxIds(check, taxIds);
  if (bankLines !== undefined) texts.bankLines = readBankLines(check, bankLines);
  if (footer !== undefined) texts.footer = oneLineOrNull(check, footer, LIMITS.footer, 'footer');
  check.finish();
  return texts;
}

/**
 * Changes the letterhead of the caller's organisation. What was sent keeps its own; a logo that stands on nothing that was sent is
 * removed when another takes its place.
 *
 * @throws InputRejected for bad texts; LOGO_NOT_FOUND, IMAGE_BROKEN, IMAGE_TOO_LARGE, IMAGE_KIND
 */
export async function updateLetterhead(
  ctx: Context,
  input: UpdateLetterheadInput,
): Promise<{ letterhead: Letterhead }> {
  const texts = readTexts(input);
  const { logoId } = input;
  const logo = logoId == null ? logoId : await inspectLogo(ctx, logoId); // its bytes come before the transaction
  return withTransaction(ctx, async (ctx) => {
    const before = await lockLetterhead(ctx);
    if (logo) {
      const wanted = { id: logo.id, purpose: 'LOGO', until: null };
      if (!(await keepUpload(ctx.files, ctx.transaction, ctx.viewer.orgId, wanted))) throw logoNotFound();
    }
    const letterhead = Object.assign(new Letterhead(), before, texts, { updatedAt: new Date() });
    if (logo !== undefined) letterhead.logo = logo;
    await ctx.transaction.save(Letterhead, letterhead);
    if (before.logo && before.logo.id !== letterhead.logo?.id) await letGo(ctx, before.logo.id);
    return { letterhead };
  });
}

/** Its row, made where there was none, and locked: a sending that takes it waits, and so does another change. */
async function lockLetterhead({ transaction: db, viewer }: WritingContext): Promise<Letterhead> {
  const { orgId } = viewer;
  await db.query('INSERT INTO estimates.letterheads (org_id) VALUES ($1) ON CONFLICT DO NOTHING', [orgId]);
  return db.findOneOrFail(Letterhead, { where: { orgId }, lock: { mode: 'pessimistic_write' } });
}

/** A logo that is on nothing that was sent is removed by the cleaning (docs/files.md). */
async function letGo({ transaction: db, viewer, files }: WritingContext, id: string): Promise<void> {
  const { orgId } = viewer;
  const kept = await db.query<unknown[]>(
    `SELECT 1 FROM estimates.snapshots WHERE org_id = $1 AND letterhead #>> '{logo,id}' = $2 LIMIT 1`,
    [orgId, id],
  );
  if (kept.length === 0) await keepUpload(files, db, orgId, { id, purpose: 'LOGO', until: new Date() });
}
