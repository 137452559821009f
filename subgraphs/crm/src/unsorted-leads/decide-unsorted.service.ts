import { setTimeout as delay } from 'node:timers/promises';
import { createInputCheck } from '../../../../service-kit/data/input-check';
import { checkId } from '../../../../service-kit/data/ids';
import { notFound } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import { inOrganization, readInOrganization } from '../../../../service-kit/postgres/database';
import { forgetReads } from '../../../../service-kit/subgraph/context';
import { clientOf } from '../connections/kommo-client';
import type { Context } from '../context';
import type { AcceptUnsortedLeadInput, DeclineUnsortedLeadInput } from '../generated/types';
import { causeOf } from '../history/cause';
import { KommoError } from '../kommo/kommo-error';
import type { Lead } from '../leads/lead.entity';
import type { CrmRuntime } from '../runtime';
import { canAsk, refetchCards, type RefetchOptions } from '../sync/refetch';
import {
  dropChange,
  endChange,
  intendChange,
  sendInTime,
  type ChangeEnd,
  type IntendedChange,
} from '../writes/change-store';
import { mayBeDone, rejectionOf, unusable } from '../writes/refusals';
import { withReferences } from '../writes/references';
import { unsortedReader } from './hook-unsorted';
import { fetchUnsorted, UNSORTED } from './unsorted-api';
import { closeUnsorted, endTurn, takeTurn } from './unsorted-lead-store';
import { UnsortedLead, type UnsortedState } from './unsorted-lead.entity';

/*
 * An incoming lead is decided once: Kommo forgets it with that. So deciding twice does nothing more, and whatever Kommo's answer was,
 * or whether there was one, what is true is asked for: does it still wait, and is its lead there.
 */

/** An incoming lead after its decision. */
export interface Decided {
  unsortedLead: UnsortedLead | null;
  lead: Lead | null;
}

/** What may be decided. */
export type Decision = 'ACCEPTED' | 'DECLINED';

const CLOSED: Record<Exclude<UnsortedState, 'WAITING'>, string> = {
  ACCEPTED: 'It was accepted already. Its lead is in the lists.',
  DECLINED: 'It was declined already.',
  GONE: 'It is no longer there: somebody has declined or deleted it in Kommo.',
};

/** Takes an incoming lead over, in Kommo and here. @throws InputRejected, GraphQLError NOT_FOUND */
export async function acceptUnsortedLead(ctx: Context, input: AcceptUnsortedLeadInput): Promise<Decided> {
  const row = await load(ctx, input.id);
  const check = createInputCheck();
  const body = await withReferences(ctx, row, check, async ({ stage: findStage, person }) => {
    const stage = await findStage(input.stageId, 'stageId');
    if (stage && stage.pipelineKommoId !== row.pipelineKommoId) {
      check.refuse('OTHER_PIPELINE', ['stageId'], 'Choose a stage of the pipeline that it came into.');
    }
    const user = await person(input.responsibleUserId, 'responsibleUserId');
    return {
      ...(user ? { user_id: Number(user.kommoId) } : {}),
      ...(stage ? { status_id: Number(stage.kommoId) } : {}),
    };
  });
  check.finish();
  return decide(ctx, row, 'ACCEPTED', body);
}

/** Sends an incoming lead away, in Kommo and here. @throws InputRejected, GraphQLError NOT_FOUND */
export async function declineUnsortedLead(ctx: Context, input: DeclineUnsortedLeadInput): Promise<Decided> {
  return decide(ctx, await load(ctx, input.id), 'DECLINED', {});
}

async function load(ctx: Context, given: string): Promise<UnsortedLead> {
  const { orgId } = ctx.viewer;
  const id = checkId(given, 'Incoming lead');
  const row = await readInOrganization(ctx.source, orgId, (db) => db.findOneBy(UnsortedLead, { orgId, id }));
  if (!row) throw notFound('Incoming lead');
  return row;
}

async function decide(ctx: Context, row: UnsortedLead, wanted: Decision, body: object): Promise<Decided> {
  if (row.state === wanted) return decided(ctx, row);
  if (row.state !== 'WAITING') throw reject('UNSORTED_CLOSED', 'id', CLOSED[row.state]);
  if (!(await canAsk(ctx.crm, row))) throw unusable();
  const turn = await waitForTurn(ctx, row);
  if (!(turn instanceof Date)) return decide(ctx, turn, wanted, body);
  try {
    return await decideNow(ctx, row, wanted, body);
  } finally {
    await inOrganization(ctx.source, row.orgId, (db) => endTurn(db, row, turn));
  }
}

/** Kommo forgets it with the first decision: to the second of two at once it would look as if somebody else had decided. */
const WATCH_MS = 200;
const LONGEST_WAIT_MS = 20_000;

/** @returns until when it is ours to decide; else what became of it while somebody else did @throws InputRejected */
async function waitForTurn(ctx: Context, row: UnsortedLead): Promise<Date | UnsortedLead> {
  const until = Date.now() + LONGEST_WAIT_MS;
  for (;;) {
    const turn = await inOrganization(ctx.source, row.orgId, (db) => takeTurn(db, row));
    if (turn) return turn;
    const now = await load(ctx, row.id);
    if (now.state !== 'WAITING') return now;
    if (Date.now() > until) {
      throw reject(
        'UNSORTED_BUSY',
        'id',
        'Somebody else is deciding about it right now. Look again in some minutes.',
      );
    }
    await delay(WATCH_MS);
  }
}

async function decideNow(ctx: Context, row: UnsortedLead, wanted: Decision, body: object): Promise<Decided> {
  const change = await intend(ctx, row, wanted);
  const failure = await send(ctx, row, wanted, { body, change });
  const mayBeOurs = failure !== null && mayBeDone(failure);
  const end = (state: UnsortedState) => {
    const isUncertain = mayBeOurs && state === 'GONE';
    const how: ChangeEnd | null = state === wanted ? 'DONE' : isUncertain ? 'UNCERTAIN' : null;
    ctx.log.info({ unsortedId: row.id, state, how }, 'incoming lead decided in kommo');
    return how ? endChange(ctx.source, change, how, true) : dropChange(ctx.source, change);
  };
  let state: Exclude<UnsortedState, 'WAITING'> = 'GONE';
  try {
    state = failure ? await outcome(ctx, row, failure) : wanted;
  } finally {
    await end(state);
  }
  await inOrganization(ctx.source, row.orgId, (db) => closeUnsorted(db, row, [row.uid], state));
  if (state !== wanted) throw reject('UNSORTED_CLOSED', 'id', CLOSED[state]);
  if (wanted === 'ACCEPTED') await fetchCards(ctx, row);
  return decided(ctx, await load(ctx, row.id));
}

/** Writes the decision down. */
function intend(ctx: Context, row: UnsortedLead, wanted: Decision): Promise<IntendedChange> {
  const { orgId, connectionId, id, uid: kommoId } = row;
  const state = { state: wanted };
  const of = { orgId, connectionId, kommoId, kind: 'UNSORTED_LEADS', wasChangedAt: null } as const;
  const told = { type: 'UnsortedLead', id, before: { state: 'WAITING' }, after: state };
  return intendChange(ctx, { ...of, sent: state, implied: [] }, told);
}

/** @returns what went wrong where it may be done all the same, by us or by others @throws InputRejected when it is not */
async function send(
  ctx: Context,
  row: UnsortedLead,
  wanted: Decision,
  { body, change }: { body: object; change: IntendedChange },
): Promise<KommoError | null> {
  const [method, verb] =
    wanted === 'ACCEPTED' ? (['POST', 'accept'] as const) : (['DELETE', 'decline'] as const);
  const path = `${UNSORTED.path}/${row.uid}/${verb}`;
  const client = clientOf(ctx.crm, row);
  try {
    await sendInTime((signal) => client.write(method, path, body, { lane: 'interactive', signal }));
    return null;
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    if (error.kind === 'not_found' || mayBeDone(error)) return error;
    await dropChange(ctx.source, change);
    throw rejectionOf(error);
  }
}

/** What became of it, as Kommo shows it now. @throws InputRejected while it waits, and where nobody says */
async function outcome(
  ctx: Context,
  row: UnsortedLead,
  failure: KommoError,
): Promise<Exclude<UnsortedState, 'WAITING'>> {
  try {
    const now = await shownNow(ctx.crm, row, asked(ctx));
    if (now === 'WAITING') throw rejectionOf(failure);
    if (now !== 'LOST') return now;
    // Where our own request may have done that, it did.
    return failure.kind === 'not_found' ? 'GONE' : 'DECLINED';
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    throw rejectionOf(failure);
  }
}

/** `LOST`: its lead went with it. `GONE`: nobody knows what lead it had. @throws KommoError */
async function shownNow(
  runtime: CrmRuntime,
  row: UnsortedLead,
  options: RefetchOptions & { lane: 'webhook' | 'interactive' },
): Promise<'WAITING' | 'ACCEPTED' | 'LOST' | 'GONE'> {
  const { absent } = await fetchUnsorted(unsortedReader(runtime, row, options), [row.uid]);
  if (absent.length === 0) return 'WAITING';
  if (row.leadKommoId === null) return 'GONE';
  const { stored } = await refetchCards(runtime, row, 'LEADS', [row.leadKommoId], options);
  return stored.length > 0 ? 'ACCEPTED' : 'LOST';
}

/** What became of a decision whose process died. @throws KommoError */
export async function decidedIn(
  runtime: CrmRuntime,
  { orgId, connectionId, kommoId: uid }: IntendedChange,
  wanted: Decision,
  signal: AbortSignal,
): Promise<ChangeEnd> {
  const where = { orgId, connectionId, uid };
  const row = await readInOrganization(runtime.source, orgId, (db) => db.findOneBy(UnsortedLead, where));
  if (!row) return 'UNCERTAIN';
  const now = await shownNow(runtime, row, { lane: 'webhook', signal, cause: { kind: 'SYNC' } });
  if (now === 'WAITING') return 'NOT_DONE';
  const state = now === 'LOST' ? 'DECLINED' : now;
  await inOrganization(runtime.source, orgId, (db) => closeUnsorted(db, row, [uid], state));
  // A lead that is gone may have been accepted, and deleted since.
  if (state === 'GONE' || (now === 'LOST' && wanted === 'ACCEPTED')) return 'UNCERTAIN';
  return state === wanted ? 'DONE' : 'NOT_DONE';
}

const asked = (ctx: Context) => ({ lane: 'interactive', cause: causeOf(ctx.viewer) }) as const;

/** Its cards are in the lists from now on. Where Kommo does not show them yet, its webhook or the next synchronisation brings them. */
async function fetchCards(ctx: Context, row: UnsortedLead): Promise<void> {
  try {
    await refetchCards(ctx.crm, row, 'CONTACTS', row.contactKommoIds, asked(ctx));
    if (row.leadKommoId !== null) await refetchCards(ctx.crm, row, 'LEADS', [row.leadKommoId], asked(ctx));
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    ctx.log.warn({ err: error, unsortedId: row.id }, 'cards of an accepted lead could not be fetched');
  }
}

async function decided(ctx: Context, unsortedLead: UnsortedLead): Promise<Decided> {
  forgetReads(ctx);
  const { connectionId, leadKommoId: kommoId, state } = unsortedLead;
  const lead =
    state === 'ACCEPTED' && kommoId !== null
      ? await ctx.loaders.leadsByKommoId.load({ connectionId, kommoId })
      : null;
  return { unsortedLead, lead };
}
