import { checkFilterId } from '../../../../service-kit/data/ids';
import type { ReadValues } from '../../../../service-kit/data/read';
import { checkSearch, containing } from '../../../../service-kit/data/search';
import { forbidden } from '../../../../service-kit/errors/errors';
import type { Context } from '../context';
import { normalForm } from '../../../../service-kit/data/normal-form';

/** As leads are searched: in one form of its letters, in lower case. */
export const foldedText = (text: string): string => normalForm(text, 'NFKC').toLowerCase();

/** A condition of a list, and the values it takes. */
interface Condition {
  readonly sql: string;
  readonly values: ReadValues;
}

/**
 * Rows whose lead, its main contact or its company is called so. Nobody learns by searching what they may not read: without
 * `crm:read` there is no such condition.
 *
 * @param column that names the lead: `estimate.leadId`
 */
export function leadIsCalled(ctx: Context, column: string, search: string): Condition | null {
  if (!ctx.viewer.permissions.has('crm:read')) return null;
  const text = foldedText(checkSearch(search));
  if (text === '') return null;
  return {
    sql: `${column} IN (SELECT estimates.search_known_leads(:leadSearch, ''))`,
    values: { leadSearch: containing(text) },
  };
}

/**
 * Rows whose lead a member of the organisation is responsible for in Kommo.
 *
 * @throws GraphQLError FORBIDDEN without `crm:read`
 */
export function leadIsInHandsOf(ctx: Context, column: string, userId: string): Condition {
  if (!ctx.viewer.permissions.has('crm:read')) throw forbidden('crm:read');
  return {
    sql: `${column} IN (SELECT lead.id FROM estimates.known_leads lead
             JOIN estimates.known_crm_users responsible ON responsible.org_id = lead.org_id
              AND responsible.connection_id = lead.connection_id AND responsible.kommo_id = lead.responsible_kommo_id
            WHERE lead.org_id = :orgId AND responsible.user_id = :responsibleId)`,
    values: { responsibleId: checkFilterId(userId, 'filter.responsibleId') },
  };
}
