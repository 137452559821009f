import { tmpdir } from 'node:os';
import type { DataSource } from 'typeorm';
import { urlOfPart } from '../../main/database-roles';
import { connectClient } from '../../service-kit/postgres/database-roles';
import { createMailer } from '../../service-kit/mail/mails';
import { createKeyRing } from '../../service-kit/auth/secrets';
import { localChanges } from '../../service-kit/changes/changes';
import { createDownloadLinks, createUploadLinks } from '../../service-kit/files/file-links';
import { createLocalStore } from '../../service-kit/files/local-store';
import { inOrganization } from '../../service-kit/postgres/database';
import { newId } from '../../service-kit/data/ids';
import { silentLogger } from '../../service-kit/process/logger';
import { createExecutor } from '../../service-kit/subgraph/subgraph';
import { ANONYMOUS_FACTS } from '../../testkit/anonymous-facts';
import { CONTACTS } from '../../subgraphs/crm/src/contacts/contact-store';
import { storeRows } from '../../subgraphs/crm/src/mirror/mirror-table';
import { connectCrm } from '../../subgraphs/crm/src/data-source';
import type { ContactRow, LeadRow } from '../../subgraphs/crm/src/kommo/rows';
import { storeLeads } from '../../subgraphs/crm/src/leads/lead-store';
import { connectEstimates } from '../../subgraphs/estimates/src/data-source';
import { createEstimates } from '../../subgraphs/estimates/src/subgraph';
import { connectIdentity } from '../../subgraphs/identity/src/data-source';
import {
  addMember,
  createOrganizationWithOwner,
} from '../../subgraphs/identity/src/organizations/organizations.service';
import { SESSION_ID } from '../tokens';
import { INPUTS, LEADS_PER_PAGE } from '../world';
import { callerOf } from './caller';

/** What the inputs of the operations are made of. */
export interface Seeded {
  orgId: string;
  /** One per input. */
  userIds: readonly string[];
  /** Those with {@link POSITIONS}; one per input. */
  estimateIds: readonly string[];
}

export const POSITIONS = 200;
export const ESTIMATES_PER_LEAD = 2;
/** A page more than there are inputs: each input is the page behind the last lead of another one. */
const LEADS = (INPUTS + 1) * LEADS_PER_PAGE;
const CONTACTS_PER_LEAD = 2;
/** Seconds since the epoch: the newest lead. */
const NEWEST = Date.UTC(2026, 0, 1) / 1000;

const listOf = <T>(length: number, make: (index: number) => T): T[] =>
  Array.from({ length }, (_value, index) => make(index));
const at = <T>(values: readonly T[], index: number): T => values[index % values.length] as T;

/**
 * Fills a migrated database with one organisation: 64 people; leads with two contacts and two estimates each; for every person
 * an estimate with 200 positions. Nothing random but ids.
 *
 * @param url of the database's owner
 */
export async function seed(url: string): Promise<Seeded> {
  const { orgId, userIds } = await seedPeople(await urlOfPart(url, 'identity'));
  const leadIds = await seedLeads(await urlOfPart(url, 'crm'), orgId);
  const estimateIds = await seedEstimates(await urlOfPart(url, 'estimates'), { orgId, userIds, leadIds });
  const owner = await connectClient(url);
  await owner.query('VACUUM ANALYZE'); // else it comes by itself, in the middle of a measurement
  await owner.end();
  return { orgId, userIds, estimateIds };
}

async function seedPeople(url: string): Promise<Pick<Seeded, 'orgId' | 'userIds'>> {
  const source = await connectIdentity(url);
  const person = (index: number) => ({
    email: `person-${index}@example.test`,
    emailKey: `person-${index}@example.test`,
    firstName: 'Person',
    lastName: `Number ${index}`,
    passwordHash: 'none: nobody logs in',
  });
  try {
    const created = await createOrganizationWithOwner(source, { name: 'Bench & Söhne', owner: person(0) });
    if (!created) throw new Error('The database of the benchmark was not empty.');
    const { orgId } = created;
    const userIds = [created.userId];
    while (userIds.length < INPUTS) {
      userIds.push(await addMember(source, orgId, { ...person(userIds.length), roleKey: 'manager' }));
    }
    await seedSession(source, orgId, userIds[0] ?? '');
    return { orgId, userIds };
  } finally {
    await source.destroy();
  }
}

/** The session that every token of the benchmark names: verifiers look it up. */
async function seedSession(source: DataSource, orgId: string, userId: string): Promise<void> {
  await inOrganization(source, orgId, (db) =>
    db.query(
      `INSERT INTO identity.sessions (org_id, id, user_id, idle_expires_at, expires_at)
       VALUES ($1, $2, $3, now() + interval '14 days', now() + interval '60 days')`,
      [orgId, SESSION_ID, userId],
    ),
  );
}

const contactKommoId = (lead: number, place: number): string =>
  String(500_000 + lead * CONTACTS_PER_LEAD + place);

function contactRow(index: number): ContactRow {
  const field = (code: string, value: string) => ({
    field_id: code === 'PHONE' ? '11' : '12',
    field_name: code,
    field_code: code,
    field_type: 'multitext',
    values: [{ value, enum_code: 'WORK' }],
  });
  return {
    id: contactKommoId(0, index),
    name: `Contact ${index}`,
    first_name: 'Contact',
    last_name: String(index),
    responsible_user_id: '7',
    updated_by: null,
    created_at: NEWEST - index,
    updated_at: NEWEST - index,
    custom_fields_values: [
      field('PHONE', `+49 30 ${5_550_000 + index}`),
      field('EMAIL', `contact-${index}@example.test`),
    ],
    _embedded: { tags: [], companies: [] },
  };
}

const leadRow = (index: number): LeadRow => ({
  id: String(100_000 + index),
  name: `Kitchen and bathroom, flat ${index}`,
  price: String(1_000 + index),
  responsible_user_id: '7',
  updated_by: null,
  pipeline_id: '31',
  status_id: at(['41', '42', '142', '143'], index),
  closed_at: null,
  created_at: NEWEST - index * 61,
  updated_at: NEWEST - index * 61,
  custom_fields_values: [],
  _embedded: {
    tags: [{ id: '21', name: 'website' }],
    companies: [],
    catalog_elements: [],
    contacts: listOf(CONTACTS_PER_LEAD, (place) => ({
      id: contactKommoId(index, place),
      is_main: place === 0,
    })),
  },
});

/** Stores leads as a synchronisation does. @returns their ids */
async function seedLeads(url: string, orgId: string): Promise<string[]> {
  const source = await connectCrm(url);
  try {
    return await inOrganization(source, orgId, async (db) => {
      const connectionId = newId();
      await db.query(
        `INSERT INTO crm.connections (org_id, id, account_id, subdomain, account_name, currency, state, auth_kind,
           connected_at, connected_by, created_at)
         VALUES ($1, $2, 1, 'bench', 'Bench', 'EUR', 'ACTIVE', 'OAUTH', now(), $3, now())`,
        [orgId, connectionId, newId()],
      );
      const ref = { orgId, connectionId };
      await storeRows(db, ref, CONTACTS, listOf(LEADS * CONTACTS_PER_LEAD, contactRow));
      await storeLeads(db, ref, listOf(LEADS, leadRow));
      const rows = (await db.query('SELECT id FROM crm.leads WHERE org_id = $1 ORDER BY kommo_id', [
        orgId,
      ])) as { id: string }[];
      return rows.map(({ id }) => id);
    });
  } finally {
    await source.destroy();
  }
}

interface Work {
  orgId: string;
  userIds: readonly string[];
  leadIds: readonly string[];
}

const position = (estimate: number, index: number) => ({
  name: `Position ${index + 1}: tiles, laid and grouted`,
  unit: at(['m²', 'h', 'pcs'], index),
  quantity: (1 + ((estimate + index) % 40) / 2).toFixed(1),
  unitPrice: (2.5 + ((estimate * 31 + index * 17) % 9_000) / 100).toFixed(2),
});

const CREATE = `mutation ($input: CreateEstimateInput!) {
  createEstimate(input: $input) { estimate { id } userErrors { code path message } }
}`;

const KEYS = createKeyRing([['k1', Buffer.alloc(32)]]);

/** Estimates wants a place for files, and a way for mails; none is kept or sent here. */
const noFiles = (source: DataSource) => ({
  files: { source, schema: 'estimates', store: createLocalStore(tmpdir()), spool: tmpdir(), quotaBytes: 0 },
  links: createDownloadLinks(KEYS, 'http://localhost'),
  uploadLinks: createUploadLinks(KEYS, 'http://localhost'),
  mailer: createMailer(KEYS),
  secrets: KEYS,
  clientUrl: (token: string) => `http://localhost/e/${token}`,
  trashKeepDays: 30,
});

/** Makes the large estimates as people do, and the many small ones as copies of them. @returns ids of the large ones */
async function seedEstimates(url: string, work: Work): Promise<string[]> {
  const { orgId, userIds, leadIds } = work;
  const source = await connectEstimates(url);
  const log = silentLogger();
  const execute = createExecutor(
    createEstimates({
      source,
      log,
      changes: localChanges(),
      leads: { exists: async () => true },
      ...noFiles(source),
      verifier: { verify: async (userId) => callerOf(orgId, userId) }, // nobody signs these calls
    }),
    log,
  );
  const create = async (estimate: number): Promise<string> => {
    const input = {
      title: `Flat ${estimate}`,
      leadId: at(leadIds, estimate),
      currency: 'EUR',
      taxRate: '19',
      positions: listOf(POSITIONS, (index) => position(estimate, index)),
    };
    const facts = { ...ANONYMOUS_FACTS, token: at(userIds, estimate) };
    const { data, errors } = await execute({ query: CREATE, variables: { input }, facts });
    const made = data?.['createEstimate'] as { estimate: { id: string } | null } | undefined;
    if (!made?.estimate) throw new Error(`No estimate was made: ${JSON.stringify(errors ?? data)}`);
    return made.estimate.id;
  };
  try {
    const large: string[] = [];
    while (large.length < INPUTS) large.push(await create(large.length));
    await inOrganization(source, orgId, (db) => db.query(COPY, copies(work, large)));
    return large;
  } finally {
    await source.destroy();
  }
}

/** Whatever columns there are: a copy differs from its model in these four. */
const COPY = `
  INSERT INTO estimates.estimates
  SELECT (jsonb_populate_record(model, jsonb_build_object(
            'id', copy.id, 'number', copy.number, 'lead_id', copy.lead_id, 'author_id', copy.author_id))).*
    FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::uuid[])
      AS copy (model_id, id, number, lead_id, author_id)
    JOIN estimates.estimates model ON model.org_id = $1 AND model.id = copy.model_id`;

/** Parameters of {@link COPY}: as many estimates as every lead shall have. The leads of the large ones have one more. */
function copies({ orgId, userIds, leadIds }: Work, models: readonly string[]): unknown[] {
  const numbers = listOf(LEADS * ESTIMATES_PER_LEAD, (index) => index);
  return [
    orgId,
    numbers.map((index) => at(models, index)),
    numbers.map(() => newId()),
    numbers.map((index) => `COPY-${index}`),
    numbers.map((index) => at(leadIds, index)),
    numbers.map((index) => at(userIds, index)),
  ];
}
