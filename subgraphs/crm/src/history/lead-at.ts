import { readInOrganization } from '../../../../service-kit/postgres/database';
import { badInput, notFound } from '../../../../service-kit/errors/errors';
import { checkId } from '../../../../service-kit/data/ids';
import type { Context } from '../context';
import type { CustomField, Tag } from '../kommo/rows';
import { Lead } from '../leads/lead.entity';
import { toldSince } from './journal-months';

/*
 * A lead as it was: what it is now, with each part that was changed since put back to what the first change after that instant
 * found there.
 */

interface Was {
  key: string;
  value: unknown;
}

/** A change is learned of after it was made; a day is more than clocks differ. So older months are left alone. */
export const CHANGED_SINCE = `
  SELECT DISTINCT ON (p.key) p.key, p.value
    FROM crm.card_changes c CROSS JOIN LATERAL jsonb_each(c.before) AS p
   WHERE c.org_id = $1 AND c.connection_id = $2 AND c.kommo_id = $3 AND c.kind = 'LEADS' AND c.at > $4
     AND c.learned_at > $4::timestamptz - interval '1 day'
   ORDER BY p.key, c.n`;

const LAST_BEFORE = `
  SELECT max(at) AS at FROM crm.card_changes
   WHERE org_id = $1 AND connection_id = $2 AND kommo_id = $3 AND kind = 'LEADS' AND at <= $4`;

/** When we first held a row: its id, a UUIDv7, begins with it (RFC 9562, 5.7). */
export const firstHeldAt = (id: string): Date =>
  new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16));

/**
 * A lead as it was at an instant of ours.
 *
 * @throws GraphQLError NOT_FOUND, BAD_USER_INPUT for a time of which we know nothing
 */
export async function leadAt(ctx: Context, givenId: string, at: string): Promise<Lead> {
  const id = checkId(givenId, 'Lead');
  const { orgId } = ctx.viewer;
  return readInOrganization(ctx.source, orgId, async (db) => {
    const lead = await db.findOneBy(Lead, { orgId, id });
    if (!lead) throw notFound('Lead');
    const [journal] = (await db.query(
      'SELECT journal_since FROM crm.connections WHERE org_id = $1 AND id = $2',
      [orgId, lead.connectionId],
    )) as { journal_since: Date | null }[];
    const wanted = new Date(at);
    const known = new Date(
      Math.max(firstHeldAt(id).getTime(), journal?.journal_since?.getTime() ?? 0, toldSince(Date.now())),
    );
    if (wanted < known) {
      throw badInput(`We know this lead since ${known.toISOString()}: ask for a later instant.`, 'at');
    }
    const key = [orgId, lead.connectionId, lead.kommoId, wanted];
    const was = (await db.query(CHANGED_SINCE, key)) as Was[];
    const [last] = (await db.query(LAST_BEFORE, key)) as { at: Date | null }[];
    return putBack(lead, was, last?.at ?? null, wanted);
  });
}

function putBack(lead: Lead, was: readonly Was[], changedAt: Date | null, at: Date): Lead {
  const values = new Map(was.map(({ key, value }) => [key, value]));
  const text = (column: string, now: string | null): string | null => {
    if (!values.has(column)) return now;
    const value = values.get(column);
    return value === null || value === undefined ? null : String(value);
  };
  const closed = text('closed_at', lead.closedAt?.toISOString() ?? null);
  return Object.assign(new Lead(), lead, {
    name: text('name', lead.name) ?? '',
    price: text('price', lead.price) ?? '0',
    responsibleKommoId: text('responsible_kommo_id', lead.responsibleKommoId),
    pipelineKommoId: text('pipeline_kommo_id', lead.pipelineKommoId),
    stageKommoId: text('stage_kommo_id', lead.stageKommoId),
    companyKommoId: text('company_kommo_id', lead.companyKommoId),
    closedAt: closed === null ? null : new Date(closed),
    tags: (values.get('tags') as Tag[] | undefined) ?? lead.tags,
    isDeleted: (values.get('is_deleted') as boolean | undefined) ?? lead.isDeleted,
    customFields: fieldsThen(lead.customFields, values),
    updatedAt: changedAt ?? (lead.updatedAt <= at ? lead.updatedAt : lead.createdAt),
  });
}

function fieldsThen(now: readonly CustomField[], values: ReadonlyMap<string, unknown>): CustomField[] {
  const then = new Map(now.map((field) => [field.field_id, field]));
  for (const [key, value] of values) {
    if (!key.startsWith('custom_field.')) continue;
    const id = key.slice('custom_field.'.length);
    if (value === null) then.delete(id);
    else then.set(id, value as CustomField);
  }
  return [...then.values()];
}
