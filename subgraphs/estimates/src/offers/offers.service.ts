import type { EntityManager } from 'typeorm';
import { isId } from '../../../../service-kit/data/ids';
import { mapInPieces } from '../../../../service-kit/data/json-in-pieces';
import { badInput, notFound } from '../../../../service-kit/errors/errors';
import { InputRejected, reject } from '../../../../service-kit/errors/user-errors';
import { inTurns } from '../../../../service-kit/subgraph/turns';
import type { Context } from '../context';
import { SIZE_LIMITS, TotalsInputError } from '../calculation/money-limits';
import { calculateContentInTurns, writeAmounts } from '../drafts/draft-totals';
import type { EstimateContent } from '../drafts/estimate-content';
import { readWhole } from '../drafts/content-reads.service';
import { guardShares } from '../estimates/shown-prices';
import type { AgreedOffer, Estimate } from '../estimates/estimate.entity';
import { hashOf, shownContentInTurns } from '../snapshots/shown-content';
import { chargeCalculation } from '../snapshots/verification.service';
import { findSnapshot } from '../snapshots/snapshots.service';

/*
 * What a client may choose in an offer: options one by one, and one of each group of alternatives. Choosing changes nothing of
 * what was sent: an offer is calculated from its rows with other things taken.
 */

/** All that an estimate can have. */
const MAX_TAKEN = SIZE_LIMITS.positions + SIZE_LIMITS.sections;

/** An estimate's rows with what somebody takes of it, and what that comes to. */
export interface ChosenOffer {
  /** The rows, with their amounts: for who shows them. */
  readonly content: EstimateContent;
  /** What is kept when it is agreed to. */
  readonly offer: AgreedOffer;
}

/**
 * Calculates an estimate with other options and alternatives taken. The rows given stay as they are.
 *
 * @param content what was sent: the rows of its snapshot; or a draft's
 * @param format how its content is written for the hash: the snapshot's
 * @param taken ids of the sections and positions that are taken; of what can be chosen the rest is not. Null: as it stands
 * @throws InputRejected CHOICE_NOT_FOUND for what can't be chosen, ALTERNATIVES_NEED_ONE; both at `taken`
 */
export async function chooseOffer(
  content: EstimateContent,
  format: number,
  taken: readonly string[] | null,
): Promise<ChosenOffer> {
  const chosen = await inTurns(copyOf(content, taken === null ? null : takenOf(content, taken)));
  const totals = await calculateContentInTurns(chosen).catch((error: unknown) => {
    if (!(error instanceof TotalsInputError)) throw error;
    throw reject(error.code, 'taken', error.message);
  });
  await writeAmounts(chosen, totals);
  const { net, tax, total, payable } = totals;
  const rows = [...chosen.sections, ...chosen.positions];
  const offer = {
    taken: rows
      .filter(({ choice }) => choice?.taken)
      .map(({ id }) => id)
      .sort(),
    ...{ net, tax, total, payable },
    contentHash: hashOf(await shownContentInTurns(chosen, totals, format)),
  };
  return { content: chosen, offer };
}

/** Copies the rows; what can be chosen is taken if it is in the set. */
function* copyOf(
  content: EstimateContent,
  taken: ReadonlySet<string> | null,
): Generator<void, EstimateContent> {
  const copy = <R extends EstimateContent['sections'][number] | EstimateContent['positions'][number]>(
    row: R,
  ): R => {
    const made = Object.assign(Object.create(Object.getPrototypeOf(row) as object) as R, row);
    if (row.choice && taken) made.choice = { ...row.choice, taken: taken.has(row.id) };
    return made;
  };
  return {
    ...content,
    estimate: { ...content.estimate },
    sections: yield* mapInPieces(content.sections, copy),
    positions: yield* mapInPieces(content.positions, copy),
  };
}

/** @throws InputRejected for what can't be chosen */
function takenOf(content: EstimateContent, given: readonly string[]): ReadonlySet<string> {
  if (given.length > MAX_TAKEN) {
    throw reject('TOO_MANY_ITEMS', 'taken', `At most ${MAX_TAKEN} options and alternatives.`);
  }
  const rows = [...content.sections, ...content.positions];
  const free = new Set(rows.filter(({ choice }) => choice != null).map(({ id }) => id));
  const taken = new Set(given.map((id) => id.toLowerCase()));
  for (const id of taken) {
    if (isId(id) && free.has(id)) continue;
    throw reject('CHOICE_NOT_FOUND', 'taken', 'One of these is no option or alternative of this estimate.');
  }
  return taken;
}

/**
 * What an estimate comes to with what is taken of it. What was sent is calculated from its snapshot, by the rules it was sent under.
 *
 * @throws GraphQLError NOT_FOUND, for a foreign one and for what can't be chosen; BAD_USER_INPUT for a choice that can't be
 */
export async function offerTotals(
  ctx: Context,
  estimateId: string,
  taken: readonly string[] | null,
): Promise<ChosenOffer> {
  const { estimate, content, format } = await readWhole(ctx, estimateId);
  guardShares(ctx, estimate);
  chargeCalculation(ctx, content);
  try {
    return await chooseOffer(content, format, taken);
  } catch (error) {
    if (!(error instanceof InputRejected)) throw error;
    const [first] = error.userErrors;
    throw first?.code === 'CHOICE_NOT_FOUND' ? notFound('Choice') : badInput(first?.message ?? '', 'taken');
  }
}

const TAKEN_ROWS = `
  SELECT id FROM estimates.sections WHERE org_id = $1 AND estimate_id = $2 AND (choice ->> 'taken')::boolean
   UNION ALL
  SELECT id FROM estimates.positions WHERE org_id = $1 AND estimate_id = $2 AND (choice ->> 'taken')::boolean`;

/**
 * What a client agrees to of a sent estimate, in the transaction that notes it: write it as the estimate's `agreed`.
 *
 * @param taken see {@link chooseOffer}; null: as it was sent, which is read and not calculated
 * @throws InputRejected as {@link chooseOffer}
 */
export async function agreedOffer(
  db: EntityManager,
  estimate: Estimate,
  taken: readonly string[] | null,
): Promise<AgreedOffer> {
  const { orgId, id, net, tax, total, payable, contentHash } = estimate;
  if (taken === null) {
    const rows = await db.query<{ id: string }[]>(TAKEN_ROWS, [orgId, id]);
    const amounts = { net, tax, total, payable };
    return { taken: rows.map((row) => row.id).sort(), ...amounts, contentHash: contentHash ?? '' };
  }
  const snapshot = await findSnapshot(db, orgId, id);
  if (!snapshot) throw new Error(`The estimate ${id} was sent without a snapshot.`);
  return (await chooseOffer(snapshot.rows, snapshot.format, taken)).offer;
}
