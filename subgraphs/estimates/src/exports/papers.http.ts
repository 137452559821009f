import type { FastifyInstance, FastifyReply } from 'fastify';
import type { EntityManager } from 'typeorm';
import { PERMISSION_NAMES } from '../../../../schema/permissions';
import { errorBody } from '../../../../service-kit/errors/errors';
import { createPaperLinks } from '../../../../service-kit/files/file-links';
import { inOrganization } from '../../../../service-kit/postgres/database';
import type { EstimatesParts, WritingContext } from '../context';
import { Estimate } from '../estimates/estimate.entity';
import { findOrganization, paperLanguage } from '../organizations/organization-settings.service';
import { workContext } from '../work-context';
import { findPaper, requirePaper } from './papers.service';

/*
 * `/downloads/paper/{token}`: links that crm's rules put into notes (docs/rules.md). A link names what was sent, not a file; it leads on to the
 * paper, which is written when it is first asked for. It shows what the client is shown, and lets nobody decide.
 */

const HEADERS = {
  'cache-control': 'private, no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
};
const NOWHERE = 'This link leads nowhere: it was cut off or changed, or what it led to is gone.';
const EXPIRED = 'This link has expired.';
const REVOKED = 'This link was revoked.';
const SOON = 'The PDF is being written. Open the link again in some seconds.';
const SOON_S = 5;

const answer = (reply: FastifyReply, status: 404 | 410 | 503, message: string): FastifyReply =>
  reply
    .code(status)
    .headers(
      status === 503 ? { ...HEADERS, 'retry-after': String(SOON_S), refresh: String(SOON_S) } : HEADERS,
    )
    .send(errorBody(message, status === 503 ? 'SERVICE_UNAVAILABLE' : 'NOT_FOUND'));

/** Serves the links. 410 for an expired one, and for what a deleted organisation has sent; 404 for a forged one. */
export function servePapers(app: FastifyInstance, parts: EstimatesParts): void {
  const papers = createPaperLinks(parts.secrets, '');
  app.get<{ Params: { '*': string } }>('/downloads/paper/*', async (request, reply) => {
    const target = papers.read(request.params['*']);
    if (target.kind === 'expired') return answer(reply, 410, EXPIRED);
    if (target.kind === 'unknown') return answer(reply, 404, NOWHERE);
    const { orgId, fileId: estimateId } = target;
    const found = await findOrAsk(parts, orgId, estimateId);
    if (found === 'nowhere') return answer(reply, 404, NOWHERE);
    if (found === 'closed') return answer(reply, 410, EXPIRED);
    if (found === 'revoked') return answer(reply, 410, REVOKED);
    if (found === 'soon') return answer(reply, 503, SOON);
    return reply.headers(HEADERS).redirect(parts.links.make(orgId, found.fileId).url, 302);
  });
}

/** Whoever has revoked all client's links of an estimate wants nobody to look at it by a link any more. */
async function isRevoked(db: EntityManager, orgId: string, estimateId: string): Promise<boolean> {
  const [links] = await db.query<[{ revoked: boolean | null }]>(
    'SELECT bool_and(revoked_at IS NOT NULL) AS revoked FROM estimates.client_links WHERE org_id = $1 AND estimate_id = $2',
    [orgId, estimateId],
  );
  return links.revoked === true;
}

type Found = 'nowhere' | 'revoked' | 'closed' | 'soon' | { fileId: string };

/** The paper's file; where it is not written yet, it is asked for. */
const findOrAsk = (parts: EstimatesParts, orgId: string, estimateId: string): Promise<Found> =>
  inOrganization(parts.files.source, orgId, async (db): Promise<Found> => {
    const { locale, closedUntil } = await findOrganization(db, orgId);
    if (closedUntil !== null) return 'closed';
    const estimate = await db.findOneBy(Estimate, { orgId, id: estimateId });
    if (!estimate || estimate.contentHash === null) return 'nowhere';
    if (await isRevoked(db, orgId, estimateId)) return 'revoked';
    const language = paperLanguage(locale, null);
    const paper = await findPaper(db, orgId, estimateId, language);
    if (paper) return { fileId: paper.fileId };
    const author = {
      orgId,
      userId: estimate.authorId,
      role: 'rule',
      permissions: new Set<string>(PERMISSION_NAMES),
    };
    const ctx = Object.assign(workContext(db, author, parts), {
      transaction: db,
      afterCommit: () => undefined,
    });
    await requirePaper(ctx as WritingContext, estimateId, language);
    return 'soon';
  });
