import { checkId, newId } from '../../../../service-kit/data/ids';
import { checkVersion } from '../../../../service-kit/data/versions';
import { notFound } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import { read, withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import { isSame } from '../drafts/draft-totals';
import type { CreateTaxInput, UpdateTaxInput } from '../generated/types';
import { createEstimateInputCheck, TEXT_LIMITS } from '../input-check';
import { readPeriods } from './tax-periods';
import { Tax } from './tax.entity';

/** Of one organisation, those that are not offered any more included: all are listed at once. */
const MOST_TAXES = 100;

/** The organisation's taxes with days, by name. */
export const listTaxes = (ctx: Context, includeArchived: boolean): Promise<Tax[]> =>
  read(ctx, (db) => {
    const { orgId } = ctx.viewer;
    const where = includeArchived ? { orgId } : { orgId, archived: false };
    return db.find(Tax, { where, order: { name: 'ASC', id: 'ASC' } });
  });

/** A tax that something refers to; null where it refers to none. */
export const taxOf = async (ctx: Context, id: string | null | undefined): Promise<Tax | null> =>
  id == null ? null : ctx.loaders.taxes.load(id);

/** Makes a tax. @throws InputRejected for bad percentages or days, TOO_MANY_ITEMS */
export async function createTax(ctx: Context, input: CreateTaxInput): Promise<{ tax: Tax }> {
  const check = createEstimateInputCheck();
  const name = check.requiredText(input.name, TEXT_LIMITS.taxName, ['name']);
  const periods = readPeriods(check, input.periods, ['periods']);
  check.finish();
  return withTransaction(ctx, async (ctx) => {
    const { orgId } = ctx.viewer;
    const db = ctx.transaction;
    if ((await db.countBy(Tax, { orgId })) >= MOST_TAXES) {
      throw reject('TOO_MANY_ITEMS', '', `An organisation has at most ${MOST_TAXES} taxes.`);
    }
    const now = new Date();
    const tax = { orgId, id: newId(), name, formerNames: [], periods, archived: false, version: 1 };
    return { tax: await db.save(Tax, { ...tax, createdAt: now, updatedAt: now }) };
  });
}

/** Names of one tax that are remembered; a name that comes back is no former one any more. */
const MOST_FORMER_NAMES = 20;

const formerAfter = ({ name, formerNames }: Tax, now: string): string[] =>
  [name, ...formerNames.filter((each) => each !== name && each !== now)].slice(0, MOST_FORMER_NAMES);

/**
 * Changes a tax. What was sent stays; drafts follow with their next edit, or `retaxEstimate`.
 *
 * @throws InputRejected as {@link createTax}; GraphQLError NOT_FOUND, CONFLICT
 */
export async function updateTax(ctx: Context, input: UpdateTaxInput): Promise<{ tax: Tax }> {
  const id = checkId(input.id, 'Tax');
  return withTransaction(ctx, async (ctx) => {
    const { orgId } = ctx.viewer;
    const tax = await ctx.transaction.findOne(Tax, {
      where: { orgId, id },
      lock: { mode: 'pessimistic_write' },
    });
    if (!tax) throw notFound('Tax');
    checkVersion('The tax', tax, input.expectedVersion);
    const check = createEstimateInputCheck();
    const before = { ...tax };
    if (input.name !== undefined) tax.name = check.requiredText(input.name, TEXT_LIMITS.taxName, ['name']);
    if (tax.name !== before.name) tax.formerNames = formerAfter(before, tax.name);
    if (input.periods != null) tax.periods = readPeriods(check, input.periods, ['periods']);
    if (input.archived != null) tax.archived = input.archived;
    check.finish();
    if (isSame(tax, before)) return { tax };
    tax.version += 1;
    tax.updatedAt = new Date();
    return { tax: await ctx.transaction.save(Tax, tax) };
  });
}
