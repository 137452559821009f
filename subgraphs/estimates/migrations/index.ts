import type { MigrationSet } from '../../../service-kit/postgres/migration-states';
import { CreateEstimates1795179600001 } from './1795179600001-create-estimates';
import { IdempotentEffects1795600000001 } from './1795600000001-idempotent-effects';
import { KeepSentEstimates1795179600002 } from './1795179600002-keep-sent-estimates';
import { NoteEstimatesChanges1795600000002 } from './1795600000002-note-changes';
import { EstimatesEvents1796600000103 } from './1796600000103-events';
import { KeepResults1796600000114 } from './1796600000114-keep-results';
import { Lineage1796600000115 } from './1796600000115-lineage';
import { EstimatesFiles1796600000116 } from './1796600000116-files';
import { Catalogues1796800000521 } from './1796800000521-catalogues';
import { Templates1796800000522 } from './1796800000522-templates';
import { Offers1796800000520 } from './1796800000520-offers';
import { Deadlines1796800000523 } from './1796800000523-deadlines';
import { NearestItems1796800000524 } from './1796800000524-nearest-items';
import { EstimatesUploads1796600000150 } from './1796600000150-uploads';
import { ClientLinks1796800000501 } from './1796800000501-client-links';
import { KnownLeads1796800000504 } from './1796800000504-known-leads';
import { PurgeOrganizationsInEstimates1796800000507 } from './1796800000507-purge-organizations';
import { EstimatesImports1796800000551 } from './1796800000551-imports';
import { Letterheads1796800000561 } from './1796800000561-letterhead';
import { ClosedOrganizations1796800000601 } from './1796800000601-closed-organizations';
import { EstimatesEventTraces1796900000602 } from './1796900000602-event-traces';
import { ApplyImports1796900000603 } from './1796900000603-apply-imports';
import { ImportPrices1796900000604 } from './1796900000604-import-prices';
import { Assemblies1796900000641 } from './1796900000641-assemblies';
import { TaxChanges1796900000642 } from './1796900000642-tax-changes';
import { LabourParts1796900000644 } from './1796900000644-labour-parts';
import { ForeignPrices1796900000645 } from './1796900000645-foreign-prices';
import { OwnTaxRates1796900000643 } from './1796900000643-own-tax-rates';
import { Reminders1796900000613 } from './1796900000613-reminders';
import { UnitSynonyms1796900000630 } from './1796900000630-unit-synonyms';
import { ItemsByUnit1796900000631 } from './1796900000631-items-by-unit';
import { SavedFilters1796900000632 } from './1796900000632-saved-filters';
import { AgreedPapers1796900000633 } from './1796900000633-agreed-papers';
import { Assets1796900000646 } from './1796900000646-assets';
import { Payments1796900000612 } from './1796900000612-payments';
import { Coefficients1796900000611 } from './1796900000611-coefficients';
import { Trash1796900000741 } from './1796900000741-trash';
import { DatedTaxes1796900000810 } from './1796900000810-dated-taxes';
import { PositionsByTax1796900000811 } from './1796900000811-positions-by-tax';
import { FormerTaxNames1796900000812 } from './1796900000812-former-tax-names';
import { KnownLeadCards1796900000740 } from './1796900000740-known-lead-cards';
import { Attachments1796900000650 } from './1796900000650-attachments';
import { MailedPdfs1796900000750 } from './1796900000750-mailed-pdfs';
import { PriceFormulas1796900000751 } from './1796900000751-price-formulas';
import { ForgetTemplateClients1796900000752 } from './1796900000752-forget-template-clients';
import { SearchItemsByOrganization1796900000802 } from './1796900000802-search-items-by-organization';

/** Oldest first; a new one is added at the end. */
export const estimatesMigrations: MigrationSet = {
  name: 'estimates',
  schema: 'estimates',
  migrations: [
    CreateEstimates1795179600001,
    KeepSentEstimates1795179600002,
    IdempotentEffects1795600000001,
    NoteEstimatesChanges1795600000002,
    EstimatesEvents1796600000103,
    KeepResults1796600000114,
    Lineage1796600000115,
    EstimatesFiles1796600000116,
    EstimatesUploads1796600000150,
    ClientLinks1796800000501,
    KnownLeads1796800000504,
    PurgeOrganizationsInEstimates1796800000507,
    Offers1796800000520,
    Catalogues1796800000521,
    Templates1796800000522,
    Deadlines1796800000523,
    NearestItems1796800000524,
    EstimatesImports1796800000551,
    Letterheads1796800000561,
    ClosedOrganizations1796800000601,
    EstimatesEventTraces1796900000602,
    ApplyImports1796900000603,
    ImportPrices1796900000604,
    Coefficients1796900000611,
    Payments1796900000612,
    Reminders1796900000613,
    UnitSynonyms1796900000630,
    ItemsByUnit1796900000631,
    SavedFilters1796900000632,
    AgreedPapers1796900000633,
    Assemblies1796900000641,
    TaxChanges1796900000642,
    OwnTaxRates1796900000643,
    LabourParts1796900000644,
    ForeignPrices1796900000645,
    Assets1796900000646,
    Attachments1796900000650,
    KnownLeadCards1796900000740,
    Trash1796900000741,
    MailedPdfs1796900000750,
    PriceFormulas1796900000751,
    ForgetTemplateClients1796900000752,
    SearchItemsByOrganization1796900000802,
    DatedTaxes1796900000810,
    PositionsByTax1796900000811,
    FormerTaxNames1796900000812,
  ],
};
