import { parse, visit } from 'graphql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { viewerWith } from '../../../../testkit/tokens';
import { useCrm } from '../../../../testkit/crm/crm-world';

/** They give and take names inside a connected account. */
const NAMES = ['mapCustomField', 'unmapCustomField', 'linkCrmUser', 'unlinkCrmUser'];

/** A session in which nobody has proved lately who they are. */
const stale = { ...viewerWith('owner'), sessionId: '00000000-0000-4000-8000-00000000dead' };
const world = useCrm({}, {}, undefined, { isFresh: async ({ sessionId }) => sessionId !== stale.sessionId });

const INPUTS: Record<string, string> = {
  saveKommoCredentials:
    '{ clientId: "6b5c9d2e-7e44-4a6f-9a61-0f5a3a3b8d11", clientSecret: "s", redirectUri: "https://a.example/back" }',
  deleteKommoCredentials: '{}',
  startKommoOAuth: '{}',
  claimKommoInstall: '{ installId: "01a00000-0000-7000-8000-000000000001" }',
  connectKommoWithToken: '{ subdomain: "acme-demo", accessToken: "t" }',
  disconnectKommo: '{ connectionId: "01a00000-0000-7000-8000-000000000001", data: KEEP }',
};

it.each(Object.entries(INPUTS))('wants a fresh proof before %s', async (name, input) => {
  const query = `mutation { ${name}(input: ${input}) { userErrors { code } } }`;
  const { errors } = await world.graph.execute(stale, query);
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', reason: 'STEP_UP_REQUIRED' });
  const fresh = await world.graph.execute(viewerWith('owner'), query);
  expect(JSON.stringify(fresh.errors ?? [])).not.toContain('STEP_UP_REQUIRED');
});

it('has no other way to give, take or end access to a Kommo account', () => {
  const sdl = parse(readFileSync(join(__dirname, '../../../../schema/crm.graphql'), 'utf8'));
  const without: string[] = [];
  visit(sdl, {
    ObjectTypeDefinition: (type) => (type.name.value === 'Mutation' ? undefined : false),
    FieldDefinition: ({ name, directives = [] }) => {
      const hasPower = JSON.stringify(directives).includes('crm:connect');
      if (hasPower && !directives.some((one) => one.name.value === 'stepUp')) without.push(name.value);
    },
  });
  // Its state was made by startKommoOAuth, for the same person.
  expect(without).toEqual(['completeKommoOAuth', ...NAMES]);
});
