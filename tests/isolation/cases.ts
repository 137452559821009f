/*
 * The hand-written half of the isolation suite. The other half walks the schema; whatever it meets and does not find
 * here fails the suite: a new root field needs a line in FIELDS, a new id slot a line in KINDS.
 */

/** What an id can name. The victim has one of each, and so has the attacker. */
export const ID_KINDS = [
  'user',
  'author',
  'role',
  'session',
  'organization',
  'invitation',
  'connection',
  'job',
  'pipeline',
  'stage',
  'crmUser',
  'lead',
  'contact',
  'company',
  'project',
  'estimate',
  'section',
  'otherSection',
  'position',
  'otherPosition',
  'adjustment',
] as const;
export type IdKind = (typeof ID_KINDS)[number];
export type Ids = Record<IdKind, string>;

/** How objects are made that one mutation with a name makes; its payload has a field of the kind's name. */
export const MAKERS: Partial<
  Record<IdKind, { mutation: string; input: (name: string, leadId: string) => object }>
> = {
  project: { mutation: 'createProject', input: (name, leadId) => ({ name, leadId }) },
};

/** Which kind of object each id slot names, by coordinate. */
export const KINDS: Record<string, IdKind> = {
  'Query.user(id)': 'user',
  'LogOutInput.sessionId': 'session',
  'AssignRoleInput.userId': 'user',
  'AssignRoleInput.roleId': 'role',
  'Query.explainAccess(userId)': 'user',
  'PreviewRoleChangeInput.roleId': 'role',
  'PreviewRoleChangeInput.userId': 'user',
  'PreviewRoleChangeInput.replacementId': 'role',
  'UpdateRoleInput.id': 'role',
  'DuplicateRoleInput.id': 'role',
  'DeleteRoleInput.id': 'role',
  'DeleteRoleInput.replacementId': 'role',
  'InviteUserInput.roleId': 'role',
  'ResendInvitationInput.id': 'invitation',
  'RevokeInvitationInput.id': 'invitation',
  'SwitchOrganizationInput.organizationId': 'organization',
  'DeactivateUserInput.userId': 'user',
  'ReactivateUserInput.userId': 'user',
  'DeleteUserInput.userId': 'user',

  'Query.crmConnection(id)': 'connection',
  'Query.lead(id)': 'lead',
  'Query.contact(id)': 'contact',
  'Query.company(id)': 'company',
  'PipelineFilter.connectionId': 'connection',
  'CrmUserFilter.connectionId': 'connection',
  'LeadFilter.connectionId': 'connection',
  'LeadFilter.pipelineId': 'pipeline',
  'LeadFilter.stageId': 'stage',
  'LeadFilter.responsibleUserId': 'crmUser',
  'ContactFilter.connectionId': 'connection',
  'ContactFilter.responsibleUserId': 'crmUser',
  'CompanyFilter.connectionId': 'connection',
  'CompanyFilter.responsibleUserId': 'crmUser',
  'DisconnectKommoInput.connectionId': 'connection',
  'StartSyncInput.connectionId': 'connection',

  'Subscription.syncProgress(connectionId)': 'connection',
  'Subscription.jobProgress(id)': 'job',
  'Query.job(id)': 'job',
  'CancelJobInput.id': 'job',
  'RetryJobInput.id': 'job',

  'Subscription.estimateChanged(id)': 'estimate',
  'Query.project(id)': 'project',
  'Query.estimate(id)': 'estimate',
  'Query.verifyEstimate(id)': 'estimate',
  'ProjectFilter.leadId': 'lead',
  'ProjectFilter.authorId': 'author',
  'EstimateFilter.leadId': 'lead',
  'EstimateFilter.projectId': 'project',
  'EstimateFilter.authorId': 'author',
  'CreateProjectInput.leadId': 'lead',
  'UpdateProjectInput.id': 'project',
  'UpdateProjectInput.leadId': 'lead',
  'DeleteProjectInput.id': 'project',
  'AdjustmentInput.id': 'adjustment',
  'CreateEstimateInput.leadId': 'lead',
  'CreateEstimateInput.projectId': 'project',
  'UpdateEstimateInput.id': 'estimate',
  'UpdateEstimateInput.leadId': 'lead',
  'UpdateEstimateInput.projectId': 'project',
  'DeleteEstimateInput.id': 'estimate',
  'SendEstimateInput.id': 'estimate',
  'ApproveEstimateInput.id': 'estimate',
  'DeclineEstimateInput.id': 'estimate',
  'AddSectionInput.estimateId': 'estimate',
  'AddSectionInput.parentId': 'section',
  'AddSectionInput.afterId': 'otherSection',
  'AddSectionInput.beforeId': 'otherSection',
  'UpdateSectionInput.id': 'section',
  'MoveSectionInput.id': 'section',
  'MoveSectionInput.parentId': 'section',
  'MoveSectionInput.afterId': 'otherSection',
  'MoveSectionInput.beforeId': 'otherSection',
  'RemoveSectionInput.id': 'section',
  'AddPositionInput.estimateId': 'estimate',
  'AddPositionInput.sectionId': 'section',
  'AddPositionInput.afterId': 'otherPosition',
  'AddPositionInput.beforeId': 'otherPosition',
  'AddPositionsInput.estimateId': 'estimate',
  'AddPositionsItemInput.sectionId': 'section',
  'UpdatePositionInput.id': 'position',
  'UpdatePositionsInput.estimateId': 'estimate',
  'MovePositionInput.id': 'position',
  'MovePositionInput.sectionId': 'section',
  'MovePositionInput.afterId': 'otherPosition',
  'MovePositionInput.beforeId': 'otherPosition',
  'CopyPositionInput.id': 'position',
  'CopyPositionInput.sectionId': 'section',
  'CopyPositionInput.afterId': 'otherPosition',
  'CopyPositionInput.beforeId': 'otherPosition',
  'RemovePositionInput.id': 'position',
};

/**
 * Every root field, and what a stranger may meet there.
 *
 * - `refuses`: an id that is foreign is refused, exactly as one that names nothing
 * - `lists`: a list of the caller's own; a foreign id in a filter finds nothing, exactly as one that names nothing
 * - `own`: answers about the caller's own organisation only; takes no id
 * - `public`: needs no token, takes no id
 */
export type Treatment = 'refuses' | 'lists' | 'own' | 'public';

export const FIELDS: Record<string, Treatment> = {
  'Query.me': 'own',
  'Query.organization': 'own',
  'Query.roles': 'own',
  'Query.sessions': 'own',
  'Query.users': 'own',
  'Query.user': 'refuses',
  'Mutation.register': 'public',
  'Mutation.logIn': 'public',
  'Mutation.refreshTokens': 'public',
  'Mutation.logOut': 'refuses',
  'Mutation.assignRole': 'refuses',
  'Query.permissions': 'own',
  'Query.explainAccess': 'refuses',
  'Query.previewRoleChange': 'refuses',
  'Mutation.createRole': 'own',
  'Mutation.updateRole': 'refuses',
  'Mutation.duplicateRole': 'refuses',
  'Mutation.deleteRole': 'refuses',
  'Query.memberships': 'own',
  'Query.auditLog': 'own',
  'Query.verifyAudit': 'own',
  'Query.auditExport': 'own',
  'Query.invitations': 'own',
  'Mutation.inviteUser': 'refuses',
  'Mutation.resendInvitation': 'refuses',
  'Mutation.revokeInvitation': 'refuses',
  'Mutation.acceptInvitation': 'public',
  'Query.invitationPreview': 'public',
  'Mutation.requestPasswordReset': 'public',
  'Mutation.resetPassword': 'public',
  'Mutation.verifyEmail': 'public',
  'Mutation.changePassword': 'own',
  'Mutation.requestEmailVerification': 'own',
  'Mutation.switchOrganization': 'refuses',
  'Mutation.leaveOrganization': 'own',
  'Mutation.deactivateUser': 'refuses',
  'Mutation.reactivateUser': 'refuses',
  'Mutation.deleteUser': 'refuses',
  'Mutation.updateUser': 'own',
  'Mutation.updateOrganization': 'own',

  'Query.kommoCredentials': 'own',
  'Query.crmConnections': 'own',
  'Query.crmConnection': 'refuses',
  'Query.pipelines': 'lists',
  'Query.crmUsers': 'lists',
  'Query.leads': 'lists',
  'Query.lead': 'refuses',
  'Query.contacts': 'lists',
  'Query.contact': 'refuses',
  'Query.companies': 'lists',
  'Query.company': 'refuses',
  'Mutation.saveKommoCredentials': 'own',
  'Mutation.deleteKommoCredentials': 'own',
  'Mutation.startKommoOAuth': 'own',
  'Mutation.completeKommoOAuth': 'own',
  'Mutation.connectKommoWithToken': 'own',
  'Mutation.disconnectKommo': 'refuses',
  'Mutation.startSync': 'refuses',
  'Subscription.syncProgress': 'refuses',
  'Subscription.jobProgress': 'refuses',
  'Query.job': 'refuses',
  'Query.jobs': 'own',
  'Query.jobKinds': 'own',
  'Mutation.enqueueJob': 'own',
  'Mutation.cancelJob': 'refuses',
  'Mutation.retryJob': 'refuses',

  'Subscription.estimateChanged': 'refuses',
  'Query.projects': 'lists',
  'Query.project': 'refuses',
  'Query.estimates': 'lists',
  'Query.estimate': 'refuses',
  'Query.verifyEstimate': 'refuses',
  'Mutation.createProject': 'refuses',
  'Mutation.updateProject': 'refuses',
  'Mutation.deleteProject': 'refuses',
  'Mutation.createEstimate': 'refuses',
  'Mutation.updateEstimate': 'refuses',
  'Mutation.deleteEstimate': 'refuses',
  'Mutation.sendEstimate': 'refuses',
  'Mutation.approveEstimate': 'refuses',
  'Mutation.declineEstimate': 'refuses',
  'Mutation.addSection': 'refuses',
  'Mutation.updateSection': 'refuses',
  'Mutation.moveSection': 'refuses',
  'Mutation.removeSection': 'refuses',
  'Mutation.addPosition': 'refuses',
  'Mutation.addPositions': 'refuses',
  'Mutation.updatePosition': 'refuses',
  'Mutation.updatePositions': 'refuses',
  'Mutation.movePosition': 'refuses',
  'Mutation.copyPosition': 'refuses',
  'Mutation.removePosition': 'refuses',
};

/** Values the walk can't invent, by coordinate. */
export const FILLERS: Record<string, unknown> = {
  'CreateEstimateInput.currency': 'EUR',
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
  'AssignRoleInput.userId': ['AssignRoleInput.roleId'],
  'AddPositionInput.afterId': ['AddPositionInput.sectionId'],
  'AddPositionInput.beforeId': ['AddPositionInput.sectionId'],
  'MovePositionInput.afterId': ['MovePositionInput.sectionId'],
  'MovePositionInput.beforeId': ['MovePositionInput.sectionId'],
  'CopyPositionInput.afterId': ['CopyPositionInput.sectionId'],
  'CopyPositionInput.beforeId': ['CopyPositionInput.sectionId'],
};

/** Slots whose id is never looked up: a label within the caller's own list, where any id is as good as another. */
export const LABELS = new Set(['AdjustmentInput.id']);

/** Entity references a subgraph answers without owning the object: the id comes back, with the caller's own lists. */
export const STUBS: Record<string, readonly string[]> = {
  identity: [],
  crm: [],
  estimates: ['Lead', 'User'],
};

/** Which id a reference to an entity type takes. */
export const ENTITY_KINDS: Record<string, IdKind> = {
  User: 'user',
  CrmConnection: 'connection',
  Pipeline: 'pipeline',
  Lead: 'lead',
  Contact: 'contact',
  Company: 'company',
  Job: 'job',
  Project: 'project',
  Estimate: 'estimate',
};
