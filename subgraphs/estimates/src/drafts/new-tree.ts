import { nextTurn } from '../../../../service-kit/subgraph/turns';
import type { Context } from '../context';
import type { CreateEstimateInput, NewPositionInput, NewSectionInput } from '../generated/types';
import type { InputPath } from '../../../../service-kit/data/input-check';
import { TEXT_LIMITS, type EstimateInputCheck } from '../input-check';
import { readChoice, setsCost } from '../positions/position-input';
import { readAdjustments } from '../adjustments/adjustment-input';
import { readCoefficients } from '../coefficients/coefficient-input';
import type { Draft } from './draft';
import { SIZE_LIMITS } from '../calculation/money-limits';
import { addNewPosition, addNewSection } from './new-content';
import { RANK_GAP } from './ranks';

interface Content {
  sections: readonly NewSectionInput[];
  positions: readonly NewPositionInput[];
}

interface Place {
  parentId: string | null;
  /** Of what is put there; 1 at the top level. */
  depth: number;
  path: InputPath;
}

/** Whether any position of a new estimate sets its unit cost. */
export function setsCostAnywhere(content: Content): boolean {
  return content.positions.some(setsCost) || content.sections.some(setsCostAnywhere);
}

/** Positions that are read before others get a turn. */
const PIECE = 500;

/** Puts all sections and positions of a new estimate into its draft. */
export async function addTree(
  ctx: Context,
  draft: Draft,
  check: EstimateInputCheck,
  input: CreateEstimateInput,
): Promise<void> {
  await addContent(ctx, draft, check, input, { parentId: null, depth: 1, path: [] });
}

async function addContent(
  ctx: Context,
  draft: Draft,
  check: EstimateInputCheck,
  content: Content,
  at: Place,
): Promise<void> {
  for (const [index, input] of content.positions.entries()) {
    if (index % PIECE === PIECE - 1) await nextTurn();
    const path = [...at.path, 'positions', String(index)];
    const place = { sectionId: at.parentId, rank: index * RANK_GAP, path };
    const position = addNewPosition(draft, check, input, place);
    const coefficientsAt = [...path, 'coefficients'];
    position.coefficients = readCoefficients(ctx, check, input.coefficients, undefined, coefficientsAt);
  }
  const first = content.positions.length; // sections stand behind the positions of their place
  for (const [index, input] of content.sections.entries()) {
    const path = [...at.path, 'sections', String(index)];
    if (at.depth > SIZE_LIMITS.sectionDepth) {
      const message = `Sections nest at most ${SIZE_LIMITS.sectionDepth} levels deep.`;
      return check.refuse('SECTIONS_TOO_DEEP', path, message);
    }
    const section = readSection(ctx, draft, check, input, path);
    const { id } = addNewSection(draft, section, {
      parentId: at.parentId,
      rank: (first + index) * RANK_GAP,
      path,
    });
    await addContent(ctx, draft, check, input, { parentId: id, depth: at.depth + 1, path });
  }
}

/** Checks the fields of a new section. */
export function readSection(
  ctx: Context,
  draft: Draft,
  check: EstimateInputCheck,
  input: Pick<NewSectionInput, 'name' | 'description' | 'choice' | 'adjustments' | 'coefficients'>,
  path: InputPath,
) {
  return {
    name: check.requiredText(input.name, TEXT_LIMITS.name, [...path, 'name']),
    description: check.text(input.description, TEXT_LIMITS.description, [...path, 'description']),
    choice: readChoice(check, input.choice, [...path, 'choice']),
    coefficients: readCoefficients(ctx, check, input.coefficients, undefined, [...path, 'coefficients']),
    adjustments: readAdjustments(ctx, check, input.adjustments, [], [...path, 'adjustments'], draft.places),
  };
}
