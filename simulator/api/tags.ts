import type { Tag } from '../accounts/tags';
import type { EntityType } from '../accounts/rows';
import type { Handler } from '../http/call';
import { at, textAt, textsOf } from '../http/query-string';
import { batchReply } from './batch';
import { listReply, sourceOf } from './page';

const KEYS = new Set(['name', 'color', 'request_id']);

/** `GET /{entity}/tags` with `query`, `filter[id]`, `filter[name]` (kommo-api.md 3.9). */
export function listTags(entity: EntityType): Handler {
  return (call) => {
    const ids = textsOf(at(call.query, 'filter', 'id'));
    const names = textsOf(at(call.query, 'filter', 'name'));
    const text = textAt(call.query, 'query')?.toLowerCase() ?? '';
    const fits = (tag: Tag): boolean =>
      (ids.length === 0 || ids.includes(String(tag.id))) &&
      (names.length === 0 || names.includes(tag.name)) &&
      tag.name.toLowerCase().includes(text);
    const tags = call.account.tags[entity].all().filter(fits);
    return listReply(call, sourceOf(tags), { key: 'tags', body: (tag) => ({ ...tag }) });
  };
}

/** `POST /{entity}/tags`: a known name gives the known tag. */
export function createTags(entity: EntityType): Handler {
  return (call) =>
    batchReply(call, 'tags', {
      read: (row, check) => {
        check.onlyKeys(row, KEYS);
        const color = row.color === null ? undefined : check.text(row, 'color');
        return { name: check.text(row, 'name', true) ?? '', color: color ?? null };
      },
      apply: ({ name, color }) => ({ ...call.account.tags[entity].ensure(name, color) }),
    });
}
