import type { Account, Plan } from './accounts/account';
import type { ChatChannel } from './amojo/channel';
import {
  controlSchemas,
  type BehaviourInput,
  type ChannelInput,
  type ChatInput,
  type ClientInput,
  type IncomingInput,
  type TalksInput,
  type FaultInput,
  type IntegrationInput,
  type MutateInput,
  type OddInput,
  type PlanInput,
  type ReplyInput,
  type ResetInput,
  type UserInput,
} from './control-schemas';
import { accountIn, ControlError } from './control-account';
import { conversations } from './control-talks';
import { mutateAccount, type MutateResult } from './control-mutate';
import type { Fault } from './faults';
import { sendInstall, sendUninstall } from './oauth/hooks';
import { integrationFrom, type Integration, type IntegrationDraft } from './oauth/integrations';
import type { Behaviour } from './options';
import { hexFrom } from './random';
import type { DeliveryRecord, RequestRecord } from './request-log';
import type { World, WorldChoices } from './world';

/** The control API as functions; `account` is an id or a subdomain. Bad input throws a ZodError or ControlError. */
export interface SimulatorControl {
  reset(input?: ResetInput): { seed: number };
  clock(input: { advance_s: number }): { now: number };
  now(): number;
  faults(input: FaultInput): Fault;
  listFaults(): readonly Fault[];
  clearFaults(): void;
  behaviour(input: BehaviourInput): Behaviour;
  mutate(account: number | string, input: MutateInput): MutateResult;
  rename(account: number | string, input: { subdomain: string }): { id: number; subdomain: string };
  revoke(account: number | string, input?: ClientInput): { revoked: number };
  uninstall(
    account: number | string,
    input?: ClientInput,
  ): Promise<{ revoked: number; hooks: DeliveryRecord[] }>;
  install(account: number | string, input?: ClientInput): Promise<DeliveryRecord>;
  user(account: number | string, input: UserInput): { id: number; is_admin: boolean; is_active: boolean };
  /** In place of the odd rows that were set before. */
  odd(account: number | string, inputs: OddInput[]): void;
  plan(account: number | string, input: PlanInput): Plan;
  /** A customer writes. */
  incoming(account: number | string, input: IncomingInput): { talk_id: number; id: string };
  /** A customer writes on the chat channel. */
  chat(account: number | string, input: ChatInput): { talk_id: number; chat_id: string; id: string };
  /** Somebody writes in Kommo. @returns what the channel answered to the webhook; nothing where none was sent */
  reply(account: number | string, input: ReplyInput): Promise<{ id: string; statuses: (number | null)[] }>;
  /** Tells where the chat channel's webhooks go. */
  channel(input: ChannelInput): ChatChannel;
  /** What the channel told of messages. */
  reported(account: number | string): readonly { id: string; status: string }[];
  talks(account: number | string, input: TalksInput): { quota: number; fate: string };
  block(account: number | string, input: { blocked: boolean }): { blocked: boolean };
  addIntegration(input: IntegrationInput): Integration;
  regenerateSecret(clientId: string): { clientSecret: string };
  requests(filter?: Partial<Pick<RequestRecord, 'method' | 'path' | 'account' | 'status'>>): RequestRecord[];
  clearRequests(): void;
  deliveries(): readonly DeliveryRecord[];
  /** Switches an account's webhooks off or on. */
  webhooks(account: number | string, input: { disabled: boolean }): { webhooks: number };
  /** Ends when every webhook that is due has been sent. */
  hooksSettled(): Promise<void>;
}

interface Source {
  world: () => World;
  reset: (choices: WorldChoices) => void;
}

function integrationIn(world: World, clientId: string | undefined): Integration {
  const integration = clientId === undefined ? world.integrations[0] : world.integrationOf(clientId);
  if (!integration) throw new ControlError(`There is no integration ${clientId ?? ''}`);
  return integration;
}

/** Runs a change and keeps it in the state file. */
function saved<T>(world: World, change: () => T): T {
  const result = change();
  world.save();
  return result;
}

function revokeIn(world: World, account: Account, clientId: string | undefined): number {
  return world.grants.revoke(
    (grant) => grant.accountId === account.id && (clientId === undefined || grant.clientId === clientId),
  );
}

function settings({ world, reset }: Source) {
  return {
    reset: (input: ResetInput = {}) => {
      reset(controlSchemas.reset.parse(input));
      return { seed: world().seed };
    },
    clock: (input: { advance_s: number }) =>
      saved(world(), () => {
        world().clock.advance(controlSchemas.clock.parse(input).advance_s);
        return { now: world().clock.now() };
      }),
    now: () => world().clock.now(),
    faults: (input: FaultInput) => world().faults.add(controlSchemas.fault.parse(input)),
    listFaults: () => world().faults.all(),
    clearFaults: () => world().faults.clear(),
    behaviour: (input: BehaviourInput) =>
      Object.assign(world().behaviour, controlSchemas.behaviour.parse(input)),
    requests: (filter = {}) => world().requests.find(filter),
    clearRequests: () => world().requests.clear(),
    deliveries: () => world().requests.deliveries(),
    hooksSettled: () => world().hooks.settled(),
  } satisfies Partial<SimulatorControl>;
}

function integrations({ world }: Source) {
  return {
    addIntegration: (input: IntegrationInput) =>
      saved(world(), () => {
        const draft = controlSchemas.integration.parse(input);
        if (world().integrationOf(draft.clientId))
          throw new ControlError(`${draft.clientId} is registered already`);
        const given = Object.entries(draft).filter(([, value]) => value !== undefined);
        const integration = integrationFrom(Object.fromEntries(given) as unknown as IntegrationDraft);
        world().integrations.push(integration);
        return integration;
      }),
    regenerateSecret: (clientId: string) =>
      saved(world(), () => {
        const integration = integrationIn(world(), clientId);
        integration.clientSecret = hexFrom(world().seed, `secret ${integration.clientSecret}`, 64);
        world().grants.revoke((grant) => grant.clientId === clientId);
        return { clientSecret: integration.clientSecret };
      }),
  } satisfies Partial<SimulatorControl>;
}

function accountLinks({ world }: Source) {
  return {
    revoke: (key: number | string, input: ClientInput = {}) =>
      saved(world(), () => {
        const { client_id: clientId } = controlSchemas.client.parse(input);
        return { revoked: revokeIn(world(), accountIn(world(), key), clientId) };
      }),
    uninstall: async (key: number | string, input: ClientInput = {}) => {
      const { client_id: clientId } = controlSchemas.client.parse(input);
      const account = accountIn(world(), key);
      const integration = integrationIn(world(), clientId);
      const revoked = saved(world(), () => revokeIn(world(), account, integration.clientId));
      const hook = await sendUninstall(world(), account, integration);
      return { revoked, hooks: hook ? [hook] : [] };
    },
    install: (key: number | string, input: ClientInput = {}) => {
      const { client_id: clientId } = controlSchemas.client.parse(input);
      return sendInstall(world(), accountIn(world(), key), integrationIn(world(), clientId));
    },
  } satisfies Partial<SimulatorControl>;
}

function accountSettings({ world }: Source) {
  return {
    mutate: (key: number | string, input: MutateInput) =>
      mutateAccount(world(), accountIn(world(), key), input),
    rename: (key: number | string, input: { subdomain: string }) =>
      saved(world(), () => {
        const account = accountIn(world(), key);
        const { subdomain } = controlSchemas.rename.parse(input);
        const holder = world().accountOf(subdomain);
        if (holder && holder !== account) throw new ControlError(`The subdomain ${subdomain} is taken`);
        account.subdomain = subdomain;
        account.updatedAt = world().clock.now();
        return { id: account.id, subdomain };
      }),
    user: (key: number | string, input: UserInput) => {
      const {
        user_id: userId,
        is_admin: isAdmin,
        is_active: isActive,
        email,
        right,
        writes,
      } = controlSchemas.user.parse(input);
      const user = accountIn(world(), key).users.find((candidate) => candidate.id === userId);
      if (!user) throw new ControlError(`There is no user ${userId}`);
      user.isAdmin = isAdmin ?? user.isAdmin;
      user.isActive = isActive ?? user.isActive;
      user.email = email ?? user.email;
      user.right = right ?? user.right;
      user.writes = writes ?? user.writes;
      return { id: user.id, is_admin: user.isAdmin, is_active: user.isActive };
    },
    odd: (key: number | string, inputs: OddInput[]) => {
      accountIn(world(), key).odd = inputs.map((input) => controlSchemas.odd.parse(input));
    },
    plan: (key: number | string, input: PlanInput) => {
      const { plan } = accountIn(world(), key);
      const given = Object.entries(controlSchemas.plan.parse(input)).filter(
        ([, value]) => value !== undefined,
      );
      return Object.assign(plan, Object.fromEntries(given));
    },
    webhooks: (key: number | string, input: { disabled: boolean }) => {
      const { disabled } = controlSchemas.webhooks.parse(input);
      const hooks = accountIn(world(), key).webhooks.all();
      for (const hook of hooks) hook.disabled = disabled;
      return { webhooks: hooks.length };
    },
    block: (key: number | string, input: { blocked: boolean }) => {
      const { blocked } = controlSchemas.block.parse(input);
      world().limiter.setBlocked(accountIn(world(), key).id, blocked);
      return { blocked };
    },
  } satisfies Partial<SimulatorControl>;
}

/** The control functions over a world that a reset replaces. */
export function createControl(source: Source): SimulatorControl {
  return {
    ...settings(source),
    ...integrations(source),
    ...accountLinks(source),
    ...accountSettings(source),
    ...conversations(source),
  };
}
