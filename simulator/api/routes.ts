import { RouteTable, type Route } from '../http/routes';
import type { EntityType } from '../accounts/rows';
import { getAccount } from './account';
import {
  changeElement,
  createElements,
  getCatalog,
  getElement,
  listCatalogs,
  listElements,
} from './catalogs';
import { createComplexLeads } from './complex';
import { getField, listFields } from './custom-fields';
import { getEvent, listEvents } from './events';
import { changeLinks, listLinks } from './links';
import { changeNotes, changeOneNote, createNotes, getNote, listNotes } from './notes';
import {
  getLossReason,
  getPipeline,
  getStage,
  listLossReasons,
  listPipelines,
  listStages,
} from './pipelines';
import { getCard, listCards } from './read-cards';
import { createTags, listTags } from './tags';
import { getTask, listTasks } from './tasks';
import { closeTalk, getTalk, listTalkMessages, listTalks, sendTalkMessage } from './talks';
import {
  acceptUnsorted,
  createUnsorted,
  declineUnsorted,
  getUnsorted,
  linkUnsorted,
  listUnsorted,
  summarizeUnsorted,
} from './unsorted';
import { getUser, listUsers } from './users';
import { deleteWebhook, listWebhooks, saveWebhook } from './webhooks';
import { changeCards, changeOneCard, createCards } from './write-cards';
import { changeFields, changeOneField, createFields, deleteField } from './write-fields';
import { changeOneTask, changeTasks, createTasks } from './write-tasks';

function cardRoutes(entity: EntityType): Route[] {
  const base = `/${entity}`;
  return [
    {
      pattern: base,
      methods: { GET: listCards[entity], POST: createCards(entity), PATCH: changeCards(entity) },
    },
    { pattern: `${base}/:id`, methods: { GET: getCard[entity], PATCH: changeOneCard(entity) } },
    {
      pattern: `${base}/custom_fields`,
      methods: { GET: listFields(entity), POST: createFields(entity), PATCH: changeFields(entity) },
    },
    {
      pattern: `${base}/custom_fields/:id`,
      methods: { GET: getField(entity), PATCH: changeOneField(entity), DELETE: deleteField(entity) },
    },
    { pattern: `${base}/tags`, methods: { GET: listTags(entity), POST: createTags(entity) } },
    {
      pattern: `${base}/notes`,
      methods: { GET: listNotes(entity), POST: createNotes(entity), PATCH: changeNotes(entity) },
    },
    { pattern: `${base}/notes/:id`, methods: { GET: getNote(entity) } },
    { pattern: `${base}/:id/notes`, methods: { GET: listNotes(entity), POST: createNotes(entity) } },
    {
      pattern: `${base}/:id/notes/:note_id`,
      methods: { GET: getNote(entity), PATCH: changeOneNote(entity) },
    },
    { pattern: `${base}/links`, methods: { GET: listLinks(entity) } },
    { pattern: `${base}/link`, methods: { POST: changeLinks(entity, true) } },
    { pattern: `${base}/unlink`, methods: { POST: changeLinks(entity, false) } },
    { pattern: `${base}/:id/links`, methods: { GET: listLinks(entity) } },
    { pattern: `${base}/:id/link`, methods: { POST: changeLinks(entity, true) } },
    { pattern: `${base}/:id/unlink`, methods: { POST: changeLinks(entity, false) } },
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
  { pattern: '/leads/complex', methods: { POST: createComplexLeads } },
  { pattern: '/leads/unsorted', methods: { GET: listUnsorted } },
  { pattern: '/leads/unsorted/summary', methods: { GET: summarizeUnsorted } },
  { pattern: '/leads/unsorted/forms', methods: { POST: createUnsorted('forms') } },
  { pattern: '/leads/unsorted/sip', methods: { POST: createUnsorted('sip') } },
  { pattern: '/leads/unsorted/:uid', methods: { GET: getUnsorted } },
  { pattern: '/leads/unsorted/:uid/accept', methods: { POST: acceptUnsorted } },
  { pattern: '/leads/unsorted/:uid/decline', methods: { DELETE: declineUnsorted } },
  { pattern: '/leads/unsorted/:uid/link', methods: { POST: linkUnsorted } },
  { pattern: '/catalogs', methods: { GET: listCatalogs } },
  { pattern: '/catalogs/:id', methods: { GET: getCatalog } },
  { pattern: '/catalogs/:id/elements', methods: { GET: listElements, POST: createElements } },
  { pattern: '/catalogs/:id/elements/:element_id', methods: { GET: getElement, PATCH: changeElement } },
  ...cardRoutes('leads'),
  ...cardRoutes('contacts'),
  ...cardRoutes('companies'),
  { pattern: '/tasks', methods: { GET: listTasks, POST: createTasks, PATCH: changeTasks } },
  { pattern: '/tasks/:id', methods: { GET: getTask, PATCH: changeOneTask } },
  { pattern: '/events', methods: { GET: listEvents } },
  { pattern: '/events/:event_id', methods: { GET: getEvent } },
  { pattern: '/talks', methods: { GET: listTalks } },
  { pattern: '/talks/:id', methods: { GET: getTalk } },
  { pattern: '/talks/:id/messages', methods: { GET: listTalkMessages } },
  { pattern: '/talks/:id/send_message', methods: { POST: sendTalkMessage } },
  { pattern: '/talks/:id/close', methods: { POST: closeTalk } },
  { pattern: '/webhooks', methods: { GET: listWebhooks, POST: saveWebhook, DELETE: deleteWebhook } },
]);
