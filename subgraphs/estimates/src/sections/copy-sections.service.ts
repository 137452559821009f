import { In } from 'typeorm';
import { referencedId, refusedReference } from '../../../../service-kit/data/input-check';
import { reject } from '../../../../service-kit/errors/user-errors';
import { read, withTransaction } from '../../../../service-kit/subgraph/context';
import { copyAttachments } from '../attachments/attachments.service';
import { SIZE_LIMITS } from '../calculation/money-limits';
import type { Context, WritingContext } from '../context';
import { requireCostsRead } from '../costs';
import { outlineOf } from '../drafts/document-order';
import { editDraft, editLocked, lockEstimate, readDraft, showDraft, type Draft } from '../drafts/draft';
import { joinOthers } from '../drafts/draft-choices';
import { addCopy, addSectionCopy } from '../drafts/new-content';
import { putAmong, type PlaceInput } from '../drafts/places';
import { RANK_GAP } from '../drafts/ranks';
import { siblingsIn, type Row } from '../drafts/siblings';
import type { Estimate } from '../estimates/estimate.entity';
import type { CopySectionsInput } from '../generated/types';
import type { Position } from '../positions/position.entity';
import { namesOfCopies, type CopiedNames } from './copied-names';
import { Section } from './section.entity';
import { removeWithContent, sectionIdIn } from './sections.service';

const MAX_AT_ONCE = 50;

interface Done {
  sections: Section[];
  estimate: Estimate;
  source: Estimate;
}

/**
 * Copies sections with all that is in them, or moves them into another draft, in one transaction.
 *
 * @throws InputRejected SECTION_NOT_FOUND, DUPLICATE_ID, SECTIONS_NESTED, SEVERAL_ESTIMATES, USE_MOVE_SECTION, CURRENCY_DIFFERS,
 *   TAX_MODE_DIFFERS, SECTIONS_TOO_DEEP, TOO_MANY_ITEMS; as `editDraft` for each of the drafts that change
 * @throws GraphQLError NOT_FOUND, CONFLICT; FORBIDDEN where prices are made of costs, without costs:read;
 *   COST_LIMIT_EXCEEDED
 */
export async function copySections(ctx: Context, input: CopySectionsInput): Promise<Done> {
  const ids = readIds(input.ids);
  const sourceId = await estimateOf(ctx, ids);
  const targetId = input.estimateId?.toLowerCase() ?? sourceId;
  if (targetId !== sourceId) return copyAcross(ctx, input, ids, sourceId, targetId);
  if (input.removeOriginals) {
    throw reject(
      'USE_MOVE_SECTION',
      'removeOriginals',
      'Within their estimate sections are moved by “moveSection”.',
    );
  }
  const expectedVersion = input.expectedVersion ?? input.expectedSourceVersion;
  const copied: Copied = new Map();
  const options = {
    ...{ idPath: ['ids'], expectedVersion },
    afterwards: (ctx: WritingContext) => copyAttachments(ctx, sourceId, sourceId, copied, { path: 'ids' }),
  };
  const done = await editDraft(ctx, sourceId, options, (draft, ctx) => {
    copied.clear(); // a transaction may run again
    return { sections: copyInto(ctx, draft, draft, ids, input, copied) };
  });
  return { ...done, source: done.estimate };
}

/** Both rows are locked in the order of their ids, so that two such calls never wait for each other. */
async function copyAcross(
  ctx: Context,
  input: CopySectionsInput,
  ids: readonly string[],
  sourceId: string,
  targetId: string,
): Promise<Done> {
  const changed: Draft[] = [];
  const done = await withTransaction(ctx, async (ctx) => {
    const expected = new Map([
      [sourceId, input.expectedSourceVersion],
      [targetId, input.expectedVersion],
    ]);
    const locked = new Map<string, Estimate>();
    for (const id of [...expected.keys()].sort())
      locked.set(id, await lockEstimate(ctx, id, expected.get(id)));
    const [source, estimate] = [locked.get(sourceId) as Estimate, locked.get(targetId) as Estimate];
    checkAlike(source, estimate);
    // A price before what is measured on cost is known to who may see costs.
    if (source.pricedByCost) requireCostsRead(ctx);
    const from = await readDraft(ctx, source);
    const copied: Copied = new Map();
    const { result, draft } = await editLocked(ctx, estimate, { idPath: ['estimateId'] }, (draft) => ({
      sections: copyInto(ctx, from, draft, ids, input, copied),
    }));
    const isForAnother = source.leadId !== estimate.leadId;
    await copyAttachments(ctx, sourceId, targetId, copied, { path: 'ids', isForAnother });
    changed.splice(0, changed.length, draft);
    if (input.removeOriginals) changed.push(await removeFrom(ctx, source, ids));
    return { ...result, estimate, source };
  });
  for (const draft of changed) showDraft(ctx, draft);
  return done;
}

async function removeFrom(ctx: WritingContext, source: Estimate, ids: readonly string[]): Promise<Draft> {
  const { draft } = await editLocked(ctx, source, { idPath: ['ids'] }, (draft) => {
    for (const id of ids) removeWithContent(draft, id);
    return {};
  });
  return draft;
}

function readIds(given: readonly string[]): string[] {
  if (given.length === 0) throw reject('REQUIRED', 'ids', 'Give at least one section.');
  if (given.length > MAX_AT_ONCE)
    throw reject('TOO_MANY_ITEMS', 'ids', `Give at most ${MAX_AT_ONCE} sections at once.`);
  const ids = given.map((id, index) => referencedId(id, 'Section', ['ids', String(index)]));
  const again = ids.findIndex((id, index) => ids.indexOf(id) < index);
  if (again >= 0) throw reject('DUPLICATE_ID', `ids.${again}`, 'This section is named twice.');
  return ids;
}

/** The estimate that sections lie in. @throws InputRejected SECTION_NOT_FOUND, SEVERAL_ESTIMATES */
async function estimateOf(ctx: Context, ids: readonly string[]): Promise<string> {
  const { orgId } = ctx.viewer;
  const rows = await read(ctx, (db) =>
    db.find(Section, {
      select: { orgId: true, id: true, estimateId: true },
      where: { orgId, id: In([...ids]) },
    }),
  );
  const found = new Map(rows.map(({ id, estimateId }) => [id, estimateId]));
  const first = found.get(ids[0] as string) ?? '';
  for (const [index, id] of ids.entries()) {
    const estimateId = found.get(id);
    if (estimateId === undefined) throw refusedReference('Section', ['ids', String(index)]);
    if (estimateId !== first)
      throw reject(
        'SEVERAL_ESTIMATES',
        `ids.${index}`,
        'This section lies in another estimate than the first one.',
      );
  }
  // Of one in the trash its sections are still there.
  if (!(await ctx.loaders.estimates.load(first))) throw refusedReference('Section', ['ids', '0']);
  return first;
}

/** @throws InputRejected where an amount would mean something else */
function checkAlike(source: Estimate, target: Estimate): void {
  if (source.currency !== target.currency) {
    const message = `The sections are priced in ${source.currency}, the draft in ${target.currency}: amounts are never mixed.`;
    throw reject('CURRENCY_DIFFERS', 'estimateId', message);
  }
  if (source.taxMode === target.taxMode) return;
  const message = `Prices hold the tax in one of them, and not in the other: ${source.taxMode}, and ${target.taxMode} in the draft.`;
  throw reject('TAX_MODE_DIFFERS', 'estimateId', message);
}

/** What is copied, read before anything is put in: a section may be copied into itself. */
interface Tree {
  readonly section: Section;
  readonly items: readonly ({ readonly position: Position } | Tree)[];
}

function treeOf(outline: ReturnType<typeof outlineOf<Section, Position>>, section: Section): Tree {
  const items = outline
    .itemsIn(section.id)
    .map((item) => ('position' in item ? item : treeOf(outline, item.section)));
  return { section, items };
}

const linesOf = ({ items }: Tree): Position[] =>
  items.flatMap((item) => ('position' in item ? item.position : linesOf(item)));
const sectionsOf = (tree: Tree): number =>
  1 + tree.items.reduce((sum, item) => sum + ('position' in item ? 0 : sectionsOf(item)), 0);
const heightOf = (tree: Tree): number =>
  1 + Math.max(0, ...tree.items.map((item) => ('position' in item ? 0 : heightOf(item))));

/** @throws GraphQLError COST_LIMIT_EXCEEDED: a line that is copied costs as much as one that is sent */
function copyInto(
  ctx: WritingContext,
  source: Draft,
  target: Draft,
  ids: readonly string[],
  input: CopySectionsInput,
  copied: Copied,
): Section[] {
  const outline = outlineOf(source.sections.values(), source.positions.values(), true);
  const originals = ids.map((id, index) => {
    const section = source.sections.get(id);
    if (!section) throw refusedReference('Section', ['ids', String(index)]); // gone meanwhile
    return section;
  });
  checkApart(source, originals);
  const trees = originals.map((section) => treeOf(outline, section));
  const isSame = source === target;
  const [first] = originals;
  const parentId =
    input.parentId === undefined && isSame
      ? (first?.parentId ?? null)
      : sectionIdIn(target, input.parentId, ['parentId']);
  checkSizes(target, trees, parentId);
  const lines = trees.flatMap(linesOf);
  ctx.facts.spending?.chargeWork(lines.length);
  const seesCosts = ctx.viewer.permissions.has('costs:read');
  const names = namesOfCopies(source, target, lines, { path: 'ids', seesCosts });
  target.estimate.parameters = [...target.estimate.parameters, ...names.parameters];
  const copies = trees.map((tree) => addTree(target, tree, parentId, names, copied));
  const last = isSame && originals.at(-1)?.parentId === parentId ? originals.at(-1) : undefined;
  place(target, copies, parentId, input, last);
  for (const copy of copies) joinOthers(target, copy);
  return copies;
}

/** @throws InputRejected SECTIONS_NESTED for a section within another of them */
function checkApart({ sections }: Draft, originals: readonly Section[]): void {
  const named = new Set(originals.map(({ id }) => id));
  for (const [index, { name, parentId }] of originals.entries()) {
    for (let at = parentId; at !== null; at = sections.get(at)?.parentId ?? null) {
      if (named.has(at))
        throw reject(
          'SECTIONS_NESTED',
          `ids.${index}`,
          `“${name}” lies in another of these sections: it comes along.`,
        );
    }
  }
}

function checkSizes(target: Draft, trees: readonly Tree[], parentId: string | null): void {
  const outline = outlineOf(target.sections.values(), [], true);
  const above = parentId === null ? 0 : outline.depthOf(parentId);
  const { sectionDepth } = SIZE_LIMITS;
  if (above + Math.max(...trees.map(heightOf)) > sectionDepth)
    throw reject('SECTIONS_TOO_DEEP', 'parentId', `Sections nest at most ${sectionDepth} levels deep.`);
  const counts = {
    sections: target.sections.size + trees.reduce((sum, tree) => sum + sectionsOf(tree), 0),
    positions: target.positions.size + trees.reduce((sum, tree) => sum + linesOf(tree).length, 0),
  };
  for (const what of ['sections', 'positions'] as const) {
    if (counts[what] <= SIZE_LIMITS[what]) continue;
    const message = `The draft would have ${counts[what]} ${what}; an estimate has ${SIZE_LIMITS[what]} at most.`;
    throw reject('TOO_MANY_ITEMS', 'ids', message);
  }
}

/** Lines by their originals: a copy has the same files. */
type Copied = Map<string, string>;

function addTree(
  target: Draft,
  tree: Tree,
  parentId: string | null,
  names: CopiedNames,
  copied: Copied,
): Section {
  const copy = addSectionCopy(target, tree.section, parentId);
  for (const [index, item] of tree.items.entries()) {
    const rank = index * RANK_GAP;
    if (!('position' in item)) {
      addTree(target, item, copy.id, names, copied).rank = rank;
      continue;
    }
    const { position } = item;
    const line = Object.assign(addCopy(target, position, copy.id, names), { rank });
    copied.set(position.id, line.id);
  }
  return copy;
}

/** Puts copies one after another: where the input says, else after the last original, else last. */
function place(
  target: Draft,
  copies: readonly Section[],
  parentId: string | null,
  { afterId = null, beforeId = null }: PlaceInput,
  last: Section | undefined,
): void {
  const standing = siblingsIn(target, parentId).filter((row) => !copies.includes(row as Section));
  let before: Section | undefined;
  for (const copy of copies) {
    const at = before ? { afterId: before.id } : { afterId, beforeId };
    for (const moved of putAmong<Row>(copy, standing, at, 'Section', last)) target.dirty.add(moved);
    standing.push(copy);
    before = copy;
  }
}
