import type { EntityManager } from 'typeorm';
import type { AuditScope } from '../../../../service-kit/audit/audit-scope';
import { newId } from '../../../../service-kit/data/ids';
import { InputRejected } from '../../../../service-kit/errors/user-errors';
import { readInOrganization } from '../../../../service-kit/postgres/database';
import { auditScopes, forgetReads, withTransaction } from '../../../../service-kit/subgraph/context';
import { isKnownMissing, refuseMissing } from '../access/missing-right';
import type { Card } from '../cards/card.entity';
import type { Context } from '../context';
import { causeOf } from '../history/cause';
import { Job } from '../jobs/job.entity';
import { KommoError } from '../kommo/kommo-error';
import { canAsk } from '../sync/refetch';
import { carryOut, type Outcome } from './carry-out';
import { fetchMade } from './fetch-made';
import { unusable } from './refusals';
import { openWrite, type PlannedWrite } from './write-store';

/** What came of something to make. */
export interface Made {
  /** Kommo's number; null while it is not known. */
  kommoId: string | null;
  /** The job that finds out; null when it is known. */
  job: Job | null;
}

/** How long a request waits for Kommo; within what the gateway waits for us. */
const PATIENCE_MS = 12_000;
const MARGIN_MS = 3_000;

/** Kommo is to be asked for a right, outside the transaction: what is known under an `Idempotency-Key` is found again without it. */
class RightInDoubt extends Error {}

/**
 * Makes something in Kommo, once: under an `Idempotency-Key` the same write is found again.
 *
 * @param type what the audit calls it
 * @param guard what has to hold in the transaction that writes it down; not asked again under the same key
 * @throws InputRejected when Kommo refuses it
 */
export async function makeInKommo(
  ctx: Context,
  type: string,
  plan: PlannedWrite,
  guard: (
    ctx: Context & { readonly transaction: EntityManager },
    writeId: string,
  ) => Promise<void> = async () => undefined,
): Promise<Made> {
  if (!(await canAsk(ctx.crm, plan))) throw unusable();
  const { entity } = plan;
  const isCard = entity === 'LEADS' || entity === 'CONTACTS' || entity === 'COMPANIES';
  const right =
    isCard && (await isKnownMissing(ctx, plan, `ADD_${entity}`)) ? (`ADD_${entity}` as const) : null;
  const writeDown = (isAsked: boolean) =>
    withTransaction(ctx, async (ctx) => {
      if (right && !isAsked) throw new RightInDoubt();
      const id = newId();
      await guard(ctx, id);
      return openWrite(ctx, plan, id);
    });
  const { writeId, jobId } = await writeDown(false).catch(async (error: unknown) => {
    if (!right || !(error instanceof RightInDoubt)) throw error;
    await refuseMissing(ctx, plan, right);
    return writeDown(true);
  });
  const until = Math.min(Date.now() + PATIENCE_MS, (ctx.facts.deadlineAt ?? Infinity) - MARGIN_MS);
  const signal = AbortSignal.timeout(Math.max(1_000, until - Date.now()));
  const outcome = await carry(ctx, writeId, until, signal, () => auditOf(ctx, type, plan.body));
  if (outcome.kind === 'refused') throw new InputRejected(outcome.errors);
  if (outcome.kind === 'open') return { kommoId: null, job: await jobOf(ctx, jobId) };
  await fetchMade(ctx.crm, plan, outcome.kommoId, {
    lane: 'interactive',
    signal,
    cause: causeOf(ctx.viewer),
  });
  forgetReads(ctx);
  ctx.log.info({ writeId, entity: plan.entity, kommoId: outcome.kommoId }, 'made in kommo');
  return { kommoId: outcome.kommoId, job: null };
}

function auditOf(ctx: Context, type: string, after: object): AuditScope | undefined {
  const scope = auditScopes(ctx)();
  scope?.told.push({ type, after });
  return scope;
}

/** What fails by time or by Kommo once it is written down is left to its job. */
async function carry(
  ctx: Context,
  writeId: string,
  until: number,
  signal: AbortSignal,
  audit: () => AuditScope | undefined,
): Promise<Outcome> {
  try {
    const options = { lane: 'interactive', until, signal, isPatient: false, audit } as const;
    return await carryOut(ctx.crm, ctx.viewer.orgId, writeId, options);
  } catch (error) {
    if (!(error instanceof KommoError) && !signal.aborted) throw error;
    ctx.log.info({ err: error, writeId }, 'a write is left to its job');
    return { kind: 'open' };
  }
}

const jobOf = (ctx: Context, id: string): Promise<Job | null> =>
  readInOrganization(ctx.source, ctx.viewer.orgId, (db) =>
    db.findOneBy(Job, { orgId: ctx.viewer.orgId, id }),
  );

/** Our copy of a card that was made; null when Kommo does not show it yet. */
export const copyOf = <C extends Card>(
  ctx: Context,
  entity: new () => C,
  connectionId: string,
  kommoId: string | null,
): Promise<C | null> =>
  kommoId === null
    ? Promise.resolve(null)
    : readInOrganization(ctx.source, ctx.viewer.orgId, (db) =>
        db.findOneBy<Card>(entity, { orgId: ctx.viewer.orgId, connectionId, kommoId }),
      ).then((card) => card as C | null);
