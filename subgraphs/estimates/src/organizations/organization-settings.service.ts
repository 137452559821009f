import { read } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import { OrganizationSettings } from './organization-settings.entity';

/** What holds for an organisation that has set nothing. */
const DEFAULTS = { timeZone: 'UTC', currency: null, defaultTaxRate: null, defaultTaxName: null } as const;

/** The caller's organisation's settings. */
export async function organizationSettings(ctx: Context): Promise<Omit<OrganizationSettings, 'orgId'>> {
  const { orgId } = ctx.viewer;
  const found = await read(ctx, (db) => db.findOneBy(OrganizationSettings, { orgId }));
  return found ?? DEFAULTS;
}

/** The time zone in which the caller's organisation counts days. */
export const timeZoneOf = async (ctx: Context): Promise<string> => (await organizationSettings(ctx)).timeZone;

/** The calendar day of an instant, `2026-01-31`. An unknown zone counts as UTC. */
export function dayIn(timeZone: string, at: Date): string {
  try {
    return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at);
  } catch {
    return at.toISOString().slice(0, 10);
  }
}

/** Whether a calendar day is over in a time zone. */
export const isOver = (day: string, now: Date, timeZone: string): boolean => day < dayIn(timeZone, now);

/** Whether an estimate's last day is over, in the organisation's time zone. One without a last day holds for ever. */
export const isPast = async (
  ctx: Context,
  { validUntil }: { readonly validUntil: string | null },
  now: Date,
): Promise<boolean> => validUntil !== null && isOver(validUntil, now, await timeZoneOf(ctx));
