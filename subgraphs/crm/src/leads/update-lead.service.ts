import { audited, forgetReads, withTransaction } from '../../../../service-kit/subgraph/context';
import { createInputCheck } from '../../../../service-kit/data/input-check';
import { checkId, isId } from '../../../../service-kit/data/ids';
import { readInOrganization } from '../../../../service-kit/postgres/database';
import { notFound } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import { clientOf } from '../connections/kommo-client';
import type { Context } from '../context';
import { CrmUser } from '../crm-users/crm-user.entity';
import type { UpdateLeadInput } from '../generated/types';
import { causeOf } from '../history/cause';
import { KOMMO_ERROR_WORDS, KommoError } from '../kommo/kommo-error';
import { Stage } from '../pipelines/stage.entity';
import { canAsk, refetchCards } from '../sync/refetch';
import type { Lead } from './lead.entity';

/*
 * Changes go to Kommo first, and our copy follows by fetching the lead again: there is never a value of ours that Kommo does not
 * have. Only what differs from the lead as Kommo has it now is sent (kommo-api.md 2.7), for our copy may be old. A change sets
 * values, so doing it twice does nothing more; when the answer is lost, the lead is looked up before anything is told.
 */

const LONGEST_NAME = 250;

/** What Kommo is sent, by its own names. */
interface LeadChange {
  name?: string;
  price?: number;
  status_id?: number;
  pipeline_id?: number;
  responsible_user_id?: number;
}

/** Changes a lead in Kommo. @throws InputRejected, GraphQLError NOT_FOUND */
export async function updateLead(ctx: Context, input: UpdateLeadInput): Promise<{ lead: Lead | null }> {
  const id = checkId(input.id, 'Lead');
  const lead = await ctx.loaders.leads.load(id);
  if (!lead || lead.isDeleted) throw notFound('Lead');
  await changeOf(ctx, lead, input); // what can't be asked for is refused before Kommo is asked
  const fresh = await freshOf(ctx, lead);
  const change = await changeOf(ctx, fresh, input);
  if (Object.keys(change).length > 0) await apply(ctx, fresh, change);
  forgetReads(ctx);
  return { lead: await ctx.loaders.leads.load(id) };
}

/** The lead as Kommo has it now; our copy where Kommo can't say. @throws GraphQLError NOT_FOUND when it is deleted */
async function freshOf(ctx: Context, lead: Lead): Promise<Lead> {
  const ref = { orgId: lead.orgId, connectionId: lead.connectionId };
  if (!(await canAsk(ctx.crm, ref))) return lead;
  try {
    await refetchCards(ctx.crm, ref, 'LEADS', [lead.kommoId], {
      lane: 'interactive',
      cause: { kind: 'SYNC' },
    });
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    ctx.log.info({ err: error, leadId: lead.id }, 'lead could not be fetched before its change');
    return lead;
  }
  forgetReads(ctx);
  const fresh = await ctx.loaders.leads.load(lead.id);
  if (!fresh || fresh.isDeleted) throw notFound('Lead');
  return fresh;
}

async function changeOf(ctx: Context, lead: Lead, input: UpdateLeadInput): Promise<LeadChange> {
  const check = createInputCheck();
  const change: LeadChange = {};
  if (input.name != null) {
    const name = check.requiredText(input.name, LONGEST_NAME, ['name']);
    if (name !== lead.name) change.name = name;
  }
  if (input.price != null) {
    const price = Number(input.price);
    if (!Number.isSafeInteger(price) || price < 0) {
      check.refuse('PRICE_NOT_WHOLE', ['price'], 'Kommo keeps whole amounts from 0: round the price.');
    } else if (price !== Number(lead.price)) change.price = price;
  }
  await readInOrganization(ctx.source, ctx.viewer.orgId, async (db) => {
    const own = { orgId: lead.orgId, connectionId: lead.connectionId, isDeleted: false };
    if (input.stageId != null) {
      const stage = isId(input.stageId) ? await db.findOneBy(Stage, { ...own, id: input.stageId }) : null;
      if (!stage)
        check.refuse(
          'STAGE_NOT_FOUND',
          ['stageId'],
          'The lead’s account has no such stage. Choose one of its own.',
        );
      else if (stage.kommoId !== lead.stageKommoId || stage.pipelineKommoId !== lead.pipelineKommoId) {
        // Won and lost are in each pipeline, so both numbers go together (kommo-api.md 3.16).
        change.status_id = Number(stage.kommoId);
        change.pipeline_id = Number(stage.pipelineKommoId);
      }
    }
    if (input.responsibleUserId != null) {
      const { responsibleUserId: id } = input;
      const user = isId(id) ? await db.findOneBy(CrmUser, { ...own, id, isActive: true }) : null;
      if (!user) {
        check.refuse(
          'CRM_USER_NOT_FOUND',
          ['responsibleUserId'],
          'The lead’s account has no such active person. Choose another.',
        );
      } else if (user.kommoId !== lead.responsibleKommoId) change.responsible_user_id = Number(user.kommoId);
    }
  });
  check.finish();
  return change;
}

async function apply(ctx: Context, lead: Lead, change: LeadChange): Promise<void> {
  const ref = { orgId: lead.orgId, connectionId: lead.connectionId };
  if (!(await canAsk(ctx.crm, ref))) {
    throw reject(
      'CONNECTION_UNUSABLE',
      '',
      'Kommo can’t be asked now: the account is not connected, or Kommo wants us to pause. See its connection.',
    );
  }
  const failure = await send(ctx, lead, change);
  if (!failure) await noteChange(ctx, lead, change);
  try {
    await refetchCards(ctx.crm, ref, 'LEADS', [lead.kommoId], {
      lane: 'interactive',
      cause: causeOf(ctx.viewer),
    });
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    if (failure) throw rejectionOf(failure);
    // It is done; our copy follows with the next news of Kommo's.
    ctx.log.warn({ err: error, leadId: lead.id }, 'lead could not be fetched after its change');
  }
  if (!failure) return;
  if (!(await isDone(ctx, lead, change))) throw rejectionOf(failure);
  await noteChange(ctx, lead, change);
}

/** Our copy is written by whoever fetches it; that a person asked for the change stands nowhere else. */
async function noteChange(ctx: Context, lead: Lead, change: LeadChange): Promise<void> {
  await withTransaction(ctx, async (ctx) =>
    audited(ctx, { type: 'Lead', id: lead.id, before: formerOf(lead, change), after: change }),
  );
  ctx.log.info({ leadId: lead.id, fields: Object.keys(change) }, 'lead changed in kommo');
}

/** What stood where a change is made. */
const formerOf = (lead: Lead, change: LeadChange): Record<string, unknown> => ({
  ...(change.name === undefined ? {} : { name: lead.name }),
  ...(change.price === undefined ? {} : { price: Number(lead.price) }),
  ...(change.status_id === undefined
    ? {}
    : { status_id: Number(lead.stageKommoId), pipeline_id: Number(lead.pipelineKommoId) }),
  ...(change.responsible_user_id === undefined
    ? {}
    : { responsible_user_id: Number(lead.responsibleKommoId) }),
});

/** @returns what went wrong, when it may have been done all the same @throws InputRejected when it was not */
async function send(ctx: Context, lead: Lead, change: LeadChange): Promise<KommoError | null> {
  const client = clientOf(ctx.crm, { orgId: lead.orgId, connectionId: lead.connectionId });
  try {
    await client.write('PATCH', `/leads/${lead.kommoId}`, change, { lane: 'interactive' });
    return null;
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    if (error.kind === 'unavailable' || error.kind === 'malformed') return error;
    throw rejectionOf(error);
  }
}

function rejectionOf({ kind }: KommoError) {
  const { code, message } = KOMMO_ERROR_WORDS[kind];
  return reject(code, '', message);
}

/** Whether our fresh copy has what was wanted. */
async function isDone(ctx: Context, { id }: Lead, change: LeadChange): Promise<boolean> {
  forgetReads(ctx);
  const now = await ctx.loaders.leads.load(id);
  if (!now) return false;
  const has = {
    name: now.name,
    price: Number(now.price),
    status_id: Number(now.stageKommoId),
    pipeline_id: Number(now.pipelineKommoId),
    responsible_user_id: Number(now.responsibleKommoId),
  };
  return Object.entries(change).every(([key, value]) => has[key as keyof LeadChange] === value);
}
