import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import { paperOf } from '../exports/papers.service';
import type { Party } from '../exports/sheet.types';
import type { Resolvers } from '../generated/types';
import {
  approveClientEstimate,
  declineClientEstimate,
  requestClientEstimateChanges,
} from './client-decisions.service';
import { requestClientCode } from './client-codes.service';
import { clientOffer, clientRows, clientTotals } from './client-document';
import { decisionKind, isShown, maskedEmail, stateOf, type ClientEstimateNode } from './client-estimate-node';
import { findLinkPlace, readLink } from './found-link';
import { openClientEstimate } from './openings.service';

async function clientEstimate(
  ctx: Context,
  {
    token,
    language,
    taken,
  }: { token: string; language?: 'EN' | 'RU' | null; taken?: readonly string[] | null },
): Promise<ClientEstimateNode | null> {
  const place = await findLinkPlace(ctx, token);
  return place && readLink(ctx, place, { language, taken });
}

const shownIn = (node: ClientEstimateNode): boolean => isShown(stateOf(node));

function decisionOf(node: ClientEstimateNode) {
  const { status, decidedAt: at, decisionReason: comment, decisionEvidence } = node.estimate;
  const kind = decisionKind(status);
  if (!kind || !at || !shownIn(node)) return null;
  return { kind, at, name: decisionEvidence?.name ?? null, comment };
}

const partyOf = (party: Party | null) => party && { name: party.name, details: [...party.details] };

export const clientEstimateResolvers: Resolvers = {
  Query: {
    clientEstimate: (_root, args, ctx) => clientEstimate(ctx, args),
  },
  Mutation: {
    openClientEstimate: (_root, { input }, ctx) => withUserErrors(() => openClientEstimate(ctx, input.token)),
    requestClientCode: (_root, { input }, ctx) => withUserErrors(() => requestClientCode(ctx, input.token)),
    approveClientEstimate: (_root, { input }, ctx) => withUserErrors(() => approveClientEstimate(ctx, input)),
    declineClientEstimate: (_root, { input }, ctx) => withUserErrors(() => declineClientEstimate(ctx, input)),
    requestClientEstimateChanges: (_root, { input }, ctx) =>
      withUserErrors(() => requestClientEstimateChanges(ctx, input)),
  },
  ClientEstimate: {
    state: (node) => stateOf(node),
    isOpened: ({ link }) => link.openedAt !== null,
    language: ({ language }) => language,
    company: ({ company }) => company,
    number: (node) => (shownIn(node) ? node.estimate.number : null),
    requiresCode: ({ link }) => link.requiresCode,
    codeAddress: ({ link }) => (link.requiresCode && link.email !== null ? maskedEmail(link.email) : null),
    decision: decisionOf,
    contentHash: async (node, _args, ctx) =>
      shownIn(node) ? ((await clientOffer(ctx, node))?.contentHash ?? null) : null,
    sentContentHash: (node) => (shownIn(node) ? node.estimate.contentHash : null),
    document: (node, _args, ctx) => (shownIn(node) ? clientOffer(ctx, node) : null),
    paper: (node, _args, ctx) =>
      shownIn(node) ? paperOf(ctx, node.orgId, node.estimate.id, node.paperLanguage) : null,
    agreedPaper: (node, _args, ctx) =>
      shownIn(node) ? paperOf(ctx, node.orgId, node.estimate.id, node.paperLanguage, true) : null,
  },
  ClientDocument: {
    heading: ({ sheet }) => sheet.heading,
    title: ({ sheet }) => sheet.title,
    date: ({ sheet }) => sheet.date,
    validUntil: ({ sheet }) => sheet.validUntil,
    supplyDate: ({ sheet }) => sheet.supplyDate,
    notes: ({ sheet }) => sheet.notes,
    currency: ({ sheet }) => sheet.currency,
    seller: ({ sheet }) => partyOf(sheet.seller),
    client: ({ sheet }) => partyOf(sheet.client),
    rows: ({ sheet }, args) => clientRows(sheet, args),
    rowCount: ({ sheet }) => sheet.rows.length,
    totals: ({ sheet }) => clientTotals(sheet),
    choices: ({ choices }) => [...choices],
    files: ({ files }, _args, { links }) =>
      files.map(({ orgId, ...file }) => {
        const { url, expiresAt: urlExpiresAt } = links.make(orgId, file.id);
        return { ...file, url, urlExpiresAt };
      }),
  },
};
