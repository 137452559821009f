import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { ESTIMATE_MADE, ESTIMATE_MOVED } from '../../../../schema/events';
import { RUN_CRM_RULE } from '../../../../schema/jobs';
import { newId } from '../../../../service-kit/data/ids';
import { recordJob } from '../../../../service-kit/jobs/enqueue-job';
import { applying, type EventConsumer } from '../../../../service-kit/outbox/events';
import type { CrmRuleTrigger } from '../generated/types';
import { Lead } from '../leads/lead.entity';
import { Rule } from './rule.entity';
import type { EstimateFacts } from './rule-run.entity';

/*
 * What makes rules run. An event is applied once (docs/events.md): in its transaction each rule it concerns gets a run and the job
 * that carries it out, so a rule runs once for one thing that happened, whoever dies meanwhile.
 */

/** A lead has come to a stage that some rule waits for; told by the trigger `crm.note_stage`. */
const LEAD_ENTERED_STAGE = {
  type: 'crm.lead-entered-stage',
  payload: z.object({
    leadId: z.uuid(),
    connectionId: z.uuid(),
    leadKommoId: z.string(),
    pipelineKommoId: z.string(),
    stageKommoId: z.string(),
  }),
  objectOf: ({ leadId }: { leadId: string }) => `lead:${leadId}`,
  local: true,
} as const;

const TRIGGERS: Readonly<Record<string, CrmRuleTrigger>> = {
  SENT: 'ESTIMATE_SENT',
  APPROVED: 'ESTIMATE_APPROVED',
  DECLINED: 'ESTIMATE_DECLINED',
};

export const ruleConsumer: EventConsumer = {
  name: 'crm-rules',
  handlers: [
    applying(LEAD_ENTERED_STAGE, async (db, { orgId, payload }) => {
      const { leadId, connectionId, leadKommoId, pipelineKommoId, stageKommoId } = payload;
      if (await isOwnMove(db, orgId, payload)) return;
      const lead = await db.findOneBy(Lead, { orgId, connectionId, id: leadId, kommoId: leadKommoId });
      if (!lead) return;
      const where = {
        orgId,
        connectionId,
        trigger: 'LEAD_ENTERS_STAGE',
        pipelineKommoId,
        stageKommoId,
      } as const;
      await runRules(db, await db.findBy(Rule, { ...where, isActive: true }), lead, null);
    }),
    applying(ESTIMATE_MOVED, async (db, { orgId, payload }) => {
      const trigger = TRIGGERS[payload.status];
      if (!trigger) return;
      const lead = await db.findOneBy(Lead, { orgId, id: payload.leadId });
      if (!lead) return;
      const { connectionId } = lead;
      const rules = await db.findBy(Rule, { orgId, connectionId, trigger, isActive: true });
      const { estimateId, number, title, status, payable, currency } = payload;
      await runRules(db, rules, lead, { estimateId, number, title, status, payable, currency });
    }),
    applying(ESTIMATE_MADE, async (db, { orgId, payload: { runId, estimateId, error } }) => {
      await db.query(
        `UPDATE crm.rule_runs SET estimate_id = $3, state = CASE WHEN $4::text IS NULL THEN 'DONE' ELSE 'FAILED' END,
                error_code = $4, error_message = $5, error_at = CASE WHEN $4::text IS NULL THEN NULL ELSE now() END,
                finished_at = now()
          WHERE org_id = $1 AND id = $2`,
        [orgId, runId, estimateId, error?.code ?? null, error?.message ?? null],
      );
    }),
  ],
};

/** A rule has set this stage itself: its own echo makes no rule run. */
async function isOwnMove(
  db: EntityManager,
  orgId: string,
  {
    connectionId,
    leadKommoId,
    pipelineKommoId,
    stageKommoId,
  }: { connectionId: string; leadKommoId: string; pipelineKommoId: string; stageKommoId: string },
): Promise<boolean> {
  const [rows] = (await db.query(
    `DELETE FROM crm.rule_echoes WHERE org_id = $1 AND connection_id = $2 AND lead_kommo_id = $3
        AND pipeline_kommo_id = $4 AND stage_kommo_id = $5 RETURNING expires_at > now() AS holds`,
    [orgId, connectionId, leadKommoId, pipelineKommoId, stageKommoId],
  )) as [{ holds: boolean }[], number];
  return rows[0]?.holds === true;
}

/** Rules of ours and automations of Kommo's may answer each other for ever. */
const MOST_AN_HOUR = 10;
const TOO_OFTEN = `The rule has run ${MOST_AN_HOUR} times for this lead within an hour: something may be going round.`;

async function hasRunTooOften(
  db: EntityManager,
  orgId: string,
  ruleId: string,
  leadId: string,
): Promise<boolean> {
  const [row] = (await db.query(
    `SELECT count(*)::int AS n FROM crm.rule_runs
      WHERE org_id = $1 AND rule_id = $2 AND lead_id = $3 AND created_at > now() - interval '1 hour'`,
    [orgId, ruleId, leadId],
  )) as { n: number }[];
  return (row?.n ?? 0) >= MOST_AN_HOUR;
}

async function runRules(
  db: EntityManager,
  rules: readonly Rule[],
  lead: Lead,
  estimate: EstimateFacts | null,
): Promise<void> {
  const { orgId, connectionId, id: leadId } = lead;
  for (const { id: ruleId, actions } of rules) {
    const runId = newId();
    const isTooMuch = await hasRunTooOften(db, orgId, ruleId, leadId);
    await db.query(
      `INSERT INTO crm.rule_runs (org_id, id, connection_id, rule_id, lead_id, estimate_id, facts, state, steps, finished_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8::text, $9, CASE WHEN $8::text = 'SKIPPED' THEN now() END)`,
      [
        orgId,
        runId,
        connectionId,
        ruleId,
        leadId,
        estimate?.estimateId ?? null,
        JSON.stringify(estimate ?? {}),
        isTooMuch ? 'SKIPPED' : 'QUEUED',
        JSON.stringify(
          isTooMuch ? actions.map(({ kind }) => ({ kind, outcome: 'SKIPPED', detail: TOO_OFTEN })) : [],
        ),
      ],
    );
    if (isTooMuch) continue;
    await recordJob(db, orgId, null, RUN_CRM_RULE, { runId }, { key: runId });
  }
}
