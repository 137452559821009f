/*
 * `npm run bench:estimates [lines …]`: an edit of a rich draft (sections, adjustments, coefficients, two taxes), and the read of what was
 * sent, as the subgraph answers them, beside a client that sends the very same SQL and nothing else, in turns, so that whatever else
 * the machine does falls on both. What the product sends is recorded once. On a machine that others use, look at its CPU and at the ratio:
 * times and holds have their turns in them, too.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { urlOfPart } from '../main/database-roles';
import { migrateAllUp } from '../main/migrations';
import { localChanges } from '../service-kit/changes/changes';
import { newId } from '../service-kit/data/ids';
import { createDownloadLinks, createUploadLinks } from '../service-kit/files/file-links';
import { createLocalStore } from '../service-kit/files/local-store';
import { silentLogger } from '../service-kit/process/logger';
import { createExecutor } from '../service-kit/subgraph/subgraph';
import { connectEstimates } from '../subgraphs/estimates/src/data-source';
import { createEstimates } from '../subgraphs/estimates/src/subgraph';
import { MAIL_KEYS, TO_CLIENTS } from '../testkit/mail-keys';
import { startTestPostgres } from '../testkit/services';
import { factsFor } from '../testkit/subgraph';
import { createTestTokens, viewerWith } from '../testkit/tokens';
import { inTurns, recorded, replay } from './same-sql';

const SIZES = process.argv.slice(2).map(Number);
const PER_SECTION = 50;

type Ask = (query: string, variables: object) => Promise<Record<string, never>>;

/** A document of so many lines: 50 in a section. */
function contentOf(lines: number): object {
  const positions = Array.from({ length: PER_SECTION }, (_, index) => ({
    name: `Line ${index}`,
    kind: index % 2 ? 'WORK' : 'MATERIAL',
    unit: 'm²',
    quantity: `${index + 1}.5`,
    wastePercent: index % 5 ? '0' : '10',
    unitPrice: `${100 + index}.37`,
    unitCost: `${60 + index}.11`,
    ...(index % 7 ? {} : { discount: { value: '5' } }),
  }));
  return {
    ...{ title: 'Bench', currency: 'EUR', taxRate: '20', secondTax: { name: 'City', rate: '1.5' } },
    coefficients: [{ name: 'Winter', value: '1.15' }],
    adjustments: [
      { name: 'Site', kind: 'MARKUP', value: '7', base: 'LABOUR' },
      { name: 'Loyalty', kind: 'DISCOUNT', value: '3' },
      { name: 'Round', kind: 'ROUND_TO', mode: 'FIXED', value: '10' },
    ],
    sections: Array.from({ length: Math.max(1, Math.round(lines / PER_SECTION)) }, (_, index) => ({
      name: `Section ${index}`,
      adjustments: index % 4 ? [] : [{ name: 'Trip', kind: 'MARKUP', mode: 'FIXED', value: '50' }],
      positions,
    })),
  };
}

const EDIT = `mutation ($input: UpdatePositionInput!) {
  updatePosition(input: $input) { position { amount { amount } } estimate { totals { total { amount } } } userErrors { code message } } }`;
const READ = `query ($id: ID!) { estimate(id: $id) { number title totals { net { amount } tax { amount } total { amount } }
  sections { name total { amount } positions { name unit quantity unitPrice amount { amount } net { amount } tax { amount } } } } }`;

async function measure(lines: number, ask: Ask, client: pg.Client): Promise<void> {
  const input = { leadId: newId(), ...contentOf(lines) };
  const made = await ask(
    'mutation ($input: CreateEstimateInput!) { createEstimate(input: $input) { estimate { id sections { positions { id } } } userErrors { code path message } } }',
    { input },
  );
  const { estimate, userErrors } = made['createEstimate'] as never as {
    estimate: { id: string; sections: { positions: { id: string }[] }[] } | null;
    userErrors: object[];
  };
  if (!estimate) throw new Error(JSON.stringify(userErrors));
  const id = estimate.sections[0]?.positions[0]?.id;
  const edit = (quantity: string) => ask(EDIT, { input: { id, quantity } });
  await edit('3');
  const sent = await recorded(() => edit('7'));
  // The product writes 3, the bare client 7: each finds the other's value, and writes.
  await inTurns(
    `edit, ${lines} lines`,
    () => edit('3'),
    () => replay(client, sent),
  );
  await ask('mutation ($input: SendEstimateInput!) { sendEstimate(input: $input) { userErrors { code } } }', {
    input: { id: estimate.id },
  });
  const read = () => ask(READ, { id: estimate.id });
  const asked = await recorded(read);
  await inTurns(`read of what was sent, ${lines} lines`, read, () => replay(client, asked));
}

async function main(): Promise<void> {
  const postgres = await startTestPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'bench-estimates-'));
  try {
    await migrateAllUp(postgres.url);
    const url = await urlOfPart(postgres.url, 'estimates');
    const source = await connectEstimates(url, { poolSize: 2 });
    const tokens = createTestTokens();
    const log = silentLogger();
    const subgraph = createEstimates({
      ...{ source, verifier: tokens.verifier, log, changes: localChanges(), ...TO_CLIENTS },
      files: {
        source,
        schema: 'estimates',
        store: createLocalStore(folder),
        spool: join(folder, 'spool'),
        quotaBytes: 1e9,
      },
      links: createDownloadLinks(MAIL_KEYS, 'http://localhost'),
      uploadLinks: createUploadLinks(MAIL_KEYS, 'http://localhost'),
      leads: { exists: async () => true },
    });
    const execute = createExecutor(subgraph, log, 0);
    const token = tokens.sign(viewerWith('owner'), 3_600);
    const ask: Ask = async (query, variables) => {
      const { data, errors } = await execute({
        query,
        variables: variables as never,
        facts: factsFor(token),
      });
      if (errors?.length || !data) throw new Error(JSON.stringify(errors));
      return data as Record<string, never>;
    };
    const client = new pg.Client(url);
    await client.connect();
    process.stdout.write(
      '| What | Product p50, ms | p95 | Its CPU p50 | Same SQL p50 | Ratio | Longest hold of the event loop |\n',
    );
    process.stdout.write(`|${' --- |'.repeat(7)}\n`);
    try {
      for (const lines of SIZES.length > 0 ? SIZES : [2_000, 10_000]) await measure(lines, ask, client);
    } finally {
      await client.end();
      await subgraph.close();
      await source.destroy();
    }
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
