import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../../service-kit/data/ids';
import { logIn } from '../company';
import { send } from './send';
import type { Judged, World } from './world';

/*
 * Work that goes on behind a request's back: exports of an estimate. One that was told of has to end well, once, whatever happens to
 * its worker.
 */

const CREATE = `mutation ($input: CreateEstimateInput!) { createEstimate(input: $input) { estimate { id } userErrors { code } } }`;
const EXPORT = `mutation ($input: ExportEstimateInput!) { exportEstimate(input: $input) { job { id } userErrors { code } } }`;

/** Gives each organisation an estimate, for a lead that is put there behind the product's back. @returns ids by organisation */
export async function prepareEstimates(
  world: Pick<World, 'url' | 'sql' | 'organizations'>,
): Promise<ReadonlyMap<string, string>> {
  const estimates = new Map<string, string>();
  for (const { org, owner } of world.organizations) {
    const [connection, lead] = [newId(), newId()];
    await world.sql(
      `INSERT INTO crm.connections (org_id, id, account_id, subdomain, account_name, currency, state, auth_kind, connected_at, connected_by, created_at)
       VALUES ($1, $2, 1, 'acme', 'Acme', 'EUR', 'ACTIVE', 'OAUTH', now(), $3, now())`,
      [org.id, connection, owner.userId],
    );
    await world.sql(
      `INSERT INTO crm.leads (org_id, id, connection_id, kommo_id, name, price, created_at, updated_at) VALUES ($1, $2, $3, 1, 'Lead', 1, now(), now())`,
      [org.id, lead, connection],
    );
    const { accessToken } = await logIn(world.url, owner);
    const positions = [{ name: 'Walls', unit: 'm2', quantity: '20', unitPrice: '5.50' }];
    const input = {
      leadId: lead,
      title: 'Chaos',
      currency: 'EUR',
      sections: [{ name: 'Works', positions }],
    };
    const made = await send(world, accessToken, { query: CREATE, variables: { input } });
    const id = made?.data?.createEstimate?.estimate?.id as string | undefined;
    if (!id) throw new Error(`There is no estimate: ${JSON.stringify(made)}`);
    estimates.set(org.id, id);
  }
  return estimates;
}

/** A client that asks for one export after the other. @returns the jobs that it was told of */
export async function askForExports(
  world: Judged,
  token: string,
  estimateId: string,
  goesOn: () => boolean,
): Promise<string[]> {
  const told: string[] = [];
  while (goesOn()) {
    const variables = { input: { estimateId, format: 'CSV' } };
    const answer = await send(world, token, { query: EXPORT, variables }, randomUUID());
    const id = answer?.data?.exportEstimate?.job?.id as string | undefined;
    if (id) told.push(id);
    await sleep(200);
  }
  return told;
}

/** How long none of them may end: a killed worker's job waits for the end of its lease, and then for its turn. */
const PATIENCE_MS = 60_000;

/** Waits for the ends of all. @returns what is wrong with them, in words */
export async function judgeExports(world: Judged, told: readonly string[]): Promise<string[]> {
  let [left, deadline] = [Infinity, 0];
  for (; ; await sleep(250)) {
    const rows = await world.sql<{ state: string; jobs: number; files: number }>(
      `SELECT state, count(*)::int AS jobs, count(DISTINCT result ->> 'fileId')::int AS files FROM jobs.jobs WHERE id = ANY ($1) GROUP BY 1`,
      [told],
    );
    const count = (states: string[]) =>
      rows.filter(({ state }) => states.includes(state)).reduce((sum, { jobs }) => sum + jobs, 0);
    const open = count(['QUEUED', 'RUNNING']);
    if (open < left) [left, deadline] = [open, Date.now() + PATIENCE_MS];
    if (open > 0 && Date.now() < deadline) continue;
    const done = rows.find(({ state }) => state === 'SUCCEEDED') ?? { jobs: 0, files: 0 };
    const missing = told.length - count(['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED']);
    return [
      ...(missing > 0 ? [`${missing} jobs are gone`] : []),
      ...(open > 0 ? [`${open} jobs do not end`] : []),
      ...(count(['FAILED', 'CANCELLED']) > 0 ? [`${count(['FAILED', 'CANCELLED'])} jobs failed`] : []),
      ...(done.files !== done.jobs ? [`${done.jobs} exports made ${done.files} files`] : []),
    ];
  }
}
