import type { EntityManager } from 'typeorm';
import { ESTIMATE_WANTED } from '../../../../schema/events';
import { RUN_CRM_RULE } from '../../../../schema/jobs';
import { newId } from '../../../../service-kit/data/ids';
import { createPaperLinks } from '../../../../service-kit/files/file-links';
import { JobFailure, JobLost, running, type ActiveJob } from '../../../../service-kit/jobs/job-kind';
import { recordEvents } from '../../../../service-kit/outbox/emit';
import { clientOf } from '../connections/kommo-client';
import { Connection } from '../connections/connection.entity';
import { sentOfCard } from '../history/sent-values';
import { KOMMO_ERROR_WORDS, KommoError, isRefused } from '../kommo/kommo-error';
import { Lead } from '../leads/lead.entity';
import type { CrmRuntime } from '../runtime';
import { canAsk, refetchCards } from '../sync/refetch';
import { carryOut } from '../writes/carry-out';
import { dropChange, endChange, recordChange, sendInTime } from '../writes/change-store';
import { mayBeDone, refusalsOf } from '../writes/refusals';
import { recordWrite } from '../writes/write-store';
import { planRule, type PlannedStep } from './rule-plan';
import { skipOvertaken } from './overtaken';
import { fieldsOfRule } from './rule-fields';
import { Rule } from './rule.entity';
import { RuleRun, type EstimateFacts, type RuleStep } from './rule-run.entity';

/*
 * Carries out a run. It may be done again from its beginning: what is set is compared with the lead as Kommo has it now, a note is
 * a write that was written down (writes/write-store.ts), a draft is asked for by an event in the commit that notes it. A run that
 * has FAILED goes on when its job is begun again.
 */

interface Work {
  job: ActiveJob<{ runId: string }>;
  runtime: CrmRuntime;
  run: RuleRun;
  lead: Lead;
  plan: PlannedStep[];
}

const ECHO_MINUTES = 30;

export const runCrmRule = running<{ runId: string }, CrmRuntime>(RUN_CRM_RULE, async (job, runtime) => {
  const { orgId } = job;
  const { runId: id } = job.input;
  const run = await job.read((db) => db.findOneBy(RuleRun, { orgId, id }));
  if (!run || !['QUEUED', 'FAILED'].includes(run.state)) return run ? { steps: run.steps } : undefined;
  if (run.state === 'FAILED') await beginAgain(job, run);
  try {
    return { steps: await carryOutRun(job, runtime, run) };
  } catch (error) {
    if (error instanceof JobLost) throw error;
    const failure = failureOf(error);
    const isLast = job.isLastAttempt && !job.signal.aborted; // what a process that stops hands back is tried again
    if (failure?.isFinal || isLast) await endRun(job, run, 'FAILED', run.steps, failure ?? FAULT);
    throw failure ?? error;
  }
});

const FAULT = { code: 'JOB_FAULT', message: 'It failed on our side.' };

/** What people are told of a failure; null for a fault of ours. */
function failureOf(error: unknown): JobFailure | null {
  if (error instanceof JobFailure) return error;
  if (!(error instanceof KommoError)) return null;
  const [refusal] = refusalsOf(error);
  const { code, message } = refusal ?? KOMMO_ERROR_WORDS[error.kind];
  return new JobFailure(code, message, isRefused(error));
}

async function carryOutRun(job: Work['job'], runtime: CrmRuntime, run: RuleRun): Promise<RuleStep[]> {
  const { orgId, connectionId, leadId } = run;
  const ref = { orgId, connectionId };
  const rule = await job.read((db) => db.findOneBy(Rule, { orgId, id: run.ruleId }));
  if (!rule) return endRun(job, run, 'SKIPPED', []);
  if (!(await canAsk(runtime, ref))) {
    throw new JobFailure('CONNECTION_UNUSABLE', 'Kommo can’t be asked now: see the connection.', false);
  }
  const known = await job.read((db) => db.findOneBy(Lead, { orgId, id: leadId }));
  if (known)
    await refetchCards(runtime, ref, 'LEADS', [known.kommoId], {
      signal: job.signal,
      cause: { kind: 'SYNC' },
    });
  const lead = await job.read((db) => db.findOneBy(Lead, { orgId, id: leadId }));
  const connection = await job.read((db) => db.findOneBy(Connection, { orgId, id: connectionId }));
  if (!lead || lead.isDeleted || !connection) return endRun(job, run, 'SKIPPED', []);
  const estimate = 'estimateId' in run.facts ? (run.facts as EstimateFacts) : null;
  const fields = await job.read((db) => fieldsOfRule(db, rule));
  const { currency, timeZone } = connection;
  const pdfUrl = (): string =>
    estimate === null
      ? ''
      : createPaperLinks(runtime.keyRing, runtime.settings.webhookBase ?? '').make(orgId, estimate.estimateId)
          .url;
  const plan = planRule({ rule, lead, currency, timeZone, fields, estimate, pdfUrl });
  await job.read((db) => skipOvertaken(db, run, plan));
  const work = { job, runtime, run, lead, plan };
  await setValues(work);
  await addNotes(work);
  const waits = await askForDraft(work, rule, connection);
  const steps = plan.map(({ step }) => step);
  const isIdle = steps.every(({ outcome }) => outcome !== 'DONE');
  return waits ? steps : endRun(job, run, isIdle ? 'SKIPPED' : 'DONE', steps);
}

/** The lead's own fields, in one request. @throws KommoError */
async function setValues({ runtime, job, run, lead, plan }: Work): Promise<void> {
  const body: Record<string, number> = Object.assign({}, ...plan.map((one) => one.body ?? {}));
  const fields = plan.flatMap(({ field }) => field ?? []);
  if (Object.keys(body).length + fields.length === 0) return;
  const custom = fields.length === 0 ? {} : { custom_fields_values: fields.map(({ sent }) => sent) };
  const stage = body['status_id'];
  const whole = { ...body, ...custom };
  const { orgId, connectionId } = run;
  const change = await job.commit(async (db) => {
    // Before it is sent: whoever hears of it first knows that it is ours.
    if (stage !== undefined) await noteEcho(db, lead, String(body['pipeline_id']), String(stage));
    const row = {
      orgId,
      connectionId,
      kind: 'LEADS',
      kommoId: lead.kommoId,
      wasChangedAt: lead.updatedAt,
    } as const;
    const plan = {
      ...row,
      sent: sentOfCard(whole),
      implied: ['closed_at'],
      cause: { kind: 'RULE' },
      audit: null,
    } as const;
    return recordChange(db, plan);
  });
  const client = clientOf(runtime, run);
  const path = `/leads/${lead.kommoId}`;
  const asked = { lane: 'webhook', signal: job.signal, cause: { kind: 'SYNC' } } as const;
  try {
    await sendInTime((signal) => client.write('PATCH', path, whole, { ...asked, signal }), job.signal);
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    if (!mayBeDone(error)) {
      await dropChange(runtime.source, change);
      if (stage !== undefined) await job.commit((db) => forgetEcho(db, lead));
      throw error;
    }
    await refetchCards(runtime, run, 'LEADS', [lead.kommoId], asked);
    const now = await job.read((db) => db.findOneBy(Lead, { orgId: lead.orgId, id: lead.id }));
    if (!now || !hasAll(now, body) || !fields.every((field) => field.isMet(now))) throw error; // tried again, it sends what is not set yet
  }
  await refetchCards(runtime, run, 'LEADS', [lead.kommoId], asked);
  await endChange(runtime.source, change, 'DONE', true);
}

const hasAll = (lead: Lead, body: Record<string, number>): boolean => {
  const has: Record<string, number> = {
    price: Number(lead.price),
    status_id: Number(lead.stageKommoId),
    pipeline_id: Number(lead.pipelineKommoId),
  };
  return Object.entries(body).every(([key, value]) => has[key] === value);
};

async function noteEcho(db: EntityManager, lead: Lead, pipeline: string, stage: string): Promise<void> {
  await db.query('DELETE FROM crm.rule_echoes WHERE org_id = $1 AND expires_at < now()', [lead.orgId]);
  await db.query(
    `INSERT INTO crm.rule_echoes VALUES ($1, $2, $3, $4, $5, now() + interval '${ECHO_MINUTES} minutes')
     ON CONFLICT (org_id, connection_id, lead_kommo_id, pipeline_kommo_id, stage_kommo_id)
     DO UPDATE SET expires_at = EXCLUDED.expires_at`,
    [lead.orgId, lead.connectionId, lead.kommoId, pipeline, stage],
  );
}

const forgetEcho = (db: EntityManager, lead: Lead): Promise<unknown> =>
  db.query('DELETE FROM crm.rule_echoes WHERE org_id = $1 AND connection_id = $2 AND lead_kommo_id = $3', [
    lead.orgId,
    lead.connectionId,
    lead.kommoId,
  ]);

/** @throws KommoError, JobFailure */
async function addNotes({ runtime, job, run, lead, plan }: Work): Promise<void> {
  const { orgId, connectionId } = run;
  for (const [index, { note, step }] of plan.entries()) {
    if (note === undefined) continue;
    let writeId = run.writeIds[index];
    if (writeId === undefined) {
      const id = newId();
      run.writeIds[index] = writeId = id;
      await job.commit(async (db) => {
        const path = `/leads/${lead.kommoId}/notes`;
        const body = { note_type: 'common', params: { text: note } };
        await recordWrite(db, { orgId, connectionId, entity: 'NOTES', path, body }, id);
        await db.query('UPDATE crm.rule_runs SET write_ids = $3 WHERE org_id = $1 AND id = $2', [
          orgId,
          run.id,
          JSON.stringify(run.writeIds),
        ]);
      });
    }
    const until = Date.now() + 60_000;
    const options = { lane: 'webhook', signal: job.signal, until, isPatient: true } as const;
    const outcome = await carryOut(runtime, orgId, writeId, options);
    if (outcome.kind === 'open') {
      throw new JobFailure('KOMMO_SILENT', 'Kommo has not said what became of the note.', false);
    }
    if (outcome.kind === 'refused') {
      const [error] = outcome.errors;
      step.outcome = 'REFUSED';
      step.detail = error?.message ?? 'Kommo refuses the note.';
    }
  }
}

/** One draft for a lead and a rule, however often the lead comes back. @returns whether the run ends when it is made */
async function askForDraft(
  { job, run, lead, plan }: Work,
  rule: Rule,
  connection: Connection,
): Promise<boolean> {
  const wanted = plan.find(({ draft }) => draft !== undefined);
  if (!wanted?.draft) return false;
  const { orgId, id: runId } = run;
  const { title, templateId } = wanted.draft;
  return job.commit(async (db) => {
    await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `crm draft ${rule.id} ${lead.id}`,
    ]);
    const [made] = (await db.query(
      `SELECT 1 FROM crm.rule_runs WHERE org_id = $1 AND rule_id = $2 AND lead_id = $3 AND id <> $4
          AND (estimate_id IS NOT NULL OR (state = 'WAITING' AND created_at > now() - interval '1 day'))`,
      [orgId, rule.id, lead.id, runId],
    )) as unknown[];
    if (made) {
      Object.assign(wanted.step, {
        outcome: 'NOTHING_TO_DO',
        detail: 'This rule has made a draft for the lead before.',
      });
      return false;
    }
    const wish = {
      runId,
      leadId: lead.id,
      title,
      templateId,
      currency: connection.currency,
      authorId: rule.createdBy,
    };
    await recordEvents(db, orgId, ESTIMATE_WANTED, [wish]);
    await db.query(`UPDATE crm.rule_runs SET state = 'WAITING', steps = $3 WHERE org_id = $1 AND id = $2`, [
      orgId,
      runId,
      JSON.stringify(plan.map(({ step }) => step)),
    ]);
    return true;
  });
}

/** Its job was begun again by hand, or its worker died after it had ended. */
const beginAgain = (job: Work['job'], { orgId, id }: RuleRun): Promise<unknown> =>
  job.commit((db) =>
    db.query(
      `UPDATE crm.rule_runs SET state = 'QUEUED', finished_at = NULL, error_code = NULL, error_message = NULL, error_at = NULL
        WHERE org_id = $1 AND id = $2 AND state = 'FAILED'`,
      [orgId, id],
    ),
  );

async function endRun(
  job: Work['job'],
  { orgId, id }: RuleRun,
  state: 'DONE' | 'SKIPPED' | 'FAILED',
  steps: RuleStep[],
  failure?: { code: string; message: string },
): Promise<RuleStep[]> {
  await job.commit((db) =>
    db.query(
      `UPDATE crm.rule_runs SET state = $3, steps = $4, finished_at = now(), error_code = $5, error_message = $6,
              error_at = CASE WHEN $5::text IS NULL THEN NULL ELSE now() END
        WHERE org_id = $1 AND id = $2`,
      [orgId, id, state, JSON.stringify(steps), failure?.code ?? null, failure?.message ?? null],
    ),
  );
  return steps;
}
