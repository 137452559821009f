import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { must, post } from '../../testkit/client';
import type { Company } from '../../testkit/company';
import type { RunningProduct } from '../../testkit/product';

const DELIVERY_LIMIT_MS = 90_000;

/** Waits until no event and no job of an organisation is on its way any more: what waits changes by itself. */
export async function untilDelivered(adminUrl: string, orgId: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    for (const deadline = Date.now() + DELIVERY_LIMIT_MS; ; await sleep(100)) {
      const { rows } = await client.query<{ waiting: number }>(
        ['identity', 'crm', 'estimates']
          .flatMap((name) => [
            `SELECT count(*)::int FROM ${name}.outbox WHERE org_id = $1`,
            `SELECT count(*)::int FROM ${name}.inbox WHERE org_id = $1 AND done_at IS NULL`,
          ])
          .concat(`SELECT count(*)::int FROM jobs.jobs WHERE org_id = $1 AND state IN ('QUEUED', 'RUNNING')`)
          .reduce((sql, one) => `${sql} + (${one})`, 'SELECT 0') + ' AS waiting',
        [orgId],
      );
      if (rows[0]?.waiting === 0) return;
      if (Date.now() > deadline) throw new Error('Events or jobs of the company were not done.');
    }
  } finally {
    await client.end();
  }
}

/** A list without one: what is said by hand of who is responsible must not be changed by attacks on one's own. */
export const without = ({ edges }: { edges: { node: { id: string } }[] }, id: string) => ({
  edges: edges.filter(({ node }) => node.id !== id),
});

/** Says that a person of Kommo is a member: the list of whose leads they are responsible for has something in it. */
export async function makeResponsible(
  { url, database }: RunningProduct,
  { org, tokens, viewer: { userId } }: Company,
  crmUserId: string,
): Promise<void> {
  await untilDelivered(database.url, org.id); // crm knows its members then
  const document = `mutation ($input: LinkCrmUserInput!) { linkCrmUser(input: $input) { userErrors { message } } }`;
  const { linkCrmUser } = await must(
    post(`${url}/graphql`, tokens.owner, document, { input: { crmUserId, userId } }),
  );
  if (linkCrmUser.userErrors.length > 0) throw new Error(linkCrmUser.userErrors[0].message);
}
