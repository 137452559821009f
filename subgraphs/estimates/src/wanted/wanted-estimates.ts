import { GraphQLError } from 'graphql';
import type { EntityManager } from 'typeorm';
import { ESTIMATE_MADE, ESTIMATE_WANTED } from '../../../../schema/events';
import { PERMISSION_NAMES } from '../../../../schema/permissions';
import { recordScope, type AuditScope } from '../../../../service-kit/audit/audit-scope';
import { localChanges } from '../../../../service-kit/changes/changes';
import { InputRejected } from '../../../../service-kit/errors/user-errors';
import { recordEvents } from '../../../../service-kit/outbox/emit';
import { applying, type EventConsumer } from '../../../../service-kit/outbox/events';
import type { WritingContext } from '../context';
import { createEstimate } from '../estimates/estimates.service';
import type { CreateEstimateInput } from '../generated/types';
import { duplicateEstimate } from '../revisions/copies.service';
import { workContext } from '../work-context';

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

/** The rule's author within the event's transaction. Crm itself names the lead. */
function contextFor(db: EntityManager, orgId: string, userId: string): WritingContext {
  const author = { orgId, userId, role: 'rule', permissions: new Set<string>(PERMISSION_NAMES) };
  const ctx = workContext(db, author, { changes: localChanges() });
  return Object.assign(ctx, { transaction: db, afterCommit: () => undefined }) as WritingContext;
}
