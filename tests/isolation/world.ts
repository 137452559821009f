import { Client } from 'pg';
import { addAsset, addEvents, addInstall, addKnowledge, addUnsorted } from './planted-rows';
import type { DataSource } from 'typeorm';
import { newId } from '../../service-kit/data/ids';
import { inOrganization } from '../../service-kit/postgres/database';
import { must, post } from '../../testkit/client';
import { connectCompany, openCompany, type Company } from '../../testkit/company';
import type { RunningProduct } from '../../testkit/product';
import { freshObjects } from './fresh-objects';
import { ID_KINDS, type Ids } from './id-kinds';
import { makeResponsible, untilDelivered, without } from './responsible';

/** A company with one of everything. */
export interface Inhabitant extends Company {
  /** Ids that stand for the whole test; `freshObjects` makes new ones for what destroys. */
  readonly ids: Ids;
}

export const INVITE = `mutation ($input: InviteUserInput!) {
  inviteUser(input: $input) { invitation { id } userErrors { code path message } }
}`;

/** An API key, and access of support. */
async function addMachines(url: string, owner: string, account: string): Promise<Partial<Ids>> {
  const { createApiKey, grantSupportAccess } = await must(
    post(
      `${url}/graphql`,
      owner,
      `mutation {
        createApiKey(input: { name: "Key of ${account}", scopes: ["crm:read"] }) { apiKey { id } }
        grantSupportAccess(input: { reason: "For ${account}" }) { supportGrant { id } }
      }`,
    ),
  );
  return { apiKey: createApiKey.apiKey.id, supportGrant: grantSupportAccess.supportGrant.id };
}

/** A client's link, to an estimate of its own that was sent. */
async function addLink(url: string, owner: string, leadId: string): Promise<string> {
  const ask = (name: string, input: object, fields: string) =>
    must(
      post(
        `${url}/graphql`,
        owner,
        `mutation ($input: ${name[0]?.toUpperCase()}${name.slice(1)}Input!) {
          made: ${name}(input: $input) { ${fields} userErrors { code message } } }`,
        { input },
      ),
    );
  const positions = [{ name: 'Line', unitPrice: '10' }];
  const draft = { title: 'Sent', currency: 'EUR', taxRate: '20', leadId, positions };
  const { made } = await ask('createEstimate', draft, 'estimate { id }');
  await ask('sendEstimate', { id: made.estimate.id }, '');
  const linked = await ask('createEstimateLink', { estimateId: made.estimate.id }, 'link { id }');
  return linked.made.link.id as string;
}

const DATA_EXPORT = 'mutation { exportMyData { job { id } } }';
const LINKED_AGENT = `mutation ($crmUserId: ID!) {
  upsertCrmAgent(input: { externalId: "linked", name: "Linked", crmUserId: $crmUserId }) { agent { id } userErrors { code } }
}`;

/** What a company has that is asked for by id. */
const WORLD = `{
    me { session { id } }
    roles { id key }
    pipelines(first: 1) { edges { node { id } } }
    crmUsers(first: 10) { edges { node { id } } }
    customFields(first: 1) { edges { node { id } } }
    crmTasks(first: 1) { edges { node { id } } }
    leads(first: 1) { edges { node { id stage { id } } } }
    noted: leads(first: 100) { edges { node { notes(first: 20) { id type } } } }
    crmTalks(first: 1) { edges { node { id contact { id } lead { id responsibleUser { id } } } } }
    companies(first: 1) { edges { node { id } } }
    crmMessages(first: 1) { edges { node { id } } }
    crmConnections(first: 1) { edges { node { sync { id } } } }
  }`;

type Noted = { edges: { node: { notes: { id: string; type: string }[] } }[] };

/** A note that somebody wrote: others can't be changed. */
const writtenNote = ({ edges }: Noted): string =>
  edges.flatMap(({ node }) => node.notes).find(({ type }) => type === 'common')?.id ?? '';

const only = (list: { edges: { node: { id: string } }[] }) => list.edges[0]?.node.id ?? '';

/** Opens a company with people, a connected and synchronised Kommo account, a project and an estimate. */
export async function settle(
  product: RunningProduct,
  identity: DataSource,
  account: string,
): Promise<Inhabitant> {
  const company = await openCompany(product.url, identity);
  const connection = await connectCompany(product, company, account);
  const { owner } = company.tokens;
  const data = await must(post(`${product.url}/graphql`, owner, WORLD));
  const { inviteUser } = await must(
    post(`${product.url}/graphql`, owner, INVITE, {
      input: { email: `guest@${account}.example`, roleKey: 'viewer' },
    }),
  );
  const [talk] = data.crmTalks.edges.map(({ node }: { node: object }) => node);
  const lead = talk.lead.id;
  const responsible = talk.lead.responsibleUser.id as string;
  await makeResponsible(product, company, responsible);
  const made = await freshObjects(product.url, owner, lead, company.org.name);
  await addRun(product.database.url, company.org.id, made.rule ?? '', lead);
  await addTask(product.database.url, company.org.id, lead);
  const unsortedLead = await addUnsorted(product.database.url, company.org.id, lead);
  const estimateLink = await addLink(product.url, owner, lead);
  const { exportMyData } = await must(post(`${product.url}/graphql`, owner, DATA_EXPORT));
  await untilDelivered(product.database.url, company.org.id);
  const ids: Partial<Ids> = {
    user: company.viewer.userId,
    author: company.owner.userId,
    role: data.roles.find((role: { key: string }) => role.key === 'viewer').id,
    session: data.me.session.id,
    organization: company.org.id,
    invitation: inviteUser.invitation.id,
    ...(await addFactors(identity, company.org.id, company.viewer.userId)),
    ...(await addMachines(product.url, owner, account)),
    estimateLink,
    unsortedLead,
    pendingInstall: await addInstall(product.database.url, company.org.id),
    knowledgeNode: await addKnowledge(product.database.url, company.org.id, lead),
    asset: await addAsset(product.database.url, company.org.id, company.org.name),
    dataExport: exportMyData.job.id,
    connection,
    job: data.crmConnections.edges[0].node.sync.id,
    pipeline: only(data.pipelines),
    stage: data.leads.edges[0].node.stage.id,
    crmUser: only(without(data.crmUsers, responsible)),
    customField: only(data.customFields),
    crmTask: only(data.crmTasks),
    crmNote: writtenNote(data.noted),
    lead,
    talk: talk.id,
    message: only(data.crmMessages),
    contact: talk.contact.id,
    company: only(data.companies),
    ...made,
  };
  await must(post(`${product.url}/graphql`, owner, LINKED_AGENT, { crmUserId: ids.crmUser }));
  await addEvents(product.database.url, company.org.id, [ids.lead, ids.contact, ids.company]);
  for (const kind of ID_KINDS) if (!ids[kind]) throw new Error(`The world has no ${kind}.`);
  return { ...company, ids: ids as Ids };
}

/** A task of a lead, as if it had been copied from Kommo: not every lead there has one. */
async function addTask(adminUrl: string, orgId: string, leadId: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(
    `INSERT INTO crm.tasks (org_id, id, connection_id, kommo_id, responsible_kommo_id, created_at, updated_at, card_kind,
                            card_kommo_id, text, is_completed, due_at, duration_seconds)
     SELECT org_id, $3, connection_id, 999999999, responsible_kommo_id, now(), now(), 'LEADS', kommo_id, 'Call back', false, now(), 0
       FROM crm.leads WHERE org_id = $1 AND id = $2`,
    [orgId, leadId, newId()],
  );
  await client.end();
}

/** A run of a rule, as if something had happened to the lead. */
async function addRun(adminUrl: string, orgId: string, ruleId: string, leadId: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(
    `INSERT INTO crm.rule_runs (org_id, id, connection_id, rule_id, lead_id, facts, state)
     SELECT org_id, $3, connection_id, id, $4, '{}', 'SKIPPED' FROM crm.rules WHERE org_id = $1 AND id = $2`,
    [orgId, ruleId, newId(), leadId],
  );
  await client.end();
}

/** A passkey and a remembered device of a person, as if their browsers had made them. */
export function addFactors(
  identity: DataSource,
  orgId: string,
  userId: string,
): Promise<Pick<Ids, 'passkey' | 'rememberedDevice'>> {
  const [passkey, rememberedDevice] = [newId(), newId()];
  return inOrganization(identity, orgId, async (db) => {
    await db.query(
      `INSERT INTO identity.passkeys (id, user_id, credential_id, public_key, counter, name)
       VALUES ($1, $2, $3, '\\x00', 0, 'Key')`,
      [passkey, userId, passkey],
    );
    await db.query(
      `INSERT INTO identity.remembered_devices (id, user_id, token_hash, expires_at)
       VALUES ($1, $2, sha256($3::bytea), now() + interval '1 day')`,
      [rememberedDevice, userId, rememberedDevice],
    );
    return { passkey, rememberedDevice };
  });
}

/** Ids of the right shape that name nothing anywhere. */
export const unknownIds = (): Ids => Object.fromEntries(ID_KINDS.map((kind) => [kind, newId()])) as Ids;

/** Of a spent refresh token, half a minute after it was spent, by a job: whatever somebody else does. */
const WIPED_BY_TIME = 'sealed_successor';

export interface Snapshots {
  /** Everything an organisation has in the database, as one text per table. */
  of(orgId: string): Promise<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Reads as the owner of the database, all tables in one statement that is planned once: it is asked hundreds of times.
 *
 * @param adminUrl bypasses row-level security: what changed must show, whoever changed it
 */
export async function openSnapshots(adminUrl: string): Promise<Snapshots> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  const tables = await client.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.columns
      WHERE column_name = 'org_id' AND table_schema IN ('identity', 'crm', 'estimates') ORDER BY 1`,
  );
  const row = `(to_jsonb(t) - '${WIPED_BY_TIME}')::text`;
  const text = tables.rows
    .map(
      ({ name }) =>
        `SELECT '${name}' AS name, (SELECT string_agg(${row}, E'\\n' ORDER BY ${row}) FROM ${name} t WHERE org_id = $1::uuid) AS text`,
    )
    .join('\nUNION ALL\n');
  return {
    async of(orgId) {
      const { rows } = await client.query<{ name: string; text: string | null }>({
        name: 'snapshot',
        text,
        values: [orgId],
      });
      return Object.fromEntries(rows.map((table) => [table.name, table.text ?? '']));
    },
    close: () => client.end(),
  };
}

/** Texts that may never stand in a stranger's answer: every id and every planted name of a company. */
export function canariesOf(tables: Record<string, string>, company: Inhabitant): string[] {
  const own = Object.values(tables).join('\n');
  const ids = own.match(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g) ?? [];
  const people = [company.owner, company.admin, company.manager, company.estimator, company.viewer];
  return [...new Set([...ids, company.org.name, ...people.map(({ email }) => email)])];
}
