import { storeLeads } from '../../subgraphs/crm/src/leads/lead-store';
import { connectCrm } from '../../subgraphs/crm/src/data-source';
import { connectIdentity } from '../../subgraphs/identity/src/data-source';
import { urlOfPart } from '../../main/database-roles';
import { inOrganization } from '../../service-kit/postgres/database';
import { newId } from '../../service-kit/data/ids';
import { must, post } from '../client';
import { seedOrganization } from '../seed';

/** What attackers on the product know: an account of their own, and what is in it. */
export interface ProductWorld {
  readonly url: string;
  /** The attackers': who may write, and who may only read. */
  readonly owner: string;
  readonly viewer: string;
  readonly leadId: string;
  /** An estimate of {@link LARGE} positions. */
  readonly largeId: string;
  /** Some more, of {@link MEDIUM} positions each. */
  readonly mediumIds: readonly string[];
  /** Somebody of another organisation, who only wants to be answered. */
  readonly other: { readonly token: string; readonly email: string; readonly password: string };
}

const LARGE = 9_000;
const MEDIUM = 1_500;
const MEDIUMS = 4;

/** Fills a migrated database, through the running product where it can be. @param databaseUrl of the owner */
export async function seedProduct(url: string, databaseUrl: string): Promise<ProductWorld> {
  const source = await connectIdentity(await urlOfPart(databaseUrl, 'identity'));
  const [own, others] = [await seedOrganization(source), await seedOrganization(source)];
  await source.destroy();
  const logIn = async ({ email, password }: { email: string; password: string }): Promise<string> => {
    const data = await must(post(`${url}/graphql`, null, LOG_IN, { input: { email, password } }));
    return data.logIn.tokens.accessToken as string;
  };
  const owner = await logIn(own.owner);
  const leadId = await seedLead(await urlOfPart(databaseUrl, 'crm'), own.org.id);
  const make = async (count: number): Promise<string> => {
    const input = {
      leadId,
      title: `${count} positions`,
      currency: 'EUR',
      taxRate: '19',
      positions: positions(count),
    };
    const data = await must(post(`${url}/graphql`, owner, CREATE, { input }));
    return data.createEstimate.estimate.id as string;
  };
  const largeId = await make(LARGE);
  const mediumIds: string[] = [];
  while (mediumIds.length < MEDIUMS) mediumIds.push(await make(MEDIUM));
  const { email, password } = others.owner;
  return {
    ...{ url, owner, leadId, largeId, mediumIds },
    viewer: await logIn(own.viewer),
    other: { token: await logIn(others.owner), email, password },
  };
}

const LOG_IN =
  'mutation ($input: LogInInput!) { logIn(input: $input) { tokens { accessToken } userErrors { code } } }';
export const CREATE =
  'mutation ($input: CreateEstimateInput!) { createEstimate(input: $input) { estimate { id } userErrors { message } } }';

/** Positions of a new estimate. */
export const positions = (count: number): object[] =>
  Array.from({ length: count }, (_, i) => ({
    name: `Tiles ${i}`,
    quantity: `${i % 40}.5`,
    unitPrice: '12.34',
  }));

/** Stores a lead as a synchronisation does. @returns its id */
async function seedLead(url: string, orgId: string): Promise<string> {
  const source = await connectCrm(url);
  try {
    return await inOrganization(source, orgId, async (db) => {
      const connectionId = newId();
      await db.query(
        `INSERT INTO crm.connections (org_id, id, account_id, subdomain, account_name, currency, state, auth_kind,
           connected_at, connected_by, created_at)
         VALUES ($1, $2, 1, 'stalls', 'Stalls', 'EUR', 'ACTIVE', 'OAUTH', now(), $3, now())`,
        [orgId, connectionId, newId()],
      );
      const row = {
        ...{ id: '100000', name: 'Kitchen', price: '1000', responsible_user_id: '7', pipeline_id: '31' },
        ...{ status_id: '41', closed_at: null, created_at: 1_700_000_000, updated_at: 1_700_000_000 },
        updated_by: null,
        custom_fields_values: [],
        _embedded: { tags: [], companies: [], contacts: [], catalog_elements: [] },
      };
      await storeLeads(db, { orgId, connectionId }, [row]);
      const [lead] = (await db.query('SELECT id FROM crm.leads WHERE org_id = $1', [orgId])) as {
        id: string;
      }[];
      return lead?.id ?? '';
    });
  } finally {
    await source.destroy();
  }
}
