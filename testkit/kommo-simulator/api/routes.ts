import { RouteTable, type Route } from '../http/routes';
import type { EntityType } from '../accounts/rows';
import { getAccount } from './account';
import { getField, listFields } from './custom-fields';
import { getEvent, listEvents } from './events';
import {
  getLossReason,
  getPipeline,
  getStage,
  listLossReasons,
  listPipelines,
  listStages,
} from './pipelines';
import { getCard, listCards } from './read-cards';
import { getTask, listTasks } from './tasks';
import { getUser, listUsers } from './users';

function cardRoutes(entity: EntityType): Route[] {
  return [
    { pattern: `/${entity}`, methods: { GET: listCards[entity] } },
    { pattern: `/${entity}/:id`, methods: { GET: getCard[entity] } },
    { pattern: `/${entity}/custom_fields`, methods: { GET: listFields(entity) } },
    { pattern: `/${entity}/custom_fields/:id`, methods: { GET: getField(entity) } },
  ];
}

/** Every route under `/api/v4`. */
export const API_ROUTES = new RouteTable([
  { pattern: '/account', methods: { GET: getAccount } },
  { pattern: '/users', methods: { GET: listUsers } },
  { pattern: '/users/:id', methods: { GET: getUser } },
  { pattern: '/leads/pipelines', methods: { GET: listPipelines } },
  { pattern: '/leads/pipelines/:id', methods: { GET: getPipeline } },
  { pattern: '/leads/pipelines/:id/statuses', methods: { GET: listStages } },
  { pattern: '/leads/pipelines/:id/statuses/:status_id', methods: { GET: getStage } },
  { pattern: '/leads/loss_reasons', methods: { GET: listLossReasons } },
  { pattern: '/leads/loss_reasons/:id', methods: { GET: getLossReason } },
  ...cardRoutes('leads'),
  ...cardRoutes('contacts'),
  ...cardRoutes('companies'),
  { pattern: '/tasks', methods: { GET: listTasks } },
  { pattern: '/tasks/:id', methods: { GET: getTask } },
  { pattern: '/events', methods: { GET: listEvents } },
  { pattern: '/events/:event_id', methods: { GET: getEvent } },
]);
