import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  execute,
  Kind,
  parse,
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { MACHINE_PERMISSIONS, PERMISSION_NAMES } from '../schema/permissions';
import { MemoryRateStore } from '../service-kit/auth/field-rates';
import type { Viewer } from '../service-kit/auth/viewer';
import { newId } from '../service-kit/data/ids';
import { projectRoot } from '../service-kit/process/paths';
import { buildShieldedSchema } from '../service-kit/subgraph/subgraph-schema';
import { variablesFor } from './isolation/slots';

/*
 * What API keys can reach, over the whole schema: every root field of every subgraph with every scope by itself. The rules are the
 * real ones; resolvers only say that they were reached.
 */

const SUBGRAPHS = ['identity', 'crm', 'estimates'] as const;
const ROOTS = ['Query', 'Mutation'] as const;

/** Fields about whoever has logged in. A key has no account, no password and no session; a new field here is a decision. */
const FOR_PEOPLE = [
  'cancelEmailChange',
  'changePassword',
  'confirmTotpEnrollment',
  'dataExport',
  'deleteOrganization',
  'disableSecondFactor',
  'eraseAccount',
  'exportMyData',
  'exportOrganizationData',
  'finishPasskeyRegistration',
  'forgetDevices',
  'leaveOrganization',
  'logOut',
  'me',
  'memberships',
  'notices',
  'pendingEmailChange',
  'removePasskey',
  'renewRecoveryCodes',
  'requestEmailChange',
  'requestEmailVerification',
  'secondFactor',
  'sessions',
  'startPasskeyRegistration',
  'startPasskeyStepUp',
  'startTotpEnrollment',
  'stepUp',
  'switchOrganization',
  'updateNotices',
  'updateUser',
];

/** Fields whose resolvers ask for the permission of what is asked for: a job's kind says it. */
const BY_RESOLVER = ['cancelJob', 'enqueueJob', 'job', 'jobKinds', 'jobs', 'retryJob'];

/** Fields that demand what no key has: they take a person, too. */
const BEYOND_KEYS = [
  'assignRole',
  'claimKommoInstall',
  'completeKommoOAuth',
  'connectKommoWithToken',
  'createApiKey',
  'createRole',
  'deactivateUser',
  'deleteKommoCredentials',
  'deleteRole',
  'deleteUser',
  'disconnectKommo',
  'duplicateRole',
  'grantSupportAccess',
  'invitations',
  'inviteUser',
  'kommoCredentials',
  'linkCrmUser',
  'mapCustomField',
  'pendingKommoInstalls',
  'previewRoleChange',
  'reactivateUser',
  'resendInvitation',
  'resetSecondFactor',
  'revokeApiKey',
  'revokeInvitation',
  'revokeSupportAccess',
  'rotateApiKey',
  'saveKommoCredentials',
  'startKommoOAuth',
  'transferOwnership',
  'unlinkCrmUser',
  'unmapCustomField',
  'updateApiKey',
  'updateRole',
];

interface Field {
  subgraph: (typeof SUBGRAPHS)[number];
  root: (typeof ROOTS)[number];
  name: string;
  directives: readonly ConstDirectiveNode[];
}

const fieldsOf = (subgraph: Field['subgraph']): Field[] =>
  parse(readFileSync(join(projectRoot, `schema/${subgraph}.graphql`), 'utf8')).definitions.flatMap((node) => {
    const isType = node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION;
    const root = isType ? ROOTS.find((name) => name === node.name.value) : undefined;
    if (!isType || !root) return [];
    return (node.fields ?? []).map(({ name, directives = [] }: FieldDefinitionNode) => ({
      ...{ subgraph, root, name: name.value, directives },
    }));
  });
const FIELDS = SUBGRAPHS.flatMap(fieldsOf);

/** As the SDL says it: any of these sets of scopes. */
function setsOf({ directives }: Field): string[][] {
  const mark = directives.find(({ name }) => name.value === 'requiresScopes');
  const value = mark?.arguments?.[0]?.value;
  if (value?.kind !== Kind.LIST) return [];
  return value.values.map((set) =>
    set.kind === Kind.LIST ? set.values.map((one) => (one.kind === Kind.STRING ? one.value : '')) : [],
  );
}
const isPublic = ({ directives }: Field) =>
  directives.some(({ name }) => name.value === 'public' || name.value === 'forKeys');

/** A schema does not start without their resolvers; their rules are those of fields with scopes. */
const SUBSCRIPTIONS = { crm: ['syncProgress', 'jobProgress'], estimates: ['estimateChanged'] } as const;

const REACHED = 'reached';
const schemas = new Map<string, GraphQLSchema>();
function schemaOf(name: Field['subgraph']): GraphQLSchema {
  let schema = schemas.get(name);
  if (!schema) {
    const reached: GraphQLFieldResolver<unknown, unknown> = () => {
      throw new Error(REACHED);
    };
    const resolvers: Record<string, Record<string, unknown>> = { Query: {}, Mutation: {} };
    for (const field of fieldsOf(name)) (resolvers[field.root] ??= {})[field.name] = reached;
    if (name !== 'identity') {
      const live = { subscribe: reached, resolve: reached };
      resolvers['Subscription'] = Object.fromEntries(SUBSCRIPTIONS[name].map((field) => [field, live]));
    }
    schema = buildShieldedSchema({
      name,
      resolvers,
      permissions: PERMISSION_NAMES,
      rates: { store: new MemoryRateStore(), times: 1_000_000 },
    });
    schemas.set(name, schema);
  }
  return schema;
}

const viewer = (permissions: readonly string[], machine?: 'KEY' | 'SUPPORT'): Viewer => ({
  ...{ userId: newId(), orgId: newId(), sessionId: newId(), role: 'api-key', permissionsVersion: 1 },
  permissions: new Set(permissions),
  ...(machine ? { machine } : {}),
});

/** What becomes of a field for a caller: `reached`, or the code that refuses it. */
async function outcome(field: Field, caller: Viewer): Promise<string> {
  const schema = schemaOf(field.subgraph);
  const type = schema.getType(field.root) as {
    getFields(): Record<string, { args: readonly { name: string; type: object }[]; type: object }>;
  };
  const definition = type.getFields()[field.name];
  if (!definition) throw new Error(`no ${field.name}`);
  const variables = variablesFor(
    schema,
    `${field.root}.${field.name}`,
    (_slot, optional) => (optional ? undefined : newId()),
    {},
  );
  const used = definition.args.filter(({ name }) => name in variables);
  const declared = used.map(({ name, type: of }) => `$${name}: ${String(of)}`).join(', ');
  const given = used.map(({ name }) => `${name}: $${name}`).join(', ');
  const isLeaf = /^\[*(ID|String|Int|Boolean|Float|DateTime)\W*$/.test(String(definition.type));
  const text = `${field.root.toLowerCase()} ${declared && `(${declared})`} { ${field.name}${given && `(${given})`} ${isLeaf ? '' : '{ __typename }'} }`;
  const answer = await execute({
    schema,
    document: parse(text),
    variableValues: variables,
    contextValue: {
      viewerOrNull: caller,
      facts: { ip: null },
      isFresh: async () => true,
      log: { warn: () => undefined },
    },
  });
  const [error] = answer.errors ?? [];
  if (!error) return REACHED; // a list that was never read
  return error.message === REACHED ? REACHED : String(error.extensions['code'] ?? error.message);
}

describe.each(SUBGRAPHS)('keys at %s', (subgraph) => {
  const fields = fieldsOf(subgraph);
  it('reach with each scope what the schema opens by it, and nothing else', async () => {
    const wrong: string[] = [];
    for (const field of fields) {
      const sets = setsOf(field);
      for (const scope of [null, ...MACHINE_PERMISSIONS]) {
        const held = scope === null ? [] : [scope];
        const opens = isPublic(field) || sets.some((all) => all.every((one) => one === scope));
        const found = await outcome(field, viewer(held, 'KEY'));
        if (found !== (opens ? REACHED : 'FORBIDDEN')) wrong.push(`${field.name} with ${scope}: ${found}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('reach with all scopes what their sets open', async () => {
    for (const field of fields) {
      const isOpen =
        isPublic(field) ||
        setsOf(field).some((all) => all.every((one) => (MACHINE_PERMISSIONS as string[]).includes(one)));
      for (const machine of ['KEY', 'SUPPORT'] as const) {
        const found = await outcome(field, viewer(MACHINE_PERMISSIONS, machine));
        expect([field.name, machine, found]).toEqual([field.name, machine, isOpen ? REACHED : 'FORBIDDEN']);
      }
    }
  });
});

describe('what takes a person', () => {
  it('is what the lists above say', () => {
    const guarded = FIELDS.filter((field) => !isPublic(field));
    const people = guarded.filter((field) => setsOf(field).length === 0).map(({ name }) => name);
    const beyond = guarded
      .filter((field) => setsOf(field).length > 0)
      .filter((field) =>
        setsOf(field).every((all) => all.some((one) => !(MACHINE_PERMISSIONS as string[]).includes(one))),
      )
      .map(({ name }) => name);
    expect(people.sort()).toEqual(FOR_PEOPLE);
    const byResolver = FIELDS.filter(({ directives }) =>
      directives.some(({ name }) => name.value === 'forKeys'),
    );
    expect(byResolver.map(({ name }) => name).sort()).toEqual(BY_RESOLVER);
    expect(beyond.sort()).toEqual(BEYOND_KEYS);
  });

  it('is closed to a key that was given such permissions all the same, and open to people', async () => {
    for (const field of FIELDS.filter(({ name }) => FOR_PEOPLE.includes(name))) {
      expect([field.name, await outcome(field, viewer(PERMISSION_NAMES, 'KEY'))]).toEqual([
        field.name,
        'FORBIDDEN',
      ]);
      expect([field.name, await outcome(field, viewer([]))]).toEqual([field.name, REACHED]);
    }
  });
});
