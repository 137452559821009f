import { SimulatorClient, type Answer } from './simulator-client';

let client: SimulatorClient;

type Row = Answer['body'];
const keys = (value: object): string[] => Object.keys(value);

/** Key lists of the sample bodies of the reference, in their order. */
const SAMPLE_KEYS = {
  lead: `id name price responsible_user_id group_id status_id pipeline_id loss_reason_id created_by updated_by created_at
    updated_at closed_at closest_task_at is_deleted custom_fields_values score account_id labor_cost _links _embedded`,
  user: 'id name email lang rights _links',
  rights: `leads contacts companies tasks mail_access catalog_access files_access status_rights
    oper_day_reports_view_access is_admin is_free is_active group_id role_id`,
  pipeline: 'id name sort is_main is_unsorted_on is_archive account_id _links _embedded',
  stage: 'id name sort is_editable pipeline_id color type account_id _links',
  field: `id name type account_id code sort is_api_only enums group_id required_statuses is_deletable is_predefined
    entity_type remind triggers _links`,
  task: `id created_by updated_by created_at updated_at responsible_user_id group_id entity_id entity_type is_completed
    task_type_id text duration complete_till result account_id _links`,
  event: `id type entity_id entity_type created_by created_at value_after value_before account_id _links _embedded`,
  account: `id name subdomain created_at created_by updated_at updated_by current_user_id country currency
    currency_symbol customers_mode is_unsorted_on mobile_feature_version is_loss_reason_enabled is_helpbot_enabled
    is_technical_account contact_name_display_order amojo_id version _links _embedded`,
};
const sample = (name: keyof typeof SAMPLE_KEYS): string[] => SAMPLE_KEYS[name].split(/\s+/);

// Inside a block, so that the simulator is closed before the watch for leaked handles looks.
describe('the bodies of the simulator', () => {
  beforeAll(async () => {
    client = await SimulatorClient.start();
  });
  afterAll(() => client.close());

  describe('bodies have the shape of the sample payloads:', () => {
    it('a page of leads with contacts', async () => {
      const { body, headers } = await client.api('/leads?limit=3&with=contacts');
      expect(headers['content-type']).toBe('application/hal+json');
      expect(keys(body)).toEqual(['_page', '_links', '_embedded']);
      for (const lead of body._embedded.leads) {
        expect(keys(lead)).toEqual(sample('lead'));
        expect(keys(lead._embedded)).toEqual(['tags', 'companies', 'contacts']);
        expect(lead._links.self.href).toBe(
          `https://acme-demo.kommo.com/api/v4/leads/${lead.id}?page=1&limit=3`,
        );
      }
      const all = await client.all('leads', '&with=contacts');
      const linked = all.find((lead) => lead._embedded.contacts.length === 3);
      expect(linked._embedded.contacts.map((contact: Row) => contact.is_main)).toEqual([true, false, false]);
      expect(keys(linked._embedded.contacts[0])).toEqual(['id', 'is_main', '_links']);
      const tagged = all.find((lead) => lead._embedded.tags.length > 0);
      expect(keys(tagged._embedded.tags[0])).toEqual(['id', 'name', 'color']);
      const filled = all.find((lead) => lead.custom_fields_values);
      expect(keys(filled.custom_fields_values[0])).toEqual([
        'field_id',
        'field_name',
        'field_code',
        'field_type',
        'values',
      ]);
    });

    it('a page of users', async () => {
      const { body } = await client.api('/users?limit=250');
      expect(keys(body)).toEqual(['_total_items', '_page', '_page_count', '_links', '_embedded']);
      expect(body._total_items).toBe(body._embedded.users.length);
      for (const user of body._embedded.users) {
        expect(keys(user)).toEqual(sample('user'));
        expect(keys(user.rights)).toEqual(sample('rights'));
      }
    });

    it('pipelines, which are not paged', async () => {
      const { body } = await client.api('/leads/pipelines?limit=1');
      expect(keys(body)).toEqual(['_total_items', '_links', '_embedded']);
      expect(body._total_items).toBe(3);
      for (const pipeline of body._embedded.pipelines) {
        expect(keys(pipeline)).toEqual(sample('pipeline'));
        const ids = pipeline._embedded.statuses.map((stage: Row) => stage.id);
        expect(ids.slice(-2)).toEqual([142, 143]);
        expect(keys(pipeline._embedded.statuses[0])).toEqual(sample('stage'));
        expect(pipeline._embedded.statuses[0]).toMatchObject({ type: 1, sort: 10, is_editable: false });
      }
    });

    it.each(['contacts', 'companies', 'leads'])('custom fields of %s', async (entity) => {
      const { body } = await client.api(`/${entity}/custom_fields`);
      expect(keys(body)).toEqual(['_total_items', '_page', '_page_count', '_links', '_embedded']);
      for (const field of body._embedded.custom_fields) {
        expect(keys(field).filter((key) => key !== 'currency')).toEqual(sample('field'));
        expect(field.entity_type).toBe(entity);
      }
    });

    it('the account with all its extras', async () => {
      const extras = 'amojo_id,amojo_rights,users_groups,task_types,version,datetime_settings,nonsense';
      const { body } = await client.api(`/account?with=${extras}`);
      expect(keys(body)).toEqual(sample('account'));
      expect(keys(body._embedded)).toEqual([
        'amojo_rights',
        'users_groups',
        'task_types',
        'datetime_settings',
      ]);
      expect(body._embedded.datetime_settings).toMatchObject({
        timezone: 'America/New_York',
        timezone_offset: '-05:00',
      });
      expect(await client.api('/account')).not.toHaveProperty('body._embedded');
    });

    it('tasks, whose result is an object or an empty list', async () => {
      const tasks = await client.all('tasks');
      for (const task of tasks) expect(keys(task)).toEqual(sample('task'));
      expect(tasks.some((task) => Array.isArray(task.result))).toBe(true);
      expect(tasks.some((task) => typeof task.result.text === 'string')).toBe(true);
      expect(tasks.some((task) => task.entity_id === null && task.entity_type === null)).toBe(true);
    });

    it('events', async () => {
      const { body } = await client.api('/events?limit=100');
      for (const event of body._embedded.events) {
        expect(keys(event)).toEqual(sample('event'));
        expect(event.id).toMatch(/^01[0-9a-z]{24}$/);
        expect(event._embedded.entity.id).toBe(event.entity_id);
      }
    });

    it('deleted leads, about which little is told', async () => {
      const { body } = await client.api('/leads?with=only_deleted&limit=250');
      for (const lead of body._embedded.leads) {
        expect(keys(lead)).toEqual(['id', 'updated_at', 'is_deleted', '_links']);
        expect(lead.is_deleted).toBe(true);
      }
    });
  });
});
