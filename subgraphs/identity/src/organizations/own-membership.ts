/** An organisation of the caller's, as `memberships` lists it. */
export interface OwnMembership {
  organizationId: string;
  organizationName: string;
  joinedAt: Date;
  lastLoginAt: Date | null;
}
