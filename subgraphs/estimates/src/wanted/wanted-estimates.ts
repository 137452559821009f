import { GraphQLError } from 'graphql';
import type { EntityManager } from 'typeorm';
import { ESTIMATE_MADE, ESTIMATE_WANTED } from '../../../../schema/events';
import { PERMISSION_NAMES } from '../../../../schema/permissions';
import { recordScope, type AuditScope } from '../../../../service-kit/audit/audit-scope';
import { localChanges } from '../../../../service-kit/changes/changes';
import { newId } from '../../../../service-kit/data/ids';
import { InputRejected } from '../../../../service-kit/errors/user-errors';
import { recordEvents } from '../../../../service-kit/outbox/emit';
import { applying, type EventConsumer } from '../../../../service-kit/outbox/events';
import { silentLogger } from '../../../../service-kit/process/logger';
import { buildContext } from '../../../../service-kit/subgraph/context';
import { loaderSets } from '../../../../service-kit/subgraph/loader-set';
import type { Context, Loaders, WritingContext } from '../context';
import { estimateLoaders } from '../estimates/estimates.loaders';
import { createEstimate } from '../estimates/estimates.service';
import type { CreateEstimateInput } from '../generated/types';
import { positionLoaders } from '../positions/positions.loaders';
import { sectionLoaders } from '../sections/sections.loaders';
import { projectLoaders } from '../projects/projects.loaders';
import { duplicateEstimate } from '../revisions/copies.service';

/*
 * Drafts that rules of crm want (docs/rules.md). An event is applied once, in the transaction that marks it as done: so one draft is
 * made for it, and what came of it is told in the same commit. The draft is the rule's author's; the audit says that a rule did it.
 */

interface Wanted {
  runId: string;
  leadId: string;
  title: string;
  currency: string;
  templateId: string | null;
  authorId: string;
}

export const wantedEstimates: EventConsumer = {
  name: 'wanted-estimates',
  handlers: [
    applying(ESTIMATE_WANTED, async (db, { orgId, payload }) => {
      await db.query('SAVEPOINT wanted');
      try {
        const estimateId = await make(db, orgId, payload);
        await tell(db, orgId, { runId: payload.runId, estimateId, error: null });
      } catch (error) {
        const reason = reasonOf(error);
        if (!reason) throw error;
        await db.query('ROLLBACK TO SAVEPOINT wanted');
        await tell(db, orgId, { runId: payload.runId, estimateId: null, error: reason });
      }
    }),
  ],
};

const tell = (
  db: EntityManager,
  orgId: string,
  made: { runId: string; estimateId: string | null; error: { code: string; message: string } | null },
): Promise<void> => recordEvents(db, orgId, ESTIMATE_MADE, [made]);

/** What a person can mend; null for a fault, which is tried again. */
function reasonOf(error: unknown): { code: string; message: string } | null {
  if (error instanceof InputRejected) {
    const [first] = error.userErrors;
    return first ? { code: first.code, message: first.message } : null;
  }
  if (error instanceof GraphQLError && error.extensions['code'] === 'NOT_FOUND') {
    return {
      code: 'ESTIMATE_NOT_FOUND',
      message: 'The estimate that was to be copied is not there any more.',
    };
  }
  return null;
}

async function make(db: EntityManager, orgId: string, wanted: Wanted): Promise<string> {
  const { leadId, title, templateId, currency, authorId, runId } = wanted;
  const audit: AuditScope = {
    action: templateId === null ? 'createEstimate' : 'duplicateEstimate',
    actor: { kind: 'RULE', id: runId },
    ip: null,
    requestId: null,
    told: [],
  };
  await db.query(`SELECT set_config('app.audit', 'on', true)`);
  const ctx = contextFor(db, orgId, authorId);
  const { estimate } = templateId
    ? await duplicateEstimate(ctx, { id: templateId, leadId, title })
    : await createEstimate(ctx, { leadId, title, currency, ...DEFAULTS });
  await recordScope(db, audit);
  await db.query(`SELECT set_config('app.audit', 'off', true)`);
  return estimate.id;
}

const DEFAULTS: Pick<
  CreateEstimateInput,
  | 'taxMode'
  | 'taxExempt'
  | 'taxRounding'
  | 'rounding'
  | 'adjustments'
  | 'coefficients'
  | 'payments'
  | 'positions'
  | 'sections'
  | 'parameters'
> = {
  taxMode: 'EXCLUSIVE',
  taxExempt: false,
  taxRounding: 'PER_RATE',
  adjustments: [],
  coefficients: [],
  payments: [],
  positions: [],
  sections: [],
  parameters: [],
  rounding: 'HALF_UP',
};

/** The rule's author within the event's transaction. Crm itself names the lead, so nobody is asked about it. */
function contextFor(db: EntityManager, orgId: string, userId: string): WritingContext {
  const parts = {
    facts: {
      requestId: newId(),
      token: null,
      ip: null,
      userAgent: null,
      deviceId: null,
      appType: null,
      appVersion: null,
      acceptLanguage: null,
      idempotencyKey: null,
      trace: { traceId: '', spanId: '' },
    },
    log: silentLogger(),
    source: db.connection,
    viewer: {
      userId,
      orgId,
      sessionId: '',
      role: 'rule',
      permissions: new Set<string>(PERMISSION_NAMES),
      permissionsVersion: 0,
    },
    makeLoaders: loaderSets<Context>({
      ...estimateLoaders,
      ...positionLoaders,
      ...projectLoaders,
      ...sectionLoaders,
    }),
  };
  const own = { leads: { exists: async () => true }, changes: localChanges() };
  const ctx = buildContext<Loaders, Context>(parts as never, own as never);
  return Object.assign(ctx, { transaction: db, afterCommit: () => undefined }) as WritingContext;
}
