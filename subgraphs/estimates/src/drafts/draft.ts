import { nextTurn } from '../../../../service-kit/subgraph/turns';
import { In, type EntityManager } from 'typeorm';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import { notFound } from '../../../../service-kit/errors/errors';
import { checkId } from '../../../../service-kit/data/ids';
import { saveRows, updateRows } from '../../../../service-kit/data/bulk-rows';
import { checkVersion } from '../../../../service-kit/data/versions';
import { reject } from '../../../../service-kit/errors/user-errors';
import type { Context, WritingContext } from '../context';
import type { InputPath } from '../../../../service-kit/data/input-check';
import { Position } from '../positions/position.entity';
import { Section } from '../sections/section.entity';
import type { TotalsOptions } from '../calculation/totals';
import type { EstimateTotals } from '../calculation/totals.types';
import { requireCostsRead } from '../costs';
import { hasOneOrder, POLICY_VERSION } from '../calculation/money-rules';
import { outlineOf } from './document-order';
import { putInOneOrder } from './one-order';
import { settleFormulas } from '../formulas/settle-formulas';
import { unitBook } from '../units/units.service';
import type { Draft } from './working-copy';
import { settleTaxes } from '../taxes/settle-taxes';
import { settleChoices } from './draft-choices';
import { calculateContentInTurns, isSame, POSITION_AMOUNTS, writeAmounts } from './draft-totals';
import type { EstimateContent } from './estimate-content';
import { asUserError } from './calculation-errors';
import { announceEstimate } from '../estimates/estimate-changes';
import { Estimate } from '../estimates/estimate.entity';
import { requireProject } from '../projects/project-locks.service';
import { nameOf } from '../estimates/estimate-numbers.service';
import { isEditable } from '../statuses/statuses';

/*
 * Every change of an estimate's content goes the same way: lock its row, read all of it, change it in memory, calculate,
 * write what differs, commit. So stored totals always are those of the stored content, two edits at once wait for each
 * other, and an edit costs a constant number of statements, whatever it changes.
 */

export type { Draft };

/** Makes the working copy of an estimate. */
export function draftOf(estimate: Estimate, sections: Section[] = [], positions: Position[] = []): Draft {
  return {
    estimate,
    sections: new Map(sections.map((section) => [section.id, section])),
    positions: new Map(positions.map((position) => [position.id, position])),
    places: new Map(),
    givenCostFormulas: new Set(),
    taxPlaces: null,
    dirty: new Set(),
    repriced: new Set(),
    reordered: new Set(),
    removedSections: new Set(),
    removedPositions: new Set(),
    now: new Date(),
  };
}

/** Notes that a person changed a row. */
function touch(draft: Draft, row: Section | Position): void {
  row.version += 1;
  row.updatedAt = draft.now;
  draft.dirty.add(row);
}

/** Lets a person's edit change a row, and notes it when it did. */
export function changeRow<R extends Section | Position>(
  draft: Draft,
  row: R,
  change: (row: R) => void,
): void {
  const before = { ...row };
  change(row);
  if (!isSame(row, before)) touch(draft, row);
}

/**
 * Locks an estimate's row until the transaction ends.
 *
 * @throws GraphQLError NOT_FOUND, for a foreign one too; CONFLICT for another version than expected
 */
export async function lockEstimate(
  ctx: WritingContext,
  id: string,
  expectedVersion?: number | null,
): Promise<Estimate> {
  const { orgId } = ctx.viewer;
  const estimate = await ctx.transaction.findOne(Estimate, {
    where: { orgId, id: checkId(id, 'Estimate') },
    lock: { mode: 'pessimistic_write' },
  });
  if (!estimate) throw notFound('Estimate');
  checkVersion('The estimate', estimate, expectedVersion);
  return estimate;
}

/** Reads all that is in a locked estimate. */
export async function readDraft(ctx: WritingContext, estimate: Estimate): Promise<Draft> {
  const { loaders } = ctx;
  const [sections, positions] = await Promise.all([
    loaders.sectionsByEstimate.load(estimate.id),
    loaders.positionsByEstimate.load(estimate.id),
  ]);
  const draft = draftOf(estimate, sections, positions);
  if (!hasOneOrder(estimate.policyVersion)) putInOneOrder(draft);
  return draft;
}

/** What an edit may ask for. */
export interface EditOptions {
  /** Of the estimate; see `checkVersion`. */
  expectedVersion?: number | null | undefined;
  /** Where the input names the estimate, or the row that leads to it. */
  idPath: InputPath;
  /** Whether it moves no amount and touches neither sections nor positions: then nothing is read or calculated. */
  onlyOwnTexts?: boolean;
  /** A project it is put into: its row is locked before the estimate's, as everywhere. */
  projectId?: string | null | undefined;
  /** What is left to write when the rows are stored, in the same transaction. */
  afterwards?: (ctx: WritingContext, estimate: Estimate) => Promise<void>;
}

/** Names the estimate to change: by its id, or by a row in it. */
export type DraftTarget = string | { section: string } | { position: string };

/** Finds the estimate of a target. @throws GraphQLError NOT_FOUND, for a foreign row too */
async function estimateIdOf(ctx: WritingContext, target: DraftTarget): Promise<string> {
  if (typeof target === 'string') return target;
  const { orgId } = ctx.viewer;
  const [kind, entity, given] =
    'section' in target
      ? (['Section', Section, target.section] as const)
      : (['Position', Position, target.position] as const);
  const id = checkId(given, kind);
  const row = await ctx.transaction.findOne<Section | Position>(entity, {
    select: { id: true, orgId: true, estimateId: true },
    where: { orgId, id },
  });
  if (!row) throw notFound(kind);
  return row.estimateId;
}

/**
 * Changes a draft in one transaction.
 *
 * @param target which one
 * @param work changes the working copy; it may read, and leaves all writing to this function
 * @returns what `work` answered, with the estimate as it is now
 * @throws InputRejected ESTIMATE_NOT_DRAFT once it was sent, or what the calculation refuses
 * @throws GraphQLError NOT_FOUND, CONFLICT
 */
export async function editDraft<T extends object>(
  ctx: Context,
  target: DraftTarget,
  options: EditOptions,
  work: (draft: Draft, ctx: WritingContext) => T | Promise<T>,
): Promise<T & { estimate: Estimate }> {
  let saved: Draft | null = null;
  const done = await withTransaction(ctx, async (ctx) => {
    if (options.projectId != null) await requireProject(ctx, options.projectId, ['projectId']);
    const estimate = await lockEstimate(ctx, await estimateIdOf(ctx, target), options.expectedVersion);
    const { result, draft } = await editLocked(ctx, estimate, options, work);
    if (!options.onlyOwnTexts) saved = draft;
    await options.afterwards?.(ctx, estimate);
    return { ...result, estimate };
  });
  if (saved) showDraft(ctx, saved);
  return done;
}

/**
 * Changes a draft whose row is locked.
 *
 * @returns what `work` answered, and the working copy, for {@link showDraft} once the transaction has ended
 * @throws as {@link editDraft}
 */
export async function editLocked<T extends object>(
  ctx: WritingContext,
  estimate: Estimate,
  options: Pick<EditOptions, 'idPath' | 'onlyOwnTexts'>,
  work: (draft: Draft, ctx: WritingContext) => T | Promise<T>,
): Promise<{ result: T; draft: Draft }> {
  checkEditable(estimate, options.idPath);
  // Prices made of costs are shown to who may see costs; somebody else would write back what was shown to them, or find
  // costs out by changing one line after the other.
  if (estimate.pricedByCost) requireCostsRead(ctx);
  const draft = options.onlyOwnTexts ? draftOf(estimate) : await readDraft(ctx, estimate);
  const before = { ...estimate };
  const result = await work(draft, ctx);
  if (!hasChanged(draft, before)) return { result, draft };
  estimate.version += 1;
  estimate.updatedAt = draft.now;
  if (options.onlyOwnTexts) await saveRows(ctx.transaction, Estimate, [estimate]);
  else await saveDraft(ctx, draft);
  await announceEstimate(ctx, estimate.id);
  return { result, draft };
}

/** Whether an edit did anything: one that brings nothing new is not written and raises no version. */
function hasChanged(
  { estimate, dirty, removedSections, removedPositions }: Draft,
  before: Estimate,
): boolean {
  if (dirty.size + removedSections.size + removedPositions.size > 0) return true;
  return !isSame(estimate, before);
}

/** All rows of a working copy. */
export const contentOf = ({ estimate, sections, positions }: Draft): EstimateContent => ({
  estimate,
  sections: [...sections.values()],
  positions: [...positions.values()],
});

/** Gives the loaders what was just written, so that a payload does not read it again. */
export function showDraft(ctx: Context, { estimate, sections, positions }: Draft): void {
  const { loaders } = ctx;
  loaders.estimates.prime(estimate.id, estimate);
  loaders.sectionsByEstimate.prime(estimate.id, [...sections.values()]);
  const rows = [...positions.values()];
  loaders.positionsByEstimate.prime(estimate.id, rows);
  loaders.listedPositions.prime(estimate.id, { rows });
}

/** @throws InputRejected ESTIMATE_NOT_DRAFT */
export function checkEditable(estimate: Estimate, path: InputPath): void {
  if (isEditable(estimate.status)) return;
  throw reject(
    'ESTIMATE_NOT_DRAFT',
    path.join('.'),
    `${nameOf(estimate)} is ${estimate.status}: only a draft can change.`,
  );
}

/**
 * Calculates a working copy by the newest rules, and stores nothing.
 *
 * @param options see `calculateTotals`
 * @returns the content with its amounts, and its calculation
 * @throws InputRejected for what can't be calculated; TAX_NOT_FOUND, TAX_NOT_VALID
 */
export async function calculateDraft(
  ctx: Context,
  draft: Draft,
  options?: TotalsOptions,
): Promise<{ content: EstimateContent; totals: EstimateTotals }> {
  draft.estimate.policyVersion = POLICY_VERSION;
  const content = contentOf(draft);
  for (const row of draft.reordered) draft.dirty.add(row);
  await settleTaxes(ctx, draft);
  settleChoices(draft);
  const seesCosts = ctx.viewer.permissions.has('costs:read');
  await settleFormulas(draft, { readUnits: () => unitBook(ctx), seesCosts });
  await nextTurn(); // several edits are not calculated in one round of the event loop
  return { content, totals: await settleDraft(draft, content, options) };
}

/**
 * Calculates a working copy and writes what differs, in at most six statements for each 1,000 rows. A draft follows the newest rules.
 *
 * @param options see `calculateTotals`
 * @returns the content as it was written, and its calculation
 */
export async function saveDraft(
  ctx: WritingContext,
  draft: Draft,
  options?: TotalsOptions,
): Promise<{ content: EstimateContent; totals: EstimateTotals }> {
  const { content, totals } = await calculateDraft(ctx, draft, options);
  const { estimate, sections } = draft;
  const db = ctx.transaction;
  const { orgId } = ctx.viewer;
  const gone = { positions: [...draft.removedPositions], sections: [...draft.removedSections] };
  if (gone.positions.length > 0) await db.delete(Position, { orgId, id: In(gone.positions) });
  if (gone.sections.length > 0) await db.delete(Section, { orgId, id: In(gone.sections) });
  await saveRows(db, Estimate, [estimate]);
  // Parents before their children: of more than a thousand, they may be in different statements.
  const inOrder = outlineOf<Section, Position>(sections.values(), [], true).sections;
  await saveRows(
    db,
    Section,
    inOrder.filter((row) => draft.dirty.has(row)),
  );
  await savePositions(db, draft);
  return { content, totals };
}

/** So few travel with those that changed in more: a statement costs more than they do. */
const FEW = 100;

/** Positions that only come to something else are written in their amounts alone: in a large draft nearly all do. */
async function savePositions(db: EntityManager, { positions, dirty, repriced }: Draft): Promise<void> {
  const changed = [...positions.values()].filter((row) => dirty.has(row));
  const others = [...repriced].filter((row) => !dirty.has(row));
  if (others.length <= FEW) return saveRows(db, Position, [...changed, ...others]);
  await saveRows(db, Position, changed);
  await updateRows(db, Position, others, POSITION_AMOUNTS);
}

async function settleDraft(
  draft: Draft,
  content: EstimateContent,
  options?: TotalsOptions,
): Promise<EstimateTotals> {
  try {
    const totals = await calculateContentInTurns(content, options);
    for (const row of await writeAmounts(content, totals)) {
      const position = draft.positions.get(row.id);
      if (position) draft.repriced.add(position);
      else draft.dirty.add(row);
    }
    return totals;
  } catch (error) {
    throw asUserError(error, draft);
  }
}
