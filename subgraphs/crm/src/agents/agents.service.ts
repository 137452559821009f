import { createInputCheck } from '../../../../service-kit/data/input-check';
import { checkFilterId, checkId, isId, newId } from '../../../../service-kit/data/ids';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { badInput, notFound } from '../../../../service-kit/errors/errors';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import { CrmUser } from '../crm-users/crm-user.entity';
import type { CrmAgentFilter, SetCrmAgentStatusInput, UpsertCrmAgentInput } from '../generated/types';
import { Agent } from './agent.entity';

const LONGEST = 200;
const MOST_ASKED = 100;

/** The organisation's agents, by name. @throws GraphQLError BAD_USER_INPUT */
export async function listAgents(
  ctx: Context,
  args: PageArgs & { filter?: CrmAgentFilter | null },
): Promise<Page<Agent>> {
  const { statuses, externalIds, crmUserId } = args.filter ?? {};
  const where = new Narrowing<Agent>().and('agent.orgId = :orgId');
  if (statuses != null) where.and('agent.status = ANY(:statuses::text[])', { statuses });
  if (externalIds && externalIds.length > MOST_ASKED) {
    throw badInput(`"externalIds" may hold ${MOST_ASKED} at most.`, 'filter.externalIds');
  }
  if (externalIds?.some((id) => id.includes('\0'))) {
    throw badInput('"externalIds" holds broken characters.', 'filter.externalIds');
  }
  if (externalIds != null) where.and('agent.externalId = ANY(:externalIds::text[])', { externalIds });
  if (crmUserId != null) {
    where.join(
      CrmUser,
      'person',
      'person.orgId = agent.orgId AND person.connectionId = agent.connectionId AND ' +
        'person.kommoId = agent.userKommoId AND person.id = :crmUserId',
      { crmUserId: checkFilterId(crmUserId, 'filter.crmUserId') },
    );
  }
  const order = orderBy<Agent>('name', 'ASC');
  return readPage(ctx, { entity: Agent, alias: 'agent', where, order }, args);
}

/** One agent. @throws GraphQLError NOT_FOUND */
export async function getAgent(ctx: Context, id: string): Promise<Agent> {
  const agent = await ctx.loaders.crmAgents.load(checkId(id, 'Agent'));
  if (!agent) throw notFound('Agent');
  return agent;
}

/** Makes an agent, or changes the one of the same external id. @throws InputRejected */
export async function upsertAgent(
  ctx: Context,
  input: UpsertCrmAgentInput,
): Promise<{ agent: Agent; created: boolean }> {
  const check = createInputCheck();
  const externalId = check.requiredText(input.externalId, LONGEST, ['externalId']);
  const name = input.name == null ? null : check.requiredText(input.name, LONGEST, ['name']);
  check.finish();
  return withTransaction(ctx, async ({ transaction: db, viewer: { orgId } }) => {
    await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `crm agent ${orgId} ${externalId}`,
    ]);
    // Its lock too: a status that is set meanwhile shall stay.
    const known = await db.findOne(Agent, {
      where: { orgId, externalId },
      lock: { mode: 'for_no_key_update' },
    });
    const id = input.crmUserId;
    const user = id != null && isId(id) ? await db.findOneBy(CrmUser, { orgId, id, isDeleted: false }) : null;
    if (id != null && !user) {
      check.refuse(
        'CRM_USER_NOT_FOUND',
        ['crmUserId'],
        'Your Kommo accounts have no such person. Choose another.',
      );
    }
    if (!known && name === null) check.refuse('REQUIRED', ['name'], 'A new agent needs a name.');
    check.finish();
    const now = new Date();
    const agent =
      known ?? Object.assign(new Agent(), { orgId, id: newId(), externalId, createdAt: now, ...FRESH });
    const status = input.status ?? agent.status;
    Object.assign(agent, {
      name: name ?? agent.name,
      statusAt: status === agent.status && known ? agent.statusAt : now,
      status,
      ...(input.crmUserId === undefined
        ? {}
        : { connectionId: user?.connectionId ?? null, userKommoId: user?.kommoId ?? null }),
      updatedAt: now,
    });
    return { agent: await db.save(agent), created: !known };
  });
}

const FRESH = { status: 'OFFLINE', connectionId: null, userKommoId: null } as const;

/** Sets an agent's status. @throws GraphQLError NOT_FOUND */
export async function setAgentStatus(ctx: Context, input: SetCrmAgentStatusInput): Promise<{ agent: Agent }> {
  const id = checkId(input.id, 'Agent');
  return withTransaction(ctx, async ({ transaction: db, viewer: { orgId } }) => {
    const agent = await db.findOne(Agent, { where: { orgId, id }, lock: { mode: 'for_no_key_update' } });
    if (!agent) throw notFound('Agent');
    if (agent.status === input.status) return { agent };
    const now = new Date();
    return {
      agent: await db.save(Object.assign(agent, { status: input.status, statusAt: now, updatedAt: now })),
    };
  });
}
