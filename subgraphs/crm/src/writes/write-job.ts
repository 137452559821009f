import { KOMMO_WRITE } from '../../../../schema/jobs';
import { JobFailure, JobLost, running, type ActiveJob } from '../../../../service-kit/jobs/job-kind';
import { KOMMO_ERROR_WORDS, KommoError } from '../kommo/kommo-error';
import type { CrmRuntime } from '../runtime';
import { canAsk } from '../sync/refetch';
import { carryOut } from './carry-out';
import { fetchMade } from './fetch-made';
import { giveUpWrite, readWrite } from './write-store';

const PATIENCE_MS = 60_000;
const FAULT = { code: 'JOB_FAULT', message: 'It failed on our side.' };

/** Takes up a write that nobody else does, or that Kommo left open. What its last try leaves open is given up with it. */
export const runKommoWrite = running<{ writeId: string }, CrmRuntime>(KOMMO_WRITE, async (job, runtime) => {
  try {
    return await takeUp(job, runtime);
  } catch (error) {
    const isHandedBack = error instanceof JobLost || job.signal.aborted;
    if (!isHandedBack && (job.isLastAttempt || (error instanceof JobFailure && error.isFinal))) {
      const reason = error instanceof JobFailure ? error : FAULT;
      await job.commit((db) => giveUpWrite(db, job.orgId, job.input.writeId, reason));
    }
    throw error;
  }
});

async function takeUp(job: ActiveJob<{ writeId: string }>, runtime: CrmRuntime): Promise<unknown> {
  const { orgId } = job;
  const { writeId } = job.input;
  const write = await job.read((db) => readWrite(db, orgId, writeId));
  if (!write) return undefined;
  if (write.state === 'OPEN' && !(await canAsk(runtime, write))) {
    throw new JobFailure('CONNECTION_UNUSABLE', 'Kommo can’t be asked now: see the connection.', false);
  }
  const options = { lane: 'webhook', signal: job.signal, isPatient: true } as const;
  try {
    const outcome = await carryOut(runtime, orgId, writeId, { ...options, until: Date.now() + PATIENCE_MS });
    if (outcome.kind === 'done') {
      await fetchMade(runtime, write, outcome.kommoId, options);
      return { entity: write.entity, kommoId: outcome.kommoId };
    }
    const [error] = outcome.kind === 'refused' ? outcome.errors : [];
    if (error) throw new JobFailure(error.code, error.message);
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    const { code, message } = KOMMO_ERROR_WORDS[error.kind];
    throw new JobFailure(code, message, false);
  }
  throw new JobFailure('KOMMO_SILENT', 'Kommo has not said what became of it. We go on asking.', false);
}
