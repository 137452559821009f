import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { referencedId, refusedReference } from '../../../../service-kit/data/input-check';
import { nextTurn } from '../../../../service-kit/subgraph/turns';
import type { EstimateTotals } from '../calculation/totals.types';
import type { Context } from '../context';
import { calculateDraft, contentOf } from '../drafts/draft';
import { outlineOf } from '../drafts/document-order';
import type { EstimateContent } from '../drafts/estimate-content';
import { inPreviewTurn } from '../drafts/preview-turns';
import { newDraft } from '../estimates/estimates.service';
import { explainRow } from '../explanations/explanations.service';
import type { Explanation } from '../explanations/explanation.types';
import type { ExplanationLanguage } from '../explanations/explanation-words';
import type { CreateEstimateInput } from '../generated/types';
import { requireLead } from '../leads/lead-check';
import { checkListed, pageOf } from '../positions/position-reads.service';
import type { Position } from '../positions/position.entity';
import type { Section } from '../sections/section.entity';
import { chargeCalculation } from '../snapshots/verification.service';
import type { Preview, PreviewedPosition, PreviewedSection } from './preview';

/**
 * Calculates what `createEstimate` would make of an input, by the same steps, and stores nothing. Large documents take turns, as
 * other calculations that only show something.
 *
 * @throws InputRejected as `createEstimate` does
 * @throws GraphQLError FORBIDDEN when it sets costs without costs:write; SERVICE_UNAVAILABLE when too many wait
 */
export async function previewEstimate(
  ctx: Context,
  input: CreateEstimateInput,
): Promise<{ preview: Preview }> {
  // Another subgraph is asked: nobody's turn waits for it. What it refuses is told after the input's own mistakes, as `createEstimate` does.
  const [asked] = await Promise.allSettled([requireReferences(ctx, input)]);
  // In one turn: a draft that waited for a second one would be held meanwhile, and so would all that wait.
  return inPreviewTurn(ctx, async () => {
    const draft = await newDraft(ctx, input);
    if (asked.status === 'rejected') throw asked.reason;
    draft.estimate.leadId = asked.value;
    const isExplained = asksForExplanations(ctx);
    // Before it is done: what is too dear takes nobody's time.
    if (isExplained) chargeCalculation(ctx, contentOf(draft));
    // Weights are many times as long as all else: they are held where something is explained, and nowhere else.
    const { content, totals } = await calculateDraft(ctx, draft, { tellsWeights: isExplained });
    return { preview: previewOf(content, draft.places, isExplained ? totals : null) };
  });
}

/** @returns the lead's id @throws InputRejected LEAD_NOT_FOUND, PROJECT_NOT_FOUND */
async function requireReferences(ctx: Context, input: CreateEstimateInput): Promise<string> {
  const leadId = await requireLead(ctx, input.leadId, ['leadId']);
  if (input.projectId != null) await requireReadableProject(ctx, input.projectId);
  return leadId;
}

/** As `requireProject`, where nothing keeps it there. @throws InputRejected PROJECT_NOT_FOUND */
async function requireReadableProject(ctx: Context, projectId: string): Promise<void> {
  const path = ['projectId'];
  const project = await ctx.loaders.projects.load(referencedId(projectId, 'Project', path));
  if (!project) throw refusedReference('Project', path);
}

/** Whatever has no list of what it asks for asks for everything. */
const asksForExplanations = ({ asked }: Context): boolean =>
  asked.everything ||
  ['EstimatePreview', 'SectionPreview', 'PositionPreview'].some((type) => asked.of(type).has('explanation'));

/** @param totals with weights; null where the operation explains nothing */
function previewOf(
  content: EstimateContent,
  places: Preview['places'],
  totals: EstimateTotals | null,
): Preview {
  const { estimate, sections, positions } = content;
  return { estimate, content, outline: outlineOf(sections, positions, true), places, totals };
}

const sectionNode = (preview: Preview, row: Section): PreviewedSection => ({
  preview,
  estimate: preview.estimate,
  row,
});

const positionNode = (preview: Preview, row: Position): PreviewedPosition => ({
  preview,
  estimate: preview.estimate,
  row,
});

/** All sections, in the order of the document. */
export const previewedSections = (preview: Preview): PreviewedSection[] =>
  preview.outline.sections.map((row) => sectionNode(preview, row));

/** The sections directly in one; null: at the top level. */
export const previewedSectionsIn = (preview: Preview, parentId: string | null): PreviewedSection[] =>
  preview.outline.sectionsIn(parentId).map((row) => sectionNode(preview, row));

/** The positions directly in a section; null: outside sections. @throws GraphQLError LIST_TOO_LONG */
export function previewedPositionsIn(preview: Preview, sectionId: string | null): PreviewedPosition[] {
  const rows = preview.outline.positionsIn(sectionId);
  checkListed(rows.length);
  return rows.map((row) => positionNode(preview, row));
}

/** Where a row came from in the input. */
export const pathOf = ({ preview, row }: PreviewedSection | PreviewedPosition): string[] => [
  ...(preview.places.get(row.id) ?? []),
];

/** One page of all positions; a cursor is a place in the input. @throws GraphQLError BAD_USER_INPUT */
export const pageOfPreviewed = (preview: Preview, args: PageArgs): Page<PreviewedPosition> =>
  pageOf(
    preview.outline.positions,
    args,
    ({ id }) => (preview.places.get(id) ?? []).join('.'),
    (row) => positionNode(preview, row),
  );

/**
 * Explains amounts of a preview: of a row, or of the whole. Others have their turn between any two.
 *
 * @throws GraphQLError COST_LIMIT_EXCEEDED
 */
export async function explainPreview(
  ctx: Context,
  { content, totals }: Preview,
  row: Section | Position | null,
  language: ExplanationLanguage,
): Promise<Explanation> {
  if (!totals) throw new Error('A preview is explained that was calculated without what explanations take.');
  await nextTurn();
  const seesCosts = ctx.viewer.permissions.has('costs:read');
  return explainRow({ content, totals, seesCosts, language }, row?.id ?? null);
}
