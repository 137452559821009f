import type { SimulatorUser } from '../accounts/people';
import type { Call } from '../http/call';
import { NO_CONTENT, hal, problem, type Reply } from '../http/reply';
import { uuidFrom } from '../random';
import { listReply, selfLink, sourceOf, withOf } from './page';
import { rightTo } from './rights';

function rights(call: Call, user: SimulatorUser): Record<string, unknown> {
  const { right } = user;
  const card = (on: 'leads' | 'contacts' | 'companies') => ({
    ...{ view: right, edit: rightTo(user, on, 'edit'), add: rightTo(user, on, 'add') },
    ...{ delete: right, export: right },
  });
  const [pipeline] = call.account.pipelines;
  const lost = {
    entity_type: 'leads',
    pipeline_id: pipeline?.id,
    status_id: 143,
    rights: { view: 'A', edit: 'A', delete: 'D' },
  };
  return {
    leads: card('leads'),
    contacts: card('contacts'),
    companies: card('companies'),
    tasks: { edit: rightTo(user, 'tasks', 'edit'), delete: right },
    mail_access: user.isAdmin,
    catalog_access: true,
    files_access: true,
    status_rights: user.isAdmin ? [] : [lost],
    oper_day_reports_view_access: false,
    is_admin: user.isAdmin,
    is_free: false,
    is_active: user.isActive,
    group_id: user.groupId,
    role_id: null,
  };
}

function userBody(call: Call, user: SimulatorUser): Record<string, unknown> {
  const extras = withOf(call);
  const { seed } = call.world;
  const group = { id: user.groupId ?? 0, name: user.groupId === null ? 'Sales' : 'Support' };
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    lang: 'en',
    rights: rights(call, user),
    ...(extras.has('uuid') ? { uuid: uuidFrom(seed, `user ${user.id}`) } : {}),
    ...(extras.has('amojo_id') ? { amojo_id: uuidFrom(seed, `amojo user ${user.id}`) } : {}),
    ...(extras.has('user_rank') ? { user_rank: null } : {}),
    ...(extras.has('phone_number') ? { phone_number: null } : {}),
    _links: selfLink(call, `/users/${user.id}`),
    ...(extras.has('role') || extras.has('group')
      ? {
          _embedded: {
            ...(extras.has('role') ? { roles: [] } : {}),
            ...(extras.has('group') ? { groups: [group] } : {}),
          },
        }
      : {}),
  };
}

/** `GET /users`: admins only (kommo-api.md 3.2). Removed users are not in it. */
export function listUsers(call: Call): Reply {
  if (!call.user.isAdmin) return problem(403, 'Forbidden');
  return listReply(call, sourceOf(call.account.users), {
    key: 'users',
    body: (user) => userBody(call, user),
    totals: true,
  });
}

/** `GET /users/{id}`: admins only; with the switch `ownUser` everybody themselves. */
export function getUser(call: Call): Reply {
  const isOwn = call.world.behaviour.ownUser && String(call.user.id) === call.params.id;
  if (!call.user.isAdmin && !isOwn) return problem(403, 'Forbidden');
  const user = call.account.users.find((candidate) => String(candidate.id) === call.params.id);
  return user ? hal(userBody(call, user)) : NO_CONTENT;
}
