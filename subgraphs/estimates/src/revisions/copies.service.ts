import { mapInPieces } from '../../../../service-kit/data/json-in-pieces';
import { inTurns, nextTurn } from '../../../../service-kit/subgraph/turns';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import { newId } from '../../../../service-kit/data/ids';
import { reject } from '../../../../service-kit/errors/user-errors';
import type { Context, WritingContext } from '../context';
import { copyAttachments } from '../attachments/attachments.service';
import { outlineOf } from '../drafts/document-order';
import { draftOf, lockEstimate, readDraft, saveDraft, showDraft, type Draft } from '../drafts/draft';
import { BLANK_ESTIMATE } from '../estimates/blank-estimate';
import { nameOf } from '../estimates/estimate-numbers.service';
import { DOCUMENT_SETTINGS, Estimate } from '../estimates/estimate.entity';
import type { DuplicateEstimateInput, ReviseEstimateInput } from '../generated/types';
import { createEstimateInputCheck, TEXT_LIMITS } from '../input-check';
import { firstVersions } from '../adjustments/adjustment-input';
import { requireLead } from '../leads/lead-check';
import { isPast } from '../organizations/organization-settings.service';
import { Position } from '../positions/position.entity';
import { keepProjectOf, requireProject } from '../projects/project-locks.service';
import { Section } from '../sections/section.entity';
import { recordMove } from '../statuses/status-moves.service';
import { isRevisable } from '../statuses/statuses';

/** What a copy takes of an estimate: what people give, and nothing of where it stands. */
const TAKEN = [
  ...DOCUMENT_SETTINGS,
  'title',
  'leadId',
  'projectId',
  'client',
  'validUntil',
  'supplyDate',
] as const satisfies readonly (keyof Estimate)[];

/**
 * Makes a draft with all that is in an estimate. Rows are new and keep their origins; amounts come with the calculation.
 *
 * @throws GraphQLError COST_LIMIT_EXCEEDED: a line that is copied costs as much as one that is sent
 */
export async function copyOf(ctx: Context, source: Draft): Promise<Draft> {
  const { orgId, userId } = ctx.viewer;
  ctx.facts.spending?.chargeWork(source.positions.size);
  const id = newId();
  const now = new Date();
  const made = { orgId, id, authorId: userId, createdAt: now, updatedAt: now };
  const estimate = Object.assign(new Estimate(), BLANK_ESTIMATE, made);
  for (const field of TAKEN) Object.assign(estimate, { [field]: source.estimate[field] });
  estimate.adjustments = firstVersions(estimate.adjustments);
  const ids = await inTurns(newIds(source));
  const placed = (old: string | null): string | null => (old === null ? null : (ids.get(old) ?? null));
  const row = { estimateId: id, version: 1, createdAt: now, updatedAt: now };
  const sections = [...source.sections.values()].map((old) =>
    Object.assign(new Section(), old, row, {
      id: ids.get(old.id),
      parentId: placed(old.parentId),
      adjustments: firstVersions(old.adjustments),
    }),
  );
  const positions = await inTurns(
    mapInPieces(source.positions.values(), (old) =>
      Object.assign(new Position(), old, row, { id: ids.get(old.id), sectionId: placed(old.sectionId) }),
    ),
  );
  const draft = draftOf(estimate, sections, positions);
  for (const each of [...sections, ...positions]) draft.dirty.add(each);
  return draft;
}

/** New ids by old ones. They grow as the rows stand: of two rows with one rank (there are such of earlier versions) the first one stays so. */
function* newIds({ sections, positions }: Draft): Generator<void, ReadonlyMap<string, string>> {
  const outline = outlineOf<Section, Position>(sections.values(), positions.values(), true);
  yield;
  const ids = new Map<string, string>();
  for (const place of [null, ...sections.keys()])
    for (const item of outline.itemsIn(place)) {
      ids.set('section' in item ? item.section.id : item.position.id, newId());
      yield;
    }
  return ids;
}

/** Stores a copy. */
async function storeCopy(ctx: WritingContext, draft: Draft): Promise<void> {
  await saveDraft(ctx, draft);
  await recordMove(ctx, draft.estimate, { from: null, reason: null, at: draft.now });
}

/** The files of what was copied belong to the copy, too; its rows are known by their origins. */
async function copyFiles(ctx: WritingContext, source: Draft, draft: Draft): Promise<void> {
  await nextTurn(); // several copies are not gone through in one round of the event loop
  const copies = new Map([...draft.positions.values()].map(({ originId, id }) => [originId, id]));
  const rows = new Map<string | null, string | null>([[null, null]]);
  for (const { id, originId } of source.positions.values()) rows.set(id, copies.get(originId) ?? null);
  return copyAttachments(ctx, source.estimate.id, draft.estimate.id, rows);
}

/** A last day that is over is not taken along. */
async function dropPastValidity(ctx: WritingContext, { estimate, now }: Draft): Promise<void> {
  if (await isPast(ctx, estimate, now)) estimate.validUntil = null;
}

/** What is made anew isn't supplied on a day that is over. */
async function dropPastSupply(ctx: WritingContext, { estimate, now }: Draft): Promise<void> {
  if (await isPast(ctx, { validUntil: estimate.supplyDate }, now)) estimate.supplyDate = null;
}

/**
 * Makes the next revision of what was sent, as a draft with its number. What was sent stays as it is, until the revision is
 * sent: then it becomes SUPERSEDED.
 *
 * @throws InputRejected NOT_REVISABLE by its state; REVISED_ALREADY while there is a revision of it
 * @throws GraphQLError NOT_FOUND, CONFLICT
 */
export async function reviseEstimate(
  ctx: Context,
  input: ReviseEstimateInput,
): Promise<{ estimate: Estimate }> {
  let made: Draft | null = null;
  const done = await withTransaction(ctx, async (ctx) => {
    await keepProjectOf(ctx, input.id);
    const source = await lockEstimate(ctx, input.id, input.expectedVersion);
    if (!isRevisable(source.status)) {
      const message = `${nameOf(source)} is ${source.status}: it can't be revised. Duplicate it instead.`;
      throw reject('NOT_REVISABLE', 'id', message);
    }
    await checkUnrevised(ctx, source);
    const whole = await readDraft(ctx, source);
    const draft = await copyOf(ctx, whole);
    const { number, revision, id: supersedesId } = source;
    Object.assign(draft.estimate, { number, revision: revision + 1, supersedesId });
    await dropPastValidity(ctx, draft);
    await storeCopy(ctx, draft);
    await copyFiles(ctx, whole, draft);
    made = draft;
    return { estimate: draft.estimate };
  });
  if (made) showDraft(ctx, made);
  return done;
}

async function checkUnrevised(ctx: WritingContext, source: Estimate): Promise<void> {
  const { orgId } = ctx.viewer;
  const next = await ctx.transaction.findOneBy(Estimate, { orgId, supersedesId: source.id });
  if (!next) return;
  const message = `There is a revision of ${nameOf(source)} already, ${next.status}: change that one, or delete it.`;
  throw reject('REVISED_ALREADY', 'id', message);
}

/**
 * Makes a new draft with all that is in an estimate, whatever its state.
 *
 * @throws InputRejected for a bad title, LEAD_NOT_FOUND, PROJECT_NOT_FOUND; GraphQLError NOT_FOUND
 */
export async function duplicateEstimate(
  ctx: Context,
  input: DuplicateEstimateInput,
): Promise<{ estimate: Estimate }> {
  const check = createEstimateInputCheck();
  const title = input.title == null ? null : check.requiredText(input.title, TEXT_LIMITS.name, ['title']);
  check.finish();
  const leadId = input.leadId == null ? null : await requireLead(ctx, input.leadId, ['leadId']);
  let made: Draft | null = null;
  const done = await withTransaction(ctx, async (ctx) => {
    const { projectId } = input;
    const project = projectId == null ? projectId : await requireProject(ctx, projectId, ['projectId']);
    if (project === undefined) await keepProjectOf(ctx, input.id);
    const source = await readDraft(ctx, await lockEstimate(ctx, input.id));
    const draft = await copyOf(ctx, source);
    if (title !== null) draft.estimate.title = title;
    const isForAnother = leadId !== null && leadId !== draft.estimate.leadId;
    if (isForAnother) {
      Object.assign(draft.estimate, { leadId, client: null }); // somebody else buys
    }
    if (project !== undefined) draft.estimate.projectId = project;
    await dropPastValidity(ctx, draft);
    await dropPastSupply(ctx, draft);
    await storeCopy(ctx, draft);
    if (!isForAnother) await copyFiles(ctx, source, draft); // photos of somebody's place are nobody else's
    made = draft;
    return { estimate: draft.estimate };
  });
  if (made) showDraft(ctx, made);
  return done;
}
