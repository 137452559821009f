import type { IdKind } from './id-kinds';

/* What the walk of the isolation suite needs beside the ids it attacks. */

/** Values the walk can't invent, by coordinate. */
export const FILLERS: Record<string, unknown> = {
  'CreateEstimateInput.currency': 'EUR',
  'NewImportedEstimateInput.currency': 'EUR',
  'CreateUploadInput.size': 10,
  'KommoRequestInput.path': '/account',
  'CreateContactInput.name': 'isolation',
  'UpsertCrmAgentInput.name': 'isolation',
  'ReceiveChatMessageInput.text': 'isolation',
  'ReceiveChatMessageInput.clientMessageId': 'handed-in', // `sendMessage` has taken the usual one
  'RegisterInput.email': 'stranger@isolation.example',
  'RegisterInput.password': 'a stranger with a long password',
  'LogInInput.email': 'stranger@isolation.example',
  'Query.explainAccess(permission)': 'costs:read',
  'InviteUserInput.email': 'guest@isolation.example',
  'LeaveOrganizationInput.reason': 'x'.repeat(501), // too long: the people of the suite stay where they are
  'SaveKommoCredentialsInput.redirectUri': 'https://isolation.example/callback',
  'CompleteKommoOAuthInput.referer': 'acme-demo.kommo.com',
};

/** Optional ids that must stand beside the attacked one, or the part that looks at ids is not reached. */
export const COMPANIONS: Record<string, string[]> = {
  'CreateCrmRuleInput.stageId': ['CrmRuleActionInput.stageId'],
  'CrmRuleActionInput.stageId': ['CreateCrmRuleInput.stageId'],
  'LinkCrmCardsInput.leadId': ['LinkCrmCardsInput.contactId'],
  'LinkCrmCardsInput.contactId': ['LinkCrmCardsInput.leadId'],
  'LinkCrmCardsInput.companyId': ['LinkCrmCardsInput.leadId'],
  'UnlinkCrmCardsInput.leadId': ['UnlinkCrmCardsInput.contactId'],
  'UnlinkCrmCardsInput.contactId': ['UnlinkCrmCardsInput.leadId'],
  'UnlinkCrmCardsInput.companyId': ['UnlinkCrmCardsInput.leadId'],
  'CreateCrmTaskInput.responsibleUserId': ['CreateCrmTaskInput.leadId'],
  'AssignRoleInput.userId': ['AssignRoleInput.roleId'],
  'AddPositionInput.afterId': ['AddPositionInput.sectionId'],
  'AddPositionInput.beforeId': ['AddPositionInput.sectionId'],
  'MovePositionInput.afterId': ['MovePositionInput.sectionId'],
  'MovePositionInput.beforeId': ['MovePositionInput.sectionId'],
  'CopyPositionInput.afterId': ['CopyPositionInput.sectionId'],
  'CopyPositionInput.beforeId': ['CopyPositionInput.sectionId'],
};

/**
 * Slots whose id is never looked up: a label within the caller's own list, where any id is as good as another. What a client takes
 * is looked for in the estimate's own offer, and only once that was sent; these are drafts (`offers.db.test.ts` has sent ones).
 */
export const LABELS = new Set([
  'CrmRuleActionInput.templateId', // looked up when the rule runs, in its author's organisation
  'AdjustmentInput.id',
  'ApproveEstimateInput.taken',
  // Looked for when the filter lists, as in `EstimateFilter`.
  'SavedFilterInput.leadId',
  'SavedFilterInput.projectId',
  'SavedFilterInput.authorId',
  'SavedFilterInput.responsibleId',
]);

/** What nothing here uses up: one is enough, and there may be so many only. */
export const LASTING: readonly IdKind[] = ['upload', 'import', 'asset'];
