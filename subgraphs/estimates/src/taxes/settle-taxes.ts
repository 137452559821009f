import { In } from 'typeorm';
import type { InputPath } from '../../../../service-kit/data/input-check';
import { read } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import type { Draft } from '../drafts/working-copy';
import { createEstimateInputCheck, type EstimateInputCheck } from '../input-check';
import { dayIn, findOrganization } from '../organizations/organization-settings.service';
import { daysOf, rateOn } from './tax-periods';
import { refuseUnknownTax } from './tax-input';
import { isNameOf, Tax } from './tax.entity';

/*
 * Percentages of taxes with days are written beside them at each save, for the day of supply: what is calculated, shown, exported and
 * sent knows percentages only.
 */

/** The taxes with days that are named in an estimate. */
function taxIdsIn({ estimate, positions }: Draft): Set<string> {
  const ids = new Set<string>();
  const add = (id: string | null | undefined) => id != null && ids.add(id);
  add(estimate.taxId);
  add(estimate.secondTax?.taxId);
  for (const { taxId, secondTaxId } of positions.values()) {
    add(taxId);
    add(secondTaxId);
  }
  return ids;
}

/**
 * Writes the percentages that hold on the day of supply, and what the taxes are called where nobody gave another name; where no day was
 * said, that is today in the organisation's time zone. Reads
 * nothing where no tax with days is named.
 *
 * A percentage that nothing in the input is about stays as it was applied where its tax holds none on that day: somebody who changes
 * one line need not mend another.
 *
 * @throws InputRejected TAX_NOT_FOUND, TAX_NOT_VALID where the input names the tax, or the day (see `Draft.taxPlaces`)
 */
export async function settleTaxes(ctx: Context, draft: Draft): Promise<void> {
  const ids = taxIdsIn(draft);
  if (ids.size === 0) return;
  const { orgId } = ctx.viewer;
  const { supplyDate } = draft.estimate;
  const [taxes, day] = await read(ctx, async (db) => [
    await db.findBy(Tax, { orgId, id: In([...ids]) }),
    supplyDate ?? dayIn((await findOrganization(db, orgId)).timeZone, draft.now),
  ]);
  const check = createEstimateInputCheck();
  applyTaxes(check, draft, new Map(taxes.map((tax) => [tax.id, tax])), day);
  check.finish();
}

/** Writes percentages into a working copy. Pure but for that. */
function applyTaxes(
  check: EstimateInputCheck,
  draft: Draft,
  taxes: ReadonlyMap<string, Tax>,
  day: string,
): void {
  const { estimate, positions, places, taxPlaces } = draft;
  /** @param path null: it stays as it is where none holds */
  const rateOf = (id: string, applied: string | null, path: InputPath | null, line?: string) => {
    const tax = taxes.get(id);
    const rate = tax ? rateOn(tax.periods, day) : null;
    if (rate !== null) return rate;
    if (path && !tax) refuseUnknownTax(check, path);
    else if (path && tax) check.refuse('TAX_NOT_VALID', path, notValid(tax, day, line));
    return applied;
  };
  const nameOf = (id: string, given: string | null) => {
    const tax = taxes.get(id);
    return tax && isNameOf(tax, given) ? tax.name : given;
  };
  if (estimate.taxId) {
    const { taxId, defaultTaxRate } = estimate;
    estimate.defaultTaxRate = rateOf(taxId, defaultTaxRate, taxPlaces?.tax ?? null) ?? '0';
    estimate.taxName = nameOf(taxId, estimate.taxName);
  }
  const { secondTax } = estimate;
  if (secondTax?.taxId) {
    const { taxId, name, rate } = secondTax;
    const applied = rateOf(taxId, rate, taxPlaces?.secondTax ?? null) ?? '0';
    const called = nameOf(taxId, name);
    if (applied !== rate || called !== name)
      estimate.secondTax = { ...secondTax, rate: applied, name: called };
  }
  for (const row of positions.values()) {
    const at = places.get(row.id);
    const pathOf = (field: string) => (at ? [...at, field] : (taxPlaces?.positions ?? null));
    const first = row.taxId ? rateOf(row.taxId, row.taxRate, pathOf('taxId'), row.name) : row.taxRate;
    const second = row.secondTaxId
      ? rateOf(row.secondTaxId, row.secondTaxRate, pathOf('secondTaxId'), row.name)
      : row.secondTaxRate;
    if (first === row.taxRate && second === row.secondTaxRate) continue;
    row.taxRate = first;
    row.secondTaxRate = second;
    draft.dirty.add(row);
  }
}

function notValid({ name, periods }: Tax, day: string, line: string | undefined): string {
  const where = line === undefined ? '' : ` of “${line}”`;
  return `The tax “${name}”${where} has no percentage on ${day}, the day of supply: it holds ${daysOf(periods, day)}. Give another day ("supplyDate") or another tax.`;
}
