import type { MigrationSet } from '../../../service-kit/postgres/migration-states';
import { CrmTables1790000001001 } from './1790000001001-crm-tables';
import { CrmFunctions1790000001002 } from './1790000001002-crm-functions';
import { NoteCrmChanges1790000001003 } from './1790000001003-note-changes';
import { SearchCards1796400000101 } from './1796400000101-search-cards';
import { CrmEvents1796600000102 } from './1796600000102-events';
import { ShowSyncsAsJobs1796600000113 } from './1796600000113-show-syncs-as-jobs';
import { CrmIdempotentEffects1796600000114 } from './1796600000114-idempotent-effects';
import { SoundSync1796600000120 } from './1796600000120-sound-sync';
import { Webhooks1796600000121 } from './1796600000121-webhooks';
import { Checks1796600000122 } from './1796600000122-checks';
import { WallAroundPace1796600000123 } from './1796600000123-wall-around-pace';
import { CustomFields1796600000130 } from './1796600000130-custom-fields';
import { TellLeads1796800000503 } from './1796800000503-tell-leads';
import { PurgeOrganizationsInCrm1796800000506 } from './1796800000506-purge-organizations';
import { TasksAndNotes1796800000510 } from './1796800000510-tasks-and-notes';
import { JournalCards1796800000511 } from './1796800000511-journal-cards';
import { OldWebhooks1796800000512 } from './1796800000512-old-webhooks';
import { CalmerAsking1796800000513 } from './1796800000513-calmer-asking';
import { CatalogElements1796900000620 } from './1796900000620-catalog-elements';
import { UnsortedLeads1796900000621 } from './1796900000621-unsorted-leads';
import { CardEvents1796900000622 } from './1796900000622-card-events';
import { PendingInstalls1796900000700 } from './1796900000700-pending-installs';
import { CardValues1796900000701 } from './1796900000701-card-values';
import { TurnsOfDeciding1796900000702 } from './1796900000702-turns-of-deciding';
import { TellByIndex1796900000703 } from './1796900000703-tell-by-index';
import { KommoWrites1796600000140 } from './1796600000140-kommo-writes';
import { Messages1796600000141 } from './1796600000141-messages';
import { Rules1796600000142 } from './1796600000142-rules';
import { Agents1796600000143 } from './1796600000143-agents';
import { Alarms1796600000144 } from './1796600000144-alarms';
import { UninstallHook1796600000145 } from './1796600000145-uninstall-hook';
import { CrmEventTraces1796900000601 } from './1796900000601-event-traces';
import { DoubtValues1796900000705 } from './1796900000705-doubt-values';
import { ForgetInTurn1796900000706 } from './1796900000706-forget-in-turn';
import { ChatChannel1796900000770 } from './1796900000770-chat-channel';
import { KnownSizes1796900000780 } from './1796900000780-known-sizes';
import { ConnectionAccess1796900000831 } from './1796900000831-connection-access';
import { HandedInMessages1796900000832 } from './1796900000832-handed-in-messages';
import { JournalNotes1796900000830 } from './1796900000830-journal-notes';
import { SearchCardsByOrganization1796900000802 } from './1796900000802-search-cards-by-organization';
import { ReadyJournalForMonths1796900000810 } from './1796900000810-ready-journal-for-months';
import { JournalByMonth1796900000811 } from './1796900000811-journal-by-month';
import { CrmUserEmailKeys1796900000840 } from './1796900000840-crm-user-email-keys';
import { PatientLooks1796900000850 } from './1796900000850-patient-looks';
import { KommoChanges1796900000860 } from './1796900000860-kommo-changes';
import { MonthsBySlices1796900000865 } from './1796900000865-months-by-slices';
import { MovesMissNothing1796900000870 } from './1796900000870-moves-miss-nothing';
import { TellCards1796900000750 } from './1796900000750-tell-cards';
import { KnowledgeGraph1796900000704 } from './1796900000704-knowledge-graph';

/** Oldest first; a new one is added at the end. */
export const crmMigrations: MigrationSet = {
  name: 'crm',
  schema: 'crm',
  migrations: [
    CrmTables1790000001001,
    CrmFunctions1790000001002,
    NoteCrmChanges1790000001003,
    SearchCards1796400000101,
    CrmEvents1796600000102,
    ShowSyncsAsJobs1796600000113,
    CrmIdempotentEffects1796600000114,
    SoundSync1796600000120,
    Webhooks1796600000121,
    Checks1796600000122,
    WallAroundPace1796600000123,
    CustomFields1796600000130,
    TellLeads1796800000503,
    PurgeOrganizationsInCrm1796800000506,
    TasksAndNotes1796800000510,
    JournalCards1796800000511,
    OldWebhooks1796800000512,
    KommoWrites1796600000140,
    Messages1796600000141,
    Rules1796600000142,
    Agents1796600000143,
    Alarms1796600000144,
    UninstallHook1796600000145,
    CalmerAsking1796800000513,
    CatalogElements1796900000620,
    UnsortedLeads1796900000621,
    CrmEventTraces1796900000601,
    CardEvents1796900000622,
    PendingInstalls1796900000700,
    CardValues1796900000701,
    TurnsOfDeciding1796900000702,
    TellByIndex1796900000703,
    KnowledgeGraph1796900000704,
    DoubtValues1796900000705,
    ForgetInTurn1796900000706,
    TellCards1796900000750,
    ChatChannel1796900000770,
    KnownSizes1796900000780,
    SearchCardsByOrganization1796900000802,
    ReadyJournalForMonths1796900000810,
    JournalByMonth1796900000811,
    JournalNotes1796900000830,
    ConnectionAccess1796900000831,
    HandedInMessages1796900000832,
    CrmUserEmailKeys1796900000840,
    PatientLooks1796900000850,
    KommoChanges1796900000860,
    MonthsBySlices1796900000865,
    MovesMissNothing1796900000870,
  ],
};
