import { inOrganization } from '../../service-kit/postgres/database';
import { createKommoHttp } from '../../subgraphs/crm/src/kommo/http';
import type { CrmWorld } from './crm-world';

/** A card as both sides know it. */
export interface Seen {
  id: string;
  name: string;
  updatedAt: number;
}

export type Kind = 'leads' | 'contacts' | 'companies';

const byId = (left: Seen, right: Seen): number => Number(BigInt(left.id) - BigInt(right.id));

/** Every card Kommo lists, asked for the way a stranger would: forward, page by page, nothing moving meanwhile. */
export async function theirCards(world: CrmWorld, kind: Kind, subdomain = 'acme-demo'): Promise<Seen[]> {
  const { kommo } = world;
  const http = createKommoHttp();
  const authorization = `Bearer ${kommo.issueLongLivedToken(subdomain)}`;
  const base = `${kommo.accountUrl.replace('{subdomain}', subdomain)}/api/v4/${kind}?limit=250`;
  const cards: Seen[] = [];
  try {
    for (let page = 1; ; page += 1) {
      const { body } = await http.send({
        method: 'GET',
        url: `${base}&page=${page}`,
        headers: { authorization },
      });
      if (body === null) return cards.sort(byId);
      const rows = (body as { _embedded: Record<Kind, { id: number; name: string; updated_at: number }[]> })
        ._embedded[kind];
      cards.push(...rows.map((row) => ({ id: String(row.id), name: row.name, updatedAt: row.updated_at })));
    }
  } finally {
    await http.close();
  }
}

/** Every card of ours that is not deleted. */
export async function ourCards(world: CrmWorld, orgId: string, kind: Kind): Promise<Seen[]> {
  const rows = (await inOrganization(world.deps.source, orgId, (db) =>
    db.query(
      `SELECT kommo_id AS id, name, extract(epoch FROM updated_at)::integer AS "updatedAt"
         FROM crm.${kind} WHERE org_id = $1 AND NOT is_deleted`,
      [orgId],
    ),
  )) as Seen[];
  return rows.sort(byId);
}

/** Fails the test unless our copy of every kind is what Kommo lists. */
export async function expectWholeCopy(world: CrmWorld, orgId: string, subdomain?: string): Promise<void> {
  for (const kind of ['leads', 'contacts', 'companies'] as const) {
    expect(await ourCards(world, orgId, kind)).toEqual(await theirCards(world, kind, subdomain));
  }
}
