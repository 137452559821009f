import { DEMO_CHANNEL } from '../simulator/amojo/channel';
import { inOrganization } from '../service-kit/postgres/database';
import type { Viewer } from '../service-kit/auth/viewer';
import { walk, type Call } from '../testkit/audit-walk';
import { acrossOrganizations } from '../testkit/one-organization';
import { receiveInstall } from '../subgraphs/crm/src/pending-installs/receive-install';
import { consent, useCrm, type CrmWorld } from '../testkit/crm/crm-world';
import { clientLinksOf } from '../testkit/client-links';
import { estimateCases } from '../testkit/estimate-mutations';
import { useEstimates } from '../testkit/estimates';
import { dataOf } from '../testkit/subgraph';
import { viewerWith } from '../testkit/tokens';

describe('estimates', () => {
  const graph = useEstimates();
  const TYPES: Record<string, string> = {
    createProject: 'Project',
    updateProject: 'Project',
    deleteProject: 'Project',
    saveTemplate: 'Template',
    updateTemplate: 'Template',
    deleteTemplate: 'Template',
    createCatalogue: 'Catalogue',
    updateCatalogue: 'Catalogue',
    deleteCatalogue: 'Catalogue',
    putCataloguePrices: 'Catalogue',
    setAssembly: 'Catalogue',
    updateEstimateDefaults: 'OrganizationSetting',
    createTax: 'Tax',
    updateTax: 'Tax',
    updateLetterhead: 'Letterhead',
    setUnitSynonym: 'UnitSynonym',
    createSavedFilter: 'SavedFilter',
    updateSavedFilter: 'SavedFilter',
    deleteSavedFilter: 'SavedFilter',
    attachFile: 'Attachment',
    updateAttachment: 'Attachment',
    removeAttachment: 'Attachment',
    addComment: 'Comment',
    updateComment: 'Comment',
    deleteComment: 'Comment',
    exportEstimate: 'Job',
    createEstimateLink: 'ClientLink',
    revokeEstimateLink: 'ClientLink',
    createUpload: 'File',
    previewImport: 'Job',
    processAsset: 'Asset',
    deleteAsset: 'Asset',
    applyImport: 'Import',
    importPrices: 'Catalogue',
  };
  const { sent, link } = clientLinksOf(graph);
  /** What a client does by a link: nobody of the organisation's. */
  const byClient =
    (type: string, input: object, wishes: object = {}) =>
    async (): Promise<Call> => {
      const owner = viewerWith('owner');
      const { id, contentHash } = await sent(owner);
      const { token } = await link(owner, id, wishes);
      const all = 'name' in input ? { token, contentHash, ...input } : { token };
      return { by: null, orgId: owner.orgId, type, input: all };
    };
  const clients = {
    openClientEstimate: byClient('ClientLink', {}),
    requestClientCode: byClient('ClientLink', {}, { email: 'ann@example.com' }),
    approveClientEstimate: byClient('Estimate', { name: 'Ann' }),
    declineClientEstimate: byClient('Estimate', { name: 'Ann', comment: 'Dear' }),
    requestClientEstimateChanges: byClient('Estimate', { name: 'Ann', comment: 'Fewer' }),
  };
  walk('estimates', graph, () => ({
    ...clients,
    ...Object.fromEntries(
      Object.entries(estimateCases(graph)).map(([name, prepare]) => [
        name,
        async () => {
          const by = viewerWith('owner');
          return { by, orgId: by.orgId, type: TYPES[name] ?? 'Estimate', input: (await prepare(by)).input };
        },
      ]),
    ),
  }));

  it('asked for the rows of one organisation in each statement', async () => {
    expect(await acrossOrganizations(graph.parts.database.url, graph.everyStatement)).toEqual([]);
  });
});

describe('crm', () => {
  const channel = {
    ...DEMO_CHANNEL,
    get url() {
      return world.kommo.url;
    },
  };
  const world: CrmWorld = useCrm(
    { contacts: 1, leads: 1, companies: 1 },
    { channel, webhookBase: 'http://127.0.0.1:9' },
  );
  const owned = (type: string, input: (by: Viewer) => Promise<object>) => async (): Promise<Call> => {
    const by = viewerWith('owner');
    return { by, orgId: by.orgId, type, input: await input(by) };
  };
  const syncJob = async (by: Viewer) => {
    const connectionId = await world.connect(by);
    const input = { kind: 'KOMMO_SYNC', input: { connectionId } };
    const document = 'mutation ($input: EnqueueJobInput!) { enqueueJob(input: $input) { job { id } } }';
    return dataOf(await world.graph.execute(by, document, { input })).enqueueJob.job.id as string;
  };
  const saved = async (by: Viewer) => {
    const document =
      'mutation ($input: SaveKommoCredentialsInput!) { saveKommoCredentials(input: $input) { userErrors { code } } }';
    const { clientId, clientSecret, redirectUri } = world.kommo.integration;
    const input = { clientId, clientSecret, redirectUri };
    dataOf(await world.graph.execute(by, document, { input }));
    return input;
  };
  /** A card of the account's that is here too. */
  const cardIn = async (by: Viewer, list: 'leads' | 'contacts' | 'companies') => {
    await world.sync(by, await world.connect(by));
    const document = `{ ${list}(first: 1) { edges { node { id } } } }`;
    return dataOf(await world.graph.execute(by, document))[list].edges[0].node.id as string;
  };
  const RULE = { name: 'Noted', trigger: 'ESTIMATE_SENT', actions: [{ kind: 'ADD_NOTE', text: '{number}' }] };
  const ruleOf = async (by: Viewer) => {
    await cardIn(by, 'leads');
    const document =
      'mutation ($input: CreateCrmRuleInput!) { createCrmRule(input: $input) { rule { id } } }';
    return dataOf(await world.graph.execute(by, document, { input: RULE })).createCrmRule.rule.id as string;
  };
  const linkInput = async (by: Viewer) => {
    const contactId = await cardIn(by, 'contacts');
    const { leads } = dataOf(await world.graph.execute(by, '{ leads(first: 1) { edges { node { id } } } }'));
    return { leadId: leads.edges[0].node.id, contactId };
  };
  const unsortedInput = async (by: Viewer) => {
    world.kommo.control.mutate('acme-demo', { incoming: { n: 1 } });
    await world.sync(by, await world.connect(by));
    const document = '{ unsortedLeads(first: 1) { edges { node { id } } } }';
    return { id: dataOf(await world.graph.execute(by, document)).unsortedLeads.edges[0].node.id as string };
  };
  const crmUser = async (by: Viewer): Promise<string> => {
    await world.sync(by, await world.connect(by));
    const { crmUsers } = dataOf(
      await world.graph.execute(by, '{ crmUsers(first: 1) { edges { node { id } } } }'),
    );
    return crmUsers.edges[0].node.id;
  };
  const field = async (by: Viewer) => {
    await world.sync(by, await world.connect(by));
    const { customFields } = dataOf(
      await world.graph.execute(by, '{ customFields(first: 1) { edges { node { id } } } }'),
    );
    return { customFieldId: customFields.edges[0].node.id as string };
  };
  walk('crm', world.graph, () => ({
    extractKnowledgeGraph: owned('Job', async () => ({})),
    enqueueJob: owned('Job', async (by) => {
      const connectionId = await world.connect(by);
      await world.sync(by, connectionId); // the one that connecting has begun
      return { kind: 'KOMMO_SYNC', input: { connectionId } };
    }),
    cancelJob: owned('Job', async (by) => ({ id: await syncJob(by) })),
    retryJob: owned('Job', async (by) => {
      const id = await syncJob(by);
      const document =
        'mutation ($input: CancelJobInput!) { cancelJob(input: $input) { userErrors { code } } }';
      dataOf(await world.graph.execute(by, document, { input: { id } }));
      return { id };
    }),
    saveKommoCredentials: owned('KommoCredential', async () => {
      const { clientId, clientSecret, redirectUri } = world.kommo.integration;
      return { clientId, clientSecret, redirectUri };
    }),
    deleteKommoCredentials: owned('KommoCredential', async (by) => {
      await saved(by);
      return {};
    }),
    startKommoOAuth: owned('OauthState', async (by) => {
      await saved(by);
      return {};
    }),
    completeKommoOAuth: owned('SyncRun', async (by) => {
      await saved(by);
      const start = 'mutation { startKommoOAuth { authorizeUrl } }';
      const { authorizeUrl } = dataOf(await world.graph.execute(by, start)).startKommoOAuth;
      const { search: _search, ...grant } = await consent(authorizeUrl);
      return grant;
    }),
    claimKommoInstall: owned('SyncRun', async (by) => {
      const { clientId } = await saved(by);
      const { code, referer } = await consent(`${world.kommo.authorizeUrl}?client_id=${clientId}`);
      const received = await receiveInstall(world.runtime, { code, referer, clientId });
      const { pendingKommoInstalls } = dataOf(
        await world.graph.execute(by, '{ pendingKommoInstalls { id } }'),
      );
      return { installId: pendingKommoInstalls[0].id, claimCode: received?.claimCode };
    }),
    connectKommoWithToken: owned('SyncRun', async () => ({
      subdomain: 'acme-demo',
      accessToken: world.kommo.issueLongLivedToken('acme-demo'),
    })),
    disconnectKommo: owned('Connection', async (by) => ({
      connectionId: await world.connect(by),
      data: 'KEEP',
    })),
    mapCustomField: owned('CustomField', async (by) => ({ ...(await field(by)), key: 'source_note' })),
    unmapCustomField: owned('CustomField', async (by) => {
      const input = await field(by);
      const document =
        'mutation ($input: MapCustomFieldInput!) { mapCustomField(input: $input) { userErrors { code } } }';
      dataOf(await world.graph.execute(by, document, { input: { ...input, key: 'source_note' } }));
      return input;
    }),
    updateLead: owned('Lead', async (by) => ({ id: await cardIn(by, 'leads'), name: 'Another name' })),
    upsertCrmAgent: owned('Agent', async () => ({ externalId: 'a-1', name: 'Ana' })),
    setCrmAgentStatus: owned('Agent', async (by) => {
      const document =
        'mutation ($input: UpsertCrmAgentInput!) { upsertCrmAgent(input: $input) { agent { id } } }';
      const input = { externalId: 'a-1', name: 'Ana' };
      const { upsertCrmAgent } = dataOf(await world.graph.execute(by, document, { input }));
      return { id: upsertCrmAgent.agent.id, status: 'BUSY' };
    }),
    linkCrmUser: owned('CrmUserLink', async (by) => ({ crmUserId: await crmUser(by), userId: null })),
    unlinkCrmUser: owned('CrmUserLink', async (by) => {
      const crmUserId = await crmUser(by);
      const document =
        'mutation ($input: LinkCrmUserInput!) { linkCrmUser(input: $input) { userErrors { code } } }';
      dataOf(await world.graph.execute(by, document, { input: { crmUserId } }));
      return { crmUserId };
    }),
    createCrmRule: owned('Rule', async (by) => {
      await cardIn(by, 'leads');
      return RULE;
    }),
    updateCrmRule: owned('Rule', async (by) => ({ id: await ruleOf(by), isActive: false })),
    deleteCrmRule: owned('Rule', async (by) => ({ id: await ruleOf(by) })),
    sendMessage: owned('Message', async (by) => {
      await cardIn(by, 'leads');
      const document = '{ crmTalks(first: 1) { edges { node { id } } } }';
      const { crmTalks } = dataOf(await world.graph.execute(by, document));
      return { talkId: crmTalks.edges[0].node.id, text: 'Hello', clientMessageId: 'audit-1' };
    }),
    receiveChatMessage: owned('Message', async (by) => {
      const connectionId = await world.connect(by);
      await world.sync(by, connectionId); // connects the channel
      const customer = { id: by.orgId, name: 'Zoe' };
      const wish = { conversationId: by.orgId, customer, text: 'Good day', clientMessageId: 'audit-in-1' };
      return { connectionId, ...wish };
    }),
    reportMessageDelivery: owned('Message', async (by) => {
      const connectionId = await world.connect(by);
      const { kommo } = world;
      await world.sync(by, connectionId); // connects the channel
      const wish = { conversation_id: by.orgId, name: 'Zoe', text: 'Good day' };
      const { talk_id: talkId } = kommo.control.chat('acme-demo', wish);
      const { id } = await kommo.control.reply('acme-demo', { talk_id: talkId, text: 'Hello' });
      await world.sync(by, connectionId);
      await inOrganization(world.deps.source, by.orgId, (db) =>
        db.query(`UPDATE crm.talks SET channel = '{}' WHERE org_id = $2 AND kommo_id = $1`, [
          talkId,
          by.orgId,
        ]),
      );
      const document = '{ crmMessages(first: 50) { edges { node { id kommoId } } } }';
      const { crmMessages } = dataOf(await world.graph.execute(by, document));
      const found = crmMessages.edges.find(({ node }: { node: { kommoId: string } }) => node.kommoId === id);
      return { messageId: found.node.id, state: 'READ' };
    }),
    createLead: owned('Lead', async (by) => {
      await cardIn(by, 'leads');
      return { name: 'Another lead' };
    }),
    createContact: owned('Contact', async (by) => {
      await cardIn(by, 'leads');
      return { name: 'Another person' };
    }),
    createCompany: owned('Company', async (by) => {
      await cardIn(by, 'leads');
      return { name: 'Another company' };
    }),
    updateContact: owned('Contact', async (by) => ({ id: await cardIn(by, 'contacts'), firstName: 'Maria' })),
    updateCompany: owned('Company', async (by) => ({ id: await cardIn(by, 'companies'), name: 'Another' })),
    addCrmNote: owned('CrmNote', async (by) => ({ leadId: await cardIn(by, 'leads'), text: 'Noted' })),
    createCrmTask: owned('CrmTask', async (by) => ({
      contactId: await cardIn(by, 'contacts'),
      text: 'Call',
      dueAt: '2030-01-01T00:00:00Z',
    })),
    updateCrmNote: owned('CrmNote', async (by) => {
      const leadId = await cardIn(by, 'leads');
      const added = 'mutation($input: AddCrmNoteInput!) { addCrmNote(input: $input) { kommoId } }';
      const input = { leadId, text: 'To be changed' };
      const { kommoId } = dataOf(await world.graph.execute(by, added, { input })).addCrmNote;
      const document = 'query($id: ID!) { lead(id: $id) { notes(first: 100) { id kommoId } } }';
      const { notes } = dataOf(await world.graph.execute(by, document, { id: leadId })).lead;
      return { id: notes.find((note: { kommoId: string }) => note.kommoId === kommoId).id, text: 'Changed' };
    }),
    updateCrmTask: owned('CrmTask', async (by) => {
      await cardIn(by, 'leads');
      const document = '{ crmTasks(first: 1, filter: { isCompleted: false }) { edges { node { id } } } }';
      const { crmTasks } = dataOf(await world.graph.execute(by, document));
      return { id: crmTasks.edges[0].node.id, isCompleted: true };
    }),
    acceptUnsortedLead: owned('UnsortedLead', unsortedInput),
    declineUnsortedLead: owned('UnsortedLead', unsortedInput),
    linkCrmCards: owned('Lead', linkInput),
    unlinkCrmCards: owned('Lead', linkInput),
    startSync: owned('SyncRun', async (by) => {
      const connectionId = await world.connect(by);
      await world.sync(by, connectionId);
      return { connectionId };
    }),
  }));

  it('asked for the rows of one organisation in each statement', async () => {
    expect(await acrossOrganizations(world.graph.parts.database.url, world.graph.everyStatement)).toEqual([]);
  });
});
