/*
 * What the audit costs a mutation: `node scripts/run.mjs bench/audit-cost`. The transaction of the smallest mutation (one row, one column)
 * with an entry and without one, in turns, so that whatever else the machine does falls on both; beside it the whole mutation, as
 * the subgraph answers it. In ms, of each the tenth of the rounds that were quickest: what other work adds is not the audit's.
 */
import { generateKeyPairSync } from 'node:crypto';
import { urlOfPart } from '../main/database-roles';
import { migrateAllUp } from '../main/migrations';
import { createKeyRing } from '../service-kit/auth/secrets';
import type { AuditScope } from '../service-kit/audit/audit-scope';
import { newId } from '../service-kit/data/ids';
import { createMailer } from '../service-kit/mail/mails';
import { inOrganization } from '../service-kit/postgres/database';
import { silentLogger } from '../service-kit/process/logger';
import { createExecutor } from '../service-kit/subgraph/subgraph';
import { createSigningKeys } from '../subgraphs/identity/src/auth/keys';
import { createPasswords } from '../subgraphs/identity/src/auth/passwords';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { createIdentity } from '../subgraphs/identity/src/subgraph';
import { openRates } from '../testkit/open-rates';
import { seedOrganization } from '../testkit/seed';
import { startTestPostgres } from '../testkit/services';
import { factsFor } from '../testkit/subgraph';
import { createTestTokens } from '../testkit/tokens';

const WARM_UP = 50;
const ROUNDS = Number(process.argv[2] ?? 1_000);

/** The mean of the quickest tenth. */
function quick(values: number[]): number {
  const best = values.toSorted((a, b) => a - b).slice(0, Math.ceil(values.length / 10));
  return best.reduce((sum, one) => sum + one, 0) / best.length;
}

async function main(): Promise<void> {
  const postgres = await startTestPostgres();
  try {
    await migrateAllUp(postgres.url);
    const source = await connectIdentity(await urlOfPart(postgres.url, 'identity'), { poolSize: 2 });
    const { org, owner } = await seedOrganization(source);
    const tokens = createTestTokens();
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const secrets = createKeyRing([['k1', Buffer.alloc(32, 1)]]);
    const subgraph = createIdentity({
      source,
      verifier: tokens.verifier,
      keys: createSigningKeys({ pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }),
      broadcast: {
        publish: async () => undefined,
        subscribe: async () => undefined,
        close: async () => undefined,
      },
      log: silentLogger(),
      passwords: createPasswords(),
      rates: openRates(),
      mailer: createMailer(secrets),
      secrets,
    });
    const execute = createExecutor(subgraph, silentLogger(), 0);
    const token = tokens.sign(owner.viewer, 3_600);
    let turn = 0;
    const update = (audit: AuditScope | undefined) =>
      inOrganization(
        source,
        org.id,
        (db) =>
          db.query('UPDATE identity.users SET locale = $2 WHERE id = $1', [
            owner.userId,
            `en-${(turn += 1) % 2 ? 'GB' : 'US'}`,
          ]),
        undefined,
        audit,
      );
    const kinds = {
      plain: () => update(undefined),
      audited: () =>
        update({
          action: 'updateUser',
          actor: { kind: 'USER', id: owner.userId },
          ip: '203.0.113.7',
          requestId: newId(),
          told: [],
        }),
      whole: () =>
        execute({
          query: `mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { id locale } userErrors { code } } }`,
          variables: { input: { locale: `en-${(turn += 1) % 2 ? 'GB' : 'US'}` } },
          facts: factsFor(token),
        }),
    };
    const times: Record<string, number[]> = { plain: [], audited: [], whole: [] };
    for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
      for (const [kind, run] of Object.entries(kinds)) {
        const begin = performance.now();
        await run();
        if (round >= WARM_UP) times[kind]?.push(performance.now() - begin);
      }
    }
    const [plain, audited, whole] = [times['plain'], times['audited'], times['whole']].map((list) =>
      quick(list ?? []),
    ) as [number, number, number];
    const cost = audited - plain;
    process.stdout.write(
      `transaction ${plain.toFixed(2)} ms, audited ${audited.toFixed(2)} ms: +${cost.toFixed(2)} ms\n` +
        `whole mutation ${whole.toFixed(2)} ms, of which the audit ${((100 * cost) / (whole - cost)).toFixed(1)} % of the rest\n`,
    );
    await source.destroy();
  } finally {
    await postgres.stop();
  }
}

void main();
