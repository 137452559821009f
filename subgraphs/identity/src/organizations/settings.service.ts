import type { DataSource, EntityManager } from 'typeorm';
import { ORGANIZATION_CHANGED, ORGANIZATION_CLOSED } from '../../../../schema/events';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { recordEvents } from '../../../../service-kit/outbox/emit';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import type { UpdateOrganizationInput } from '../generated/types';
import { parseCurrency, parseLocale, parseTimeZone } from '../users/locale-input';
import { Mistakes } from '../users/mistakes';
import { parseName } from '../../../../service-kit/data/names';
import { eachOrganization } from './each-organization';
import { MAX_ORGANIZATION_NAME_LENGTH, Organization } from './organization.entity';

/**
 * Changes the caller's organisation; what is left out stays. The other subgraphs are told.
 *
 * @throws InputRejected with every mistake
 */
export async function updateOrganization(
  ctx: Context,
  input: UpdateOrganizationInput,
): Promise<{ organizationId: string }> {
  const changes = readChanges(input);
  const { orgId } = ctx.viewer;
  return withTransaction(ctx, async (ctx) => {
    if (Object.keys(changes).length > 0) {
      // The row's lock orders the events of two changes.
      await ctx.transaction.getRepository(Organization).update({ id: orgId }, changes);
      await tellOrganization(ctx.transaction, orgId);
      void ctx.afterCommit(() => ctx.bell?.ring(orgId));
    }
    return { organizationId: orgId };
  });
}

function readChanges({ name, timeZone, locale, currency }: UpdateOrganizationInput): Partial<Organization> {
  const mistakes = new Mistakes();
  const changes: Partial<Organization> = {};
  // Null can't take away what an organisation must have: it is refused as an empty value is.
  if (name !== undefined) {
    changes.name = mistakes.note(parseName(name ?? '', 'name', MAX_ORGANIZATION_NAME_LENGTH));
  }
  if (timeZone !== undefined) {
    changes.timeZone = mistakes.try(() => parseTimeZone(timeZone ?? '', 'timeZone')) ?? '';
  }
  if (locale !== undefined) changes.locale = mistakes.try(() => parseLocale(locale ?? '', 'locale')) ?? '';
  if (currency !== undefined) {
    changes.currency =
      currency === null ? null : (mistakes.try(() => parseCurrency(currency, 'currency')) ?? null);
  }
  mistakes.throwIfAny();
  return changes;
}

/** Tells the other subgraphs what an organisation is like now. @param db the transaction that wrote its row */
export async function tellOrganization(db: EntityManager, orgId: string): Promise<void> {
  const { name, timeZone, currency, locale } = await db
    .getRepository(Organization)
    .findOneByOrFail({ id: orgId });
  await recordEvents(db, orgId, ORGANIZATION_CHANGED, [
    { organizationId: orgId, name, timeZone, currency, locale },
  ]);
}

/**
 * Tells the other subgraphs of every organisation again: whoever keeps a projection of them has it whole afterwards. Events take
 * their place behind those of changes, so nothing newer is lost.
 *
 * @returns how many there are
 */
export const tellAllOrganizations = (source: DataSource): Promise<number> =>
  eachOrganization(source, (id) =>
    inOrganization(source, id, async (db) => {
      // As a change does: the row's lock orders the events of both.
      await db.query('SELECT 1 FROM identity.organizations WHERE org_id = $1 FOR UPDATE', [id]);
      await tellOrganization(db, id);
      await tellClosing(db, id);
    }),
  );

/** Says again that an organisation is closed, if it is. That it is open is not told: others pause for more than this. */
async function tellClosing(db: EntityManager, orgId: string): Promise<void> {
  const [closing] = await db.query<{ until: Date }[]>(
    'SELECT deletes_at AS until FROM identity.organization_deletions WHERE org_id = $1',
    [orgId],
  );
  if (!closing) return;
  const until = closing.until.toISOString();
  await recordEvents(db, orgId, ORGANIZATION_CLOSED, [{ organizationId: orgId, until }]);
}
