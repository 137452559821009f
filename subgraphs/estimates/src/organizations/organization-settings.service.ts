import type { EntityManager } from 'typeorm';
import { mailLanguage } from '../../../../service-kit/mail/languages';
import { read } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import { OrganizationSettings, type EstimateDefaults } from './organization-settings.entity';

/** What holds for an organisation that has set nothing. */
const DEFAULTS: EstimateDefaults = {
  timeZone: 'UTC',
  currency: null,
  defaultTaxRate: null,
  defaultTaxId: null,
  defaultTaxName: null,
  formerTaxes: [],
  remindDays: null,
  name: null,
  locale: null,
  closedUntil: null,
};

/** The caller's organisation's settings. */
export const organizationSettings = (ctx: Context): Promise<EstimateDefaults> =>
  read(ctx, (db) => findOrganization(db, ctx.viewer.orgId));

/** An organisation's settings, in an open transaction. */
export async function findOrganization(db: EntityManager, orgId: string): Promise<EstimateDefaults> {
  return (await db.findOneBy(OrganizationSettings, { orgId })) ?? DEFAULTS;
}

/** The same, and nobody else changes them until the transaction ends. */
export async function lockOrganization(db: EntityManager, orgId: string): Promise<EstimateDefaults> {
  const lock = { mode: 'pessimistic_write' } as const;
  return (await db.findOne(OrganizationSettings, { where: { orgId }, lock })) ?? DEFAULTS;
}

/**
 * The language of what an organisation's clients read.
 *
 * @param locale the organisation's, BCP 47
 * @param acceptLanguage what a request asks for, where the locale says nothing
 */
export const paperLanguage = (locale: string | null, acceptLanguage: string | null): 'EN' | 'RU' =>
  mailLanguage(locale, acceptLanguage) === 'ru' ? 'RU' : 'EN';

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

/**
 * When a calendar day ends in a time zone: its successor's first instant, by the clocks there.
 *
 * @param day `2026-01-31`
 */
export function endOfDay(day: string, timeZone: string): Date {
  const midnight = new Date(`${day}T00:00:00Z`).getTime() + DAY_MS;
  // The offset is that of the instant itself, which is near enough after one correction; a zone may change it that very night.
  const once = midnight - offsetAt(timeZone, midnight);
  return new Date(midnight - offsetAt(timeZone, once));
}

const DAY_MS = 24 * 3_600_000;

/** How far the clocks of a zone are ahead of UTC, in ms; 0 for an unknown one. */
function offsetAt(timeZone: string, at: number): number {
  try {
    const there = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
    return new Date(`${there.format(at).replace(' ', 'T')}Z`).getTime() - Math.floor(at / 1000) * 1000;
  } catch {
    return 0;
  }
}
