import type { MigrationSet } from '../../../service-kit/postgres/migration-states';
import { IdentityTables1790000000001 } from './1790000000001-identity-tables';
import { IdentityFunctions1790000000002 } from './1790000000002-identity-functions';
import { NoteIdentityChanges1790000000003 } from './1790000000003-note-changes';
import { SearchUsers1796400000101 } from './1796400000101-search-users';
import { SessionStates1796500000101 } from './1796500000101-session-states';
import { OneAccountPerAddress1796500000102 } from './1796500000102-one-account-per-address';
import { SessionFamilies1796500000103 } from './1796500000103-session-families';
import { LogInAttempts1796500000104 } from './1796500000104-log-in-attempts';
import { IdentityEvents1796600000101 } from './1796600000101-events';
import { AskPermission1796600000201 } from './1796600000201-ask-permission';
import { Invitations1796700000101 } from './1796700000101-invitations';
import { AccountTokens1796700000102 } from './1796700000102-account-tokens';
import { PermissionVersions1796700000103 } from './1796700000103-permission-versions';
import { SecurityPolicies1796700000104 } from './1796700000104-security-policies';
import { CustomRoles1796700000201 } from './1796700000201-custom-roles';
import { SecondFactors1796700000301 } from './1796700000301-second-factors';
import { ApiKeys1796700000302 } from './1796700000302-api-keys';
import { ReadAudit1796700000303 } from './1796700000303-read-audit';
import { AddressWindows1796700000401 } from './1796700000401-address-windows';
import { ForgetKeyUsage1796700000402 } from './1796700000402-forget-key-usage';
import { ListOrganizations1796700000403 } from './1796700000403-list-organizations';
import { SessionBeginnings1796700000404 } from './1796700000404-session-beginnings';
import { MemberNames1796800000501 } from './1796800000501-member-names';
import { TellMembers1796800000502 } from './1796800000502-tell-members';
import { DeleteOrganizations1796800000505 } from './1796800000505-delete-organizations';
import { ImportPeople1796800000508 } from './1796800000508-import-people';
import { EmailChanges1796800000511 } from './1796800000511-email-changes';
import { FactorResets1796800000512 } from './1796800000512-factor-resets';
import { DevicePolicies1796800000513 } from './1796800000513-device-policies';
import { Notices1796800000514 } from './1796800000514-notices';
import { Oidc1796800000515 } from './1796800000515-oidc';
import { ErasePeople1796800000516 } from './1796800000516-erase-people';
import { PeopleAllowed1796800000590 } from './1796800000590-people-allowed';
import { GuardImports1796800000591 } from './1796800000591-guard-imports';
import { ResealSecrets1796800000592 } from './1796800000592-reseal-secrets';
import { IdentityEventTraces1796900000603 } from './1796900000603-event-traces';
import { ForgetAddresses1796900000701 } from './1796900000701-forget-addresses';
import { EndLogInAsBegun1796900000702 } from './1796900000702-end-log-in-as-begun';
import { InvitationMails1796900000801 } from './1796900000801-invitation-mails';
import { SearchByOrganization1796900000802 } from './1796900000802-search-by-organization';

/** Oldest first; a new one is added at the end. */
export const identityMigrations: MigrationSet = {
  name: 'identity',
  schema: 'identity',
  migrations: [
    IdentityTables1790000000001,
    IdentityFunctions1790000000002,
    NoteIdentityChanges1790000000003,
    SearchUsers1796400000101,
    SessionStates1796500000101,
    OneAccountPerAddress1796500000102,
    SessionFamilies1796500000103,
    LogInAttempts1796500000104,
    IdentityEvents1796600000101,
    AskPermission1796600000201,
    Invitations1796700000101,
    AccountTokens1796700000102,
    PermissionVersions1796700000103,
    SecurityPolicies1796700000104,
    CustomRoles1796700000201,
    SecondFactors1796700000301,
    ApiKeys1796700000302,
    ReadAudit1796700000303,
    AddressWindows1796700000401,
    ForgetKeyUsage1796700000402,
    ListOrganizations1796700000403,
    SessionBeginnings1796700000404,
    MemberNames1796800000501,
    TellMembers1796800000502,
    DeleteOrganizations1796800000505,
    ImportPeople1796800000508,
    EmailChanges1796800000511,
    FactorResets1796800000512,
    DevicePolicies1796800000513,
    Notices1796800000514,
    Oidc1796800000515,
    ErasePeople1796800000516,
    PeopleAllowed1796800000590,
    GuardImports1796800000591,
    ResealSecrets1796800000592,
    IdentityEventTraces1796900000603,
    ForgetAddresses1796900000701,
    EndLogInAsBegun1796900000702,
    InvitationMails1796900000801,
    SearchByOrganization1796900000802,
  ],
};
