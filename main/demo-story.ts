import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { demoClient, type DemoClient } from './demo-client';
import { bold, cyan, dim, endProgress, green, progressBar, write } from './terminal';

/** What the story needs to know of the Kommo partner it plays with. */
export interface DemoPartner {
  clientId: string;
  clientSecret: string;
  redirectUri: string;
}

let step = 0;
const title = (text: string) => write(`\n${bold(`${++step}. ${text}`)}`);
const done = (text: string) => write(`  ${green('✓')} ${text}`);

function must(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`This did not happen: ${what}`);
}

/** Plays the whole story over the public endpoint. @throws Error at the first step that did not really happen */
export async function playStory(url: string, partner: DemoPartner): Promise<void> {
  step = 0;
  const password = `${randomBytes(9).toString('base64url')}-demo`;
  const { client, company } = await logIn(url, 'owner', password);
  const connectionId = await connectKommo(client, partner);
  await watchSync(client, connectionId);
  const lead = await chooseLead(client);
  const estimateId = await priceEstimate(client, lead.id);
  await sendIt(client, estimateId);
  await readTogether(client, lead.id, estimateId, company);
  await tryAsStranger(url, password, lead.id, estimateId);
}

async function logIn(
  url: string,
  who: string,
  password: string,
): Promise<{ client: DemoClient; company: string }> {
  if (who === 'owner') title('Register a company and log in');
  const company = `Northwind Renovations ${randomBytes(2).toString('hex')}`;
  const email = `${who}-${randomBytes(4).toString('hex')}@example.test`;
  const anonymous = demoClient(url);
  await anonymous.ask(
    `mutation ($input: RegisterInput!) { register(input: $input) { userErrors { code path message } } }`,
    {
      input: { email, password, firstName: 'Nora', lastName: 'Berg', organizationName: company },
    },
  );
  const { logIn: session } = await anonymous.ask<{ logIn: { tokens: { accessToken: string } } }>(
    `mutation ($input: LogInInput!) {
      logIn(input: $input) { tokens { accessToken refreshToken expiresAt } user { id } userErrors { code path message } }
    }`,
    { input: { email, password } },
  );
  const client = demoClient(url, session.tokens.accessToken);
  const { me } = await client.ask<{
    me: { displayName: string; organization: { name: string }; role: { name: string } };
  }>(`{ me { displayName organization { name } role { name } } }`);
  must(me.organization.name === company, 'the new company is the one logged into');
  if (who === 'owner') done(`${me.displayName}, ${me.role.name} of ${me.organization.name}`);
  return { client, company };
}

async function connectKommo(client: DemoClient, partner: DemoPartner): Promise<string> {
  title('Connect a Kommo account (the simulator stands in for Kommo)');
  await client.ask(
    `mutation ($input: SaveKommoCredentialsInput!) { saveKommoCredentials(input: $input) { userErrors { code path message } } }`,
    { input: partner },
  );
  done('the integration’s credentials are sealed and stored');
  const { startKommoOAuth } = await client.ask<{ startKommoOAuth: { authorizeUrl: string } }>(
    `mutation { startKommoOAuth { authorizeUrl expiresAt userErrors { code path message } } }`,
  );
  done(`consent page: ${dim(startKommoOAuth.authorizeUrl.replace(/state=[^&]+/, 'state=…'))}`);
  const consent = await fetch(`${startKommoOAuth.authorizeUrl}&auto=approve`, { redirect: 'manual' });
  const callback = consent.headers.get('location');
  must(
    consent.status >= 300 && consent.status < 400 && callback,
    'the administrator’s consent leads back to us',
  );
  const landed = await fetch(callback);
  must(
    landed.ok,
    `our call-back exchanges the code (it answered ${landed.status}; the server’s log says why)`,
  );
  const { crmConnections } = await client.ask<{
    crmConnections: {
      edges: { node: { id: string; state: string; accountName: string; subdomain: string } }[];
    };
  }>(`{ crmConnections { edges { node { id state accountName subdomain } } } }`);
  const connection = crmConnections.edges[0]?.node;
  must(connection?.state === 'ACTIVE', 'the connection is active');
  done(`connected to “${connection.accountName}” (${connection.subdomain})`);
  return connection.id;
}

interface SyncRun {
  state: string;
  phase: string | null;
  percent: number;
  rowsDone: number;
  rowsPerSecond: number | null;
  secondsLeft: number | null;
  error: { message: string } | null;
}

async function watchSync(client: DemoClient, connectionId: string): Promise<void> {
  title('Watch its leads arrive');
  await client.ask(
    `mutation ($input: StartSyncInput!) { startSync(input: $input) { userErrors { code path message } } }`,
    {
      input: { connectionId },
    },
  );
  for (;;) {
    const { crmConnection } = await client.ask<{ crmConnection: { sync: SyncRun | null } }>(
      `query ($id: ID!) {
        crmConnection(id: $id) { sync { state phase percent rowsDone rowsPerSecond secondsLeft error { message } } }
      }`,
      { id: connectionId },
    );
    const run = crmConnection.sync;
    if (run) progressBar(run.percent, progressNote(run));
    if (run?.state === 'SUCCEEDED') break;
    must(run?.state !== 'FAILED', `the sync succeeds (it said: ${run?.error?.message ?? 'nothing'})`);
    await sleep(250);
  }
  endProgress();
  const { leads, contacts } = await client.ask<{
    leads: { totalCount: number };
    contacts: { totalCount: number };
  }>(`{ leads(first: 1) { totalCount } contacts(first: 1) { totalCount } }`);
  must(leads.totalCount > 0 && contacts.totalCount > 0, 'leads and contacts arrived');
  done(`${leads.totalCount} leads and ${contacts.totalCount} contacts are here`);
}

function progressNote(run: SyncRun): string {
  const rate = run.rowsPerSecond == null ? '' : `, ${Math.round(run.rowsPerSecond)} rows/s`;
  const left = run.secondsLeft == null ? '' : `, ${Math.round(run.secondsLeft)} s left`;
  return `${run.phase?.toLowerCase() ?? ''} · ${run.rowsDone} rows${rate}${left}`;
}

async function chooseLead(client: DemoClient): Promise<{ id: string }> {
  title('Choose a lead');
  const { leads } = await client.ask<{
    leads: {
      edges: {
        node: { id: string; name: string; contacts: { name: string }[]; stage: { name: string } | null };
      }[];
    };
  }>(`{ leads(first: 50) { edges { node { id name contacts { name } stage { name } } } } }`);
  const lead = leads.edges
    .map(({ node }) => node)
    .find((node) => node.name !== '' && node.contacts.length > 0);
  must(lead, 'a lead with a contact is there');
  done(`“${lead.name}”, contact ${lead.contacts[0]?.name}, stage ${lead.stage?.name ?? 'none'}`);
  return lead;
}

const POSITIONS = [
  { kind: 'WORK', name: 'Remove the old tiles', unit: 'm²', quantity: '24.5', unitPrice: '14.90' },
  { kind: 'WORK', name: 'Lay new tiles', unit: 'm²', quantity: '24.5', unitPrice: '39.50' },
  { kind: 'MATERIAL', name: 'Porcelain tiles 60 × 60', unit: 'm²', quantity: '26.95', unitPrice: '32.75' },
];

interface Priced {
  id: string;
  number: string;
  currency: string;
  totals: { net: { amount: string }; tax: { amount: string }; total: { amount: string } };
  sections: {
    name: string;
    positions: { name: string; quantity: string; unit: string | null; amount: { amount: string } }[];
  }[];
}

const PRICED = `id number currency
  totals { net { amount } tax { amount } total { amount } }
  sections { name positions { name quantity unit amount { amount } } }`;

async function priceEstimate(client: DemoClient, leadId: string): Promise<string> {
  title('Price an estimate for it');
  const { createEstimate } = await client.ask<{ createEstimate: { estimate: Priced } }>(
    `mutation ($input: CreateEstimateInput!) {
      createEstimate(input: $input) { estimate { ${PRICED} } userErrors { code path message } }
    }`,
    {
      input: {
        leadId,
        title: 'Bathroom renovation',
        currency: 'EUR',
        taxRate: '19',
        sections: [{ name: 'Floor and walls', positions: POSITIONS }],
      },
    },
  );
  const { estimate } = createEstimate;
  for (const section of estimate.sections) {
    write(`    ${cyan(section.name)}`);
    for (const row of section.positions) {
      const quantity = `${row.quantity} ${row.unit ?? ''}`;
      write(`      ${row.name.padEnd(28)}${quantity.padStart(12)}${row.amount.amount.padStart(12)}`);
    }
  }
  const { net, tax, total } = estimate.totals;
  must(Number(net.amount) + Number(tax.amount) - Number(total.amount) < 0.005, 'net and tax make the total');
  write(
    `      ${dim('net')} ${net.amount}   ${dim('tax')} ${tax.amount}   ${bold(`total ${total.amount} ${estimate.currency}`)}`,
  );
  done('the draft is stored');
  return estimate.id;
}

async function sendIt(client: DemoClient, estimateId: string): Promise<void> {
  title('Send it: from now on nobody changes a price');
  const { sendEstimate } = await client.ask<{
    sendEstimate: { estimate: { status: string; version: number } };
  }>(
    `mutation ($input: SendEstimateInput!) {
      sendEstimate(input: $input) { estimate { status version } userErrors { code path message } }
    }`,
    { input: { id: estimateId } },
  );
  must(sendEstimate.estimate.status === 'SENT', 'the estimate is sent');
  const change = client.ask(
    `mutation ($input: AddPositionInput!) { addPosition(input: $input) { userErrors { code path message } } }`,
    { input: { estimateId, kind: 'WORK', name: 'A late extra', quantity: '1', unitPrice: '1' } },
  );
  const refusal = await change.then(
    () => null,
    (error: Error) => error.message,
  );
  must(refusal, 'a sent estimate refuses a change');
  done(`status SENT; a late change is refused: ${dim(refusal)}`);
}

async function readTogether(
  client: DemoClient,
  leadId: string,
  estimateId: string,
  company: string,
): Promise<void> {
  title('Read lead, contact, estimate and author in one query');
  const query = `  query ($id: ID!) {
    lead(id: $id) {
      name
      stage { name }
      contacts { name phones }
      estimates(first: 5) {
        edges {
          node { id number status totals { total { amount currency } } author { displayName organization { name } } }
        }
      }
    }
  }`;
  write(dim(query));
  const { lead } = await client.ask<{
    lead: {
      name: string;
      contacts: { name: string }[];
      estimates: {
        edges: {
          node: {
            id: string;
            number: string;
            author: { displayName: string; organization: { name: string } };
          };
        }[];
      };
    };
  }>(query, { id: leadId });
  const estimate = lead.estimates.edges.find(({ node }) => node.id === estimateId)?.node;
  must(estimate, 'the lead leads to its estimate');
  must(estimate.author.organization.name === company, 'the estimate leads to its author');
  must(lead.contacts.length > 0, 'the lead leads to its contact');
  done(`three subgraphs, one answer: ${lead.name} → ${estimate.number} → ${estimate.author.displayName}`);
}

async function tryAsStranger(
  url: string,
  password: string,
  leadId: string,
  estimateId: string,
): Promise<void> {
  title('Try the same as somebody from another company');
  const { client } = await logIn(url, 'stranger', password);
  const lead = await client.refusals(`query ($id: ID!) { lead(id: $id) { name } }`, { id: leadId });
  const estimate = await client.refusals(`query ($id: ID!) { estimate(id: $id) { number } }`, {
    id: estimateId,
  });
  must(lead[0] === 'NOT_FOUND' && estimate[0] === 'NOT_FOUND', 'another company finds nothing');
  const anonymous = await demoClient(url).refusals(`query ($id: ID!) { lead(id: $id) { name } }`, {
    id: leadId,
  });
  must(anonymous[0] === 'UNAUTHENTICATED', 'without a token there is nothing at all');
  done('lead: NOT_FOUND, estimate: NOT_FOUND, without a token: UNAUTHENTICATED');
}
