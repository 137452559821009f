import type { Context } from '../context';
import { referencedId, refusedReference, type InputPath } from '../../../../service-kit/data/input-check';

/**
 * Checks that the caller can see a lead. Asks another subgraph, so call it before a transaction is open.
 *
 * @returns its id, normalised
 * @throws InputRejected LEAD_NOT_FOUND for an unknown, malformed or foreign one
 */
export async function requireLead(ctx: Context, leadId: string, path: InputPath): Promise<string> {
  const id = referencedId(leadId, 'Lead', path);
  if (!(await ctx.leads.exists(ctx, id))) throw refusedReference('Lead', path);
  return id;
}
