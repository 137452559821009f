import { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import { Upload as UploadParts } from '../../../../service-kit/files/uploads';
import { Asset as AssetEntity } from '../assets/asset.entity';
import { Page } from '../../../../service-kit/data/pagination';
import { AssetPart as AssetPartEntity } from '../assets/asset-part.entity';
import { ImportRecord, ImportRowRecord } from '../imports/import-records';
import { Project as ProjectEntity } from '../projects/project.entity';
import { Estimate as EstimateEntity, Estimate as TotalledEstimate, NamedSecondTax as NamedSecondTaxParts } from '../estimates/estimate.entity';
import { StatusChange as StatusChangeEntity } from '../statuses/status-change.entity';
import { AdjustmentNode } from '../adjustments/adjustment-node';
import { SectionNode } from '../sections/section-node';
import { PositionNode } from '../positions/position-node';
import { Template as TemplateEntity } from '../templates/template.entity';
import { TrashItem as TrashItemEntity, Restored } from '../trash/trash-item.entity';
import { EstimateDefaults as EstimateDefaultsParts } from '../organizations/organization-settings.entity';
import { KnownUnit } from '../units/unit-book';
import { SavedFilter as SavedFilterEntity } from '../saved-filters/saved-filter.entity';
import { Letterhead as LetterheadEntity, LogoRef } from '../letterhead/letterhead.entity';
import { EstimateExport as EstimateExportEntity } from '../exports/estimate-export.entity';
import { Catalogue as CatalogueEntity, CatalogueVersion as CatalogueVersionEntity } from '../catalogues/catalogue.entity';
import { CatalogueItem as CatalogueItemEntity } from '../catalogues/catalogue-item.entity';
import { PricedIn } from '../catalogues/catalogue-prices';
import { Position as TakenPosition, ShownAssembly } from '../positions/position.entity';
import { AssemblyComponent as AssemblyComponentEntity } from '../assemblies/assembly-component.entity';
import { StoredForeignPrice } from '../foreign-prices/foreign-price';
import { Repricing as RepricingParts, PositionRepricing as PositionRepricingParts } from '../catalogues/repricing.types';
import { Retaxing as RetaxingParts, RetaxedAmounts as RetaxedAmountsParts } from '../tax-changes/retaxing.types';
import { Tax as TaxEntity } from '../taxes/tax.entity';
import { Preview, PreviewedSection, PreviewedPosition } from '../previews/preview';
import { Explanation as ExplanationParts } from '../explanations/explanation.types';
import { ExplanationStep as ExplanationStepParts } from '../explanations/explanation-steps';
import { ComparedEstimates, RowChange as RowChangeParts, FieldChange as FieldChangeParts } from '../revisions/estimate-diff';
import { Attachment as KeptAttachment } from '../attachments/attachments';
import { Comment as CommentEntity } from '../comments/comment.entity';
import { EstimateLink as EstimateLinkEntity } from '../estimate-links/estimate-link.entity';
import { ClientEstimateNode } from '../client-estimates/client-estimate-node';
import { ClientOffer } from '../client-estimates/client-offer';
import { Context } from '../context';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A calendar date without a time: `2026-01-31`. */
  Date: { input: string; output: string; }
  /** An instant in UTC, RFC 3339: `2026-01-01T12:30:00.000Z`. */
  DateTime: { input: string; output: Date; }
  /** An exact decimal number as a string: "1234.50". */
  Decimal: { input: string; output: string; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** A new adjustment. */
export type AddAdjustmentInput = {
  /** The adjustment of the same section or estimate it is calculated right after. */
  afterId?: InputMaybe<Scalars['ID']['input']>;
  /** What it is measured on; COST needs costs:read. ROUND_TO takes RUNNING_TOTAL. */
  base: AdjustmentBase;
  /** The adjustment of the same section or estimate it is calculated right before. With neither it is the last. */
  beforeId?: InputMaybe<Scalars['ID']['input']>;
  /** The draft it is added to. */
  estimateId: Scalars['ID']['input'];
  /** What it does. */
  kind: AdjustmentKind;
  /** Whether `value` is a percentage or an amount; ROUND_TO takes FIXED. */
  mode: ValueMode;
  /** What the reader sees it as; 200 characters at most. */
  name: Scalars['String']['input'];
  /** The section it is measured in; left out: the whole estimate. */
  sectionId?: InputMaybe<Scalars['ID']['input']>;
  /** The percentage, the amount, or the step of a rounding; never negative. */
  value: Scalars['Decimal']['input'];
};

/** What `addAdjustment` answers. */
export type AddAdjustmentPayload = {
  __typename?: 'AddAdjustmentPayload';
  /** The adjustment; null when something is to be mended. */
  adjustment: Maybe<Adjustment>;
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Something to say about an estimate or a line. */
export type AddCommentInput = {
  /** Who is shown it. COSTS takes `costs:read`. */
  audience: CommentAudience;
  /** The estimate. */
  estimateId: Scalars['ID']['input'];
  /** A line of it; null: it is about the whole estimate. */
  positionId?: InputMaybe<Scalars['ID']['input']>;
  /** What you say; 2,000 characters at most. */
  text: Scalars['String']['input'];
};

/** What `addComment` answers. */
export type AddCommentPayload = {
  __typename?: 'AddCommentPayload';
  /** The comment; null when something is to be mended. */
  comment: Maybe<Comment>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Positions to take from price lists. */
export type AddFromCatalogueInput = {
  /** The draft they are added to. */
  estimateId: Scalars['ID']['input'];
  /** Rates of other currencies, each once: what is priced in one is taken at its rate, which stays with the position. */
  exchangeRates: Array<ExchangeRateInput>;
  /** 1 to 500, in order; they are put last in their section. */
  items: Array<CatalogueTakeInput>;
  /** How assemblies among them are put there. */
  layout: AssemblyLayout;
  /** The day whose prices are taken; today in your organisation's time zone when left out. */
  on?: InputMaybe<Scalars['Date']['input']>;
  /** The section they lie in; left out: outside sections. */
  sectionId?: InputMaybe<Scalars['ID']['input']>;
};

/** What `addFromCatalogue` answers. */
export type AddFromCataloguePayload = {
  __typename?: 'AddFromCataloguePayload';
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** The positions, in the order of the input, those of an assembly where it stands; null when something is to be mended. */
  positions: Maybe<Array<Position>>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A new position. */
export type AddPositionInput = {
  /** The position or section it shall stand right after. */
  afterId?: InputMaybe<Scalars['ID']['input']>;
  /** The position or section it shall stand right before. With neither it stands last. */
  beforeId?: InputMaybe<Scalars['ID']['input']>;
  /** Makes it an option, or one of alternatives; left out: part of the offer. */
  choice?: InputMaybe<ChoiceInput>;
  /** A code of your own; 100 characters at most. */
  code?: InputMaybe<Scalars['String']['input']>;
  /** Numbers that its price for one and its cost are multiplied by, besides those of its sections and the estimate; 5 at most for prices, 5 for costs only. */
  coefficients: Array<CoefficientInput>;
  /** A text under the name; 5000 characters at most. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** What is taken from the line, after the markup; no more than the line holds. */
  discount?: InputMaybe<LineChangeInput>;
  /** The draft it is added to. */
  estimateId: Scalars['ID']['input'];
  /** Its price for one in another currency, at a rate that stays: `unitPrice` follows from it, and is left out. */
  foreignPrice?: InputMaybe<ForeignPriceInput>;
  /**
   * What the quantity follows from, whatever `quantity` says: `2 * (length + width) * height - doors`. Numbers, names of parameters and
   * of positions' variables, + - * / and brackets, min, max, abs, ceil, floor, round; 500 characters at most.
   */
  formula?: InputMaybe<Scalars['String']['input']>;
  /** What it is. */
  kind: PositionKind;
  /** How much of its amount is labour, in percent, 0 to 100: what adjustments with the base LABOUR are measured on. Left out: all of WORK, nothing of others. */
  labourPercent?: InputMaybe<Scalars['Decimal']['input']>;
  /** What is added to the line. */
  markup?: InputMaybe<LineChangeInput>;
  /** Its name; 500 characters at most. */
  name: Scalars['String']['input'];
  /** How many, before waste; 6 decimals at most. Below zero it takes back, price and cost alike. */
  quantity: Scalars['Decimal']['input'];
  /** True: outside the second tax. Leave `secondTaxRate` out then. */
  secondTaxExempt: Scalars['Boolean']['input'];
  /** The same of the second tax. */
  secondTaxId?: InputMaybe<Scalars['ID']['input']>;
  /** Its own percentage of the second tax; the estimate's when left out. */
  secondTaxRate?: InputMaybe<Scalars['Decimal']['input']>;
  /** The section it lies in; left out: outside sections. */
  sectionId?: InputMaybe<Scalars['ID']['input']>;
  /** True: outside the tax. Leave `taxRate` out then. */
  taxExempt: Scalars['Boolean']['input'];
  /** A tax of your organisation of its own: its percentage on the day of supply. Leave `taxRate` and `taxExempt` out then. */
  taxId?: InputMaybe<Scalars['ID']['input']>;
  /** Its own tax percentage; the estimate's when left out. */
  taxRate?: InputMaybe<Scalars['Decimal']['input']>;
  /** What it is counted in: `m²`, `h`; 50 characters at most. */
  unit?: InputMaybe<Scalars['String']['input']>;
  /** What one costs your organisation, without tax. Needs costs:write. */
  unitCost?: InputMaybe<Scalars['Decimal']['input']>;
  /** What `unitCost` follows from, whatever that says, in the same way; needs costs:write. */
  unitCostFormula?: InputMaybe<Scalars['String']['input']>;
  /** What the client pays for one; below 10⁹, 6 decimals at most. Below zero it is a credit: no markup or discount then. */
  unitPrice: Scalars['Decimal']['input'];
  /**
   * What `unitPrice` follows from, whatever that says: `max(80, 120 - area / 10)`. As in `formula`; what it comes to is rounded to the 6
   * decimals of a price in the estimate's rounding: `round(…, 2)` says fewer.
   */
  unitPriceFormula?: InputMaybe<Scalars['String']['input']>;
  /** A name by which formulas take its quantity: letters, digits, underscores; 50 characters at most. */
  variable?: InputMaybe<Scalars['String']['input']>;
  /** What is added to the quantity for waste, in percent; 0 to 100. */
  wastePercent: Scalars['Decimal']['input'];
};

/** What `addPosition` answers. */
export type AddPositionPayload = {
  __typename?: 'AddPositionPayload';
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** The position; null when something is to be mended. */
  position: Maybe<Position>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** New positions. */
export type AddPositionsInput = {
  /** The draft they are added to. */
  estimateId: Scalars['ID']['input'];
  /** 1 to 500, in order; each is put last in its section. */
  positions: Array<AddPositionsItemInput>;
};

/** One of several new positions. */
export type AddPositionsItemInput = {
  /** Makes it an option, or one of alternatives; left out: part of the offer. */
  choice?: InputMaybe<ChoiceInput>;
  /** A code of your own; 100 characters at most. */
  code?: InputMaybe<Scalars['String']['input']>;
  /** Numbers that its price for one and its cost are multiplied by, besides those of its sections and the estimate; 5 at most for prices, 5 for costs only. */
  coefficients: Array<CoefficientInput>;
  /** A text under the name; 5000 characters at most. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** What is taken from the line, after the markup; no more than the line holds. */
  discount?: InputMaybe<LineChangeInput>;
  /** Its price for one in another currency, at a rate that stays: `unitPrice` follows from it, and is left out. */
  foreignPrice?: InputMaybe<ForeignPriceInput>;
  /**
   * What the quantity follows from, whatever `quantity` says: `2 * (length + width) * height - doors`. Numbers, names of parameters and
   * of positions' variables, + - * / and brackets, min, max, abs, ceil, floor, round; 500 characters at most.
   */
  formula?: InputMaybe<Scalars['String']['input']>;
  /** What it is. */
  kind: PositionKind;
  /** How much of its amount is labour, in percent, 0 to 100: what adjustments with the base LABOUR are measured on. Left out: all of WORK, nothing of others. */
  labourPercent?: InputMaybe<Scalars['Decimal']['input']>;
  /** What is added to the line. */
  markup?: InputMaybe<LineChangeInput>;
  /** Its name; 500 characters at most. */
  name: Scalars['String']['input'];
  /** How many, before waste; 6 decimals at most. Below zero it takes back, price and cost alike. */
  quantity: Scalars['Decimal']['input'];
  /** True: outside the second tax. Leave `secondTaxRate` out then. */
  secondTaxExempt: Scalars['Boolean']['input'];
  /** The same of the second tax. */
  secondTaxId?: InputMaybe<Scalars['ID']['input']>;
  /** Its own percentage of the second tax; the estimate's when left out. */
  secondTaxRate?: InputMaybe<Scalars['Decimal']['input']>;
  /** The section it lies in; left out: outside sections. */
  sectionId?: InputMaybe<Scalars['ID']['input']>;
  /** True: outside the tax. Leave `taxRate` out then. */
  taxExempt: Scalars['Boolean']['input'];
  /** A tax of your organisation of its own: its percentage on the day of supply. Leave `taxRate` and `taxExempt` out then. */
  taxId?: InputMaybe<Scalars['ID']['input']>;
  /** Its own tax percentage; the estimate's when left out. */
  taxRate?: InputMaybe<Scalars['Decimal']['input']>;
  /** What it is counted in: `m²`, `h`; 50 characters at most. */
  unit?: InputMaybe<Scalars['String']['input']>;
  /** What one costs your organisation, without tax. Needs costs:write. */
  unitCost?: InputMaybe<Scalars['Decimal']['input']>;
  /** What `unitCost` follows from, whatever that says, in the same way; needs costs:write. */
  unitCostFormula?: InputMaybe<Scalars['String']['input']>;
  /** What the client pays for one; below 10⁹, 6 decimals at most. Below zero it is a credit: no markup or discount then. */
  unitPrice: Scalars['Decimal']['input'];
  /**
   * What `unitPrice` follows from, whatever that says: `max(80, 120 - area / 10)`. As in `formula`; what it comes to is rounded to the 6
   * decimals of a price in the estimate's rounding: `round(…, 2)` says fewer.
   */
  unitPriceFormula?: InputMaybe<Scalars['String']['input']>;
  /** A name by which formulas take its quantity: letters, digits, underscores; 50 characters at most. */
  variable?: InputMaybe<Scalars['String']['input']>;
  /** What is added to the quantity for waste, in percent; 0 to 100. */
  wastePercent: Scalars['Decimal']['input'];
};

/** What `addPositions` answers. */
export type AddPositionsPayload = {
  __typename?: 'AddPositionsPayload';
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** The positions, in the order of the input; null when something is to be mended. */
  positions: Maybe<Array<Position>>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A new section. */
export type AddSectionInput = {
  /** Its markups, discounts and roundings, in order of calculation; 20 at most. */
  adjustments: Array<AdjustmentInput>;
  /** The section or position it shall stand right after. */
  afterId?: InputMaybe<Scalars['ID']['input']>;
  /** The section or position it shall stand right before. With neither it stands last. */
  beforeId?: InputMaybe<Scalars['ID']['input']>;
  /** Makes it an option, or one of alternatives, with all that is in it; left out: part of the offer. */
  choice?: InputMaybe<ChoiceInput>;
  /** Numbers that the prices for one in it, and the costs, are multiplied by; 5 at most for prices, 5 for costs only. */
  coefficients: Array<CoefficientInput>;
  /** A text under the name; 5000 characters at most. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** The draft it is added to. */
  estimateId: Scalars['ID']['input'];
  /** Its name; 300 characters at most. */
  name: Scalars['String']['input'];
  /** The section it lies in; left out: the top level. */
  parentId?: InputMaybe<Scalars['ID']['input']>;
};

/** What `addSection` answers. */
export type AddSectionPayload = {
  __typename?: 'AddSectionPayload';
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** The section; null when something is to be mended. */
  section: Maybe<Section>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A markup, discount or rounding of a section or an estimate. */
export type Adjustment = {
  __typename?: 'Adjustment';
  /** What it comes to; negative for a discount. With the base COST it needs costs:read. */
  amount: Maybe<Money>;
  /** What it is measured on. */
  base: AdjustmentBase;
  /** The amount it was measured on. With the base COST it needs costs:read. */
  baseAmount: Maybe<Money>;
  /** Stable within its estimate. */
  id: Scalars['ID']['output'];
  /** True for the base COST: it is part of the positions' prices, by price, and calculated before all others. */
  inPrices: Scalars['Boolean']['output'];
  /** What it does. */
  kind: AdjustmentKind;
  /** True when the amount is not the declared one: a discount was cut to what its lines hold, or no line can carry it. */
  limited: Scalars['Boolean']['output'];
  /** Whether `value` is a percentage or an amount. */
  mode: ValueMode;
  /** What the reader sees it as. */
  name: Scalars['String']['output'];
  /** What stands there after it; null when it is part of the positions' prices. */
  runningTotal: Maybe<Money>;
  /** The percentage, the amount, or the step of a rounding. With the base COST it needs costs:read. */
  value: Maybe<Scalars['Decimal']['output']>;
  /** Grows with each change of its own fields; give it back as `expectedVersion`. */
  version: Scalars['Int']['output'];
};

/** What an adjustment is measured on, within its section or the whole estimate. */
export type AdjustmentBase =
  /** The internal cost. Needs costs:read. It becomes part of the positions' prices, by price, before anything else is calculated. */
  | 'COST'
  /**
   * Labour: the amounts of WORK positions, and of others what their `labourPercent` makes labour, before any adjustment. Overhead and profit on
   * wages are two markups on it, in the order in which they are declared.
   */
  | 'LABOUR'
  /** The amounts of MATERIAL positions. */
  | 'MATERIAL'
  /** What stands there when its turn comes. */
  | 'RUNNING_TOTAL';

/** A markup, discount or rounding of a section or an estimate. */
export type AdjustmentInput = {
  /** What it is measured on; COST needs costs:read. ROUND_TO takes RUNNING_TOTAL. */
  base: AdjustmentBase;
  /** Give the id of an existing one to keep it; leave it out for a new one. */
  id?: InputMaybe<Scalars['ID']['input']>;
  /** What it does. */
  kind: AdjustmentKind;
  /** Whether `value` is a percentage or an amount; ROUND_TO takes FIXED. */
  mode: ValueMode;
  /** What the reader sees it as; 200 characters at most. */
  name: Scalars['String']['input'];
  /** The percentage, the amount, or the step of a rounding; never negative. */
  value: Scalars['Decimal']['input'];
};

/** What an adjustment does. */
export type AdjustmentKind =
  /** Takes away. */
  | 'DISCOUNT'
  /** Adds. */
  | 'MARKUP'
  /** Rounds what stands there to a multiple of the value. */
  | 'ROUND_TO';

/** Which import to apply, and how. */
export type ApplyImportInput = {
  /** What to do with conflicts; otherwise nothing is imported while there are some. */
  conflicts?: InputMaybe<ImportConflicts>;
  /** The import. */
  importId: Scalars['ID']['input'];
  /** Whether rows with errors are left out; otherwise nothing is imported while there are some. */
  leaveOutErrors: Scalars['Boolean']['input'];
  /** The new draft; needed where the import goes into none. */
  newEstimate?: InputMaybe<NewImportedEstimateInput>;
  /** Whether the columns are remembered for files with the same headers. */
  remember: Scalars['Boolean']['input'];
  /** Whether positions of the draft that the file lacks are removed (UPDATE only). */
  removeMissing: Scalars['Boolean']['input'];
  /** How the sheet becomes several new estimates; left out: it becomes one. */
  split?: InputMaybe<ImportSplit>;
};

/** What `applyImport` answers. */
export type ApplyImportPayload = {
  __typename?: 'ApplyImportPayload';
  /** What it has made or changed, of several the first; null when something is to be mended, and while a job is at it. */
  estimate: Maybe<Estimate>;
  /** The import; null when something is to be mended. */
  import: Maybe<Import>;
  /** The job that makes it, where it takes longer than a request; null otherwise. */
  job: Maybe<Job>;
  /** What to mend in the input; empty when it was done, or a job does it. */
  userErrors: Array<UserError>;
};

/** A client's approval. */
export type ApproveClientEstimateInput = {
  /** The code from the mail, where one is wanted. */
  code?: InputMaybe<Scalars['String']['input']>;
  /** A remark; 2000 characters at most. */
  comment?: InputMaybe<Scalars['String']['input']>;
  /** The `contentHash` of what was seen. */
  contentHash: Scalars['String']['input'];
  /** Who approves; 200 characters at most. */
  name: Scalars['String']['input'];
  /** The options and alternatives that are taken; `contentHash` is of what is seen with them. Left out: as it was sent. */
  taken?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** The last part of the link. */
  token: Scalars['String']['input'];
};

/** What `approveClientEstimate` answers. */
export type ApproveClientEstimatePayload = {
  __typename?: 'ApproveClientEstimatePayload';
  /** What was decided on; null when something is to be mended. */
  estimate: Maybe<ClientEstimate>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A sent estimate the client approved. */
export type ApproveEstimateInput = {
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The estimate's id. */
  id: Scalars['ID']['input'];
  /**
   * The options and alternatives that the client takes, sections and positions alike; those that are not named it does not. Leave
   * it out: as it was sent.
   */
  taken?: InputMaybe<Array<Scalars['ID']['input']>>;
};

/** What `approveEstimate` answers. */
export type ApproveEstimatePayload = {
  __typename?: 'ApproveEstimatePayload';
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A part of an assembly. */
export type AssemblyComponent = {
  __typename?: 'AssemblyComponent';
  /** The item, which may be an assembly, too; null when its price list was deleted. */
  item: Maybe<CatalogueItem>;
  /** The item's name when it was made a part. */
  name: Scalars['String']['output'];
  /** How much of it there is in one of the assembly. */
  quantity: Scalars['Decimal']['output'];
};

/** A part of an assembly. */
export type AssemblyComponentInput = {
  /** The item's id. It may be an assembly; none may contain itself, and they nest 8 deep at most. */
  itemId: Scalars['ID']['input'];
  /** How much of it there is in one of the assembly; above 0, 6 decimals at most. */
  quantity: Scalars['Decimal']['input'];
};

/** How an assembly is put into an estimate. */
export type AssemblyLayout =
  /** As positions one after the other. */
  | 'POSITIONS'
  /** As a section with its name, its components in it; an assembly in it is a section in that section. */
  | 'SECTION';

/** A file that is kept, and what stands in it. */
export type Asset = {
  __typename?: 'Asset';
  /** Who sent it. */
  author: User;
  /** When it was kept. */
  createdAt: Scalars['DateTime']['output'];
  /** Why it could not be read; null where it could. */
  error: Maybe<AssetError>;
  /** Unique id; also that of its upload. */
  id: Scalars['ID']['output'];
  /** Whether more stands in it than is kept: 50,000 rows or 8 million characters are. */
  isTruncated: Scalars['Boolean']['output'];
  /** The job that reads it. */
  job: Job;
  /** What it is by its content: `pdf`, `xlsx`, `xls`, `ods`, or `csv` for any text. */
  kind: Scalars['String']['output'];
  /** Its name, made safe. */
  name: Scalars['String']['output'];
  /** How many pages it has; null for what has none, and while it is not read. */
  pageCount: Maybe<Scalars['Int']['output']>;
  /** How many parts were read. */
  partCount: Scalars['Int']['output'];
  /** What stands in it: a row of a sheet, a line of a text, or a page of a PDF each (a long page is several), in order. */
  parts: AssetPartConnection;
  /** The project it belongs to; null for none, and where you may not see projects. */
  project: Maybe<Project>;
  /** The SHA-256 of its bytes, in hexadecimal digits. */
  sha256: Scalars['String']['output'];
  /** Its sheets, in its own order; empty for what has none. */
  sheets: Array<AssetSheet>;
  /** In bytes. */
  size: Scalars['Int']['output'];
  /** Where it is. */
  state: AssetState;
  /** Where it can be downloaded by whoever has this address, until `urlExpiresAt`. */
  url: Scalars['String']['output'];
  /** When the address stops working; ask again for another. */
  urlExpiresAt: Scalars['DateTime']['output'];
};


/** A file that is kept, and what stands in it. */
export type AssetPartsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
  search: InputMaybe<Scalars['String']['input']>;
};

/** A page of files. */
export type AssetConnection = {
  __typename?: 'AssetConnection';
  /** The page's files with their cursors. */
  edges: Array<AssetEdge>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
  /** How many there are in all pages. */
  totalCount: Scalars['Int']['output'];
};

/** One file in a page. */
export type AssetEdge = {
  __typename?: 'AssetEdge';
  /** Give it as `after` or `before` to go on from here. */
  cursor: Scalars['String']['output'];
  /** The file. */
  node: Asset;
};

/** Why a file could not be read. */
export type AssetError = {
  __typename?: 'AssetError';
  /** Stable, UPPER_CASE; branch on it. */
  code: Scalars['String']['output'];
  /** What is wrong and what to do. */
  message: Scalars['String']['output'];
};

/** Which files to list; all that is given must match. */
export type AssetFilter = {
  /** Only of this project. */
  projectId?: InputMaybe<Scalars['ID']['input']>;
  /** Only those whose name holds this text, whatever its case; 200 characters at most. */
  search?: InputMaybe<Scalars['String']['input']>;
  /** Only with these bytes, by their SHA-256 in hexadecimal digits: whether a file is kept already. */
  sha256?: InputMaybe<Scalars['String']['input']>;
};

/** A row, a line or a page of a file that is kept. */
export type AssetPart = {
  __typename?: 'AssetPart';
  /** Its cells, from the first column on; empty texts for empty cells. Empty for a page. */
  cells: Array<Scalars['String']['output']>;
  /** Its place among all parts, from 1. */
  number: Scalars['Int']['output'];
  /** Its page; null for what has none. */
  page: Maybe<Scalars['Int']['output']>;
  /** Its row in the sheet, or its line in the text; null for a page. */
  row: Maybe<Scalars['Int']['output']>;
  /** The sheet it stands in; null for what has none. */
  sheet: Maybe<Scalars['String']['output']>;
  /** What stands there; cells with tabs between them. */
  text: Scalars['String']['output'];
};

/** A page of parts. */
export type AssetPartConnection = {
  __typename?: 'AssetPartConnection';
  /** The page's parts with their cursors. */
  edges: Array<AssetPartEdge>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
  /** How many there are in all pages. */
  totalCount: Scalars['Int']['output'];
};

/** One part in a page. */
export type AssetPartEdge = {
  __typename?: 'AssetPartEdge';
  /** Give it as `after` or `before` to go on from here. */
  cursor: Scalars['String']['output'];
  /** The part. */
  node: AssetPart;
};

/** A sheet of a file that is kept. */
export type AssetSheet = {
  __typename?: 'AssetSheet';
  /** Whether it is hidden. */
  isHidden: Scalars['Boolean']['output'];
  /** What it is called. */
  name: Scalars['String']['output'];
  /** How many of its rows were read; empty ones are not. */
  rowCount: Scalars['Int']['output'];
};

/** Where a file that is kept is. */
export type AssetState =
  /** It could not be read; `error` says why. The file is kept all the same. */
  | 'FAILED'
  /** A job reads it. */
  | 'PROCESSING'
  /** It was read. */
  | 'READY';

/** A file to keep with an estimate or a line. */
export type AttachFileInput = {
  /** Who is shown it. CLIENT: in a draft only. COSTS takes `costs:read`. */
  audience: AttachmentAudience;
  /** The estimate. */
  estimateId: Scalars['ID']['input'];
  /** The version you saw; CONFLICT when it is another by now. It grows with files for the client. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** A line of it; null: the file is about the whole estimate. */
  positionId?: InputMaybe<Scalars['ID']['input']>;
  /** An upload (`createUpload`, purpose ATTACHMENT) that has come. One may be kept with several lines. */
  uploadId: Scalars['ID']['input'];
};

/** What `attachFile` answers. */
export type AttachFilePayload = {
  __typename?: 'AttachFilePayload';
  /** The file as it is kept; null when something is to be mended. */
  attachment: Maybe<Attachment>;
  /** Its estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A photo or document that is kept with an estimate or a line. */
export type Attachment = {
  __typename?: 'Attachment';
  /** Who kept it here. */
  addedBy: Maybe<User>;
  /** Who is shown it. */
  audience: AttachmentAudience;
  /** When it was kept here. */
  createdAt: Scalars['DateTime']['output'];
  /** Stable for ever; a revision's has an id of its own. */
  id: Scalars['ID']['output'];
  /** What it is by its content: `jpg`, `pdf` … */
  kind: Scalars['String']['output'];
  /** Its file's name. */
  name: Scalars['String']['output'];
  /** The line it is about; null: the whole estimate. */
  positionId: Maybe<Scalars['ID']['output']>;
  /** SHA-256 of its bytes. */
  sha256: Scalars['String']['output'];
  /** Its bytes. */
  size: Scalars['Int']['output'];
  /** Where it can be downloaded by whoever has this address, until `urlExpiresAt`. */
  url: Scalars['String']['output'];
  /** When the address stops working; ask again for another. */
  urlExpiresAt: Scalars['DateTime']['output'];
};

/** Who is shown a file that is kept with an estimate. */
export type AttachmentAudience =
  /** The client, too: on the page of a link, by its line. It is part of what is sent, and of what the content's hash is of. */
  | 'CLIENT'
  /** Those who may see costs (`costs:read`): a supplier's offer, say. */
  | 'COSTS'
  /** All who may see the estimate. */
  | 'TEAM';

/** Who may share a cached answer. */
export type CacheControlScope =
  /** Nobody: it is one person's. */
  | 'PRIVATE'
  /** People of one organisation with the same permissions. */
  | 'PUBLIC';

/** A sent estimate to take back. */
export type CancelEstimateInput = {
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The estimate's id. */
  id: Scalars['ID']['input'];
  /** Why; 2000 characters at most. */
  reason: Scalars['String']['input'];
};

/** What `cancelEstimate` answers. */
export type CancelEstimatePayload = {
  __typename?: 'CancelEstimatePayload';
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A price list. */
export type Catalogue = {
  __typename?: 'Catalogue';
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** ISO 4217 code of its prices. */
  currency: Scalars['String']['output'];
  /** What it is about. */
  description: Maybe<Scalars['String']['output']>;
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** How many items it holds. */
  itemCount: Scalars['Int']['output'];
  /** Its name. */
  name: Scalars['String']['output'];
  /** Drafts with positions whose price in this list is another by now than the one they have, last changed first; 100 at most. */
  outdatedDrafts: Array<Estimate>;
  /** When it was last changed. */
  updatedAt: Scalars['DateTime']['output'];
  /** Grows with each change, new versions included; give it back as `expectedVersion`. */
  version: Scalars['Int']['output'];
  /** Its versions, newest first; the last 100. */
  versions: Array<CatalogueVersion>;
};

/** A list of price lists. */
export type CatalogueConnection = {
  __typename?: 'CatalogueConnection';
  /** The price lists of this page. */
  edges: Array<CatalogueEdge>;
  /** Where the page stands. */
  pageInfo: PageInfo;
  /** How many there are on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** A price list in a list. */
export type CatalogueEdge = {
  __typename?: 'CatalogueEdge';
  /** Give it to `after` or `before`. */
  cursor: Scalars['String']['output'];
  /** The price list. */
  node: Catalogue;
};

/** Something with prices in a price list. */
export type CatalogueItem = {
  __typename?: 'CatalogueItem';
  /** The price list it is in. */
  catalogue: Maybe<Catalogue>;
  /** Its code; one of its kind in its price list. */
  code: Scalars['String']['output'];
  /**
   * What it unfolds into when it is taken; empty for an ordinary item. An assembly with components is priced by them: its own price is not
   * taken.
   */
  components: Array<AssemblyComponent>;
  /** A text under the name. */
  description: Maybe<Scalars['String']['output']>;
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** What it is. */
  kind: PositionKind;
  /** Its name. */
  name: Scalars['String']['output'];
  /** What it costs on a day; null when it has no price then. */
  price: Maybe<CataloguePrice>;
  /** All its prices, the one that holds last first; the last 100. */
  prices: Array<CataloguePrice>;
  /** What it is counted in. */
  unit: Maybe<Scalars['String']['output']>;
};


/** Something with prices in a price list. */
export type CatalogueItemPriceArgs = {
  on: InputMaybe<Scalars['Date']['input']>;
};

/** A list of what price lists hold. */
export type CatalogueItemConnection = {
  __typename?: 'CatalogueItemConnection';
  /** The items of this page. */
  edges: Array<CatalogueItemEdge>;
  /** Where the page stands. */
  pageInfo: PageInfo;
  /** How many there are on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** An item in a list. */
export type CatalogueItemEdge = {
  __typename?: 'CatalogueItemEdge';
  /** Give it to `after` or `before`. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: CatalogueItem;
};

/** Narrows a list of what price lists hold; all that is given must match. */
export type CatalogueItemFilter = {
  /** Those of this price list. */
  catalogueId?: InputMaybe<Scalars['ID']['input']>;
  /** Those of this code. */
  code?: InputMaybe<Scalars['String']['input']>;
  /**
   * Those whose code or name holds these words in this order, whatever the case. Where there is none, those that are like it: mistakes
   * of typing are forgiven.
   */
  search?: InputMaybe<Scalars['String']['input']>;
  /** Those that are counted in this unit, however it is written: `sq m` finds `м2`. */
  unit?: InputMaybe<Scalars['String']['input']>;
};

/** A price of a price list. */
export type CataloguePrice = {
  __typename?: 'CataloguePrice';
  /** ISO 4217 code. */
  currency: Scalars['String']['output'];
  /** What one costs your organisation, without tax. Null, with an error, without the permission `costs:read`. */
  unitCost: Maybe<Scalars['Decimal']['output']>;
  /** What the client pays for one; null from the day it is not sold any more. */
  unitPrice: Maybe<Scalars['Decimal']['output']>;
  /** The first day on which it holds. */
  validFrom: Scalars['Date']['output'];
  /** The version of the price list that brought it. */
  version: Scalars['Int']['output'];
};

/** An item of a price list with its price. */
export type CataloguePriceInput = {
  /** Its code, by which the price list knows it again; 100 characters at most. */
  code: Scalars['String']['input'];
  /** A text under the name; null clears it. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** What it is; WORK for a new one unless told. TEXT has no price. */
  kind?: InputMaybe<PositionKind>;
  /** Its name; 500 characters at most. A new item needs one; left out, it stays. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** What it is counted in; null clears it. */
  unit?: InputMaybe<Scalars['String']['input']>;
  /** What one costs your organisation, without tax. Needs costs:write; left out, it is not known. */
  unitCost?: InputMaybe<Scalars['Decimal']['input']>;
  /** What the client pays for one; below 10⁹, 6 decimals at most. Null: it is not sold any more. */
  unitPrice?: InputMaybe<Scalars['Decimal']['input']>;
};

/** What to take of a price list, and how many. */
export type CatalogueTakeInput = {
  /** The item's id. */
  itemId: Scalars['ID']['input'];
  /** How many, before waste; 6 decimals at most. */
  quantity: Scalars['Decimal']['input'];
};

/** Prices that came into a price list together. */
export type CatalogueVersion = {
  __typename?: 'CatalogueVersion';
  /** Who made it. */
  author: Maybe<User>;
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** What was said about it. */
  note: Maybe<Scalars['String']['output']>;
  /** 1 for the first one. */
  number: Scalars['Int']['output'];
  /** How many prices it brought. */
  priceCount: Scalars['Int']['output'];
  /** The first day on which its prices hold. */
  validFrom: Scalars['Date']['output'];
};

/**
 * How a section or position belongs to an offer that need not be part of it. What is not taken has its amounts, and counts in no
 * sum; a section takes along what is in it.
 */
export type Choice = {
  __typename?: 'Choice';
  /** Null: an option, taken or not by itself. Else alternatives: of all with this name in one place exactly one is taken. */
  group: Maybe<Scalars['String']['output']>;
  /** Whether it is taken: by the author in the draft, or by the client in what was sent (`approveEstimate`, `offerTotals`). */
  taken: Scalars['Boolean']['output'];
};

/** An option, or one of alternatives. */
export type ChoiceInput = {
  /** Left out: an option. Else the name of the alternatives in its place of which exactly one is taken; 100 characters at most. */
  group?: InputMaybe<Scalars['String']['input']>;
  /** Whether it is taken. Of alternatives the first one is, where none is said to be. */
  taken: Scalars['Boolean']['input'];
};

/** A section or position that need not be part of the offer. */
export type ClientChoice = {
  __typename?: 'ClientChoice';
  /** What it comes to, before the adjustments of what it lies in and before tax on top. */
  amount: Money;
  /** Alternatives of one name in one section: exactly one of them is taken. Null: an option. */
  group: Maybe<Scalars['String']['output']>;
  /** Names it in `taken`. */
  id: Scalars['ID']['output'];
  /** Its name. */
  name: Scalars['String']['output'];
  /** A text under the name. */
  note: Maybe<Scalars['String']['output']>;
  /** The section it lies in; null: none. Alternatives of two sections are two choices, whatever they are called. */
  sectionId: Maybe<Scalars['ID']['output']>;
  /** That section's name. */
  sectionName: Maybe<Scalars['String']['output']>;
  /** Whether it is taken. */
  taken: Scalars['Boolean']['output'];
};

/** What a client decided, as the client is shown it. */
export type ClientDecision = {
  __typename?: 'ClientDecision';
  /** When. */
  at: Scalars['DateTime']['output'];
  /** Why, or what shall be otherwise. */
  comment: Maybe<Scalars['String']['output']>;
  /** What it was. */
  kind: ClientDecisionKind;
  /** The name that was typed; null when the company recorded it. */
  name: Maybe<Scalars['String']['output']>;
};

/** What a client can decide. */
export type ClientDecisionKind =
  /** The client agreed. */
  | 'APPROVED'
  /** The client wants something otherwise. */
  | 'CHANGES_REQUESTED'
  /** The client refused. */
  | 'DECLINED';

/** An estimate as its client is shown it: the same rows and sums as on paper. */
export type ClientDocument = {
  __typename?: 'ClientDocument';
  /** What the client may choose: options, each by itself, and alternatives, one of each group. */
  choices: Array<ClientChoice>;
  /** Who buys. */
  client: Maybe<ClientParty>;
  /** ISO 4217 code of all amounts. */
  currency: Scalars['String']['output'];
  /** The day it was sent, in the company's time zone. */
  date: Scalars['Date']['output'];
  /** Photos and documents that were sent with it, those about the whole of it first; 100 at most. */
  files: Array<ClientFile>;
  /** What it is, with its number: `Estimate № 2026-000123`. */
  heading: Scalars['String']['output'];
  /** A remark for its reader. */
  notes: Maybe<Scalars['String']['output']>;
  /** How many rows there are. */
  rowCount: Scalars['Int']['output'];
  /** Sections, lines, adjustments and subtotals, in the order they are read. */
  rows: Array<ClientRow>;
  /** Who sells. */
  seller: Maybe<ClientParty>;
  /** The day on which it is delivered, by which the percentages of its taxes were chosen; null where none was named. */
  supplyDate: Maybe<Scalars['Date']['output']>;
  /** Its title. */
  title: Scalars['String']['output'];
  /** What stands under the rows: subtotal, adjustments, taxes, total. */
  totals: Array<ClientTotal>;
  /** The last day on which it holds. */
  validUntil: Maybe<Scalars['Date']['output']>;
};


/** An estimate as its client is shown it: the same rows and sums as on paper. */
export type ClientDocumentRowsArgs = {
  first?: Scalars['Int']['input'];
  skip?: Scalars['Int']['input'];
};

/**
 * What a client's link leads to. All of it comes from what was kept when the estimate was sent; nothing of cost or of who works on it is
 * in here.
 */
export type ClientEstimate = {
  __typename?: 'ClientEstimate';
  /**
   * The PDF of what was approved, where that is other than what was sent: with the options and alternatives that were taken. Null until it
   * is written.
   */
  agreedPaper: Maybe<ClientPaper>;
  /** The address that codes go to, most of it left out: `a•••@example.com`. */
  codeAddress: Maybe<Scalars['String']['output']>;
  /** Who sent it; null when that is not known. */
  company: Maybe<Scalars['String']['output']>;
  /** SHA-256 over all that is shown, with what is taken: an approval names it. Null where nothing is shown. */
  contentHash: Maybe<Scalars['String']['output']>;
  /** What was decided; null while nothing. */
  decision: Maybe<ClientDecision>;
  /** The estimate itself; null where nothing is shown. */
  document: Maybe<ClientDocument>;
  /** Whether a person has opened the link before. */
  isOpened: Scalars['Boolean']['output'];
  /** The language of its words. */
  language: ExportLanguage;
  /** Its number in the company; null where nothing is shown. */
  number: Maybe<Scalars['String']['output']>;
  /** The same on paper; null where nothing is shown, and until it is written. */
  paper: Maybe<ClientPaper>;
  /** Whether a decision wants a code from a mail: `requestClientCode` sends it. */
  requiresCode: Scalars['Boolean']['output'];
  /** The same of what was sent, whatever is taken now: what is declined, or wanted otherwise, names it. */
  sentContentHash: Maybe<Scalars['String']['output']>;
  /** What its holder can do. */
  state: ClientEstimateState;
};

/** What the holder of a client's link meets. */
export type ClientEstimateState =
  /** It was approved. */
  | 'APPROVED'
  /** It was taken back; nothing is shown. */
  | 'CANCELLED'
  /** The client wants something otherwise. */
  | 'CHANGES_REQUESTED'
  /** It was declined. */
  | 'DECLINED'
  /** Its last day is over: it is shown, and can't be decided on. */
  | 'EXPIRED'
  /** The link's time is over; nothing is shown. */
  | 'LINK_EXPIRED'
  /** The link was taken back; nothing is shown. */
  | 'LINK_REVOKED'
  /** It can be decided on. */
  | 'OPEN'
  /** A revision was sent in its place; nothing is shown. */
  | 'SUPERSEDED';

/** A photo or document that was sent with an estimate. */
export type ClientFile = {
  __typename?: 'ClientFile';
  /** What it is about: a line's name; null: the whole estimate. */
  about: Maybe<Scalars['String']['output']>;
  /** Names it. */
  id: Scalars['ID']['output'];
  /** What it is: `jpg`, `pdf` … */
  kind: Scalars['String']['output'];
  /** Its name. */
  name: Scalars['String']['output'];
  /** SHA-256 of its bytes: the content's hash is of it, too. */
  sha256: Scalars['String']['output'];
  /** Its bytes. */
  size: Scalars['Int']['output'];
  /** Where it can be downloaded until `urlExpiresAt`. */
  url: Scalars['String']['output'];
  /** When the address stops working; ask again for another. */
  urlExpiresAt: Scalars['DateTime']['output'];
};

/** The PDF of what was sent, written once. */
export type ClientPaper = {
  __typename?: 'ClientPaper';
  /** Its name. */
  name: Scalars['String']['output'];
  /** SHA-256 of its bytes; a decision is kept with it. */
  sha256: Scalars['String']['output'];
  /** Its bytes. */
  size: Scalars['Int']['output'];
  /** Where it can be downloaded until `urlExpiresAt`. */
  url: Scalars['String']['output'];
  /** When the address stops working; ask again for another. */
  urlExpiresAt: Scalars['DateTime']['output'];
};

/** Who sells, or who buys. */
export type ClientParty = {
  __typename?: 'ClientParty';
  /** Requisites, one a line. */
  details: Array<Scalars['String']['output']>;
  /** The name. */
  name: Scalars['String']['output'];
};

/** One row of an estimate as its client is shown it. */
export type ClientRow = {
  __typename?: 'ClientRow';
  /** What it comes to; null for a section's heading and a remark. */
  amount: Maybe<Money>;
  /** How deep it lies; 0 at the top. */
  depth: Scalars['Int']['output'];
  /** What is taken from a line; null for none. */
  discount: Maybe<Money>;
  /** What it is. */
  kind: ClientRowKind;
  /** What is added to a line; null for none. */
  markup: Maybe<Money>;
  /** Its name. */
  name: Scalars['String']['output'];
  /** A text under the name. */
  note: Maybe<Scalars['String']['output']>;
  /** The number of a line, or the code of a section; null for other rows. */
  number: Maybe<Scalars['String']['output']>;
  /** What one costs; null for what is no line. */
  price: Maybe<Scalars['Decimal']['output']>;
  /** How many; null for what is no line. */
  quantity: Maybe<Scalars['Decimal']['output']>;
  /** What a line is counted in. */
  unit: Maybe<Scalars['String']['output']>;
};

/** What a row of an estimate is. */
export type ClientRowKind =
  /** A markup, discount or rounding of the section. */
  | 'ADJUSTMENT'
  /** A line with a quantity and a price. */
  | 'LINE'
  /** A line that carries no money. */
  | 'REMARK'
  /** The heading of a section. */
  | 'SECTION'
  /** What the section comes to. */
  | 'SECTION_TOTAL';

/** What stands under the rows of an estimate. */
export type ClientTotal = {
  __typename?: 'ClientTotal';
  /** What it comes to. */
  amount: Money;
  /** What it is. */
  kind: ClientTotalKind;
  /** In words. */
  label: Scalars['String']['output'];
};

/** What a sum under the rows is. */
export type ClientTotalKind =
  /** A markup, discount or rounding of the whole. */
  | 'ADJUSTMENT'
  /** Without tax. */
  | 'NET'
  /** What is to be paid. */
  | 'PAYABLE'
  /** A payment of the schedule: a part of that. */
  | 'PAYMENT'
  /** What rounding adds or takes away. */
  | 'ROUNDING'
  /** All rows. */
  | 'SUBTOTAL'
  /** The tax of one rate. */
  | 'TAX'
  /** With tax. */
  | 'TOTAL';

/** A number that prices for one, or costs of one, are multiplied by: winter work, a cramped site, an index of prices. */
export type Coefficient = {
  __typename?: 'Coefficient';
  /** What it multiplies. */
  appliesTo: CoefficientTarget;
  /** What it is for. */
  name: Scalars['String']['output'];
  /** The number. */
  value: Scalars['Decimal']['output'];
};

/** A number that prices for one, or costs of one, are multiplied by. */
export type CoefficientInput = {
  /** What it multiplies; COST needs costs:read and costs:write. */
  appliesTo: CoefficientTarget;
  /** What it is for; 200 characters at most. */
  name: Scalars['String']['input'];
  /** The number; above 0, 1000 at most, 6 decimals at most. */
  value: Scalars['Decimal']['input'];
};

/** What a coefficient multiplies. */
export type CoefficientTarget =
  /** The price for one and the cost of one alike. */
  | 'BOTH'
  /** The cost of one only: it needs costs:read, and costs:write to set it. */
  | 'COST'
  /** The price for one only. */
  | 'PRICE';

/** Something that somebody said about an estimate or a line. */
export type Comment = {
  __typename?: 'Comment';
  /** Who is shown it. */
  audience: CommentAudience;
  /** Who said it. */
  author: Maybe<User>;
  /** When it was said. */
  createdAt: Scalars['DateTime']['output'];
  /** When its author last changed it; null: never. */
  editedAt: Maybe<Scalars['DateTime']['output']>;
  /** The revision it was said of. */
  estimate: Estimate;
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** The `originId` of the line it is about, which is the same in all revisions; null: the whole estimate. */
  positionOriginId: Maybe<Scalars['ID']['output']>;
  /** What was said. */
  text: Scalars['String']['output'];
  /** Grows with each change; give it back as `expectedVersion`. */
  version: Scalars['Int']['output'];
};

/** Who is shown a comment. No client is. */
export type CommentAudience =
  /** Those who may see costs (`costs:read`). */
  | 'COSTS'
  /** All who may see the estimate. */
  | 'TEAM';

/** A list of comments. */
export type CommentConnection = {
  __typename?: 'CommentConnection';
  /** The comments of this page. */
  edges: Array<CommentEdge>;
  /** Where the page stands. */
  pageInfo: PageInfo;
  /** How many there are on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** A comment in a list. */
export type CommentEdge = {
  __typename?: 'CommentEdge';
  /** Give it to `after` or `before`. */
  cursor: Scalars['String']['output'];
  /** The comment. */
  node: Comment;
};

/** A company, owned by crm. */
export type Company = {
  __typename?: 'Company';
  /** The estimates made for leads of the company. */
  estimates: Maybe<EstimateConnection>;
  /** The company's id. */
  id: Scalars['ID']['output'];
};


/** A company, owned by crm. */
export type CompanyEstimatesArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<EstimateFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
  orderBy?: EstimateOrder;
};

/** A contact, owned by crm. */
export type Contact = {
  __typename?: 'Contact';
  /** The estimates made for leads that the contact has part in, as main contact or as another. */
  estimates: Maybe<EstimateConnection>;
  /** The contact's id. */
  id: Scalars['ID']['output'];
};


/** A contact, owned by crm. */
export type ContactEstimatesArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<EstimateFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
  orderBy?: EstimateOrder;
};

/** An approved estimate and what it became. */
export type ConvertEstimateInput = {
  /** Names an invoice or a contract elsewhere; 200 characters at most. */
  convertedTo: Scalars['String']['input'];
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The estimate's id. */
  id: Scalars['ID']['input'];
};

/** What `convertEstimate` answers. */
export type ConvertEstimatePayload = {
  __typename?: 'ConvertEstimatePayload';
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A position to copy and the place of the copy. */
export type CopyPositionInput = {
  /** The position or section it shall stand right after. */
  afterId?: InputMaybe<Scalars['ID']['input']>;
  /** The position it shall stand right before. With neither it stands right after the original, or last in another section. */
  beforeId?: InputMaybe<Scalars['ID']['input']>;
  /** The position's id. */
  id: Scalars['ID']['input'];
  /** The section the copy shall lie in; null: outside sections; left out: where the position is. */
  sectionId?: InputMaybe<Scalars['ID']['input']>;
};

/** What `copyPosition` answers. */
export type CopyPositionPayload = {
  __typename?: 'CopyPositionPayload';
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** The position; null when something is to be mended. */
  position: Maybe<Position>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/**
 * Which sections are copied, and where to. A name that formulas use stays within what is copied; where it is taken already, the copy gets
 * another. Into another draft, parameters and quantities from outside the sections come along as parameters with the values they have.
 * Without costs:read, costs come as what they came to, without their formulas.
 */
export type CopySectionsInput = {
  /** The section or position that the first one shall stand right after. */
  afterId?: InputMaybe<Scalars['ID']['input']>;
  /** The section or position that the first one shall stand right before. With neither they stand after the last original, or last. */
  beforeId?: InputMaybe<Scalars['ID']['input']>;
  /** The draft they are copied into: of the same currency, and with prices that hold tax or not alike. Left out: their own estimate. */
  estimateId?: InputMaybe<Scalars['ID']['input']>;
  /** The version of their estimate that you saw; CONFLICT when it is another by now. */
  expectedSourceVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The version of that draft that you saw; CONFLICT when it is another by now. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The sections' ids, 50 at most: of one estimate, whatever its state, and none within another. */
  ids: Array<Scalars['ID']['input']>;
  /** The section they shall lie in; null: the top level; left out: where the first one is, and the top level of another draft. */
  parentId?: InputMaybe<Scalars['ID']['input']>;
  /** Whether the sections are removed from their estimate, a draft: they are moved then. Only into another draft; else use `moveSection`. */
  removeOriginals: Scalars['Boolean']['input'];
};

/** What `copySections` answers. */
export type CopySectionsPayload = {
  __typename?: 'CopySectionsPayload';
  /** The estimate that they are in; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** The copies, in the order of `ids`; null when something is to be mended. */
  sections: Maybe<Array<Section>>;
  /** The estimate that they were copied from; null when something is to be mended. */
  source: Maybe<Estimate>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Internal cost and margin. */
export type CostTotals = {
  __typename?: 'CostTotals';
  /** Sum of the known costs, without tax. */
  cost: Money;
  /** Net less cost; null while a cost is not known. */
  margin: Maybe<Money>;
  /** Margin as a part of net, in percent. */
  marginPercent: Maybe<Scalars['Decimal']['output']>;
  /** Margin as a part of cost, in percent. */
  markupPercent: Maybe<Scalars['Decimal']['output']>;
  /** Priced positions whose cost is not known: while there are any, `cost` is a lower bound. */
  positionsWithoutCost: Scalars['Int']['output'];
};

/** A new price list. */
export type CreateCatalogueInput = {
  /** ISO 4217 code of its prices; your organisation's currency when left out. */
  currency?: InputMaybe<Scalars['String']['input']>;
  /** What it is about; 5000 characters at most. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Its name; 300 characters at most. */
  name: Scalars['String']['input'];
};

/** What `createCatalogue` answers. */
export type CreateCataloguePayload = {
  __typename?: 'CreateCataloguePayload';
  /** The price list; null when something is to be mended. */
  catalogue: Maybe<Catalogue>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A new estimate. */
export type CreateEstimateInput = {
  /** Markups, discounts and roundings of the whole estimate, in order of calculation; 20 at most. */
  adjustments: Array<AdjustmentInput>;
  /** Who buys, as papers name them. */
  client?: InputMaybe<PartyInput>;
  /** Numbers that the prices for one in it, and the costs, are multiplied by; 5 at most for prices, 5 for costs only. */
  coefficients: Array<CoefficientInput>;
  /** ISO 4217 code: `EUR`; your organisation's own currency when left out. */
  currency?: InputMaybe<Scalars['String']['input']>;
  /** The lead it is made for. */
  leadId: Scalars['ID']['input'];
  /** A remark for its reader; 10000 characters at most. */
  notes?: InputMaybe<Scalars['String']['input']>;
  /** Numbers that formulas take; 100 at most. Whoever sees the estimate sees them. */
  parameters: Array<EstimateParameterInput>;
  /** In which payments it is paid, a deposit first; 20 at most. */
  payments: Array<PaymentStageInput>;
  /** Its positions outside sections. */
  positions: Array<NewPositionInput>;
  /** The project it belongs to. */
  projectId?: InputMaybe<Scalars['ID']['input']>;
  /** Rounds what is to be paid to a multiple of this. */
  roundPayableTo?: InputMaybe<Scalars['Decimal']['input']>;
  /** How a tie is rounded. */
  rounding: RoundingMode;
  /** A second tax. */
  secondTax?: InputMaybe<SecondTaxInput>;
  /** Its sections, with what is in them. */
  sections: Array<NewSectionInput>;
  /** The day of supply, by which percentages of taxes are chosen. Left out: the day on which it is calculated or sent. */
  supplyDate?: InputMaybe<Scalars['Date']['input']>;
  /** True: positions that name no rate are outside the tax. Leave `taxRate` out then. */
  taxExempt: Scalars['Boolean']['input'];
  /** A tax of your organisation: positions that name none have the percentage that it holds on the day of supply. Leave `taxRate` and `taxExempt` out then. */
  taxId?: InputMaybe<Scalars['ID']['input']>;
  /** Whether prices contain the tax. */
  taxMode: TaxMode;
  /** What the tax is called on paper; 50 characters at most. */
  taxName?: InputMaybe<Scalars['String']['input']>;
  /** The tax percentage of positions that name none; 0 to 100. With neither this nor `taxExempt` it is your organisation's default; where there is none, none is taken, with a warning. */
  taxRate?: InputMaybe<Scalars['Decimal']['input']>;
  /** Where tax is rounded. */
  taxRounding: TaxRounding;
  /** Its title; 300 characters at most. */
  title: Scalars['String']['input'];
  /** The last day on which it holds. */
  validUntil?: InputMaybe<Scalars['Date']['input']>;
};

/** A new link for a client. */
export type CreateEstimateLinkInput = {
  /** Whether the mail brings the PDF of what was sent, too (see `EstimateMailInput.attachPdf`). */
  attachPdf: Scalars['Boolean']['input'];
  /** Who it is for: a code can be sent there, and the link itself (`mail`). */
  email?: InputMaybe<Scalars['String']['input']>;
  /** The estimate's id; it was sent, and is neither cancelled nor replaced. */
  estimateId: Scalars['ID']['input'];
  /** When it stops working: a year from now at most. Left out: the end of the estimate's last day, or 90 days where it has none. */
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The language of what is seen; left out: the organisation's. */
  language?: InputMaybe<ExportLanguage>;
  /** Whether the link is mailed to `email`, in its language. */
  mail: Scalars['Boolean']['input'];
  /** Whether a decision wants a code that is sent to `email`; true unless told, where there is an address. */
  requiresCode?: InputMaybe<Scalars['Boolean']['input']>;
  /** What the mail says in your own words; 2000 characters at most. */
  text?: InputMaybe<Scalars['String']['input']>;
};

/** What `createEstimateLink` answers. */
export type CreateEstimateLinkPayload = {
  __typename?: 'CreateEstimateLinkPayload';
  /** The link; null when something is to be mended. */
  link: Maybe<EstimateLink>;
  /** Its address, shown this once: whoever has it sees the estimate. */
  url: Maybe<Scalars['String']['output']>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** What `createEstimate` answers. */
export type CreateEstimatePayload = {
  __typename?: 'CreateEstimatePayload';
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A template to make a draft of. */
export type CreateFromTemplateInput = {
  /** The lead it is made for. */
  leadId: Scalars['ID']['input'];
  /** Values of the template's parameters; those that are left out have the template's. */
  parameters: Array<ParameterValueInput>;
  /** The project it belongs to. */
  projectId?: InputMaybe<Scalars['ID']['input']>;
  /** The day of supply, by which percentages of taxes are chosen. Left out: the day on which it is calculated or sent. */
  supplyDate?: InputMaybe<Scalars['Date']['input']>;
  /** The template's id. */
  templateId: Scalars['ID']['input'];
  /** Its title; the template's name when left out. */
  title?: InputMaybe<Scalars['String']['input']>;
};

/** What `createFromTemplate` answers. */
export type CreateFromTemplatePayload = {
  __typename?: 'CreateFromTemplatePayload';
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A new project. */
export type CreateProjectInput = {
  /** What it is about; 5000 characters at most. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** The lead it came from. */
  leadId?: InputMaybe<Scalars['ID']['input']>;
  /** Its name; 300 characters at most. */
  name: Scalars['String']['input'];
};

/** What `createProject` answers. */
export type CreateProjectPayload = {
  __typename?: 'CreateProjectPayload';
  /** The project; null when something is to be mended. */
  project: Maybe<Project>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A new saved filter. */
export type CreateSavedFilterInput = {
  /** What it narrows by. */
  filter: SavedFilterInput;
  /** Whether the whole organisation has it; takes the permission `estimates:write`. */
  isShared: Scalars['Boolean']['input'];
  /** What to call it; 300 characters at most. */
  name: Scalars['String']['input'];
  /** In which order it lists. */
  orderBy: EstimateOrder;
};

/** What `createSavedFilter` answers. */
export type CreateSavedFilterPayload = {
  __typename?: 'CreateSavedFilterPayload';
  /** The filter; null when something is to be mended. */
  savedFilter: Maybe<SavedFilter>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A new tax. */
export type CreateTaxInput = {
  /** What it is called on paper; 50 characters at most. */
  name: Scalars['String']['input'];
  /** Its percentages; 1 to 50, no day in two of them. */
  periods: Array<TaxPeriodInput>;
};

/** What `createTax` answers. */
export type CreateTaxPayload = {
  __typename?: 'CreateTaxPayload';
  /** The tax; null when something is to be mended. */
  tax: Maybe<Tax>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A file that you will send. */
export type CreateUploadInput = {
  /** What it is called; 255 characters at most. */
  name: Scalars['String']['input'];
  /** What for. */
  purpose: UploadPurpose;
  /** Its SHA-256, in hexadecimal digits: bytes that have another one are refused. */
  sha256?: InputMaybe<Scalars['String']['input']>;
  /** Its exact size in bytes: another one is refused. */
  size: Scalars['Int']['input'];
};

/** What `createUpload` answers. */
export type CreateUploadPayload = {
  __typename?: 'CreateUploadPayload';
  /** The file; null when something is to be mended. */
  upload: Maybe<Upload>;
  /**
   * Where to `PUT` (or `POST`) the bytes, without a token of yours: whoever has the link may send the file. 201 with `id`, `name`, `kind`,
   * `size` and `sha256` says that it is there.
   */
  url: Maybe<Scalars['String']['output']>;
  /** When the link stops working. */
  urlExpiresAt: Maybe<Scalars['DateTime']['output']>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** What a client's decision rests on. */
export type DecisionEvidence = {
  __typename?: 'DecisionEvidence';
  /** The client's address, when a code that was sent there was given back. */
  confirmedEmail: Maybe<Scalars['String']['output']>;
  /** SHA-256 over what was decided about: the estimate's `contentHash`. */
  contentHash: Scalars['String']['output'];
  /** The address it came from. */
  ip: Maybe<Scalars['String']['output']>;
  /** The link it came by. */
  linkId: Maybe<Scalars['ID']['output']>;
  /** The name that the client typed; null for a decision that was recorded. */
  name: Maybe<Scalars['String']['output']>;
  /** SHA-256 of the PDF that the client could read; null when there was none. */
  paperHash: Maybe<Scalars['String']['output']>;
  /** The request that brought it, as it stands in the log. */
  requestId: Scalars['String']['output'];
  /** The program it came by, as that names itself. */
  userAgent: Maybe<Scalars['String']['output']>;
  /** Whether one of your people recorded it, or the client gave it himself. */
  via: DecisionVia;
};

/** Who gave a decision. */
export type DecisionVia =
  /** The client, over the link. */
  | 'LINK'
  /** One of your organisation's people recorded it. */
  | 'RECORDED';

/** A client's refusal. */
export type DeclineClientEstimateInput = {
  /** The code from the mail, where one is wanted. */
  code?: InputMaybe<Scalars['String']['input']>;
  /** Why; 2000 characters at most. */
  comment: Scalars['String']['input'];
  /** The `contentHash` of what was seen. */
  contentHash: Scalars['String']['input'];
  /** Who declines; 200 characters at most. */
  name: Scalars['String']['input'];
  /** The last part of the link. */
  token: Scalars['String']['input'];
};

/** What `declineClientEstimate` answers. */
export type DeclineClientEstimatePayload = {
  __typename?: 'DeclineClientEstimatePayload';
  /** What was decided on; null when something is to be mended. */
  estimate: Maybe<ClientEstimate>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A sent estimate the client declined. */
export type DeclineEstimateInput = {
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The estimate's id. */
  id: Scalars['ID']['input'];
  /** Why; 2000 characters at most. */
  reason: Scalars['String']['input'];
};

/** What `declineEstimate` answers. */
export type DeclineEstimatePayload = {
  __typename?: 'DeclineEstimatePayload';
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** An adjustment to remove. */
export type DeleteAdjustmentInput = {
  /** The draft it is in. */
  estimateId: Scalars['ID']['input'];
  /** The version of the adjustment you saw; CONFLICT when it is another by now. Leave it out to remove whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The adjustment's id. */
  id: Scalars['ID']['input'];
};

/** What `deleteAdjustment` answers. */
export type DeleteAdjustmentPayload = {
  __typename?: 'DeleteAdjustmentPayload';
  /** The id of what was removed. */
  deletedId: Maybe<Scalars['ID']['output']>;
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A file to delete. */
export type DeleteAssetInput = {
  /** Which one. */
  id: Scalars['ID']['input'];
};

/** What `deleteAsset` answers. */
export type DeleteAssetPayload = {
  __typename?: 'DeleteAssetPayload';
  /** Its id; null when something is to be mended. */
  deletedId: Maybe<Scalars['ID']['output']>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A price list to delete. */
export type DeleteCatalogueInput = {
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The price list's id. */
  id: Scalars['ID']['input'];
};

/** What `deleteCatalogue` answers. */
export type DeleteCataloguePayload = {
  __typename?: 'DeleteCataloguePayload';
  /** The id of what was deleted. */
  deletedId: Maybe<Scalars['ID']['output']>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Which comment to delete. */
export type DeleteCommentInput = {
  /** The version you saw; CONFLICT when it is another by now. Leave it out to delete whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The comment's id. */
  id: Scalars['ID']['input'];
};

/** What `deleteComment` answers. */
export type DeleteCommentPayload = {
  __typename?: 'DeleteCommentPayload';
  /** The comment that is gone; null when something is to be mended. */
  deletedId: Maybe<Scalars['ID']['output']>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A draft to delete. */
export type DeleteEstimateInput = {
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The estimate's id. */
  id: Scalars['ID']['input'];
};

/** What `deleteEstimate` answers. */
export type DeleteEstimatePayload = {
  __typename?: 'DeleteEstimatePayload';
  /** The id of what was deleted. */
  deletedId: Maybe<Scalars['ID']['output']>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Something to delete for good. */
export type DeleteForGoodInput = {
  /** Its id, as it was. */
  id: Scalars['ID']['input'];
};

/** What `deleteForGood` answers. */
export type DeleteForGoodPayload = {
  __typename?: 'DeleteForGoodPayload';
  /** The id of what was deleted. */
  deletedId: Maybe<Scalars['ID']['output']>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A project to delete. */
export type DeleteProjectInput = {
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The project's id. */
  id: Scalars['ID']['input'];
};

/** What `deleteProject` answers. */
export type DeleteProjectPayload = {
  __typename?: 'DeleteProjectPayload';
  /** The id of what was deleted. */
  deletedId: Maybe<Scalars['ID']['output']>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Which saved filter to delete. */
export type DeleteSavedFilterInput = {
  /** The version you saw; CONFLICT when it is another by now. Leave it out to delete whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The filter's id. */
  id: Scalars['ID']['input'];
};

/** What `deleteSavedFilter` answers. */
export type DeleteSavedFilterPayload = {
  __typename?: 'DeleteSavedFilterPayload';
  /** The filter that is gone; null when something is to be mended. */
  deletedId: Maybe<Scalars['ID']['output']>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A template to delete. */
export type DeleteTemplateInput = {
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The template's id. */
  id: Scalars['ID']['input'];
};

/** What `deleteTemplate` answers. */
export type DeleteTemplatePayload = {
  __typename?: 'DeleteTemplatePayload';
  /** The id of what was deleted. */
  deletedId: Maybe<Scalars['ID']['output']>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** An estimate to make another of. */
export type DuplicateEstimateInput = {
  /** The estimate's id. */
  id: Scalars['ID']['input'];
  /** The lead of the new one; the same when left out. */
  leadId?: InputMaybe<Scalars['ID']['input']>;
  /** The project of the new one; null: none; the same when left out. */
  projectId?: InputMaybe<Scalars['ID']['input']>;
  /** The title of the new one; the same when left out. */
  title?: InputMaybe<Scalars['String']['input']>;
};

/** What `duplicateEstimate` answers. */
export type DuplicateEstimatePayload = {
  __typename?: 'DuplicateEstimatePayload';
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A priced offer for one lead. */
export type Estimate = {
  __typename?: 'Estimate';
  /** Markups, discounts and roundings of the whole estimate, in order of calculation. */
  adjustments: Array<Adjustment>;
  /** What the client agreed to: the options and alternatives it took, and what it comes to with them. Null until it is approved. */
  agreed: Maybe<OfferTotals>;
  /** All positions, in the order of the document. */
  allPositions: PositionConnection;
  /** All sections of all levels, in the order of the document. */
  allSections: Array<Section>;
  /** Photos and documents about the whole of it, the oldest first; 50 at most. A line's are its own. */
  attachments: Array<Attachment>;
  /** Who made it. */
  author: Maybe<User>;
  /** Who buys, as papers name them; null when nobody has said. */
  client: Maybe<EstimateClient>;
  /** The client's links, the newest first: who has opened them, and what was decided by them. 100 at most. */
  clientLinks: Array<EstimateLink>;
  /**
   * Coefficients of all positions in it. Prices and costs of one are multiplied by them, unrounded, before a line is rounded.
   * Those for costs only, and all where costs are part of the prices, are shown to who has costs:read only.
   */
  coefficients: Array<Coefficient>;
  /** What was said about it and its lines, in all its revisions, the newest first. */
  comments: CommentConnection;
  /** The main contact of its lead, as the lead is now; null where it has none. */
  contact: Maybe<Contact>;
  /** SHA-256 over all the client is shown, set when it is sent. */
  contentHash: Maybe<Scalars['String']['output']>;
  /** What it became elsewhere, as `convertEstimate` was told. */
  convertedTo: Maybe<Scalars['String']['output']>;
  /** Internal cost and margin. Null, with an error, without the permission `costs:read`. */
  costTotals: Maybe<CostTotals>;
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** ISO 4217 code of all its amounts. */
  currency: Scalars['String']['output'];
  /** When the client decided. */
  decidedAt: Maybe<Scalars['DateTime']['output']>;
  /** Who recorded the decision. */
  decidedBy: Maybe<User>;
  /** What the decision rests on. */
  decisionEvidence: Maybe<DecisionEvidence>;
  /** Why it was declined, or what the client wants otherwise. */
  decisionReason: Maybe<Scalars['String']['output']>;
  /** What was written of it as files, the newest first. FORBIDDEN where `exportedFile` is. */
  exports: Maybe<EstimateExportConnection>;
  /** Each move from one state to the next, oldest first. */
  history: Array<EstimateStatusChange>;
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** The lead it was made for. */
  lead: Maybe<Lead>;
  /** A remark for its reader. */
  notes: Maybe<Scalars['String']['output']>;
  /** Its number in your organisation: `2026-000123`. Null for a draft: it is given when it is sent, so that none is missing. */
  number: Maybe<Scalars['String']['output']>;
  /** Numbers that formulas take: the sides of a room, a rate per hour. Whoever sees the estimate sees them. */
  parameters: Array<EstimateParameter>;
  /** In which payments it is paid, in order; empty: that is not said. */
  payments: Array<PaymentStage>;
  /** How its amounts are calculated; frozen on the document. */
  policy: EstimatePolicy;
  /** The positions outside sections, in order; more than 1,000 answer `LIST_TOO_LONG`: read those by `allPositions`. */
  positions: Array<Position>;
  /** The project it belongs to. */
  project: Maybe<Project>;
  /** 1 for a first one; a revision has the number of the one it was made from, and the next revision. */
  revision: Scalars['Int']['output'];
  /** What is to be paid is rounded to a multiple of this; null when it is not rounded. */
  roundPayableTo: Maybe<Scalars['Decimal']['output']>;
  /** The second tax; null when there is none. */
  secondTax: Maybe<SecondTax>;
  /** The sections at the top level, in order; each holds its own. */
  sections: Array<Section>;
  /** When it was sent. */
  sentAt: Maybe<Scalars['DateTime']['output']>;
  /** Where it stands. */
  status: EstimateStatus;
  /** The revision that was sent in its place. */
  supersededBy: Maybe<Estimate>;
  /** The one it was revised from. */
  supersedes: Maybe<Estimate>;
  /** The day of supply, by which the percentages of its taxes are chosen. Null: the day on which it is calculated or sent. */
  supplyDate: Maybe<Scalars['Date']['output']>;
  /** The tax that its percentage follows from, by the day of supply; null where the percentage was given by itself. */
  tax: Maybe<Tax>;
  /** Whether positions that name no tax rate are outside the tax. */
  taxExempt: Scalars['Boolean']['output'];
  /** What the tax is called on paper: VAT, НДС, GST. */
  taxName: Maybe<Scalars['String']['output']>;
  /** The tax percentage of positions that name none; null when they are outside the tax. */
  taxRate: Maybe<Scalars['Decimal']['output']>;
  /** Its title. */
  title: Scalars['String']['output'];
  /** What it comes to. */
  totals: EstimateTotals;
  /** When anything in it was last changed. */
  updatedAt: Scalars['DateTime']['output'];
  /** The last day on which it holds. */
  validUntil: Maybe<Scalars['Date']['output']>;
  /** Grows with each change of anything in the estimate; give it back as `expectedVersion`. */
  version: Scalars['Int']['output'];
  /** What somebody should look at before it is sent: `sendEstimate` refuses what is not mended or acknowledged. */
  warnings: Array<EstimateWarning>;
};


/** A priced offer for one lead. */
export type EstimateAllPositionsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


/** A priced offer for one lead. */
export type EstimateCommentsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


/** A priced offer for one lead. */
export type EstimateExportsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};

/** Who buys. */
export type EstimateClient = {
  __typename?: 'EstimateClient';
  /** Requisites, one a line. */
  details: Array<Scalars['String']['output']>;
  /** The name. */
  name: Scalars['String']['output'];
};

/** A list of estimates. */
export type EstimateConnection = {
  __typename?: 'EstimateConnection';
  /** The estimates of this page. */
  edges: Array<EstimateEdge>;
  /** Where the page stands. */
  pageInfo: PageInfo;
  /** How many there are on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** What new estimates begin with. */
export type EstimateDefaults = {
  __typename?: 'EstimateDefaults';
  /** ISO 4217 code, your organisation's own; null when it has none: then every estimate names one. */
  currency: Maybe<Scalars['String']['output']>;
  /**
   * Drafts that have, or whose positions have, a tax that your organisation had before the one it has now, or another percentage than their
   * taxes hold on the day of supply; last changed first, 100 at most.
   * `retaxEstimate` changes one.
   */
  outdatedDrafts: Array<Estimate>;
  /**
   * How many days before an estimate's last one its client (where a link was mailed) and its author are reminded by mail that it was not
   * decided yet, once; null: nobody is.
   */
  reminderDays: Maybe<Scalars['Int']['output']>;
  /** The tax that new estimates begin with, where its percentage depends on the day of supply. */
  tax: Maybe<Tax>;
  /** Whether new estimates are outside the tax. */
  taxExempt: Scalars['Boolean']['output'];
  /** What the tax is called on paper. */
  taxName: Maybe<Scalars['String']['output']>;
  /** The tax percentage, that of today where it depends on the day; null when nobody chose one, or new estimates are outside the tax. */
  taxRate: Maybe<Scalars['Decimal']['output']>;
  /** IANA name of the time zone in which days end. */
  timeZone: Scalars['String']['output'];
};

/** What one estimate has other than another. Rows are known again by their `originId`, whatever they are called now. */
export type EstimateDiff = {
  __typename?: 'EstimateDiff';
  /** What became of adjustments, of the estimate and of its sections. Those with the base COST need costs:read. */
  adjustments: Array<RowChange>;
  /** What was compared to. */
  after: Estimate;
  /** What was compared from. */
  before: Estimate;
  /** What is other in the estimate itself, its amounts included. */
  fields: Array<FieldChange>;
  /** What became of positions: those removed first, then in the order of `after`; more than 1,000 answer `LIST_TOO_LONG`. */
  positions: Array<RowChange>;
  /** What became of sections; more than 1,000 answer `LIST_TOO_LONG`. */
  sections: Array<RowChange>;
};

/** An estimate in a list. */
export type EstimateEdge = {
  __typename?: 'EstimateEdge';
  /** Give it to `after` or `before`. */
  cursor: Scalars['String']['output'];
  /** The estimate. */
  node: Estimate;
};

/** An estimate that was written as a file, or will be. */
export type EstimateExport = {
  __typename?: 'EstimateExport';
  /** When it was asked for. */
  createdAt: Scalars['DateTime']['output'];
  /** Who asked for it; null for a paper that nobody asked for. */
  createdBy: Maybe<User>;
  /** The file; null while it is not written, and when it is gone. */
  file: Maybe<ExportedFile>;
  /** How. */
  format: ExportFormat;
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** Whether it is of what was approved, with the options and alternatives that were taken. */
  isAgreed: Scalars['Boolean']['output'];
  /** Whether it is the paper of what was sent, which its client sees: written once and kept. */
  isPaper: Scalars['Boolean']['output'];
  /** The job that writes it. */
  job: Job;
  /** In which language. */
  language: ExportLanguage;
};

/** A list of what was written of an estimate. */
export type EstimateExportConnection = {
  __typename?: 'EstimateExportConnection';
  /** The exports of this page. */
  edges: Array<EstimateExportEdge>;
  /** Where the page stands. */
  pageInfo: PageInfo;
  /** How many there are on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** An export in a list. */
export type EstimateExportEdge = {
  __typename?: 'EstimateExportEdge';
  /** Give it to `after` or `before`. */
  cursor: Scalars['String']['output'];
  /** The export. */
  node: EstimateExport;
};

/** Narrows a list of estimates; all that is given must match. */
export type EstimateFilter = {
  /** Those made by this person. */
  authorId?: InputMaybe<Scalars['ID']['input']>;
  /** Those of this lead. */
  leadId?: InputMaybe<Scalars['ID']['input']>;
  /** Those of this project. */
  projectId?: InputMaybe<Scalars['ID']['input']>;
  /**
   * Those whose lead this person of your organisation is responsible for in Kommo (`CrmUser.user`). FORBIDDEN without the permission
   * `crm:read`.
   */
  responsibleId?: InputMaybe<Scalars['ID']['input']>;
  /**
   * Those whose number or title contains this text, whatever the case. With the permission
   * `crm:read` also those whose lead, its main contact or its company is called so.
   */
  search?: InputMaybe<Scalars['String']['input']>;
  /** Those in one of these states. */
  status?: InputMaybe<Array<EstimateStatus>>;
  /** Those changed at this instant or later. */
  updatedSince?: InputMaybe<Scalars['DateTime']['input']>;
};

/** A link by which a client sees what was sent, and decides on it. Its token is kept nowhere. */
export type EstimateLink = {
  __typename?: 'EstimateLink';
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** Who made it. */
  createdBy: Maybe<User>;
  /** What the client decided by it; null while nothing. */
  decision: Maybe<EstimateLinkDecision>;
  /** The address it was made for; decisions may want a code that is sent there. */
  email: Maybe<Scalars['String']['output']>;
  /** When it stops working. */
  expiresAt: Scalars['DateTime']['output'];
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** The language of what its holder sees; null when nobody has said. */
  language: Maybe<ExportLanguage>;
  /** When a person last opened it. */
  lastOpenedAt: Maybe<Scalars['DateTime']['output']>;
  /** What became of the PDF that its mail was to bring; null where none was wanted. */
  mailedPdf: Maybe<MailedPdf>;
  /** When a person first opened it. */
  openedAt: Maybe<Scalars['DateTime']['output']>;
  /** Whether a decision wants a code from the mail. */
  requiresCode: Scalars['Boolean']['output'];
  /** When it was taken back. */
  revokedAt: Maybe<Scalars['DateTime']['output']>;
  /** Whether it works. */
  state: EstimateLinkState;
  /** How often it was opened; what one browser opens again within half an hour counts once. */
  viewCount: Scalars['Int']['output'];
  /** The latest openings, the newest first; 20 at most. */
  views: Array<EstimateLinkView>;
};

/** A decision that a client gave by a link. */
export type EstimateLinkDecision = {
  __typename?: 'EstimateLinkDecision';
  /** When. */
  at: Scalars['DateTime']['output'];
  /** Why, or what shall be otherwise. */
  comment: Maybe<Scalars['String']['output']>;
  /** What it was. */
  kind: ClientDecisionKind;
  /** The name that was typed. */
  name: Maybe<Scalars['String']['output']>;
};

/** Whether a client's link works. */
export type EstimateLinkState =
  /** It opens the estimate. */
  | 'ACTIVE'
  /** Its time is over. */
  | 'EXPIRED'
  /** It was taken back. */
  | 'REVOKED';

/** An opening of a client's link by a person. */
export type EstimateLinkView = {
  __typename?: 'EstimateLinkView';
  /** When. */
  at: Scalars['DateTime']['output'];
  /** The address it came from. */
  ip: Maybe<Scalars['String']['output']>;
  /** The program it came by, as that names itself. */
  userAgent: Maybe<Scalars['String']['output']>;
};

/** A mail to a client, with a link to what is sent. */
export type EstimateMailInput = {
  /**
   * Whether the mail brings the PDF of what is sent, in its language, too: the very bytes behind the link. It is sent as soon as the PDF is
   * written; where that fails, takes 10 minutes, or comes to more than 7 MB, the link is sent alone, and its author is told.
   */
  attachPdf: Scalars['Boolean']['input'];
  /** The language of the mail and of what its link shows; left out: the organisation's. */
  language?: InputMaybe<ExportLanguage>;
  /** Whether a decision wants a code that is sent to the same address. */
  requiresCode: Scalars['Boolean']['input'];
  /** What it says in your own words; 2000 characters at most. */
  text?: InputMaybe<Scalars['String']['input']>;
  /** The client's address. */
  to: Scalars['String']['input'];
};

/** The orders of a list of estimates. */
export type EstimateOrder =
  /** Oldest first. */
  | 'CREATED_AT_ASC'
  /** Newest first. */
  | 'CREATED_AT_DESC'
  /** Smallest total first; the number counts, whatever the currency. */
  | 'TOTAL_ASC'
  /** Largest total first; the number counts, whatever the currency. */
  | 'TOTAL_DESC'
  /** Last changed last. */
  | 'UPDATED_AT_ASC'
  /** Last changed first. */
  | 'UPDATED_AT_DESC';

/** A number that formulas of quantities, prices and costs take. */
export type EstimateParameter = {
  __typename?: 'EstimateParameter';
  /** What it is, for people. */
  label: Maybe<Scalars['String']['output']>;
  /** Its name in formulas. */
  name: Scalars['String']['output'];
  /** The number. */
  value: Scalars['Decimal']['output'];
};

/** A number that formulas of quantities, prices and costs take. */
export type EstimateParameterInput = {
  /** What it is, for people; 300 characters at most. */
  label?: InputMaybe<Scalars['String']['input']>;
  /** Its name in formulas: letters, digits, underscores; 50 characters at most. */
  name: Scalars['String']['input'];
  /** The number; 6 decimals at most. */
  value: Scalars['Decimal']['input'];
};

/** How an estimate's amounts are calculated. */
export type EstimatePolicy = {
  __typename?: 'EstimatePolicy';
  /** Decimals of the currency. */
  minorUnits: Scalars['Int']['output'];
  /** How a tie is rounded. */
  rounding: RoundingMode;
  /** Whether prices contain the tax. */
  taxMode: TaxMode;
  /** Where tax is rounded. */
  taxRounding: TaxRounding;
  /** Version of the calculation rules. */
  version: Scalars['Int']['output'];
};

/** What an estimate would come to that is stored nowhere. */
export type EstimatePreview = {
  __typename?: 'EstimatePreview';
  /** Markups, discounts and roundings of the whole estimate, in order of calculation. */
  adjustments: Array<Adjustment>;
  /** All positions, in the order of the document. A cursor is a place: it is good in the preview of the same input. */
  allPositions: PositionPreviewConnection;
  /** All sections of all levels, in the order of the document. */
  allSections: Array<SectionPreview>;
  /** Internal cost and margin. Null, with an error, without the permission `costs:read`. */
  costTotals: Maybe<CostTotals>;
  /** ISO 4217 code of all its amounts. */
  currency: Scalars['String']['output'];
  /** How its amounts came about, step by step, told as `explainAmounts` does. */
  explanation: Maybe<Explanation>;
  /** In which payments it is paid, in order; empty: that is not said. */
  payments: Array<PaymentStage>;
  /** How its amounts are calculated; frozen on the document. */
  policy: EstimatePolicy;
  /** The positions outside sections, in order; more than 1,000 answer `LIST_TOO_LONG`: read those by `allPositions`. */
  positions: Array<PositionPreview>;
  /** The second tax; null when there is none. */
  secondTax: Maybe<SecondTax>;
  /** The sections at the top level, in order; each holds its own. */
  sections: Array<SectionPreview>;
  /** The day of supply, by which the percentages of its taxes are chosen. Null: the day on which it is calculated or sent. */
  supplyDate: Maybe<Scalars['Date']['output']>;
  /** The tax that its percentage follows from, by the day of supply; null where the percentage was given by itself. */
  tax: Maybe<Tax>;
  /** Whether positions that name no tax rate are outside the tax. */
  taxExempt: Scalars['Boolean']['output'];
  /** What the tax is called on paper: VAT, НДС, GST. */
  taxName: Maybe<Scalars['String']['output']>;
  /** The tax percentage of positions that name none; null when they are outside the tax. */
  taxRate: Maybe<Scalars['Decimal']['output']>;
  /** What it comes to. */
  totals: EstimateTotals;
  /** What somebody should look at before it is sent: `sendEstimate` refuses what is not mended or acknowledged. */
  warnings: Array<EstimateWarning>;
};


/** What an estimate would come to that is stored nowhere. */
export type EstimatePreviewAllPositionsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


/** What an estimate would come to that is stored nowhere. */
export type EstimatePreviewExplanationArgs = {
  language?: ExportLanguage;
};

/** Where an estimate stands. Only the content of a draft can change. */
export type EstimateStatus =
  /** The client agreed. */
  | 'APPROVED'
  /** Taken back. */
  | 'CANCELLED'
  /** The client wants something otherwise. */
  | 'CHANGES_REQUESTED'
  /** It became an invoice or a contract elsewhere. */
  | 'CONVERTED'
  /** The client refused. */
  | 'DECLINED'
  /** Being written. */
  | 'DRAFT'
  /** Its last day was over before the client decided. */
  | 'EXPIRED'
  /** A second person looks at it. */
  | 'INTERNAL_REVIEW'
  /** Given to the client. */
  | 'SENT'
  /** A revision was sent in its place. */
  | 'SUPERSEDED'
  /** The client has opened it. */
  | 'VIEWED';

/** A move of an estimate from one state to the next. */
export type EstimateStatusChange = {
  __typename?: 'EstimateStatusChange';
  /** Who did it. */
  actor: Maybe<User>;
  /** When. */
  at: Scalars['DateTime']['output'];
  /** The state before; null when it was made. */
  from: Maybe<EstimateStatus>;
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** Why, when a reason was given. */
  reason: Maybe<Scalars['String']['output']>;
  /** The state after. */
  to: EstimateStatus;
};

/** What an estimate comes to. */
export type EstimateTotals = {
  __typename?: 'EstimateTotals';
  /** Sum of the adjustments of the whole estimate. */
  adjustments: Money;
  /** Sum of the amounts shown on the lines. */
  linesSubtotal: Money;
  /** Without tax. */
  net: Money;
  /** What the options that are not taken come to, before the estimate's adjustments and tax; alternatives are not in it. */
  options: Money;
  /** What is to be paid. */
  payable: Money;
  /** What rounding the payable amount added or took away. */
  payableRounding: Money;
  /** Sum of the adjustments of all sections. */
  sectionAdjustments: Money;
  /** Lines and section adjustments. */
  subtotal: Money;
  /** All tax. */
  tax: Money;
  /** Net and tax by rate, and by the rate of the second tax where there is one, the highest first. */
  taxGroups: Array<TaxGroup>;
  /** Each tax by its rates: the first one, then the second. What is outside a tax is not in it. */
  taxes: Array<TaxTotal>;
  /** Net and tax. */
  total: Money;
};

/** Whether an estimate still is what was sent. */
export type EstimateVerification = {
  __typename?: 'EstimateVerification';
  /** The same over what the calculation comes to now. */
  calculatedHash: Scalars['String']['output'];
  /** SHA-256 over all the client was shown, as it was kept. */
  contentHash: Scalars['String']['output'];
  /** Whether the calculation comes to the bytes that were kept, and these are what the estimate's hash is of. */
  intact: Scalars['Boolean']['output'];
  /** When it was kept. */
  keptAt: Scalars['DateTime']['output'];
  /** Version of the rules it was calculated by. */
  policyVersion: Scalars['Int']['output'];
};

/** Something about an estimate's amounts that somebody should look at before it is sent. */
export type EstimateWarning = {
  __typename?: 'EstimateWarning';
  /** The adjustment it is about. */
  adjustmentId: Maybe<Scalars['ID']['output']>;
  /** What it is about. */
  code: EstimateWarningCode;
  /** Stays while its cause stays; name it in `acknowledgedWarnings`. */
  id: Scalars['String']['output'];
  /** What is the matter, in words. */
  message: Scalars['String']['output'];
  /** The section whose adjustment it is about; null for the estimate's own. */
  sectionId: Maybe<Scalars['ID']['output']>;
};

/** What a warning is about. */
export type EstimateWarningCode =
  /** A percentage of the cost where costs are not known. */
  | 'COST_UNKNOWN'
  /** A discount that is larger than what it is taken from. */
  | 'DISCOUNT_LIMITED'
  /** A fixed markup with no position to carry it. */
  | 'MARKUP_WITHOUT_LINES'
  /** Something that only those with the permission `costs:read` are told. */
  | 'NEEDS_REVIEW'
  /** A payment that is larger than what is left to be paid. */
  | 'PAYMENT_LIMITED'
  /** No tax was named: none is taken. */
  | 'TAX_NOT_CHOSEN';

/** The rate of a currency. */
export type ExchangeRateInput = {
  /** ISO 4217 code; another than the estimate's. */
  currency: Scalars['String']['input'];
  /** The day of the rate. */
  on: Scalars['Date']['input'];
  /** How much of the estimate's currency one of this is; above 0, 10 decimals at most. */
  rate: Scalars['Decimal']['input'];
  /** Where the rate was taken from; 200 characters at most. */
  source?: InputMaybe<Scalars['String']['input']>;
};

/** How amounts came about. */
export type Explanation = {
  __typename?: 'Explanation';
  /** Its name, or the estimate's title. */
  name: Scalars['String']['output'];
  /** Version of the rules it is calculated by. */
  policyVersion: Scalars['Int']['output'];
  /** How a tie is rounded. */
  rounding: RoundingMode;
  /** The section or position; null for the estimate itself. */
  rowId: Maybe<Scalars['ID']['output']>;
  /** The steps, in the order of calculation. */
  steps: Array<ExplanationStep>;
};

/** A value that a step takes. */
export type ExplanationInput = {
  __typename?: 'ExplanationInput';
  /** Its name: of a field, or what it stands for. */
  name: Scalars['String']['output'];
  /** The value. */
  value: Scalars['Decimal']['output'];
};

/** What a step of a calculation does. */
export type ExplanationRule =
  /** An adjustment. */
  | 'ADJUSTMENT'
  /** The price for one times its coefficients, unrounded. */
  | 'COEFFICIENTS'
  /** The cost: told only with the permission `costs:read`. */
  | 'COST'
  /** Its part of an adjustment that is measured on cost: told only with the permission `costs:read`. */
  | 'COST_SHARE'
  /** The line's own discount. */
  | 'DISCOUNT'
  /** A price or cost for one in another currency, times its rate. */
  | 'EXCHANGE'
  /** Net and tax. */
  | 'GROSS'
  /** How much of that is labour, where that was said. */
  | 'LABOUR'
  /** What the line shows. */
  | 'LINE'
  /** The line's own markup. */
  | 'MARKUP'
  /** Without tax. */
  | 'NET'
  /** It is not taken, and counts in nothing above it. */
  | 'NOT_TAKEN'
  /** A payment of the schedule. */
  | 'PAYMENT'
  /** Quantity times the price for one. */
  | 'PRICE'
  /** Quantity and waste. */
  | 'QUANTITY'
  /** The rounding of what is to be paid. */
  | 'ROUNDING'
  /** The second tax, or its part of it. */
  | 'SECOND_TAX'
  /** Its part of an adjustment of its section or of the estimate. */
  | 'SHARE'
  /** A sum. */
  | 'SUM'
  /** The tax, or its part of it. */
  | 'TAX';

/** One step of a calculation. */
export type ExplanationStep = {
  __typename?: 'ExplanationStep';
  /** What comes out: an amount in the estimate's currency; of QUANTITY a quantity, of COEFFICIENTS a price for one. */
  amount: Scalars['Decimal']['output'];
  /** What comes out exactly; null where nothing is rounded, or a sum decides. */
  exact: Maybe<Scalars['Decimal']['output']>;
  /** What it takes. */
  inputs: Array<ExplanationInput>;
  /** What it does. */
  rule: ExplanationRule;
  /** The same in words. */
  text: Scalars['String']['output'];
};

/** An estimate to write as a file. */
export type ExportEstimateInput = {
  /** As it was approved: with the options and alternatives that were taken, and nothing of the others. Only of what was approved. */
  agreed: Scalars['Boolean']['input'];
  /** Who buys, with requisites; left out: the estimate's own client. */
  client?: InputMaybe<PartyInput>;
  /** The estimate's id. */
  estimateId: Scalars['ID']['input'];
  /** How. */
  format: ExportFormat;
  /** In which language. */
  language: ExportLanguage;
  /** Who sells, with requisites: in place of the whole letterhead, logo and footer included. Left out: the letterhead that it was sent with; of a draft, today's. */
  seller?: InputMaybe<PartyInput>;
};

/** What `exportEstimate` answers. */
export type ExportEstimatePayload = {
  __typename?: 'ExportEstimatePayload';
  /** The job that writes it; null when something is to be mended. */
  job: Maybe<Job>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** How an estimate is written. */
export type ExportFormat =
  /** A table of texts: commas and points in English, semicolons and decimal commas in Russian. */
  | 'CSV'
  /** For paper: A4, with sums carried over and page numbers. */
  | 'PDF'
  /** A workbook with live formulas and an outline. */
  | 'XLSX';

/** The language of a file. */
export type ExportLanguage =
  /** English. */
  | 'EN'
  /** Russian. */
  | 'RU';

/** A file that an export made. */
export type ExportedFile = {
  __typename?: 'ExportedFile';
  /** Its name. */
  name: Scalars['String']['output'];
  /** SHA-256 of its bytes. */
  sha256: Scalars['String']['output'];
  /** Its bytes. */
  size: Scalars['Int']['output'];
  /** Where it can be downloaded by whoever has this address, until `urlExpiresAt`. */
  url: Scalars['String']['output'];
  /** When the address stops working; ask again for another. */
  urlExpiresAt: Scalars['DateTime']['output'];
};

/** A field with both its values. */
export type FieldChange = {
  __typename?: 'FieldChange';
  /** What it is. */
  after: Maybe<Scalars['String']['output']>;
  /** What it was. */
  before: Maybe<Scalars['String']['output']>;
  /** Its name in the schema. */
  field: Scalars['String']['output'];
};

/** A price for one in another currency than the estimate's, and the rate at which the position took it. */
export type ForeignPrice = {
  __typename?: 'ForeignPrice';
  /** ISO 4217 code. */
  currency: Scalars['String']['output'];
  /** The day of the rate. */
  on: Scalars['Date']['output'];
  /** How much of the estimate's currency one of this is. It stays as it was given. */
  rate: Scalars['Decimal']['output'];
  /** Where the rate was taken from. */
  source: Maybe<Scalars['String']['output']>;
  /**
   * What one costs your organisation, in this currency; null where that is not known in it. Null, with an error, without the permission
   * `costs:read`.
   */
  unitCost: Maybe<Scalars['Decimal']['output']>;
  /** What one costs the client, in this currency. Times the rate, rounded to 6 decimals, it is the position's `unitPrice`. */
  unitPrice: Scalars['Decimal']['output'];
};

/** A price for one in another currency, and the rate. */
export type ForeignPriceInput = {
  /** ISO 4217 code; another than the estimate's. */
  currency: Scalars['String']['input'];
  /** The day of the rate. */
  on: Scalars['Date']['input'];
  /** How much of the estimate's currency one of this is; above 0, 10 decimals at most. */
  rate: Scalars['Decimal']['input'];
  /** Where the rate was taken from; 200 characters at most. */
  source?: InputMaybe<Scalars['String']['input']>;
  /** What one costs your organisation, in this currency. Needs costs:write. Left out, the cost stays; null: it is not known. */
  unitCost?: InputMaybe<Scalars['Decimal']['input']>;
  /** What one costs the client, in this currency; below 10⁹, 6 decimals at most. */
  unitPrice: Scalars['Decimal']['input'];
};

/** A file that was read, and what an import would make of it. */
export type Import = {
  __typename?: 'Import';
  /** What it has made or changed; null while it is not applied. Of several the first. */
  appliedTo: Maybe<Estimate>;
  /** Why that job has made nothing; mend it, and apply the import again. Empty otherwise. */
  applyErrors: Array<UserError>;
  /** The job that applies it; null where none was needed. */
  applyJob: Maybe<Job>;
  /** The price list that it has made or changed. */
  catalogue: Maybe<Catalogue>;
  /** The table's columns, and what each is taken for. */
  columns: Array<ImportColumn>;
  /** How numbers are read. */
  decimalSign: Maybe<ImportDecimalSign>;
  /** What parts a text file's columns; null for a workbook. */
  delimiter: Maybe<Scalars['String']['output']>;
  /** How a text file's bytes were read; null for a workbook. */
  encoding: Maybe<ImportEncoding>;
  /** Why it could not be read; null where it could. */
  error: Maybe<ImportIssue>;
  /** The draft it goes into; null for a new one. */
  estimate: Maybe<Estimate>;
  /** All that it has made or changed, in the order of the file. */
  estimates: Array<Estimate>;
  /** The file's name. */
  fileName: Scalars['String']['output'];
  /** The currency that headers and formats name. */
  foundCurrency: Maybe<Scalars['String']['output']>;
  /** Whether that tax is included in the prices. */
  foundTaxIsIncluded: Maybe<Scalars['Boolean']['output']>;
  /** The tax that a row of sums names: a rate in percent. */
  foundTaxRate: Maybe<Scalars['Decimal']['output']>;
  /** The last row of the table's header; null where none was found, or it has none. */
  headerRow: Maybe<Scalars['Int']['output']>;
  /** Unique id. */
  id: Scalars['ID']['output'];
  /** The job that reads it. */
  job: Job;
  /** What it does to that draft. */
  mode: ImportMode;
  /** What is to be known of the whole file. */
  notes: Array<ImportIssue>;
  /** Its rows, as the sheet has them; all that hold something are here. */
  rows: ImportRowConnection;
  /** The sheet that was read. */
  sheet: Maybe<Scalars['String']['output']>;
  /** The sheets of the workbook; empty for a text file. */
  sheets: Array<ImportSheet>;
  /** Where it is. */
  state: ImportState;
  /** How many rows become what; null while it is being read. */
  summary: Maybe<ImportSummary>;
};


/** A file that was read, and what an import would make of it. */
export type ImportRowsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first: InputMaybe<Scalars['Int']['input']>;
  outcome: InputMaybe<ImportOutcome>;
  severity: InputMaybe<ImportSeverity>;
};

/** What becomes of a row in the draft it is imported into. */
export type ImportChange =
  /** It is new there. */
  | 'ADDED'
  /** It is changed there. */
  | 'CHANGED'
  /** It was changed there and in the file, to different values. */
  | 'CONFLICT'
  /** It is as it was exported, or as it is there. */
  | 'SAME';

/** A column of a file, and what it is taken for. */
export type ImportColumn = {
  __typename?: 'ImportColumn';
  /** Its letters: `C`. */
  column: Scalars['String']['output'];
  /** How sure that is, from 0 to 1. */
  confidence: Scalars['Float']['output'];
  /** What it is taken for; null: it is not read. */
  field: Maybe<ImportField>;
  /** What stands above it. */
  header: Scalars['String']['output'];
  /** Whether it is hidden. */
  isHidden: Scalars['Boolean']['output'];
  /** Why. */
  origin: ImportColumnOrigin;
  /** Its first values. */
  samples: Array<Scalars['String']['output']>;
};

/** What a column holds. */
export type ImportColumnInput = {
  /** Its letters: `C`. */
  column: Scalars['String']['input'];
  /** What it holds; null: it is not read. */
  field?: InputMaybe<ImportField>;
};

/** Why a column is taken for what it is. */
export type ImportColumnOrigin =
  /** You said so. */
  | 'GIVEN'
  /** By its header and what stands in it. */
  | 'GUESSED'
  /** So it was chosen for the same headers before. */
  | 'REMEMBERED';

/** What is done where the draft and the file both have changed. */
export type ImportConflicts =
  /** What is in the draft stays. */
  | 'KEEP_DRAFT'
  /** What is in the file is taken. */
  | 'TAKE_FILE';

/** Which sign parts a number's whole from its fraction. */
export type ImportDecimalSign =
  /** 1 234,56 */
  | 'COMMA'
  /** 1,234.56 */
  | 'POINT';

/** How a text file's bytes are read. */
export type ImportEncoding =
  /** DOS's Cyrillic. */
  | 'IBM866'
  /** Unix's old Cyrillic. */
  | 'KOI8_R'
  /** UTF-8. */
  | 'UTF_8'
  /** UTF-16, big end first. */
  | 'UTF_16BE'
  /** UTF-16, little end first: Excel's Unicode text. */
  | 'UTF_16LE'
  /** Windows' Cyrillic. */
  | 'WINDOWS_1251'
  /** Windows' western European. */
  | 'WINDOWS_1252';

/** What a column of a file holds. */
export type ImportField =
  /** The line's amount: compared, and a price follows from it where there is none. */
  | 'AMOUNT'
  /** A code or an article. */
  | 'CODE'
  /** A description or a remark. */
  | 'DESCRIPTION'
  /** A discount on the line. */
  | 'DISCOUNT'
  /** Whether it is work, material … */
  | 'KIND'
  /** A markup on the line. */
  | 'MARKUP'
  /** The name. */
  | 'NAME'
  /** The number in the list: 1, 1.2, 1.2.3. */
  | 'NUMBER'
  /** The quantity. */
  | 'QUANTITY'
  /** What our own export knows its rows by. */
  | 'ROW_ID'
  /** The tax rate, in percent. */
  | 'TAX_RATE'
  /** The unit. */
  | 'UNIT'
  /** The cost of one. Takes `costs:write`. */
  | 'UNIT_COST'
  /** The price for one. */
  | 'UNIT_PRICE';

/** What is wrong, or worth a look. */
export type ImportIssue = {
  __typename?: 'ImportIssue';
  /** The cell: `D12`; null where it is about more than one. */
  cell: Maybe<Scalars['String']['output']>;
  /** What kind of thing; stable. */
  code: Scalars['String']['output'];
  /** What is so, and what to do. */
  message: Scalars['String']['output'];
  /** How grave it is. */
  severity: ImportSeverity;
};

/** What an import does to a draft. */
export type ImportMode =
  /** Adds everything at its end. */
  | 'APPEND'
  /** Puts everything in the place of what is there. */
  | 'REPLACE'
  /**
   * Changes the rows that our own XLSX export has marked, and adds the others. What was changed in the draft since the export, and not in
   * the file, stays.
   */
  | 'UPDATE';

/** What becomes of a row of a file. */
export type ImportOutcome =
  /** A position. */
  | 'POSITION'
  /** A position of the kind TEXT. */
  | 'REMARK'
  /** A section. */
  | 'SECTION'
  /** Nothing; `reason` says why. */
  | 'SKIPPED'
  /** A sum: it is compared, and not imported. */
  | 'TOTAL';

/**
 * Lines of a sheet that shall be items of a price list. Sections are not taken over; a line without a code, or with one that occurs twice, is
 * an error.
 */
export type ImportPricesInput = {
  /** The price list; a new one is made when left out. */
  catalogueId?: InputMaybe<Scalars['ID']['input']>;
  /** The currency of the new price list; your organisation's when left out. */
  currency?: InputMaybe<Scalars['String']['input']>;
  /** The import; one that goes into no draft. */
  importId: Scalars['ID']['input'];
  /** Whether rows with errors are left out; otherwise nothing is imported while there are some. */
  leaveOutErrors: Scalars['Boolean']['input'];
  /** The name of the new price list. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** What to say about it; 2000 characters at most. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** Whether the columns are remembered for files with the same headers. */
  remember: Scalars['Boolean']['input'];
  /** The first day on which the prices hold; today in your organisation's time zone when left out. */
  validFrom?: InputMaybe<Scalars['Date']['input']>;
};

/** What `importPrices` answers. */
export type ImportPricesPayload = {
  __typename?: 'ImportPricesPayload';
  /** The price list; null when something is to be mended, and while a job is at it. */
  catalogue: Maybe<Catalogue>;
  /** The import; null when something is to be mended. */
  import: Maybe<Import>;
  /** The job that does it, where it takes longer than a request; null otherwise. */
  job: Maybe<Job>;
  /** What to mend in the input; empty when it was done, or a job does it. */
  userErrors: Array<UserError>;
};

/** A row of a file, and what becomes of it. */
export type ImportRow = {
  __typename?: 'ImportRow';
  /** Quantity × price, rounded. */
  amount: Maybe<Scalars['Decimal']['output']>;
  /** What becomes of it in the draft; null for a new draft, and for rows that are not imported. */
  change: Maybe<ImportChange>;
  /** The code. */
  code: Maybe<Scalars['String']['output']>;
  /** How deep it lies: of a section 1 at the top, of a line its section's. */
  depth: Scalars['Int']['output'];
  /** The description. */
  description: Maybe<Scalars['String']['output']>;
  /** What is wrong, or worth a look. */
  issues: Array<ImportIssue>;
  /** What it is. */
  kind: Maybe<PositionKind>;
  /** The name. */
  name: Maybe<Scalars['String']['output']>;
  /** What becomes of it. */
  outcome: ImportOutcome;
  /** The quantity. */
  quantity: Maybe<Scalars['Decimal']['output']>;
  /** Why it becomes nothing; null where it becomes something. */
  reason: Maybe<ImportSkipReason>;
  /** Its number, as the sheet counts. */
  row: Scalars['Int']['output'];
  /** What stands there. */
  text: Scalars['String']['output'];
  /** Of a sum: theirs less ours. */
  totalDifference: Maybe<Scalars['Decimal']['output']>;
  /** Of a sum: what stands there. */
  totalInFile: Maybe<Scalars['Decimal']['output']>;
  /** Of a sum: what it is of. */
  totalKind: Maybe<ImportTotalKind>;
  /** Of a sum: what ours is. */
  totalOurs: Maybe<Scalars['Decimal']['output']>;
  /** The unit. */
  unit: Maybe<Scalars['String']['output']>;
  /** The price for one. */
  unitPrice: Maybe<Scalars['Decimal']['output']>;
};

/** A page of rows. */
export type ImportRowConnection = {
  __typename?: 'ImportRowConnection';
  /** The rows. */
  edges: Array<ImportRowEdge>;
  /** Where the page stands. */
  pageInfo: PageInfo;
  /** How many there are in all. */
  totalCount: Scalars['Int']['output'];
};

/** A row in a page. */
export type ImportRowEdge = {
  __typename?: 'ImportRowEdge';
  /** Where to go on from here. */
  cursor: Scalars['String']['output'];
  /** The row. */
  node: ImportRow;
};

/** How grave something is. */
export type ImportSeverity =
  /** It has to be mended before the import can be applied, or its row left out. */
  | 'ERROR'
  /** It is worth a look. */
  | 'WARNING';

/** A sheet of a workbook. */
export type ImportSheet = {
  __typename?: 'ImportSheet';
  /** Whether it is hidden. */
  isHidden: Scalars['Boolean']['output'];
  /** Its name. */
  name: Scalars['String']['output'];
};

/** Why a row becomes nothing. */
export type ImportSkipReason =
  /** It stands above the table. */
  | 'ABOVE_TABLE'
  /** It is a markup or discount beside the lines: add it to the estimate's adjustments. */
  | 'ADJUSTMENT'
  /** It numbers the columns. */
  | 'COLUMN_NUMBERS'
  /** It stands below the table. */
  | 'FOOTER'
  /** It is the table's header. */
  | 'HEADER'
  /** It is hidden; `includeHidden` takes such rows. */
  | 'HIDDEN'
  /** It has no text. */
  | 'NO_NAME'
  /** It is the header once more. */
  | 'REPEATED_HEADER';

/** How a sheet becomes several estimates. */
export type ImportSplit =
  /** Estimates of at most 10,000 lines each, one after another. */
  | 'LINES'
  /** An estimate for each section of the top level; what stands before the first one is an estimate, too. 100 at most. */
  | 'TOP_SECTIONS';

/** Where an import is. */
export type ImportState =
  /** It was applied. */
  | 'APPLIED'
  /** A job applies it. */
  | 'APPLYING'
  /** It could not be read; `error` says why. */
  | 'FAILED'
  /** The file is being read. */
  | 'READING'
  /** It can be applied. */
  | 'READY';

/** How many rows become what. */
export type ImportSummary = {
  __typename?: 'ImportSummary';
  /** Rows that are new in the draft. */
  added: Scalars['Int']['output'];
  /** Rows that are changed in the draft. */
  changed: Scalars['Int']['output'];
  /** Rows that were changed in the draft and in the file. */
  conflicts: Scalars['Int']['output'];
  /** Sums that differ from ours. */
  differences: Scalars['Int']['output'];
  /** Rows with an error. */
  errors: Scalars['Int']['output'];
  /** Positions of the draft that the file lacks. */
  missing: Scalars['Int']['output'];
  /** What all lines come to, without tax. */
  net: Scalars['Decimal']['output'];
  /** Positions, remarks included. */
  positions: Scalars['Int']['output'];
  /** Rows that hold something. */
  rows: Scalars['Int']['output'];
  /** Sections. */
  sections: Scalars['Int']['output'];
  /** Rows that become nothing. */
  skipped: Scalars['Int']['output'];
  /** Sums. */
  totals: Scalars['Int']['output'];
  /** Rows with a warning. */
  warnings: Scalars['Int']['output'];
};

/** What a sum in a file is of. */
export type ImportTotalKind =
  /** With tax. */
  | 'GROSS'
  /** Of all lines, without tax. */
  | 'NET'
  /** Of a section. */
  | 'SECTION'
  /** The tax. */
  | 'TAX';

/** A job, owned by crm. */
export type Job = {
  __typename?: 'Job';
  /** The job's id. */
  id: Scalars['ID']['output'];
};

/** Why a position keeps its price, though its price list has another. */
export type KeptPriceReason =
  /** Its price was changed by hand since it was taken, or follows from a formula; `repriceEstimate(overwriteEdited: true)` overwrites it. */
  | 'EDITED'
  /** It is not sold any more. */
  | 'NOT_SOLD'
  /** The price list is in another currency than the position was priced in. */
  | 'OTHER_CURRENCY'
  /** The position is counted in another unit than the price list's item: the price would be for something else. */
  | 'OTHER_UNIT'
  /** At the rate that the position has, it comes to more than a price can be, or to less than its 6 decimals hold. */
  | 'OUT_OF_LIMITS';

/** A lead, owned by crm. */
export type Lead = {
  __typename?: 'Lead';
  /**
   * What its client is asked to pay, or agreed to, added up for each currency, by the currency's code: `payable` of all its estimates that
   * are SENT, VIEWED, CHANGES_REQUESTED, APPROVED or CONVERTED. Options count as the document counts them; of an approved one, as the client
   * chose. Drafts, and what was declined, expired, cancelled or superseded by a later revision, don't count.
   */
  estimatedTotal: Maybe<Array<Money>>;
  /** The estimates made for it. */
  estimates: Maybe<EstimateConnection>;
  /** The lead's id. */
  id: Scalars['ID']['output'];
  /** The projects that belong to it, the newest first. */
  projects: Maybe<ProjectConnection>;
};


/** A lead, owned by crm. */
export type LeadEstimatesArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<EstimateFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
  orderBy?: EstimateOrder;
};


/** A lead, owned by crm. */
export type LeadProjectsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};

/** What stands on an organisation's papers about itself. */
export type Letterhead = {
  __typename?: 'Letterhead';
  /** The address: lines of text. */
  address: Maybe<Scalars['String']['output']>;
  /** Where to pay: bank, account and so on, one a line. */
  bankLines: Array<Scalars['String']['output']>;
  /** A text at the foot of each page. */
  footer: Maybe<Scalars['String']['output']>;
  /** The name in law; where it is null, papers bear the organisation's name. */
  legalName: Maybe<Scalars['String']['output']>;
  /** The picture at the head of the first page. */
  logo: Maybe<LetterheadLogo>;
  /** Numbers by which authorities know it. */
  taxIds: Array<LetterheadTaxId>;
  /** When it was last changed; null when it never was. */
  updatedAt: Maybe<Scalars['DateTime']['output']>;
};

/** A picture at the head of papers. */
export type LetterheadLogo = {
  __typename?: 'LetterheadLogo';
  /** In pixels. */
  height: Scalars['Int']['output'];
  /** The id of the upload it came by. */
  id: Scalars['ID']['output'];
  /** Where it can be downloaded by whoever has this address, until `urlExpiresAt`. */
  url: Scalars['String']['output'];
  /** When the address stops working; ask again for another. */
  urlExpiresAt: Scalars['DateTime']['output'];
  /** In pixels. */
  width: Scalars['Int']['output'];
};

/** A number by which an authority knows an organisation. */
export type LetterheadTaxId = {
  __typename?: 'LetterheadTaxId';
  /** What it is called: `ИНН`, `VAT`. */
  label: Scalars['String']['output'];
  /** The number itself. */
  value: Scalars['String']['output'];
};

/** A number by which an authority knows an organisation. */
export type LetterheadTaxIdInput = {
  /** What it is called; 30 characters at most. */
  label: Scalars['String']['input'];
  /** The number itself; 60 characters at most. */
  value: Scalars['String']['input'];
};

/** A markup or discount of one position. */
export type LineChange = {
  __typename?: 'LineChange';
  /** Whether `value` is a percentage or an amount. */
  mode: ValueMode;
  /** The percentage, or the amount for the line. */
  value: Scalars['Decimal']['output'];
};

/** A markup or discount of one position. */
export type LineChangeInput = {
  /** Whether `value` is a percentage or an amount. */
  mode: ValueMode;
  /** The percentage, or the amount for the line; never negative. */
  value: Scalars['Decimal']['input'];
};

/** What became of the PDF that a mail was to bring to a client. */
export type MailedPdf =
  /** The mail brought it. */
  | 'ATTACHED'
  /** It could not be written in time: the mail brought the link alone. */
  | 'NOT_WRITTEN'
  /** It is too large for mail, or the client's server refused it: the mail brought the link alone. */
  | 'TOO_LARGE'
  /** The mail was not sent yet. */
  | 'WAITING';

/** An amount of money. */
export type Money = {
  __typename?: 'Money';
  /** The exact amount, in major units. */
  amount: Scalars['Decimal']['output'];
  /** ISO 4217 code. */
  currency: Scalars['String']['output'];
};

/** A position and its new place. */
export type MovePositionInput = {
  /** The position or section it shall stand right after. */
  afterId?: InputMaybe<Scalars['ID']['input']>;
  /** The position or section it shall stand right before. With neither it stands last. */
  beforeId?: InputMaybe<Scalars['ID']['input']>;
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The position's id. */
  id: Scalars['ID']['input'];
  /** The section it shall lie in; null: outside sections; left out: where it is. */
  sectionId?: InputMaybe<Scalars['ID']['input']>;
};

/** What `movePosition` answers. */
export type MovePositionPayload = {
  __typename?: 'MovePositionPayload';
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** The position; null when something is to be mended. */
  position: Maybe<Position>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A section and its new place. */
export type MoveSectionInput = {
  /** The section or position it shall stand right after. */
  afterId?: InputMaybe<Scalars['ID']['input']>;
  /** The section or position it shall stand right before. With neither it stands last. */
  beforeId?: InputMaybe<Scalars['ID']['input']>;
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The section's id. */
  id: Scalars['ID']['input'];
  /** The section it shall lie in; null: the top level; left out: where it is. */
  parentId?: InputMaybe<Scalars['ID']['input']>;
};

/** What `moveSection` answers. */
export type MoveSectionPayload = {
  __typename?: 'MoveSectionPayload';
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** The section; null when something is to be mended. */
  section: Maybe<Section>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

export type Mutation = {
  __typename?: 'Mutation';
  /** Adds a markup, discount or rounding to a draft, or to one of its sections. */
  addAdjustment: AddAdjustmentPayload;
  /** Says something about an estimate, or one of its lines, to your own people. No client is ever shown it. */
  addComment: AddCommentPayload;
  /**
   * Adds positions with the prices of price lists to a draft, up to 500, those of assemblies counted: all of them, or none when one has a
   * mistake.
   */
  addFromCatalogue: AddFromCataloguePayload;
  /** Adds one position to a draft. */
  addPosition: AddPositionPayload;
  /** Adds up to 500 positions to a draft: all of them, or none when one has a mistake. */
  addPositions: AddPositionsPayload;
  /** Adds a section to a draft. */
  addSection: AddSectionPayload;
  /**
   * Makes what an import has shown: a new draft, several, or changes of one; all of it, or nothing. Once: a second call answers what the
   * first one made. Of more than 1,000 rows a job does it: `job` is given in place of `estimate`, and `Import.state` tells when it is
   * done. The columns that were chosen are remembered for files with the same headers.
   */
  applyImport: ApplyImportPayload;
  /** Approves what was sent, as the client. The same again changes nothing. */
  approveClientEstimate: ApproveClientEstimatePayload;
  /** Records that the client approved a sent estimate. */
  approveEstimate: ApproveEstimatePayload;
  /**
   * Keeps a file that was sent (`createUpload`, purpose ATTACHMENT) with an estimate or one of its lines. What the client is shown
   * (`CLIENT`) belongs to the offer: it changes in a draft only, and is sent with it. Other files may be added at any time.
   */
  attachFile: AttachFilePayload;
  /** Takes back what was sent, approved ones included. */
  cancelEstimate: CancelEstimatePayload;
  /** Notes what an approved estimate became elsewhere; each invoice or contract once. */
  convertEstimate: ConvertEstimatePayload;
  /**
   * Copies a position inside its estimate; the copy stands right after it unless told otherwise. Where its price or cost follows from its own
   * quantity, the copy's follows from the copy's: it has a `variable` that is free, and its formulas say that.
   * Without costs:read, the cost comes as what it came to, without its formula.
   */
  copyPosition: CopyPositionPayload;
  /**
   * Copies sections with all that is in them: within their estimate, or into another draft; or moves them into another draft. All of them,
   * or none. Formulas come to what they came to: see `CopySectionsInput`.
   */
  copySections: CopySectionsPayload;
  /** Makes a price list. */
  createCatalogue: CreateCataloguePayload;
  /** Makes a draft estimate for a lead, empty or with its sections and positions. */
  createEstimate: CreateEstimatePayload;
  /**
   * Makes a link by which a client without an account sees what was sent and decides on it. The link is shown this once; only its
   * hash is kept.
   */
  createEstimateLink: CreateEstimateLinkPayload;
  /** Makes a draft of a template, with values of its parameters: quantities follow. */
  createFromTemplate: CreateFromTemplatePayload;
  /** Makes a project. */
  createProject: CreateProjectPayload;
  /** Saves a filter of estimates: for yourself, 100 at most; or for the organisation, 300 at most, which takes `estimates:write`. */
  createSavedFilter: CreateSavedFilterPayload;
  /** Makes a tax whose percentage depends on the day of supply. */
  createTax: CreateTaxPayload;
  /**
   * Announces a file that you will send: answers the link to `PUT` its bytes to, as the whole body. The link works for 30 minutes and
   * for one file. What is broken off is sent again from its beginning, by the same link.
   */
  createUpload: CreateUploadPayload;
  /** Declines what was sent, as the client. The same again changes nothing. */
  declineClientEstimate: DeclineClientEstimatePayload;
  /** Records that the client declined a sent estimate, and why. */
  declineEstimate: DeclineEstimatePayload;
  /** Removes one adjustment of a draft. */
  deleteAdjustment: DeleteAdjustmentPayload;
  /** Deletes a file that was kept, and all that was read of it. */
  deleteAsset: DeleteAssetPayload;
  /** Puts a price list with all its prices into the trash. Positions that were taken from it keep their prices. */
  deleteCatalogue: DeleteCataloguePayload;
  /** Deletes a comment: your own, or anybody's with `organization:write`. */
  deleteComment: DeleteCommentPayload;
  /** Puts a draft into the trash. An estimate that was sent stays. */
  deleteEstimate: DeleteEstimatePayload;
  /** Deletes something that lies in the trash for good, with all that is in it. Who may delete such a thing may do that. */
  deleteForGood: DeleteForGoodPayload;
  /** Puts a project that has no estimate beyond a draft into the trash. Its drafts stay, without a project until it is restored. */
  deleteProject: DeleteProjectPayload;
  /** Deletes a saved filter. One of the organisation by who made it, or who has `organization:write`. */
  deleteSavedFilter: DeleteSavedFilterPayload;
  /** Puts a template into the trash. Estimates that were made of it stay. */
  deleteTemplate: DeleteTemplatePayload;
  /** Makes a new draft with all that is in an estimate, whatever its state. */
  duplicateEstimate: DuplicateEstimatePayload;
  /**
   * Writes an estimate as a file, as its client is shown it: what was sent from what was kept of it, a draft as it is. A job does it;
   * `exportedFile` gives the link.
   */
  exportEstimate: ExportEstimatePayload;
  /**
   * Puts the lines of an import into a price list, as one version of it: items that it knows by their code get the new price, others are
   * added. All of it, or nothing; once. Of more than 1,000 rows a job does it, as by `applyImport`.
   */
  importPrices: ImportPricesPayload;
  /** Moves a position to another place of its estimate. */
  movePosition: MovePositionPayload;
  /** Moves a section, with all that is in it, to another place of its estimate. */
  moveSection: MoveSectionPayload;
  /**
   * Notes that a person has opened a client's link, by an act of theirs: an estimate that was SENT is VIEWED then. Programs that look
   * at links in mails don't come here.
   */
  openClientEstimate: OpenClientEstimatePayload;
  /**
   * Reads a file that was sent by `createUpload`, and shows what an import would make of it; nothing is changed yet. A job does it. To read
   * it otherwise (another sheet, other columns) preview it again.
   */
  previewImport: PreviewImportPayload;
  /**
   * Keeps a file that was sent by `createUpload`, and has a job read it: what stands in its pages or rows can be read and searched then
   * (`Asset.parts`). Once: a second call answers what the first one made. `Asset.state` tells when it is done; `retryJob` reads again what
   * failed.
   */
  processAsset: ProcessAssetPayload;
  /**
   * Makes a new version of a price list: up to 500 items, new ones and those that cost something else from a day on. All other prices
   * stay; what held before that day stays known.
   */
  putCataloguePrices: PutCataloguePricesPayload;
  /** Takes a file off an estimate or a line. Its room is free again once it is kept nowhere else. */
  removeAttachment: RemoveAttachmentPayload;
  /** Removes a position. */
  removePosition: RemovePositionPayload;
  /** Removes a section with all that is in it. */
  removeSection: RemoveSectionPayload;
  /** Gives positions of a draft the prices that the price lists have on a day; `repricing` tells them before. */
  repriceEstimate: RepriceEstimatePayload;
  /** Sends a code of 6 digits to the address that a link was made for. It works for 10 minutes; a newer one replaces it. */
  requestClientCode: RequestClientCodePayload;
  /** Says what shall be otherwise in what was sent, as the client. The same again changes nothing. */
  requestClientEstimateChanges: RequestClientEstimateChangesPayload;
  /** Records what the client wants otherwise in a sent estimate. Revise it then. */
  requestEstimateChanges: RequestEstimateChangesPayload;
  /**
   * Takes something out of the trash, as it was. A project has the drafts again that its deletion took out of it, but for those that were given
   * to another one, sent or deleted meanwhile; a draft is in its project again unless that is in the trash. Who may delete such a thing may restore it.
   */
  restoreFromTrash: RestoreFromTrashPayload;
  /**
   * Gives a draft the tax that new estimates begin with, where it, or positions of it, have one that your organisation had before: its percentage, or
   * that it is outside the tax; and its name on paper, unless somebody gave the draft a name of its own. All taxes with days, the second one too, get
   * the percentages that they hold on the day of supply, and the names that they have by now. Positions that are outside the tax stay so, as does a
   * draft with another tax (`changed: false`, and no new version). `retaxing` tells the difference before.
   * To be mended: ESTIMATE_NOT_DRAFT once it was sent; TAX_NOT_VALID where a tax holds no percentage on the day of supply; AMOUNT_OUT_OF_RANGE where it
   * would come to more than an amount can be. Refused: NOT_FOUND; CONFLICT for another version than you saw; FORBIDDEN without `costs:read` where
   * costs are part of its prices.
   */
  retaxEstimate: RetaxEstimatePayload;
  /** Sends a draft back from its review. */
  returnEstimate: ReturnEstimatePayload;
  /**
   * Makes the next revision of what was sent, as a draft. What was sent stays as it is until the revision is sent, and is SUPERSEDED
   * then.
   */
  reviseEstimate: ReviseEstimatePayload;
  /** Takes a client's link back: it opens nothing any more. */
  revokeEstimateLink: RevokeEstimateLinkPayload;
  /** Saves all that is in an estimate as a template: rows, settings, parameters and formulas. The estimate stays as it is. */
  saveTemplate: SaveTemplatePayload;
  /** Sends a draft: from now on its content can't change. */
  sendEstimate: SendEstimatePayload;
  /**
   * Makes an item of a price list an assembly: what it unfolds into when it is taken, and how much of each for one of it. An empty list makes
   * it an ordinary item again. What was taken before stays as it was taken.
   */
  setAssembly: SetAssemblyPayload;
  /**
   * Notes another word of your organisation's for a unit, or takes one back. Sheets that are read from then on know it; what is stored
   * stays as it is written.
   */
  setUnitSynonym: SetUnitSynonymPayload;
  /** Gives a draft to a second person to look at: its content can't change meanwhile, and somebody else has to send it. */
  submitEstimate: SubmitEstimatePayload;
  /** Changes one adjustment of a draft, or its place among the others there; what is left out stays. */
  updateAdjustment: UpdateAdjustmentPayload;
  /** Says who is shown a file that is kept with an estimate. */
  updateAttachment: UpdateAttachmentPayload;
  /** Changes a price list's own fields; what is left out stays. */
  updateCatalogue: UpdateCataloguePayload;
  /** Changes what you said. */
  updateComment: UpdateCommentPayload;
  /** Changes a draft's own fields, settings and adjustments; what is left out stays. */
  updateEstimate: UpdateEstimatePayload;
  /** Changes the tax that new estimates begin with; what is left out stays. Estimates that are there stay as they are. */
  updateEstimateDefaults: UpdateEstimateDefaultsPayload;
  /**
   * Changes what stands on your organisation's papers about itself; what is left out stays. What was sent keeps the letterhead that it
   * was sent with.
   */
  updateLetterhead: UpdateLetterheadPayload;
  /** Changes a position of a draft; what is left out stays. */
  updatePosition: UpdatePositionPayload;
  /** Changes up to 500 positions of one draft: all of them, or none when one has a mistake. */
  updatePositions: UpdatePositionsPayload;
  /** Changes a project; what is left out stays. */
  updateProject: UpdateProjectPayload;
  /** Changes a saved filter; what is left out stays. One of the organisation by who made it, or who has `organization:write`. */
  updateSavedFilter: UpdateSavedFilterPayload;
  /** Changes a section of a draft; what is left out stays. */
  updateSection: UpdateSectionPayload;
  /**
   * Changes such a tax; what is left out stays. What was sent stays; a draft follows with its next edit that calculates, when it is sent, or by
   * `retaxEstimate`, in its name, too, unless somebody gave another one there: `EstimateDefaults.outdatedDrafts` lists those that would come to
   * something else.
   */
  updateTax: UpdateTaxPayload;
  /** Changes a template's own fields; what is left out stays. For another content, save another one. */
  updateTemplate: UpdateTemplatePayload;
};


export type MutationAddAdjustmentArgs = {
  input: AddAdjustmentInput;
};


export type MutationAddCommentArgs = {
  input: AddCommentInput;
};


export type MutationAddFromCatalogueArgs = {
  input: AddFromCatalogueInput;
};


export type MutationAddPositionArgs = {
  input: AddPositionInput;
};


export type MutationAddPositionsArgs = {
  input: AddPositionsInput;
};


export type MutationAddSectionArgs = {
  input: AddSectionInput;
};


export type MutationApplyImportArgs = {
  input: ApplyImportInput;
};


export type MutationApproveClientEstimateArgs = {
  input: ApproveClientEstimateInput;
};


export type MutationApproveEstimateArgs = {
  input: ApproveEstimateInput;
};


export type MutationAttachFileArgs = {
  input: AttachFileInput;
};


export type MutationCancelEstimateArgs = {
  input: CancelEstimateInput;
};


export type MutationConvertEstimateArgs = {
  input: ConvertEstimateInput;
};


export type MutationCopyPositionArgs = {
  input: CopyPositionInput;
};


export type MutationCopySectionsArgs = {
  input: CopySectionsInput;
};


export type MutationCreateCatalogueArgs = {
  input: CreateCatalogueInput;
};


export type MutationCreateEstimateArgs = {
  input: CreateEstimateInput;
};


export type MutationCreateEstimateLinkArgs = {
  input: CreateEstimateLinkInput;
};


export type MutationCreateFromTemplateArgs = {
  input: CreateFromTemplateInput;
};


export type MutationCreateProjectArgs = {
  input: CreateProjectInput;
};


export type MutationCreateSavedFilterArgs = {
  input: CreateSavedFilterInput;
};


export type MutationCreateTaxArgs = {
  input: CreateTaxInput;
};


export type MutationCreateUploadArgs = {
  input: CreateUploadInput;
};


export type MutationDeclineClientEstimateArgs = {
  input: DeclineClientEstimateInput;
};


export type MutationDeclineEstimateArgs = {
  input: DeclineEstimateInput;
};


export type MutationDeleteAdjustmentArgs = {
  input: DeleteAdjustmentInput;
};


export type MutationDeleteAssetArgs = {
  input: DeleteAssetInput;
};


export type MutationDeleteCatalogueArgs = {
  input: DeleteCatalogueInput;
};


export type MutationDeleteCommentArgs = {
  input: DeleteCommentInput;
};


export type MutationDeleteEstimateArgs = {
  input: DeleteEstimateInput;
};


export type MutationDeleteForGoodArgs = {
  input: DeleteForGoodInput;
};


export type MutationDeleteProjectArgs = {
  input: DeleteProjectInput;
};


export type MutationDeleteSavedFilterArgs = {
  input: DeleteSavedFilterInput;
};


export type MutationDeleteTemplateArgs = {
  input: DeleteTemplateInput;
};


export type MutationDuplicateEstimateArgs = {
  input: DuplicateEstimateInput;
};


export type MutationExportEstimateArgs = {
  input: ExportEstimateInput;
};


export type MutationImportPricesArgs = {
  input: ImportPricesInput;
};


export type MutationMovePositionArgs = {
  input: MovePositionInput;
};


export type MutationMoveSectionArgs = {
  input: MoveSectionInput;
};


export type MutationOpenClientEstimateArgs = {
  input: OpenClientEstimateInput;
};


export type MutationPreviewImportArgs = {
  input: PreviewImportInput;
};


export type MutationProcessAssetArgs = {
  input: ProcessAssetInput;
};


export type MutationPutCataloguePricesArgs = {
  input: PutCataloguePricesInput;
};


export type MutationRemoveAttachmentArgs = {
  input: RemoveAttachmentInput;
};


export type MutationRemovePositionArgs = {
  input: RemovePositionInput;
};


export type MutationRemoveSectionArgs = {
  input: RemoveSectionInput;
};


export type MutationRepriceEstimateArgs = {
  input: RepriceEstimateInput;
};


export type MutationRequestClientCodeArgs = {
  input: RequestClientCodeInput;
};


export type MutationRequestClientEstimateChangesArgs = {
  input: RequestClientEstimateChangesInput;
};


export type MutationRequestEstimateChangesArgs = {
  input: RequestEstimateChangesInput;
};


export type MutationRestoreFromTrashArgs = {
  input: RestoreFromTrashInput;
};


export type MutationRetaxEstimateArgs = {
  input: RetaxEstimateInput;
};


export type MutationReturnEstimateArgs = {
  input: ReturnEstimateInput;
};


export type MutationReviseEstimateArgs = {
  input: ReviseEstimateInput;
};


export type MutationRevokeEstimateLinkArgs = {
  input: RevokeEstimateLinkInput;
};


export type MutationSaveTemplateArgs = {
  input: SaveTemplateInput;
};


export type MutationSendEstimateArgs = {
  input: SendEstimateInput;
};


export type MutationSetAssemblyArgs = {
  input: SetAssemblyInput;
};


export type MutationSetUnitSynonymArgs = {
  input: SetUnitSynonymInput;
};


export type MutationSubmitEstimateArgs = {
  input: SubmitEstimateInput;
};


export type MutationUpdateAdjustmentArgs = {
  input: UpdateAdjustmentInput;
};


export type MutationUpdateAttachmentArgs = {
  input: UpdateAttachmentInput;
};


export type MutationUpdateCatalogueArgs = {
  input: UpdateCatalogueInput;
};


export type MutationUpdateCommentArgs = {
  input: UpdateCommentInput;
};


export type MutationUpdateEstimateArgs = {
  input: UpdateEstimateInput;
};


export type MutationUpdateEstimateDefaultsArgs = {
  input: UpdateEstimateDefaultsInput;
};


export type MutationUpdateLetterheadArgs = {
  input: UpdateLetterheadInput;
};


export type MutationUpdatePositionArgs = {
  input: UpdatePositionInput;
};


export type MutationUpdatePositionsArgs = {
  input: UpdatePositionsInput;
};


export type MutationUpdateProjectArgs = {
  input: UpdateProjectInput;
};


export type MutationUpdateSavedFilterArgs = {
  input: UpdateSavedFilterInput;
};


export type MutationUpdateSectionArgs = {
  input: UpdateSectionInput;
};


export type MutationUpdateTaxArgs = {
  input: UpdateTaxInput;
};


export type MutationUpdateTemplateArgs = {
  input: UpdateTemplateInput;
};

/** A draft that an import makes. */
export type NewImportedEstimateInput = {
  /** Its currency: `EUR`. */
  currency: Scalars['String']['input'];
  /** The lead it is for. */
  leadId: Scalars['ID']['input'];
  /** The project it belongs to. */
  projectId?: InputMaybe<Scalars['ID']['input']>;
  /** The day of supply, by which percentages of taxes are chosen. Left out: the day on which it is calculated or sent. */
  supplyDate?: InputMaybe<Scalars['Date']['input']>;
  /** Whether positions that name no rate are exempt. */
  taxExempt?: InputMaybe<Scalars['Boolean']['input']>;
  /** A tax of your organisation: its percentage on the day of supply. Leave `taxRate` and `taxExempt` out then. */
  taxId?: InputMaybe<Scalars['ID']['input']>;
  /** Whether prices contain the tax. */
  taxMode: TaxMode;
  /** The tax rate, in percent, of positions that name none. */
  taxRate?: InputMaybe<Scalars['Decimal']['input']>;
  /** Its title. */
  title: Scalars['String']['input'];
};

/** A position of a new estimate. */
export type NewPositionInput = {
  /** Makes it an option, or one of alternatives; left out: part of the offer. */
  choice?: InputMaybe<ChoiceInput>;
  /** A code of your own; 100 characters at most. */
  code?: InputMaybe<Scalars['String']['input']>;
  /** Numbers that its price for one and its cost are multiplied by, besides those of its sections and the estimate; 5 at most for prices, 5 for costs only. */
  coefficients: Array<CoefficientInput>;
  /** A text under the name; 5000 characters at most. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** What is taken from the line, after the markup; no more than the line holds. */
  discount?: InputMaybe<LineChangeInput>;
  /** Its price for one in another currency, at a rate that stays: `unitPrice` follows from it, and is left out. */
  foreignPrice?: InputMaybe<ForeignPriceInput>;
  /**
   * What the quantity follows from, whatever `quantity` says: `2 * (length + width) * height - doors`. Numbers, names of parameters and
   * of positions' variables, + - * / and brackets, min, max, abs, ceil, floor, round; 500 characters at most.
   */
  formula?: InputMaybe<Scalars['String']['input']>;
  /** What it is. */
  kind: PositionKind;
  /** How much of its amount is labour, in percent, 0 to 100: what adjustments with the base LABOUR are measured on. Left out: all of WORK, nothing of others. */
  labourPercent?: InputMaybe<Scalars['Decimal']['input']>;
  /** What is added to the line. */
  markup?: InputMaybe<LineChangeInput>;
  /** Its name; 500 characters at most. */
  name: Scalars['String']['input'];
  /** How many, before waste; 6 decimals at most. Below zero it takes back, price and cost alike. */
  quantity: Scalars['Decimal']['input'];
  /** True: outside the second tax. Leave `secondTaxRate` out then. */
  secondTaxExempt: Scalars['Boolean']['input'];
  /** The same of the second tax. */
  secondTaxId?: InputMaybe<Scalars['ID']['input']>;
  /** Its own percentage of the second tax; the estimate's when left out. */
  secondTaxRate?: InputMaybe<Scalars['Decimal']['input']>;
  /** True: outside the tax. Leave `taxRate` out then. */
  taxExempt: Scalars['Boolean']['input'];
  /** A tax of your organisation of its own: its percentage on the day of supply. Leave `taxRate` and `taxExempt` out then. */
  taxId?: InputMaybe<Scalars['ID']['input']>;
  /** Its own tax percentage; the estimate's when left out. */
  taxRate?: InputMaybe<Scalars['Decimal']['input']>;
  /** What it is counted in: `m²`, `h`; 50 characters at most. */
  unit?: InputMaybe<Scalars['String']['input']>;
  /** What one costs your organisation, without tax. Needs costs:write. */
  unitCost?: InputMaybe<Scalars['Decimal']['input']>;
  /** What `unitCost` follows from, whatever that says, in the same way; needs costs:write. */
  unitCostFormula?: InputMaybe<Scalars['String']['input']>;
  /** What the client pays for one; below 10⁹, 6 decimals at most. Below zero it is a credit: no markup or discount then. */
  unitPrice: Scalars['Decimal']['input'];
  /**
   * What `unitPrice` follows from, whatever that says: `max(80, 120 - area / 10)`. As in `formula`; what it comes to is rounded to the 6
   * decimals of a price in the estimate's rounding: `round(…, 2)` says fewer.
   */
  unitPriceFormula?: InputMaybe<Scalars['String']['input']>;
  /** A name by which formulas take its quantity: letters, digits, underscores; 50 characters at most. */
  variable?: InputMaybe<Scalars['String']['input']>;
  /** What is added to the quantity for waste, in percent; 0 to 100. */
  wastePercent: Scalars['Decimal']['input'];
};

/** A section of a new estimate. */
export type NewSectionInput = {
  /** Its markups, discounts and roundings, in order of calculation; 20 at most. */
  adjustments: Array<AdjustmentInput>;
  /** Makes it an option, or one of alternatives, with all that is in it; left out: part of the offer. */
  choice?: InputMaybe<ChoiceInput>;
  /** Numbers that the prices for one in it, and the costs, are multiplied by; 5 at most for prices, 5 for costs only. */
  coefficients: Array<CoefficientInput>;
  /** A text under the name; 5000 characters at most. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Its name; 300 characters at most. */
  name: Scalars['String']['input'];
  /** The positions directly in it. */
  positions: Array<NewPositionInput>;
  /** The sections directly in it; 8 levels at most. */
  sections: Array<NewSectionInput>;
};

/** What an offer comes to as the client takes it. */
export type OfferTotals = {
  __typename?: 'OfferTotals';
  /** SHA-256 over all the client is shown with these options and alternatives. */
  contentHash: Scalars['String']['output'];
  /** Without tax. */
  net: Money;
  /** What is to be paid. */
  payable: Money;
  /** The schedule of payments, of what is to be paid with these options and alternatives. */
  payments: Array<PaymentStage>;
  /** The options and alternatives that are taken, sections and positions alike. */
  taken: Array<Scalars['ID']['output']>;
  /** All tax. */
  tax: Money;
  /** Net and tax. */
  total: Money;
};

/** A client's link that a person opens. */
export type OpenClientEstimateInput = {
  /** The last part of the link. */
  token: Scalars['String']['input'];
};

/** What `openClientEstimate` answers. */
export type OpenClientEstimatePayload = {
  __typename?: 'OpenClientEstimatePayload';
  /** What it leads to; null when something is to be mended. */
  estimate: Maybe<ClientEstimate>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Where a page stands in its list (Relay connections). */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The last edge's cursor; null for an empty page. */
  endCursor: Maybe<Scalars['String']['output']>;
  /** Whether `after: endCursor` would find more. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether `before: startCursor` would find more. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The first edge's cursor; null for an empty page. */
  startCursor: Maybe<Scalars['String']['output']>;
};

/** A value of a parameter. */
export type ParameterValueInput = {
  /** The parameter's name. */
  name: Scalars['String']['input'];
  /** The number; 6 decimals at most. */
  value: Scalars['Decimal']['input'];
};

/** Who sells, or who buys. */
export type PartyInput = {
  /** Requisites: tax number, address, bank account. 12 lines of 300 characters at most. */
  details: Array<Scalars['String']['input']>;
  /** The name; 300 characters at most. */
  name: Scalars['String']['input'];
};

/** When a payment is due. */
export type PaymentDue =
  /** Before work begins. */
  | 'BEFORE_START'
  /** When the client has approved, or some days after. */
  | 'ON_APPROVAL'
  /** When the work is done, or some days after. */
  | 'ON_COMPLETION'
  /** On a date. */
  | 'ON_DATE';

/** How a payment is measured. */
export type PaymentMode =
  /** An amount. */
  | 'FIXED'
  /** A percentage of what is to be paid. */
  | 'PERCENT'
  /** What the payments before it leave: of the last one only. */
  | 'REST';

/** A payment of an estimate's schedule: a deposit, a stage, the rest. */
export type PaymentStage = {
  __typename?: 'PaymentStage';
  /** What it comes to. All of them come to what is to be paid: the last one takes what is left. */
  amount: Money;
  /** How many days after, of ON_APPROVAL and ON_COMPLETION. */
  days: Maybe<Scalars['Int']['output']>;
  /** When it is due; null: that is not said. */
  due: Maybe<PaymentDue>;
  /** What it is called. */
  label: Scalars['String']['output'];
  /** True when less was left to be paid than the declared one. */
  limited: Scalars['Boolean']['output'];
  /** How it is measured. */
  mode: PaymentMode;
  /** The date, of ON_DATE. */
  on: Maybe<Scalars['Date']['output']>;
  /** The percentage or the amount; null for the rest. */
  value: Maybe<Scalars['Decimal']['output']>;
};

/** A payment of the schedule. The last one takes what the others leave: it is REST, or all are percentages that make 100. */
export type PaymentStageInput = {
  /** How many days after, of ON_APPROVAL and ON_COMPLETION; 365 at most. */
  days?: InputMaybe<Scalars['Int']['input']>;
  /** When it is due. */
  due?: InputMaybe<PaymentDue>;
  /** What it is called: `Deposit`; 200 characters at most. */
  label: Scalars['String']['input'];
  /** How it is measured. */
  mode: PaymentMode;
  /** The date, of ON_DATE. */
  on?: InputMaybe<Scalars['Date']['input']>;
  /** The percentage, 100 at most, or the amount; left out for REST. */
  value?: InputMaybe<Scalars['Decimal']['input']>;
};

/** One line of an estimate. */
export type Position = {
  __typename?: 'Position';
  /** Its share of the adjustments of its sections and of the estimate, signed. */
  allocatedAdjustment: Money;
  /** The amount shown on the line: base, markup, discount, and its part of the adjustments with the base COST. */
  amount: Money;
  /** The assembly it came from; null for one that did not. */
  assembly: Maybe<PositionAssembly>;
  /** Photos and documents about it, the oldest first; 20 at most. */
  attachments: Array<Attachment>;
  /** Quantity with waste times unit price. */
  baseAmount: Money;
  /** Whether it is an option or one of alternatives; null: part of the offer. */
  choice: Maybe<Choice>;
  /** A code of your own: an article number, say. */
  code: Maybe<Scalars['String']['output']>;
  /**
   * Its own coefficients, besides those of its sections and the estimate. Prices and costs of one are multiplied by them, unrounded, before a line is rounded.
   * Those for costs only, and all where costs are part of the prices, are shown to who has costs:read only.
   */
  coefficients: Array<Coefficient>;
  /** How many comments there are about it. */
  commentCount: Scalars['Int']['output'];
  /** What was said about it, in all revisions of the estimate: the 50 newest, the newest first. */
  comments: Array<Comment>;
  /** Quantity with waste times unit cost; null when the unit cost is not known. Null, with an error, without the permission `costs:read`. */
  cost: Maybe<Money>;
  /** Its part of the adjustments with the base COST. Null, with an error, without the permission `costs:read`. */
  costShare: Maybe<Money>;
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** A text under the name. */
  description: Maybe<Scalars['String']['output']>;
  /** What is taken from the line, after the markup. */
  discount: Maybe<LineChange>;
  /** What the discount comes to; not negative. */
  discountAmount: Money;
  /** The percentage of the second tax it is taxed at; null when it is outside it, and where there is none. */
  effectiveSecondTaxRate: Maybe<Scalars['Decimal']['output']>;
  /** The tax percentage it is taxed at; null when it is outside the tax. */
  effectiveTaxRate: Maybe<Scalars['Decimal']['output']>;
  /** The price for one with all its coefficients; 6 decimals. */
  effectiveUnitPrice: Scalars['Decimal']['output'];
  /** The estimate it lies in. */
  estimate: Estimate;
  /** What it was priced with in another currency; null where it was not. Null, too, without costs:read where costs are part of the prices. */
  foreignPrice: Maybe<ForeignPrice>;
  /** What the quantity follows from; null: it was given. */
  formula: Maybe<Scalars['String']['output']>;
  /** Net and tax. */
  gross: Money;
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** Whether it counts: it, and all it lies in, is taken. One that does not has its amount all the same, and no net or tax. */
  included: Scalars['Boolean']['output'];
  /** What it is. */
  kind: PositionKind;
  /** How much of `amount` is labour: what adjustments with the base LABOUR are measured on. */
  labourAmount: Money;
  /** How much of its amount is labour, in percent, where that was said; null: all of WORK, nothing of others. */
  labourPercent: Maybe<Scalars['Decimal']['output']>;
  /** Net less cost; null when the unit cost is not known. Null, with an error, without the permission `costs:read`. */
  margin: Maybe<Money>;
  /** Margin as a part of net, in percent. Null, with an error, without the permission `costs:read`. */
  marginPercent: Maybe<Scalars['Decimal']['output']>;
  /** What is added to the line. */
  markup: Maybe<LineChange>;
  /** What the markup comes to. */
  markupAmount: Money;
  /** Its name. */
  name: Scalars['String']['output'];
  /** What it comes to without tax, adjustments included. */
  net: Money;
  /** The same in all revisions and duplicates of the estimate. */
  originId: Scalars['ID']['output'];
  /** The same of the second tax. */
  ownSecondTax: Maybe<Tax>;
  /** The tax of its own that its percentage follows from, by the day of supply; null where it has none, or the percentage was given by itself. */
  ownTax: Maybe<Tax>;
  /** Where it stands among the sections and positions of its parent, which have one order; 1 is the first. */
  place: Scalars['Int']['output'];
  /** How many, before waste. Below zero it takes back. */
  quantity: Scalars['Decimal']['output'];
  /** The quantity with waste; this is priced. */
  quantityWithWaste: Scalars['Decimal']['output'];
  /** What of `tax` is the second one. */
  secondTax: Money;
  /** Whether it is outside the second tax by its own setting. */
  secondTaxExempt: Scalars['Boolean']['output'];
  /** Its own percentage of the second tax; null when it has none or is outside it. */
  secondTaxRate: Maybe<Scalars['Decimal']['output']>;
  /** The section it lies in; null when it lies outside sections. */
  sectionId: Maybe<Scalars['ID']['output']>;
  /**
   * The price list it was taken from; null for one that was not. Null, too, without costs:read where costs are part of the prices and the
   * price that was taken is another than the one shown.
   */
  source: Maybe<PositionSource>;
  /** Its tax, the second one included. */
  tax: Money;
  /** Whether it is outside the tax by its own setting. */
  taxExempt: Scalars['Boolean']['output'];
  /** Its own tax percentage; null when it has none or is outside the tax. */
  taxRate: Maybe<Scalars['Decimal']['output']>;
  /** What it is counted in: `m²`, `h`. */
  unit: Maybe<Scalars['String']['output']>;
  /** What one costs your organisation, without tax; null when it is not known. Null, with an error, without the permission `costs:read`. */
  unitCost: Maybe<Scalars['Decimal']['output']>;
  /** What `unitCost` follows from; null: it was given. */
  unitCostFormula: Maybe<Scalars['String']['output']>;
  /**
   * What the client pays for one, in the estimate's currency. Where an adjustment with the base COST is part of the price, who
   * may not see costs sees the price with it; such a position shows them no markup and no discount of its own.
   */
  unitPrice: Scalars['Decimal']['output'];
  /**
   * What `unitPrice` follows from; null: it was given. Where costs are part of the prices it needs costs:read, for it tells what a price was
   * before.
   */
  unitPriceFormula: Maybe<Scalars['String']['output']>;
  /** When it was last changed. */
  updatedAt: Scalars['DateTime']['output'];
  /** The name by which other positions' formulas take its quantity. */
  variable: Maybe<Scalars['String']['output']>;
  /** Grows with each change; give it back as `expectedVersion`. */
  version: Scalars['Int']['output'];
  /** What is added to the quantity for waste, in percent. */
  wastePercent: Scalars['Decimal']['output'];
};

/** The assembly that a position came from. */
export type PositionAssembly = {
  __typename?: 'PositionAssembly';
  /** The same for all positions that came with it. */
  group: Scalars['ID']['output'];
  /** The assembly; null when it was deleted. Null, too, without costs:read where costs are part of the prices. */
  item: Maybe<CatalogueItem>;
  /** Its name when it was taken. */
  name: Scalars['String']['output'];
  /** How many of it were taken. */
  quantity: Scalars['Decimal']['output'];
};

/** A list of positions. */
export type PositionConnection = {
  __typename?: 'PositionConnection';
  /** The positions of this page. */
  edges: Array<PositionEdge>;
  /** Where the page stands. */
  pageInfo: PageInfo;
  /** How many there are on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** A position in a list. */
export type PositionEdge = {
  __typename?: 'PositionEdge';
  /** Give it to `after` or `before`. */
  cursor: Scalars['String']['output'];
  /** The position. */
  node: Position;
};

/** What a position is. */
export type PositionKind =
  /** Machines and tools. */
  | 'EQUIPMENT'
  /** Material. */
  | 'MATERIAL'
  /** Overhead. */
  | 'OVERHEAD'
  /** Work of a subcontractor. */
  | 'SUBCONTRACT'
  /** A remark; carries no money. */
  | 'TEXT'
  /** Labour. */
  | 'WORK';

/** A line of an estimate that is stored nowhere. */
export type PositionPreview = {
  __typename?: 'PositionPreview';
  /** Its share of the adjustments of its sections and of the estimate, signed. */
  allocatedAdjustment: Money;
  /** The amount shown on the line: base, markup, discount, and its part of the adjustments with the base COST. */
  amount: Money;
  /** Quantity with waste times unit price. */
  baseAmount: Money;
  /** Whether it is an option or one of alternatives; null: part of the offer. */
  choice: Maybe<Choice>;
  /** Quantity with waste times unit cost; null when the unit cost is not known. Null, with an error, without the permission `costs:read`. */
  cost: Maybe<Money>;
  /** Its part of the adjustments with the base COST. Null, with an error, without the permission `costs:read`. */
  costShare: Maybe<Money>;
  /** What the discount comes to; not negative. */
  discountAmount: Money;
  /** The percentage of the second tax it is taxed at; null when it is outside it, and where there is none. */
  effectiveSecondTaxRate: Maybe<Scalars['Decimal']['output']>;
  /** The tax percentage it is taxed at; null when it is outside the tax. */
  effectiveTaxRate: Maybe<Scalars['Decimal']['output']>;
  /** The price for one with all its coefficients; 6 decimals. */
  effectiveUnitPrice: Scalars['Decimal']['output'];
  /** How its amounts came about, step by step, told as `explainAmounts` does. */
  explanation: Maybe<Explanation>;
  /** Net and tax. */
  gross: Money;
  /** Names it within this answer, for `sectionId` and warnings. Nothing is stored under it. */
  id: Scalars['ID']['output'];
  /** Whether it counts: it, and all it lies in, is taken. One that does not has its amount all the same, and no net or tax. */
  included: Scalars['Boolean']['output'];
  /** What it is. */
  kind: PositionKind;
  /** How much of `amount` is labour: what adjustments with the base LABOUR are measured on. */
  labourAmount: Money;
  /** Net less cost; null when the unit cost is not known. Null, with an error, without the permission `costs:read`. */
  margin: Maybe<Money>;
  /** Margin as a part of net, in percent. Null, with an error, without the permission `costs:read`. */
  marginPercent: Maybe<Scalars['Decimal']['output']>;
  /** What the markup comes to. */
  markupAmount: Money;
  /** Its name. */
  name: Scalars['String']['output'];
  /** What it comes to without tax, adjustments included. */
  net: Money;
  /** Where it stands in the input, as `userErrors` name a place: `["sections", "0", "positions", "3"]`. */
  path: Array<Scalars['String']['output']>;
  /** How many, before waste. Below zero it takes back. */
  quantity: Scalars['Decimal']['output'];
  /** The quantity with waste; this is priced. */
  quantityWithWaste: Scalars['Decimal']['output'];
  /** What of `tax` is the second one. */
  secondTax: Money;
  /** The section it lies in; null when it lies outside sections. */
  sectionId: Maybe<Scalars['ID']['output']>;
  /** Its tax, the second one included. */
  tax: Money;
  /** What it is counted in: `m²`, `h`. */
  unit: Maybe<Scalars['String']['output']>;
  /**
   * What the client pays for one, in the estimate's currency. Where an adjustment with the base COST is part of the price, who
   * may not see costs sees the price with it; such a position shows them no markup and no discount of its own.
   */
  unitPrice: Scalars['Decimal']['output'];
  /** What is added to the quantity for waste, in percent. */
  wastePercent: Scalars['Decimal']['output'];
};


/** A line of an estimate that is stored nowhere. */
export type PositionPreviewExplanationArgs = {
  language?: ExportLanguage;
};

/** A list of previewed positions. */
export type PositionPreviewConnection = {
  __typename?: 'PositionPreviewConnection';
  /** The positions of this page. */
  edges: Array<PositionPreviewEdge>;
  /** Where the page stands. */
  pageInfo: PageInfo;
  /** How many there are on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** A previewed position in a list. */
export type PositionPreviewEdge = {
  __typename?: 'PositionPreviewEdge';
  /** Give it to `after` or `before`. */
  cursor: Scalars['String']['output'];
  /** The position. */
  node: PositionPreview;
};

/** A position whose price is another by now. */
export type PositionRepricing = {
  __typename?: 'PositionRepricing';
  /** What one would cost the client in the estimate's currency; null where it keeps its price. */
  convertedUnitPrice: Maybe<Scalars['Decimal']['output']>;
  /** The price list's currency. ISO 4217 code. */
  currency: Scalars['String']['output'];
  /** Why `repriceEstimate` leaves it alone; null: it gets the new price. */
  keeps: Maybe<KeptPriceReason>;
  /** The position. */
  position: Position;
  /** The rate at which it is taken into the estimate, the one that the position has; null for the estimate's own currency. */
  rate: Maybe<Scalars['Decimal']['output']>;
  /** What one costs your organisation by the price list. Null, with an error, without the permission `costs:read`. */
  unitCost: Maybe<Scalars['Decimal']['output']>;
  /** What one costs the client by the price list; null when it is not sold any more. */
  unitPrice: Maybe<Scalars['Decimal']['output']>;
  /** The version of the price list that the price is of. */
  version: Scalars['Int']['output'];
};

/** Where a position's price was taken from. */
export type PositionSource = {
  __typename?: 'PositionSource';
  /** The item; null when it was deleted. */
  item: Maybe<CatalogueItem>;
  /** For which day. */
  on: Scalars['Date']['output'];
  /** The price that was taken; `unitPrice` may have been changed since. */
  unitPrice: Scalars['Decimal']['output'];
  /** The version of the price list that the price was of. */
  version: Scalars['Int']['output'];
};

/** What `previewEstimate` answers. */
export type PreviewEstimatePayload = {
  __typename?: 'PreviewEstimatePayload';
  /** What it would come to; null when something is to be mended. */
  preview: Maybe<EstimatePreview>;
  /** What to mend in the input, as `createEstimate` would tell it; empty when there is nothing. */
  userErrors: Array<UserError>;
};

/** What to read, and how. What is left out is found out. */
export type PreviewImportInput = {
  /** What columns hold; over what is guessed and remembered. 50 at most. */
  columns: Array<ImportColumnInput>;
  /** How numbers are read. */
  decimalSign?: InputMaybe<ImportDecimalSign>;
  /** What parts a text file's columns: one character. */
  delimiter?: InputMaybe<Scalars['String']['input']>;
  /** How a text file's bytes are read. */
  encoding?: InputMaybe<ImportEncoding>;
  /** The draft to import into; left out: a new one. */
  estimateId?: InputMaybe<Scalars['ID']['input']>;
  /** The last row of the header; 0 where there is none: then say what the columns are. */
  headerRow?: InputMaybe<Scalars['Int']['input']>;
  /** Whether hidden rows are taken too. */
  includeHidden: Scalars['Boolean']['input'];
  /** What to do to that draft. */
  mode: ImportMode;
  /** The sheet, by its name; left out: the first one that is seen and has a table. */
  sheet?: InputMaybe<Scalars['String']['input']>;
  /** The file that was sent for IMPORT. */
  uploadId: Scalars['ID']['input'];
};

/** What `previewImport` answers. */
export type PreviewImportPayload = {
  __typename?: 'PreviewImportPayload';
  /** The import; null when something is to be mended. */
  import: Maybe<Import>;
  /** The job that reads it. */
  job: Maybe<Job>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A file to keep. */
export type ProcessAssetInput = {
  /** The project it belongs to. */
  projectId?: InputMaybe<Scalars['ID']['input']>;
  /** An upload (`createUpload`, purpose ASSET) that has come. */
  uploadId: Scalars['ID']['input'];
};

/** What `processAsset` answers. */
export type ProcessAssetPayload = {
  __typename?: 'ProcessAssetPayload';
  /** The file; null when something is to be mended. */
  asset: Maybe<Asset>;
  /** The job that reads it; null when something is to be mended. */
  job: Maybe<Job>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A piece of work that estimates are made for. */
export type Project = {
  __typename?: 'Project';
  /** Who made it. */
  author: Maybe<User>;
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** What it is about. */
  description: Maybe<Scalars['String']['output']>;
  /** Its estimates. */
  estimates: Maybe<EstimateConnection>;
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** The lead it came from. */
  lead: Maybe<Lead>;
  /** Its name. */
  name: Scalars['String']['output'];
  /** When it was last changed. */
  updatedAt: Scalars['DateTime']['output'];
  /** Grows with each change; give it back as `expectedVersion`. */
  version: Scalars['Int']['output'];
};


/** A piece of work that estimates are made for. */
export type ProjectEstimatesArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<EstimateFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
  orderBy?: EstimateOrder;
};

/** A list of projects. */
export type ProjectConnection = {
  __typename?: 'ProjectConnection';
  /** The projects of this page. */
  edges: Array<ProjectEdge>;
  /** Where the page stands. */
  pageInfo: PageInfo;
  /** How many there are on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** A project in a list. */
export type ProjectEdge = {
  __typename?: 'ProjectEdge';
  /** Give it to `after` or `before`. */
  cursor: Scalars['String']['output'];
  /** The project. */
  node: Project;
};

/** Narrows a list of projects; all that is given must match. */
export type ProjectFilter = {
  /** Those made by this person. */
  authorId?: InputMaybe<Scalars['ID']['input']>;
  /** Those of this lead. */
  leadId?: InputMaybe<Scalars['ID']['input']>;
  /**
   * Those whose lead this person of your organisation is responsible for in Kommo (`CrmUser.user`). FORBIDDEN without the permission
   * `crm:read`.
   */
  responsibleId?: InputMaybe<Scalars['ID']['input']>;
  /**
   * Those whose name or description contains this text, whatever the case. With the permission
   * `crm:read` also those whose lead, its main contact or its company is called so.
   */
  search?: InputMaybe<Scalars['String']['input']>;
  /** Those changed at this instant or later. */
  updatedSince?: InputMaybe<Scalars['DateTime']['input']>;
};

/** The orders of a list of projects. */
export type ProjectOrder =
  /** Oldest first. */
  | 'CREATED_AT_ASC'
  /** Newest first. */
  | 'CREATED_AT_DESC'
  /** Last changed last. */
  | 'UPDATED_AT_ASC'
  /** Last changed first. */
  | 'UPDATED_AT_DESC';

/** A new version of a price list. */
export type PutCataloguePricesInput = {
  /** The price list's id. */
  catalogueId: Scalars['ID']['input'];
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** 1 to 500, each code once. */
  items: Array<CataloguePriceInput>;
  /** What to say about it; 2000 characters at most. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** The first day on which the prices hold; today in your organisation's time zone when left out. */
  validFrom?: InputMaybe<Scalars['Date']['input']>;
};

/** What `putCataloguePrices` answers. */
export type PutCataloguePricesPayload = {
  __typename?: 'PutCataloguePricesPayload';
  /** The price list; null when something is to be mended. */
  catalogue: Maybe<Catalogue>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
  /** The version; null when something is to be mended. */
  version: Maybe<CatalogueVersion>;
};

export type Query = {
  __typename?: 'Query';
  /** One file that was kept by `processAsset`; null and NOT_FOUND when your organisation has none of this id. */
  asset: Maybe<Asset>;
  /**
   * The files that your organisation keeps, the newest first: what partners, suppliers and clients sent. Whoever sees them may read costs, because
   * nobody knows what stands in a file.
   */
  assets: AssetConnection;
  /** One price list; null and NOT_FOUND when your organisation has none of this id. */
  catalogue: Maybe<Catalogue>;
  /** What the price lists of your organisation hold, by name. */
  catalogueItems: CatalogueItemConnection;
  /** The price lists of your organisation, by name. */
  catalogues: CatalogueConnection;
  /**
   * What a client's link leads to: the estimate as it was sent, for whoever holds the link. It changes nothing. Null for a token that
   * is none, or one that was cut off.
   */
  clientEstimate: Maybe<ClientEstimate>;
  /** One estimate; null and NOT_FOUND when your organisation has none of this id. */
  estimate: Maybe<Estimate>;
  /** What new estimates of your organisation begin with, where they are told nothing else. */
  estimateDefaults: EstimateDefaults;
  /** What one estimate has other than another: two revisions, or any two of your organisation's. */
  estimateDiff: Maybe<EstimateDiff>;
  /** The estimates of your organisation. */
  estimates: EstimateConnection;
  /**
   * How the amounts of a section or a position came about, step by step; or those of the estimate itself. Who may not see costs is
   * told how the document that its client sees comes about.
   */
  explainAmounts: Maybe<Explanation>;
  /** What an export made, with a link to download it. Null while it is not done, and a week later, when the file is gone. */
  exportedFile: Maybe<ExportedFile>;
  /** An import that you began by `previewImport`: what was read, row by row, and what it will make. Only you see it, for a week. */
  import: Maybe<Import>;
  /** What stands on your organisation's papers about itself. */
  letterhead: Letterhead;
  /**
   * What an estimate comes to with the options and alternatives that are named, and without the others. Nothing is stored:
   * `approveEstimate` takes the same list.
   */
  offerTotals: Maybe<OfferTotals>;
  /**
   * What an estimate would come to that is stored nowhere: the amounts that `createEstimate` would make a draft with, of the same input and
   * by the same rules, with the same mistakes told. Nothing is kept: no number is taken, and no id leads anywhere. Costs need what they need there.
   */
  previewEstimate: PreviewEstimatePayload;
  /** One project; null and NOT_FOUND when your organisation has none of this id. */
  project: Maybe<Project>;
  /** The projects of your organisation. */
  projects: ProjectConnection;
  /**
   * What positions that were taken from price lists would cost by the lists as they are on a day: those whose price is another. Nothing
   * is stored: `repriceEstimate` does it.
   */
  repricing: Maybe<Repricing>;
  /**
   * What an estimate would come to with the tax that new estimates begin with, where it, or positions of it, have one that your organisation
   * had before, and with the percentages that its taxes hold on the day of supply by now. Nothing is stored: `retaxEstimate` does it. Null
   * while your organisation has no tax of its own and no percentage is another one.
   */
  retaxing: Maybe<Retaxing>;
  /** One saved filter; null and NOT_FOUND when it is neither yours nor the organisation's. */
  savedFilter: Maybe<SavedFilter>;
  /** Filters of estimates that were saved: your own and those of the organisation, by name. */
  savedFilters: Array<SavedFilter>;
  /** Your organisation's taxes whose percentages depend on the day of supply, by name. */
  taxes: Array<Tax>;
  /** One template; null and NOT_FOUND when your organisation has none of this id. */
  template: Maybe<Template>;
  /** The templates of your organisation, by name. */
  templates: TemplateConnection;
  /**
   * What lies in the trash: drafts, projects, templates and price lists that were deleted, the last deleted first. You see those that you could read
   * before. Each can be restored until its `expiresAt`.
   */
  trash: TrashItemConnection;
  /**
   * The units that are known by all their spellings: where sheets are read and compared, price lists searched, and formulas checked.
   * Lines may have any other unit, too.
   */
  units: Array<Unit>;
  /** A file that was announced by `createUpload`, and what has become of it. */
  upload: Maybe<Upload>;
  /**
   * Calculates an estimate that was sent anew, by the rules it was sent under, and compares the result with what was kept. Null for
   * one that was never sent.
   */
  verifyEstimate: Maybe<EstimateVerification>;
};


export type QueryAssetArgs = {
  id: Scalars['ID']['input'];
};


export type QueryAssetsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<AssetFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


export type QueryCatalogueArgs = {
  id: Scalars['ID']['input'];
};


export type QueryCatalogueItemsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<CatalogueItemFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


export type QueryCataloguesArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


export type QueryClientEstimateArgs = {
  language: InputMaybe<ExportLanguage>;
  taken: InputMaybe<Array<Scalars['ID']['input']>>;
  token: Scalars['String']['input'];
};


export type QueryEstimateArgs = {
  id: Scalars['ID']['input'];
};


export type QueryEstimateDiffArgs = {
  fromId: Scalars['ID']['input'];
  toId: Scalars['ID']['input'];
};


export type QueryEstimatesArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<EstimateFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
  orderBy?: EstimateOrder;
};


export type QueryExplainAmountsArgs = {
  estimateId: Scalars['ID']['input'];
  language?: ExportLanguage;
  rowId: InputMaybe<Scalars['ID']['input']>;
};


export type QueryExportedFileArgs = {
  jobId: Scalars['ID']['input'];
};


export type QueryImportArgs = {
  id: Scalars['ID']['input'];
};


export type QueryOfferTotalsArgs = {
  estimateId: Scalars['ID']['input'];
  taken: InputMaybe<Array<Scalars['ID']['input']>>;
};


export type QueryPreviewEstimateArgs = {
  input: CreateEstimateInput;
};


export type QueryProjectArgs = {
  id: Scalars['ID']['input'];
};


export type QueryProjectsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<ProjectFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
  orderBy?: ProjectOrder;
};


export type QueryRepricingArgs = {
  estimateId: Scalars['ID']['input'];
  on: InputMaybe<Scalars['Date']['input']>;
};


export type QueryRetaxingArgs = {
  estimateId: Scalars['ID']['input'];
};


export type QuerySavedFilterArgs = {
  id: Scalars['ID']['input'];
};


export type QueryTaxesArgs = {
  includeArchived?: Scalars['Boolean']['input'];
};


export type QueryTemplateArgs = {
  id: Scalars['ID']['input'];
};


export type QueryTemplatesArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


export type QueryTrashArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<TrashFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


export type QueryUploadArgs = {
  id: Scalars['ID']['input'];
};


export type QueryVerifyEstimateArgs = {
  id: Scalars['ID']['input'];
};

/** Which file to take off. */
export type RemoveAttachmentInput = {
  /** The version of the estimate you saw; CONFLICT when it is another by now. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The attachment's id. */
  id: Scalars['ID']['input'];
};

/** What `removeAttachment` answers. */
export type RemoveAttachmentPayload = {
  __typename?: 'RemoveAttachmentPayload';
  /** Its estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** What is gone; null when something is to be mended. */
  removedId: Maybe<Scalars['ID']['output']>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A position to remove. */
export type RemovePositionInput = {
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The position's id. */
  id: Scalars['ID']['input'];
};

/** What `removePosition` answers. */
export type RemovePositionPayload = {
  __typename?: 'RemovePositionPayload';
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** The id of what was removed. */
  removedId: Maybe<Scalars['ID']['output']>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A section to remove with all that is in it. */
export type RemoveSectionInput = {
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The section's id. */
  id: Scalars['ID']['input'];
};

/** What `removeSection` answers. */
export type RemoveSectionPayload = {
  __typename?: 'RemoveSectionPayload';
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** The id of what was removed. */
  removedId: Maybe<Scalars['ID']['output']>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Positions that shall have the prices of a day. */
export type RepriceEstimateInput = {
  /** The draft's id. */
  estimateId: Scalars['ID']['input'];
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The day; today in your organisation's time zone when left out. */
  on?: InputMaybe<Scalars['Date']['input']>;
  /** Whether prices and costs that were changed by hand since they were taken are overwritten, too. */
  overwriteEdited: Scalars['Boolean']['input'];
  /** Only these positions; all that were taken from price lists when left out. 1,000 at most. */
  positionIds?: InputMaybe<Array<Scalars['ID']['input']>>;
};

/** What `repriceEstimate` answers. */
export type RepriceEstimatePayload = {
  __typename?: 'RepriceEstimatePayload';
  /** How many positions have another price now. */
  changedCount: Maybe<Scalars['Int']['output']>;
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** How many keep theirs though their price list has another; `repricing` says why. */
  keptCount: Maybe<Scalars['Int']['output']>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** What new prices would do to an estimate. */
export type Repricing = {
  __typename?: 'Repricing';
  /** What would have to be paid; what keeps its price counts with it. */
  after: Money;
  /** What is to be paid now. */
  before: Money;
  /** The day of the prices. */
  on: Scalars['Date']['output'];
  /** How many positions have another price. */
  positionCount: Scalars['Int']['output'];
  /** Positions whose price is another, in the order of the document; LIST_TOO_LONG where they are more than 1,000: ask for the rest without them. */
  positions: Array<PositionRepricing>;
};

/** A client's link whose holder wants a code. */
export type RequestClientCodeInput = {
  /** The last part of the link. */
  token: Scalars['String']['input'];
};

/** What `requestClientCode` answers. */
export type RequestClientCodePayload = {
  __typename?: 'RequestClientCodePayload';
  /** The address it was sent to, most of it left out. */
  sentTo: Maybe<Scalars['String']['output']>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** What a client wants otherwise. */
export type RequestClientEstimateChangesInput = {
  /** The code from the mail, where one is wanted. */
  code?: InputMaybe<Scalars['String']['input']>;
  /** What; 2000 characters at most. */
  comment: Scalars['String']['input'];
  /** The `contentHash` of what was seen. */
  contentHash: Scalars['String']['input'];
  /** Who asks; 200 characters at most. */
  name: Scalars['String']['input'];
  /** The last part of the link. */
  token: Scalars['String']['input'];
};

/** What `requestClientEstimateChanges` answers. */
export type RequestClientEstimateChangesPayload = {
  __typename?: 'RequestClientEstimateChangesPayload';
  /** What was decided on; null when something is to be mended. */
  estimate: Maybe<ClientEstimate>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A sent estimate that the client wants otherwise. */
export type RequestEstimateChangesInput = {
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The estimate's id. */
  id: Scalars['ID']['input'];
  /** What; 2000 characters at most. */
  reason: Scalars['String']['input'];
};

/** What `requestEstimateChanges` answers. */
export type RequestEstimateChangesPayload = {
  __typename?: 'RequestEstimateChangesPayload';
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Something to restore. */
export type RestoreFromTrashInput = {
  /** Its id, as it was. */
  id: Scalars['ID']['input'];
};

/** What `restoreFromTrash` answers: the one that was restored, by its kind. */
export type RestoreFromTrashPayload = {
  __typename?: 'RestoreFromTrashPayload';
  /** The price list. */
  catalogue: Maybe<Catalogue>;
  /** The draft. */
  estimate: Maybe<Estimate>;
  /** The project. */
  project: Maybe<Project>;
  /** The template. */
  template: Maybe<Template>;
  /** What to mend; empty when it was done. REVISED_MEANWHILE: what a draft revises has another revision by now. */
  userErrors: Array<UserError>;
};

/** A draft that shall have your organisation's tax. */
export type RetaxEstimateInput = {
  /** The draft's id. */
  estimateId: Scalars['ID']['input'];
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Whether positions that name an old percentage of their own get the new one, too. */
  includesPositions: Scalars['Boolean']['input'];
};

/** What `retaxEstimate` answers. */
export type RetaxEstimatePayload = {
  __typename?: 'RetaxEstimatePayload';
  /** Whether anything was to be changed. */
  changed: Maybe<Scalars['Boolean']['output']>;
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** What an estimate comes to with one tax or another. */
export type RetaxedAmounts = {
  __typename?: 'RetaxedAmounts';
  /** Without tax. */
  net: Money;
  /** What is to be paid. */
  payable: Money;
  /** The tax, the second one included. */
  tax: Money;
};

/** What a change of your organisation's tax would do to an estimate. */
export type Retaxing = {
  __typename?: 'Retaxing';
  /** What it would come to. */
  after: RetaxedAmounts;
  /** What it comes to now. */
  before: RetaxedAmounts;
  /** Whether the estimate's own tax is replaced. */
  changesEstimate: Scalars['Boolean']['output'];
  /** How many such positions there are. */
  positionCount: Scalars['Int']['output'];
  /** Positions that name the old percentage of their own, in the order of the document; the first 1,000. */
  positions: Array<Position>;
  /** What the tax is called on paper then. */
  taxName: Maybe<Scalars['String']['output']>;
  /** The percentage it gets; null: it gets outside the tax. */
  taxRate: Maybe<Scalars['Decimal']['output']>;
};

/** A draft to send back from its review. */
export type ReturnEstimateInput = {
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The estimate's id. */
  id: Scalars['ID']['input'];
  /** Why; 2000 characters at most. */
  reason: Scalars['String']['input'];
};

/** What `returnEstimate` answers. */
export type ReturnEstimatePayload = {
  __typename?: 'ReturnEstimatePayload';
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A sent estimate to revise. */
export type ReviseEstimateInput = {
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The estimate's id. */
  id: Scalars['ID']['input'];
};

/** What `reviseEstimate` answers. */
export type ReviseEstimatePayload = {
  __typename?: 'ReviseEstimatePayload';
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A client's link to take back. */
export type RevokeEstimateLinkInput = {
  /** The link's id. */
  id: Scalars['ID']['input'];
};

/** What `revokeEstimateLink` answers. */
export type RevokeEstimateLinkPayload = {
  __typename?: 'RevokeEstimateLinkPayload';
  /** The link; null when something is to be mended. */
  link: Maybe<EstimateLink>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** How a tie is rounded. */
export type RoundingMode =
  /** To the even digit: 0.125 becomes 0.12. */
  | 'HALF_EVEN'
  /** Away from zero: 0.125 becomes 0.13. */
  | 'HALF_UP';

/** What became of one section, position or adjustment. */
export type RowChange = {
  __typename?: 'RowChange';
  /** Its id in `after`. */
  afterId: Maybe<Scalars['ID']['output']>;
  /** Its id in `before`. */
  beforeId: Maybe<Scalars['ID']['output']>;
  /** What is other in it. */
  changes: Array<FieldChange>;
  /** What became of it. */
  kind: RowChangeKind;
  /** Whether it stands elsewhere. The fewest rows that can have moved are said to have. */
  moved: Scalars['Boolean']['output'];
  /** Its name; the one it had when it was removed. */
  name: Scalars['String']['output'];
  /** The same in both estimates. */
  originId: Scalars['ID']['output'];
};

/** What became of a row. */
export type RowChangeKind =
  /** It is new. */
  | 'ADDED'
  /** Some of its fields are other. */
  | 'CHANGED'
  /** It stands elsewhere, and is the same otherwise. */
  | 'MOVED'
  /** It is gone. */
  | 'REMOVED';

/** An estimate to save as a template. */
export type SaveTemplateInput = {
  /** What it is for; 5000 characters at most. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** The estimate's id. */
  estimateId: Scalars['ID']['input'];
  /** The template's name; 300 characters at most. */
  name: Scalars['String']['input'];
};

/** What `saveTemplate` answers. */
export type SaveTemplatePayload = {
  __typename?: 'SaveTemplatePayload';
  /** The template; null when something is to be mended. */
  template: Maybe<Template>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A filter of estimates that was saved, by a person for themselves or for the organisation. */
export type SavedFilter = {
  __typename?: 'SavedFilter';
  /** Who saved it. */
  author: User;
  /** When it was saved. */
  createdAt: Scalars['DateTime']['output'];
  /** What it finds, for you: what you may not see is not found. Each filter is a search of its own: ask for it of one, or of few. */
  estimates: EstimateConnection;
  /**
   * What it narrows the list of estimates by. Null, with an error, for one of a version of this product that knew more: it finds nothing
   * then, until it is saved anew.
   */
  filter: Maybe<SavedFilterValues>;
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** Whether the whole organisation has it; else it is its maker's alone. */
  isShared: Scalars['Boolean']['output'];
  /** What it is called. */
  name: Scalars['String']['output'];
  /** In which order it lists. */
  orderBy: EstimateOrder;
  /** When it was last changed. */
  updatedAt: Scalars['DateTime']['output'];
  /** Grows with each change. */
  version: Scalars['Int']['output'];
};


/** A filter of estimates that was saved, by a person for themselves or for the organisation. */
export type SavedFilterEstimatesArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};

/** What a filter narrows by: all that `EstimateFilter` can. */
export type SavedFilterInput = {
  /** Those made by this person. */
  authorId?: InputMaybe<Scalars['ID']['input']>;
  /** Those of this lead. */
  leadId?: InputMaybe<Scalars['ID']['input']>;
  /** Those of this project. */
  projectId?: InputMaybe<Scalars['ID']['input']>;
  /** Those whose lead this person is responsible for: see `EstimateFilter.responsibleId`. */
  responsibleId?: InputMaybe<Scalars['ID']['input']>;
  /** Those whose number, title, or lead holds this text: see `EstimateFilter.search`. */
  search?: InputMaybe<Scalars['String']['input']>;
  /** Those in one of these states. */
  status?: InputMaybe<Array<EstimateStatus>>;
  /** Those changed at this instant or later. */
  updatedSince?: InputMaybe<Scalars['DateTime']['input']>;
};

/** What a saved filter narrows by, as `EstimateFilter` takes it; null: not by this. */
export type SavedFilterValues = {
  __typename?: 'SavedFilterValues';
  /** Those made by this person. */
  authorId: Maybe<Scalars['ID']['output']>;
  /** Those of this lead. */
  leadId: Maybe<Scalars['ID']['output']>;
  /** Those of this project. */
  projectId: Maybe<Scalars['ID']['output']>;
  /** Those whose lead this person is responsible for: see `EstimateFilter.responsibleId`. */
  responsibleId: Maybe<Scalars['ID']['output']>;
  /** Those whose number, title, or lead holds this text: see `EstimateFilter.search`. */
  search: Maybe<Scalars['String']['output']>;
  /** Those in one of these states. */
  status: Maybe<Array<EstimateStatus>>;
  /** Those changed at this instant or later. */
  updatedSince: Maybe<Scalars['DateTime']['output']>;
};

/** A second tax: beside the first one, or on the amount with it. */
export type SecondTax = {
  __typename?: 'SecondTax';
  /** Whether it is taken on the amount with the first tax. */
  compound: Scalars['Boolean']['output'];
  /** What it is called on paper. */
  name: Maybe<Scalars['String']['output']>;
  /** The percentage of positions that name none; null when they are outside it. */
  rate: Maybe<Scalars['Decimal']['output']>;
  /** The tax that its percentage follows from, by the day of supply; null where the percentage was given by itself. */
  tax: Maybe<Tax>;
};

/** A second tax. */
export type SecondTaxInput = {
  /** Whether it is taken on the amount with the first tax. */
  compound: Scalars['Boolean']['input'];
  /** What it is called on paper; 50 characters at most. With `taxId`, null: as that tax is; left out: as before, where it is the same tax. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The percentage of positions that name none; 0 to 100. Leave it out: they are outside it. */
  rate?: InputMaybe<Scalars['Decimal']['input']>;
  /** A tax of your organisation: its percentage on the day of supply. Leave `rate` out then. */
  taxId?: InputMaybe<Scalars['ID']['input']>;
};

/** A part of an estimate; holds positions and further sections, up to 8 levels. */
export type Section = {
  __typename?: 'Section';
  /** Its markups, discounts and roundings, in order of calculation. */
  adjustments: Array<Adjustment>;
  /** Whether it is an option or one of alternatives; null: part of the offer. */
  choice: Maybe<Choice>;
  /**
   * Coefficients of all positions in it, besides those of what it lies in. Prices and costs of one are multiplied by them, unrounded, before a line is rounded.
   * Those for costs only, and all where costs are part of the prices, are shown to who has costs:read only.
   */
  coefficients: Array<Coefficient>;
  /** Sum of the known costs in it. Null, with an error, without the permission `costs:read`. */
  cost: Maybe<Money>;
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** 1 at the top level. */
  depth: Scalars['Int']['output'];
  /** A text under the name. */
  description: Maybe<Scalars['String']['output']>;
  /** The estimate it lies in. */
  estimate: Estimate;
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** Whether it counts: it, and all it lies in, is taken. One that does not has its total all the same. */
  included: Scalars['Boolean']['output'];
  /** Sum of the amounts of its own positions. */
  linesSubtotal: Money;
  /** Its name. */
  name: Scalars['String']['output'];
  /** The same in all revisions and duplicates of the estimate. */
  originId: Scalars['ID']['output'];
  /** The section it lies in; null at the top level. */
  parentId: Maybe<Scalars['ID']['output']>;
  /** Where it stands among the sections and positions of its parent, which have one order; 1 is the first. */
  place: Scalars['Int']['output'];
  /** The positions directly in it, in order; more than 1,000 answer `LIST_TOO_LONG`: read those by `allPositions`. */
  positions: Array<Position>;
  /** Priced positions in it whose cost is not known. Null, with an error, without the permission `costs:read`. */
  positionsWithoutCost: Maybe<Scalars['Int']['output']>;
  /** The sections directly in it, in order. */
  sections: Array<Section>;
  /** Sum of the totals of the sections in it. */
  sectionsSubtotal: Money;
  /** Its positions and sections, before its own adjustments. */
  subtotal: Money;
  /** Subtotal and adjustments. */
  total: Money;
  /** When its own fields were last changed. */
  updatedAt: Scalars['DateTime']['output'];
  /** Grows with each change of its own fields; give it back as `expectedVersion`. */
  version: Scalars['Int']['output'];
};

/** A section of an estimate that is stored nowhere. */
export type SectionPreview = {
  __typename?: 'SectionPreview';
  /** Its markups, discounts and roundings, in order of calculation. */
  adjustments: Array<Adjustment>;
  /** Whether it is an option or one of alternatives; null: part of the offer. */
  choice: Maybe<Choice>;
  /** Sum of the known costs in it. Null, with an error, without the permission `costs:read`. */
  cost: Maybe<Money>;
  /** How its amounts came about, step by step, told as `explainAmounts` does. */
  explanation: Maybe<Explanation>;
  /** Names it within this answer, for `sectionId` and warnings. Nothing is stored under it. */
  id: Scalars['ID']['output'];
  /** Whether it counts: it, and all it lies in, is taken. One that does not has its total all the same. */
  included: Scalars['Boolean']['output'];
  /** Sum of the amounts of its own positions. */
  linesSubtotal: Money;
  /** Its name. */
  name: Scalars['String']['output'];
  /** The section it lies in; null at the top level. */
  parentId: Maybe<Scalars['ID']['output']>;
  /** Where it stands in the input, as `userErrors` name a place: `["sections", "0", "positions", "3"]`. */
  path: Array<Scalars['String']['output']>;
  /** The positions directly in it, in order; more than 1,000 answer `LIST_TOO_LONG`: read those by `allPositions`. */
  positions: Array<PositionPreview>;
  /** Priced positions in it whose cost is not known. Null, with an error, without the permission `costs:read`. */
  positionsWithoutCost: Maybe<Scalars['Int']['output']>;
  /** The sections directly in it, in order. */
  sections: Array<SectionPreview>;
  /** Sum of the totals of the sections in it. */
  sectionsSubtotal: Money;
  /** Its positions and sections, before its own adjustments. */
  subtotal: Money;
  /** Subtotal and adjustments. */
  total: Money;
};


/** A section of an estimate that is stored nowhere. */
export type SectionPreviewExplanationArgs = {
  language?: ExportLanguage;
};

/** A draft to send. */
export type SendEstimateInput = {
  /** The ids of the warnings that somebody has seen and sends it with all the same. */
  acknowledgedWarnings: Array<Scalars['String']['input']>;
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The estimate's id. */
  id: Scalars['ID']['input'];
  /** Mails a link to the client, when it is sent. */
  mail?: InputMaybe<EstimateMailInput>;
};

/** What `sendEstimate` answers. */
export type SendEstimatePayload = {
  __typename?: 'SendEstimatePayload';
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** The link that was mailed; null when none was asked for. */
  link: Maybe<EstimateLink>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** What an assembly shall consist of. */
export type SetAssemblyInput = {
  /** Up to 100, in order; items of any of your price lists. Empty: it is an ordinary item. */
  components: Array<AssemblyComponentInput>;
  /** The version of its price list that you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The item that is to be an assembly. */
  itemId: Scalars['ID']['input'];
};

/** What `setAssembly` answers. */
export type SetAssemblyPayload = {
  __typename?: 'SetAssemblyPayload';
  /** Its price list; null when something is to be mended. */
  catalogue: Maybe<Catalogue>;
  /** The item; null when something is to be mended. */
  item: Maybe<CatalogueItem>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A word for a unit. */
export type SetUnitSynonymInput = {
  /** The unit it stands for, by any of its spellings, or one of your own; null takes the word back. */
  unit?: InputMaybe<Scalars['String']['input']>;
  /** The word; 50 characters at most. Case, points and spaces make no other word. */
  word: Scalars['String']['input'];
};

/** What `setUnitSynonym` answers. */
export type SetUnitSynonymPayload = {
  __typename?: 'SetUnitSynonymPayload';
  /** The unit that the word stands for now; null when it was taken back, and when something is to be mended. */
  unit: Maybe<Unit>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A draft for a second person to look at. */
export type SubmitEstimateInput = {
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The estimate's id. */
  id: Scalars['ID']['input'];
};

/** What `submitEstimate` answers. */
export type SubmitEstimatePayload = {
  __typename?: 'SubmitEstimatePayload';
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/**
 * Live states, over WebSocket (`graphql-transport-ws`) or server-sent events. The state at the beginning comes at once, then
 * the new one after each change; changes that come faster than four a second are taken together.
 */
export type Subscription = {
  __typename?: 'Subscription';
  /** One estimate as it is now, and after each change by anyone. Ends with NOT_FOUND when it is deleted, or was never there. */
  estimateChanged: Maybe<Estimate>;
};


/**
 * Live states, over WebSocket (`graphql-transport-ws`) or server-sent events. The state at the beginning comes at once, then
 * the new one after each change; changes that come faster than four a second are taken together.
 */
export type SubscriptionEstimateChangedArgs = {
  id: Scalars['ID']['input'];
};

/** A tax of your organisation whose percentage depends on the day of supply: 20 % until a year is over, 22 % from then on. */
export type Tax = {
  __typename?: 'Tax';
  /** Whether it is not offered any more. What has it keeps it. */
  archived: Scalars['Boolean']['output'];
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** What it is called on paper, unless an estimate was given another name of it. */
  name: Scalars['String']['output'];
  /** Its percentages, in the order of their days; no day has two. */
  periods: Array<TaxPeriod>;
  /** The percentage on a day; null where it has none. */
  rate: Maybe<Scalars['Decimal']['output']>;
  /** When it was last changed. */
  updatedAt: Scalars['DateTime']['output'];
  /** Grows with each change; give it back as `expectedVersion`. */
  version: Scalars['Int']['output'];
};


/** A tax of your organisation whose percentage depends on the day of supply: 20 % until a year is over, 22 % from then on. */
export type TaxRateArgs = {
  on: Scalars['Date']['input'];
};

/** What falls under one tax rate. */
export type TaxGroup = {
  __typename?: 'TaxGroup';
  /** Whether this is what is outside the tax. */
  exempt: Scalars['Boolean']['output'];
  /** Net and tax. */
  gross: Money;
  /** Without tax. */
  net: Money;
  /** The percentage; null for what is outside the tax. */
  rate: Maybe<Scalars['Decimal']['output']>;
  /** The percentage of the second tax; null for what is outside it, and where there is none. */
  secondRate: Maybe<Scalars['Decimal']['output']>;
  /** What of `tax` is the second one. */
  secondTax: Money;
  /** The tax. */
  tax: Money;
};

/** Which of two taxes. */
export type TaxKind =
  /** The one that every estimate has. */
  | 'FIRST'
  /** The second one. */
  | 'SECOND';

/** Whether prices contain the tax. */
export type TaxMode =
  /** Prices are without tax; tax comes on top. */
  | 'EXCLUSIVE'
  /** Prices contain the tax. */
  | 'INCLUSIVE';

/** A percentage of a tax, and the days on which it holds. */
export type TaxPeriod = {
  __typename?: 'TaxPeriod';
  /** The first day; null: it always held until the last one. */
  from: Maybe<Scalars['Date']['output']>;
  /** The percentage. */
  rate: Scalars['Decimal']['output'];
  /** The last day; null: it holds from the first one for ever. */
  until: Maybe<Scalars['Date']['output']>;
};

/** A percentage of a tax, and the days on which it holds. */
export type TaxPeriodInput = {
  /** The first day; left out: it always held until the last one. */
  from?: InputMaybe<Scalars['Date']['input']>;
  /** The percentage, 0 to 100. */
  rate: Scalars['Decimal']['input'];
  /** The last day; left out: it holds from the first one for ever. */
  until?: InputMaybe<Scalars['Date']['input']>;
};

/** Where tax is rounded. */
export type TaxRounding =
  /** On each line. */
  | 'PER_LINE'
  /** Once for each rate. */
  | 'PER_RATE';

/** What one tax comes to at one rate. */
export type TaxTotal = {
  __typename?: 'TaxTotal';
  /** The tax. */
  amount: Money;
  /** What it is taken on: net, and the first tax under a compound second one. */
  base: Money;
  /** Which of two taxes. */
  kind: TaxKind;
  /** What it is called on paper. */
  name: Maybe<Scalars['String']['output']>;
  /** The percentage. */
  rate: Scalars['Decimal']['output'];
};

/** What estimates are made of again and again. */
export type Template = {
  __typename?: 'Template';
  /** Who made it. */
  author: Maybe<User>;
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** ISO 4217 code of its prices. */
  currency: Scalars['String']['output'];
  /** What it is for. */
  description: Maybe<Scalars['String']['output']>;
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** Its name. */
  name: Scalars['String']['output'];
  /** The numbers that its quantities follow from, with the values that hold where none are given. */
  parameters: Array<EstimateParameter>;
  /** How many positions it has. */
  positionCount: Scalars['Int']['output'];
  /** When it was last changed. */
  updatedAt: Scalars['DateTime']['output'];
  /** Grows with each change; give it back as `expectedVersion`. */
  version: Scalars['Int']['output'];
};

/** A list of templates. */
export type TemplateConnection = {
  __typename?: 'TemplateConnection';
  /** The templates of this page. */
  edges: Array<TemplateEdge>;
  /** Where the page stands. */
  pageInfo: PageInfo;
  /** How many there are on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** A template in a list. */
export type TemplateEdge = {
  __typename?: 'TemplateEdge';
  /** Give it to `after` or `before`. */
  cursor: Scalars['String']['output'];
  /** The template. */
  node: Template;
};

/** What to list of the trash; all that is given must match. */
export type TrashFilter = {
  /** Only of these kinds. */
  kind?: InputMaybe<Array<TrashKind>>;
};

/** Something that was deleted and can be restored. */
export type TrashItem = {
  __typename?: 'TrashItem';
  /** When. */
  deletedAt: Scalars['DateTime']['output'];
  /** Who deleted it. */
  deletedBy: Maybe<User>;
  /** When it is deleted for good. */
  expiresAt: Scalars['DateTime']['output'];
  /** The id that it had, and has again once it is restored. */
  id: Scalars['ID']['output'];
  /** What it is. */
  kind: TrashKind;
  /** What it was called. */
  name: Scalars['String']['output'];
};

/** A list of what lies in the trash. */
export type TrashItemConnection = {
  __typename?: 'TrashItemConnection';
  /** What is on this page. */
  edges: Array<TrashItemEdge>;
  /** Where the page stands. */
  pageInfo: PageInfo;
  /** How many there are on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** Something in the trash, in a list. */
export type TrashItemEdge = {
  __typename?: 'TrashItemEdge';
  /** Give it to `after` or `before`. */
  cursor: Scalars['String']['output'];
  /** What was deleted. */
  node: TrashItem;
};

/** What can lie in the trash. */
export type TrashKind =
  /** A price list. */
  | 'CATALOGUE'
  /** A draft of an estimate. */
  | 'ESTIMATE'
  /** A project. */
  | 'PROJECT'
  /** A template. */
  | 'TEMPLATE';

/** A unit that quantities are counted in, with all its spellings. */
export type Unit = {
  __typename?: 'Unit';
  /** What it is called: `square metre`. */
  name: Scalars['String']['output'];
  /** Words that your organisation has noted for it, in order. */
  ownSynonyms: Array<Scalars['String']['output']>;
  /** As it is written in lines: `m²`, `м²`. A unit of your organisation's own is the same in every language. */
  symbol: Scalars['String']['output'];
  /** How else it may be written, whatever the case, points and spaces. */
  synonyms: Array<Scalars['String']['output']>;
};


/** A unit that quantities are counted in, with all its spellings. */
export type UnitNameArgs = {
  language?: ExportLanguage;
};


/** A unit that quantities are counted in, with all its spellings. */
export type UnitSymbolArgs = {
  language?: ExportLanguage;
};

/** Changes of an adjustment. */
export type UpdateAdjustmentInput = {
  /** The adjustment of the same section or estimate it shall be calculated right after. */
  afterId?: InputMaybe<Scalars['ID']['input']>;
  /** What it is measured on; COST needs costs:read. ROUND_TO takes RUNNING_TOTAL. */
  base?: InputMaybe<AdjustmentBase>;
  /** The adjustment of the same section or estimate it shall be calculated right before. With neither it stays where it is. */
  beforeId?: InputMaybe<Scalars['ID']['input']>;
  /** The draft it is in: an adjustment keeps its id in all revisions and duplicates. */
  estimateId: Scalars['ID']['input'];
  /** The version of the adjustment you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The adjustment's id. */
  id: Scalars['ID']['input'];
  /** What it does. */
  kind?: InputMaybe<AdjustmentKind>;
  /** Whether `value` is a percentage or an amount; ROUND_TO takes FIXED. */
  mode?: InputMaybe<ValueMode>;
  /** What the reader sees it as; 200 characters at most. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The percentage, the amount, or the step of a rounding; never negative. */
  value?: InputMaybe<Scalars['Decimal']['input']>;
};

/** What `updateAdjustment` answers. */
export type UpdateAdjustmentPayload = {
  __typename?: 'UpdateAdjustmentPayload';
  /** The adjustment; null when something is to be mended. */
  adjustment: Maybe<Adjustment>;
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Who is shown a file. */
export type UpdateAttachmentInput = {
  /** Who is shown it. To and from CLIENT: in a draft only. COSTS takes `costs:read`. */
  audience: AttachmentAudience;
  /** The version of the estimate you saw; CONFLICT when it is another by now. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The attachment's id. */
  id: Scalars['ID']['input'];
};

/** What `updateAttachment` answers. */
export type UpdateAttachmentPayload = {
  __typename?: 'UpdateAttachmentPayload';
  /** The file as it is kept; null when something is to be mended. */
  attachment: Maybe<Attachment>;
  /** Its estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Changes of a price list. */
export type UpdateCatalogueInput = {
  /** What it is about; null clears it. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The price list's id. */
  id: Scalars['ID']['input'];
  /** Its name; 300 characters at most. */
  name?: InputMaybe<Scalars['String']['input']>;
};

/** What `updateCatalogue` answers. */
export type UpdateCataloguePayload = {
  __typename?: 'UpdateCataloguePayload';
  /** The price list; null when something is to be mended. */
  catalogue: Maybe<Catalogue>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** What you say instead. */
export type UpdateCommentInput = {
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The comment's id. */
  id: Scalars['ID']['input'];
  /** What you say; 2,000 characters at most. */
  text: Scalars['String']['input'];
};

/** What `updateComment` answers. */
export type UpdateCommentPayload = {
  __typename?: 'UpdateCommentPayload';
  /** The comment; null when something is to be mended. */
  comment: Maybe<Comment>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Changes of what new estimates begin with, and of reminders. */
export type UpdateEstimateDefaultsInput = {
  /** How many days before an estimate's last one its client and its author are reminded, 1 to 60; null: nobody is. */
  reminderDays?: InputMaybe<Scalars['Int']['input']>;
  /** True: new estimates are outside the tax. Leave `taxRate` out then. */
  taxExempt?: InputMaybe<Scalars['Boolean']['input']>;
  /** A tax of your organisation whose percentage depends on the day of supply; null: none. Leave `taxRate` and `taxExempt` out then. */
  taxId?: InputMaybe<Scalars['ID']['input']>;
  /** What the tax is called on paper, 50 characters at most; null clears it. */
  taxName?: InputMaybe<Scalars['String']['input']>;
  /** The tax percentage, 0 to 100; null: none is chosen, and every estimate warns until it names one. */
  taxRate?: InputMaybe<Scalars['Decimal']['input']>;
};

/** What `updateEstimateDefaults` answers. */
export type UpdateEstimateDefaultsPayload = {
  __typename?: 'UpdateEstimateDefaultsPayload';
  /** What new estimates begin with; null when something is to be mended. */
  defaults: Maybe<EstimateDefaults>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Changes of a draft. */
export type UpdateEstimateInput = {
  /** The whole list anew, in order of calculation. */
  adjustments?: InputMaybe<Array<AdjustmentInput>>;
  /** Who buys, as papers name them; null clears it. */
  client?: InputMaybe<PartyInput>;
  /** The whole list of coefficients anew. Those for costs only stay where their author has no costs:read. */
  coefficients?: InputMaybe<Array<CoefficientInput>>;
  /** ISO 4217 code: `EUR`. Amounts keep their numbers. */
  currency?: InputMaybe<Scalars['String']['input']>;
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The estimate's id. */
  id: Scalars['ID']['input'];
  /**
   * The lead it is made for. Where it is another one, files for the former client are shown to your own people only, and `client` is
   * forgotten unless it is given.
   */
  leadId?: InputMaybe<Scalars['ID']['input']>;
  /** A remark for its reader; null clears it. */
  notes?: InputMaybe<Scalars['String']['input']>;
  /** The whole list of parameters anew: quantities follow. */
  parameters?: InputMaybe<Array<EstimateParameterInput>>;
  /** The whole list of payments anew; an empty one: that is not said. */
  payments?: InputMaybe<Array<PaymentStageInput>>;
  /** The project it belongs to; null takes it out of its project. */
  projectId?: InputMaybe<Scalars['ID']['input']>;
  /** Rounds what is to be paid to a multiple of this; null: not rounded. */
  roundPayableTo?: InputMaybe<Scalars['Decimal']['input']>;
  /** How a tie is rounded. */
  rounding?: InputMaybe<RoundingMode>;
  /** The second tax; null: none. */
  secondTax?: InputMaybe<SecondTaxInput>;
  /** The day of supply: percentages of taxes follow. Null: the day on which it is calculated or sent. */
  supplyDate?: InputMaybe<Scalars['Date']['input']>;
  /** True: positions that name no rate are outside the tax. */
  taxExempt?: InputMaybe<Scalars['Boolean']['input']>;
  /** A tax of your organisation, as `createEstimate` takes it; null: none is chosen. */
  taxId?: InputMaybe<Scalars['ID']['input']>;
  /** Whether prices contain the tax. */
  taxMode?: InputMaybe<TaxMode>;
  /** What the tax is called on paper; null clears it: a tax with days is called by its own name then. */
  taxName?: InputMaybe<Scalars['String']['input']>;
  /** The tax percentage of positions that name none. */
  taxRate?: InputMaybe<Scalars['Decimal']['input']>;
  /** Where tax is rounded. */
  taxRounding?: InputMaybe<TaxRounding>;
  /** Its title; 300 characters at most. */
  title?: InputMaybe<Scalars['String']['input']>;
  /** The last day on which it holds; null clears it. */
  validUntil?: InputMaybe<Scalars['Date']['input']>;
};

/** What `updateEstimate` answers. */
export type UpdateEstimatePayload = {
  __typename?: 'UpdateEstimatePayload';
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Changes of a letterhead: what is left out stays, null clears. */
export type UpdateLetterheadInput = {
  /** The address: 3 lines and 300 characters at most. */
  address?: InputMaybe<Scalars['String']['input']>;
  /** The whole list anew: 5 lines of 300 characters at most. */
  bankLines?: InputMaybe<Array<Scalars['String']['input']>>;
  /** A text at the foot of each page; 200 characters on one line at most. */
  footer?: InputMaybe<Scalars['String']['input']>;
  /** The name in law; 300 characters at most. */
  legalName?: InputMaybe<Scalars['String']['input']>;
  /** An upload (`createUpload`, purpose LOGO) that has come: .png or .jpg, at most 4,000 pixels wide and high and 4 million in all. */
  logoId?: InputMaybe<Scalars['ID']['input']>;
  /** The whole list anew; 4 at most. */
  taxIds?: InputMaybe<Array<LetterheadTaxIdInput>>;
};

/** What `updateLetterhead` answers. */
export type UpdateLetterheadPayload = {
  __typename?: 'UpdateLetterheadPayload';
  /** The letterhead; null when something is to be mended. */
  letterhead: Maybe<Letterhead>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Changes of a position. */
export type UpdatePositionInput = {
  /** Makes it an option, or one of alternatives; null: part of the offer. Taking one of alternatives leaves the others. */
  choice?: InputMaybe<ChoiceInput>;
  /** A code of your own; null clears it. */
  code?: InputMaybe<Scalars['String']['input']>;
  /** The whole list of coefficients anew. Those for costs only stay where their author has no costs:read. */
  coefficients?: InputMaybe<Array<CoefficientInput>>;
  /** A text under the name; null clears it. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** What is taken from the line; null clears it. */
  discount?: InputMaybe<LineChangeInput>;
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /**
   * Its price for one in another currency, at a rate that stays: `unitPrice` follows from it, and is left out. Null leaves `unitPrice` as it
   * came to; so does another `unitPrice`, which takes its place.
   */
  foreignPrice?: InputMaybe<ForeignPriceInput>;
  /** What the quantity follows from, whatever `quantity` says; null: the quantity stays as it is. */
  formula?: InputMaybe<Scalars['String']['input']>;
  /** The position's id. */
  id: Scalars['ID']['input'];
  /** What it is. TEXT drops its unit cost. */
  kind?: InputMaybe<PositionKind>;
  /** How much of its amount is labour, in percent, 0 to 100; null: all of WORK, nothing of others. */
  labourPercent?: InputMaybe<Scalars['Decimal']['input']>;
  /** What is added to the line; null clears it. */
  markup?: InputMaybe<LineChangeInput>;
  /** Its name; 500 characters at most. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** How many, before waste; below zero it takes back. Of a line with a formula: only with `formula` beside it. */
  quantity?: InputMaybe<Scalars['Decimal']['input']>;
  /** True: outside the second tax. */
  secondTaxExempt?: InputMaybe<Scalars['Boolean']['input']>;
  /** The same of the second tax. */
  secondTaxId?: InputMaybe<Scalars['ID']['input']>;
  /** Its own percentage of the second tax; null: the estimate's. */
  secondTaxRate?: InputMaybe<Scalars['Decimal']['input']>;
  /** True: outside the tax. */
  taxExempt?: InputMaybe<Scalars['Boolean']['input']>;
  /** A tax of your organisation of its own: its percentage on the day of supply. Leave `taxRate` and `taxExempt` out then. */
  taxId?: InputMaybe<Scalars['ID']['input']>;
  /** Its own tax percentage; null: the estimate's. */
  taxRate?: InputMaybe<Scalars['Decimal']['input']>;
  /** What it is counted in; null clears it. */
  unit?: InputMaybe<Scalars['String']['input']>;
  /** What one costs your organisation; null when it is not known. Needs costs:write. */
  unitCost?: InputMaybe<Scalars['Decimal']['input']>;
  /** What `unitCost` follows from, whatever that says; null: the cost stays as it is. Needs costs:write. */
  unitCostFormula?: InputMaybe<Scalars['String']['input']>;
  /** What the client pays for one; below zero it is a credit. */
  unitPrice?: InputMaybe<Scalars['Decimal']['input']>;
  /** What `unitPrice` follows from, whatever that says; null: the price stays as it is. */
  unitPriceFormula?: InputMaybe<Scalars['String']['input']>;
  /** The name by which formulas take its quantity; null: none. */
  variable?: InputMaybe<Scalars['String']['input']>;
  /** What is added to the quantity for waste, in percent. */
  wastePercent?: InputMaybe<Scalars['Decimal']['input']>;
};

/** What `updatePosition` answers. */
export type UpdatePositionPayload = {
  __typename?: 'UpdatePositionPayload';
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** The position; null when something is to be mended. */
  position: Maybe<Position>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Changes of several positions. */
export type UpdatePositionsInput = {
  /** The draft they are in. */
  estimateId: Scalars['ID']['input'];
  /** 1 to 500, each once. */
  positions: Array<UpdatePositionInput>;
};

/** What `updatePositions` answers. */
export type UpdatePositionsPayload = {
  __typename?: 'UpdatePositionsPayload';
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** The positions, in the order of the input; null when something is to be mended. */
  positions: Maybe<Array<Position>>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Changes of a project. */
export type UpdateProjectInput = {
  /** What it is about; null clears it. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The project's id. */
  id: Scalars['ID']['input'];
  /** The lead it came from; null: none. */
  leadId?: InputMaybe<Scalars['ID']['input']>;
  /** Its name; 300 characters at most. */
  name?: InputMaybe<Scalars['String']['input']>;
};

/** What `updateProject` answers. */
export type UpdateProjectPayload = {
  __typename?: 'UpdateProjectPayload';
  /** The project; null when something is to be mended. */
  project: Maybe<Project>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Changes of a saved filter; what is left out stays. */
export type UpdateSavedFilterInput = {
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** What it narrows by: all of it, in place of what it was. */
  filter?: InputMaybe<SavedFilterInput>;
  /** The filter's id. */
  id: Scalars['ID']['input'];
  /** Whether the whole organisation has it; only its maker changes this. */
  isShared?: InputMaybe<Scalars['Boolean']['input']>;
  /** What to call it; 300 characters at most. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** In which order it lists. */
  orderBy?: InputMaybe<EstimateOrder>;
};

/** What `updateSavedFilter` answers. */
export type UpdateSavedFilterPayload = {
  __typename?: 'UpdateSavedFilterPayload';
  /** The filter; null when something is to be mended. */
  savedFilter: Maybe<SavedFilter>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Changes of a section. */
export type UpdateSectionInput = {
  /** The whole list of adjustments anew, in order of calculation; to change one, use `updateAdjustment`. */
  adjustments?: InputMaybe<Array<AdjustmentInput>>;
  /** Makes it an option, or one of alternatives; null: part of the offer. Taking one of alternatives leaves the others. */
  choice?: InputMaybe<ChoiceInput>;
  /** The whole list of coefficients anew. Those for costs only stay where their author has no costs:read. */
  coefficients?: InputMaybe<Array<CoefficientInput>>;
  /** A text under the name; null clears it. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The section's id. */
  id: Scalars['ID']['input'];
  /** Its name; 300 characters at most. */
  name?: InputMaybe<Scalars['String']['input']>;
};

/** What `updateSection` answers. */
export type UpdateSectionPayload = {
  __typename?: 'UpdateSectionPayload';
  /** The estimate; null when something is to be mended. */
  estimate: Maybe<Estimate>;
  /** The section; null when something is to be mended. */
  section: Maybe<Section>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Changes of a tax. */
export type UpdateTaxInput = {
  /** Whether it is not offered any more. */
  archived?: InputMaybe<Scalars['Boolean']['input']>;
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The tax's id. */
  id: Scalars['ID']['input'];
  /** What it is called on paper; 50 characters at most. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The whole list of its percentages anew. */
  periods?: InputMaybe<Array<TaxPeriodInput>>;
};

/** What `updateTax` answers. */
export type UpdateTaxPayload = {
  __typename?: 'UpdateTaxPayload';
  /** The tax; null when something is to be mended. */
  tax: Maybe<Tax>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** Changes of a template. */
export type UpdateTemplateInput = {
  /** What it is for; null clears it. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** The version you saw; CONFLICT when it is another by now. Leave it out to change whatever is there. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The template's id. */
  id: Scalars['ID']['input'];
  /** Its name; 300 characters at most. */
  name?: InputMaybe<Scalars['String']['input']>;
};

/** What `updateTemplate` answers. */
export type UpdateTemplatePayload = {
  __typename?: 'UpdateTemplatePayload';
  /** The template; null when something is to be mended. */
  template: Maybe<Template>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** A file that was announced, and what has become of it. */
export type Upload = {
  __typename?: 'Upload';
  /** When it is removed unless it is used before, a day after it came; null when it is kept, or not there yet. */
  expiresAt: Maybe<Scalars['DateTime']['output']>;
  /** Unique id; also of the file, once it is there. */
  id: Scalars['ID']['output'];
  /** Whether all of it is there. */
  isReceived: Scalars['Boolean']['output'];
  /** What it is by its content: `xlsx`, `png` …; null while it is not there. */
  kind: Maybe<Scalars['String']['output']>;
  /** Its name, made safe; its ending says what the content is, once that is known. */
  name: Scalars['String']['output'];
  /** What it is sent for. */
  purpose: UploadPurpose;
  /** The SHA-256 of its bytes, in hexadecimal digits; null while it is not there. */
  sha256: Maybe<Scalars['String']['output']>;
  /** In bytes. */
  size: Scalars['Int']['output'];
};

/** What a file is sent for. */
export type UploadPurpose =
  /** A file to keep and to search (`processAsset`): .pdf, .xlsx, .xls, .ods, .csv or plain text, 25 MB at most. Takes `estimates:write`. */
  | 'ASSET'
  /**
   * A photo or document to keep with an estimate or a line (`attachFile`): .jpg, .png, .webp, .gif, .heic, .pdf, .xlsx, .xls, .ods, .docx or
   * .csv, 20 MB at most. Takes `estimates:write`.
   */
  | 'ATTACHMENT'
  /** Lines to import (`previewImport`): .xlsx, .xls, .ods or .csv, 50 MB at most. Takes `estimates:write`. */
  | 'IMPORT'
  /** Your organisation's logo: .png or .jpg, 2 MB at most. Takes `organization:write`. */
  | 'LOGO';

/** A person, owned by identity. */
export type User = {
  __typename?: 'User';
  /** The estimates this person made. */
  estimates: Maybe<EstimateConnection>;
  /** The person's id. */
  id: Scalars['ID']['output'];
};


/** A person, owned by identity. */
export type UserEstimatesArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<EstimateFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
  orderBy?: EstimateOrder;
};

/** Something in a mutation's input that a person can mend. Nothing was changed when there is one. */
export type UserError = {
  __typename?: 'UserError';
  /** Stable, UPPER_CASE; branch on it. */
  code: Scalars['String']['output'];
  /** What is wrong and what to do. */
  message: Scalars['String']['output'];
  /** Where in `input` the mistake stands, outermost first; empty when it is the input as a whole. */
  path: Array<Scalars['String']['output']>;
};

/** How a markup, discount or adjustment is measured. */
export type ValueMode =
  /** The value is an amount in the estimate's currency. */
  | 'FIXED'
  /** The value is a percentage. */
  | 'PERCENT';

export type WithIndex<TObject> = TObject & Record<string, any>;
export type ResolversObject<TObject> = WithIndex<TObject>;

export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = ResolversObject<{
  Company: Company;
  Contact: Contact;
  Estimate: Estimate;
  Lead: Lead;
  Project: Project;
  User: User;
}>;

/** Mapping of federation reference types */
export type FederationReferenceTypes = ResolversObject<{
  Company:
    ( { __typename: 'Company' }
    & GraphQLRecursivePick<FederationTypes['Company'], {"id":true}> );
  Contact:
    ( { __typename: 'Contact' }
    & GraphQLRecursivePick<FederationTypes['Contact'], {"id":true}> );
  Estimate:
    ( { __typename: 'Estimate' }
    & GraphQLRecursivePick<FederationTypes['Estimate'], {"id":true}> );
  Lead:
    ( { __typename: 'Lead' }
    & GraphQLRecursivePick<FederationTypes['Lead'], {"id":true}> );
  Project:
    ( { __typename: 'Project' }
    & GraphQLRecursivePick<FederationTypes['Project'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
}>;



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = ResolversObject<{
  AddAdjustmentInput: AddAdjustmentInput;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  AddAdjustmentPayload: ResolverTypeWrapper<Omit<AddAdjustmentPayload, 'adjustment' | 'estimate'> & { adjustment?: Maybe<ResolversTypes['Adjustment']>, estimate?: Maybe<ResolversTypes['Estimate']> }>;
  AddCommentInput: AddCommentInput;
  AddCommentPayload: ResolverTypeWrapper<Omit<AddCommentPayload, 'comment'> & { comment?: Maybe<ResolversTypes['Comment']> }>;
  AddFromCatalogueInput: AddFromCatalogueInput;
  AddFromCataloguePayload: ResolverTypeWrapper<Omit<AddFromCataloguePayload, 'estimate' | 'positions'> & { estimate?: Maybe<ResolversTypes['Estimate']>, positions?: Maybe<Array<ResolversTypes['Position']>> }>;
  AddPositionInput: AddPositionInput;
  AddPositionPayload: ResolverTypeWrapper<Omit<AddPositionPayload, 'estimate' | 'position'> & { estimate?: Maybe<ResolversTypes['Estimate']>, position?: Maybe<ResolversTypes['Position']> }>;
  AddPositionsInput: AddPositionsInput;
  AddPositionsItemInput: AddPositionsItemInput;
  AddPositionsPayload: ResolverTypeWrapper<Omit<AddPositionsPayload, 'estimate' | 'positions'> & { estimate?: Maybe<ResolversTypes['Estimate']>, positions?: Maybe<Array<ResolversTypes['Position']>> }>;
  AddSectionInput: AddSectionInput;
  AddSectionPayload: ResolverTypeWrapper<Omit<AddSectionPayload, 'estimate' | 'section'> & { estimate?: Maybe<ResolversTypes['Estimate']>, section?: Maybe<ResolversTypes['Section']> }>;
  Adjustment: ResolverTypeWrapper<AdjustmentNode>;
  AdjustmentBase: AdjustmentBase;
  AdjustmentInput: AdjustmentInput;
  AdjustmentKind: AdjustmentKind;
  ApplyImportInput: ApplyImportInput;
  ApplyImportPayload: ResolverTypeWrapper<Omit<ApplyImportPayload, 'estimate' | 'import' | 'job'> & { estimate?: Maybe<ResolversTypes['Estimate']>, import?: Maybe<ResolversTypes['Import']>, job?: Maybe<ResolversTypes['Job']> }>;
  ApproveClientEstimateInput: ApproveClientEstimateInput;
  ApproveClientEstimatePayload: ResolverTypeWrapper<Omit<ApproveClientEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversTypes['ClientEstimate']> }>;
  ApproveEstimateInput: ApproveEstimateInput;
  ApproveEstimatePayload: ResolverTypeWrapper<Omit<ApproveEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversTypes['Estimate']> }>;
  AssemblyComponent: ResolverTypeWrapper<AssemblyComponentEntity>;
  AssemblyComponentInput: AssemblyComponentInput;
  AssemblyLayout: AssemblyLayout;
  Asset: ResolverTypeWrapper<AssetEntity>;
  AssetConnection: ResolverTypeWrapper<Page<AssetEntity>>;
  AssetEdge: ResolverTypeWrapper<Omit<AssetEdge, 'node'> & { node: ResolversTypes['Asset'] }>;
  AssetError: ResolverTypeWrapper<AssetError>;
  AssetFilter: AssetFilter;
  AssetPart: ResolverTypeWrapper<AssetPartEntity>;
  AssetPartConnection: ResolverTypeWrapper<Page<AssetPartEntity>>;
  AssetPartEdge: ResolverTypeWrapper<Omit<AssetPartEdge, 'node'> & { node: ResolversTypes['AssetPart'] }>;
  AssetSheet: ResolverTypeWrapper<AssetSheet>;
  AssetState: AssetState;
  AttachFileInput: AttachFileInput;
  AttachFilePayload: ResolverTypeWrapper<Omit<AttachFilePayload, 'attachment' | 'estimate'> & { attachment?: Maybe<ResolversTypes['Attachment']>, estimate?: Maybe<ResolversTypes['Estimate']> }>;
  Attachment: ResolverTypeWrapper<KeptAttachment>;
  AttachmentAudience: AttachmentAudience;
  CacheControlScope: CacheControlScope;
  CancelEstimateInput: CancelEstimateInput;
  CancelEstimatePayload: ResolverTypeWrapper<Omit<CancelEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversTypes['Estimate']> }>;
  Catalogue: ResolverTypeWrapper<CatalogueEntity>;
  CatalogueConnection: ResolverTypeWrapper<Page<CatalogueEntity>>;
  CatalogueEdge: ResolverTypeWrapper<Omit<CatalogueEdge, 'node'> & { node: ResolversTypes['Catalogue'] }>;
  CatalogueItem: ResolverTypeWrapper<CatalogueItemEntity>;
  CatalogueItemConnection: ResolverTypeWrapper<Page<CatalogueItemEntity>>;
  CatalogueItemEdge: ResolverTypeWrapper<Omit<CatalogueItemEdge, 'node'> & { node: ResolversTypes['CatalogueItem'] }>;
  CatalogueItemFilter: CatalogueItemFilter;
  CataloguePrice: ResolverTypeWrapper<PricedIn>;
  CataloguePriceInput: CataloguePriceInput;
  CatalogueTakeInput: CatalogueTakeInput;
  CatalogueVersion: ResolverTypeWrapper<CatalogueVersionEntity>;
  Choice: ResolverTypeWrapper<Choice>;
  ChoiceInput: ChoiceInput;
  ClientChoice: ResolverTypeWrapper<ClientChoice>;
  ClientDecision: ResolverTypeWrapper<ClientDecision>;
  ClientDecisionKind: ClientDecisionKind;
  ClientDocument: ResolverTypeWrapper<ClientOffer>;
  ClientEstimate: ResolverTypeWrapper<ClientEstimateNode>;
  ClientEstimateState: ClientEstimateState;
  ClientFile: ResolverTypeWrapper<ClientFile>;
  ClientPaper: ResolverTypeWrapper<ClientPaper>;
  ClientParty: ResolverTypeWrapper<ClientParty>;
  ClientRow: ResolverTypeWrapper<ClientRow>;
  ClientRowKind: ClientRowKind;
  ClientTotal: ResolverTypeWrapper<ClientTotal>;
  ClientTotalKind: ClientTotalKind;
  Coefficient: ResolverTypeWrapper<Coefficient>;
  CoefficientInput: CoefficientInput;
  CoefficientTarget: CoefficientTarget;
  Comment: ResolverTypeWrapper<CommentEntity>;
  CommentAudience: CommentAudience;
  CommentConnection: ResolverTypeWrapper<Page<CommentEntity>>;
  CommentEdge: ResolverTypeWrapper<Omit<CommentEdge, 'node'> & { node: ResolversTypes['Comment'] }>;
  Company: ResolverTypeWrapper<{ id: string }>;
  Contact: ResolverTypeWrapper<{ id: string }>;
  ConvertEstimateInput: ConvertEstimateInput;
  ConvertEstimatePayload: ResolverTypeWrapper<Omit<ConvertEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversTypes['Estimate']> }>;
  CopyPositionInput: CopyPositionInput;
  CopyPositionPayload: ResolverTypeWrapper<Omit<CopyPositionPayload, 'estimate' | 'position'> & { estimate?: Maybe<ResolversTypes['Estimate']>, position?: Maybe<ResolversTypes['Position']> }>;
  CopySectionsInput: CopySectionsInput;
  CopySectionsPayload: ResolverTypeWrapper<Omit<CopySectionsPayload, 'estimate' | 'sections' | 'source'> & { estimate?: Maybe<ResolversTypes['Estimate']>, sections?: Maybe<Array<ResolversTypes['Section']>>, source?: Maybe<ResolversTypes['Estimate']> }>;
  CostTotals: ResolverTypeWrapper<CostTotals>;
  CreateCatalogueInput: CreateCatalogueInput;
  CreateCataloguePayload: ResolverTypeWrapper<Omit<CreateCataloguePayload, 'catalogue'> & { catalogue?: Maybe<ResolversTypes['Catalogue']> }>;
  CreateEstimateInput: CreateEstimateInput;
  CreateEstimateLinkInput: CreateEstimateLinkInput;
  CreateEstimateLinkPayload: ResolverTypeWrapper<Omit<CreateEstimateLinkPayload, 'link'> & { link?: Maybe<ResolversTypes['EstimateLink']> }>;
  CreateEstimatePayload: ResolverTypeWrapper<Omit<CreateEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversTypes['Estimate']> }>;
  CreateFromTemplateInput: CreateFromTemplateInput;
  CreateFromTemplatePayload: ResolverTypeWrapper<Omit<CreateFromTemplatePayload, 'estimate'> & { estimate?: Maybe<ResolversTypes['Estimate']> }>;
  CreateProjectInput: CreateProjectInput;
  CreateProjectPayload: ResolverTypeWrapper<Omit<CreateProjectPayload, 'project'> & { project?: Maybe<ResolversTypes['Project']> }>;
  CreateSavedFilterInput: CreateSavedFilterInput;
  CreateSavedFilterPayload: ResolverTypeWrapper<Omit<CreateSavedFilterPayload, 'savedFilter'> & { savedFilter?: Maybe<ResolversTypes['SavedFilter']> }>;
  CreateTaxInput: CreateTaxInput;
  CreateTaxPayload: ResolverTypeWrapper<Omit<CreateTaxPayload, 'tax'> & { tax?: Maybe<ResolversTypes['Tax']> }>;
  CreateUploadInput: CreateUploadInput;
  CreateUploadPayload: ResolverTypeWrapper<Omit<CreateUploadPayload, 'upload'> & { upload?: Maybe<ResolversTypes['Upload']> }>;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  DecisionEvidence: ResolverTypeWrapper<DecisionEvidence>;
  DecisionVia: DecisionVia;
  DeclineClientEstimateInput: DeclineClientEstimateInput;
  DeclineClientEstimatePayload: ResolverTypeWrapper<Omit<DeclineClientEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversTypes['ClientEstimate']> }>;
  DeclineEstimateInput: DeclineEstimateInput;
  DeclineEstimatePayload: ResolverTypeWrapper<Omit<DeclineEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversTypes['Estimate']> }>;
  DeleteAdjustmentInput: DeleteAdjustmentInput;
  DeleteAdjustmentPayload: ResolverTypeWrapper<Omit<DeleteAdjustmentPayload, 'estimate'> & { estimate?: Maybe<ResolversTypes['Estimate']> }>;
  DeleteAssetInput: DeleteAssetInput;
  DeleteAssetPayload: ResolverTypeWrapper<DeleteAssetPayload>;
  DeleteCatalogueInput: DeleteCatalogueInput;
  DeleteCataloguePayload: ResolverTypeWrapper<DeleteCataloguePayload>;
  DeleteCommentInput: DeleteCommentInput;
  DeleteCommentPayload: ResolverTypeWrapper<DeleteCommentPayload>;
  DeleteEstimateInput: DeleteEstimateInput;
  DeleteEstimatePayload: ResolverTypeWrapper<DeleteEstimatePayload>;
  DeleteForGoodInput: DeleteForGoodInput;
  DeleteForGoodPayload: ResolverTypeWrapper<DeleteForGoodPayload>;
  DeleteProjectInput: DeleteProjectInput;
  DeleteProjectPayload: ResolverTypeWrapper<DeleteProjectPayload>;
  DeleteSavedFilterInput: DeleteSavedFilterInput;
  DeleteSavedFilterPayload: ResolverTypeWrapper<DeleteSavedFilterPayload>;
  DeleteTemplateInput: DeleteTemplateInput;
  DeleteTemplatePayload: ResolverTypeWrapper<DeleteTemplatePayload>;
  DuplicateEstimateInput: DuplicateEstimateInput;
  DuplicateEstimatePayload: ResolverTypeWrapper<Omit<DuplicateEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversTypes['Estimate']> }>;
  Estimate: ResolverTypeWrapper<EstimateEntity>;
  EstimateClient: ResolverTypeWrapper<EstimateClient>;
  EstimateConnection: ResolverTypeWrapper<Page<EstimateEntity>>;
  EstimateDefaults: ResolverTypeWrapper<EstimateDefaultsParts>;
  EstimateDiff: ResolverTypeWrapper<ComparedEstimates>;
  EstimateEdge: ResolverTypeWrapper<Omit<EstimateEdge, 'node'> & { node: ResolversTypes['Estimate'] }>;
  EstimateExport: ResolverTypeWrapper<EstimateExportEntity>;
  EstimateExportConnection: ResolverTypeWrapper<Page<EstimateExportEntity>>;
  EstimateExportEdge: ResolverTypeWrapper<Omit<EstimateExportEdge, 'node'> & { node: ResolversTypes['EstimateExport'] }>;
  EstimateFilter: EstimateFilter;
  EstimateLink: ResolverTypeWrapper<EstimateLinkEntity>;
  EstimateLinkDecision: ResolverTypeWrapper<EstimateLinkDecision>;
  EstimateLinkState: EstimateLinkState;
  EstimateLinkView: ResolverTypeWrapper<EstimateLinkView>;
  EstimateMailInput: EstimateMailInput;
  EstimateOrder: EstimateOrder;
  EstimateParameter: ResolverTypeWrapper<EstimateParameter>;
  EstimateParameterInput: EstimateParameterInput;
  EstimatePolicy: ResolverTypeWrapper<EstimatePolicy>;
  EstimatePreview: ResolverTypeWrapper<Preview>;
  EstimateStatus: EstimateStatus;
  EstimateStatusChange: ResolverTypeWrapper<StatusChangeEntity>;
  EstimateTotals: ResolverTypeWrapper<TotalledEstimate>;
  EstimateVerification: ResolverTypeWrapper<EstimateVerification>;
  EstimateWarning: ResolverTypeWrapper<EstimateWarning>;
  EstimateWarningCode: EstimateWarningCode;
  ExchangeRateInput: ExchangeRateInput;
  Explanation: ResolverTypeWrapper<ExplanationParts>;
  ExplanationInput: ResolverTypeWrapper<ExplanationInput>;
  ExplanationRule: ExplanationRule;
  ExplanationStep: ResolverTypeWrapper<ExplanationStepParts>;
  ExportEstimateInput: ExportEstimateInput;
  ExportEstimatePayload: ResolverTypeWrapper<Omit<ExportEstimatePayload, 'job'> & { job?: Maybe<ResolversTypes['Job']> }>;
  ExportFormat: ExportFormat;
  ExportLanguage: ExportLanguage;
  ExportedFile: ResolverTypeWrapper<ExportedFile>;
  FieldChange: ResolverTypeWrapper<FieldChangeParts>;
  ForeignPrice: ResolverTypeWrapper<StoredForeignPrice>;
  ForeignPriceInput: ForeignPriceInput;
  Import: ResolverTypeWrapper<ImportRecord>;
  ImportChange: ImportChange;
  ImportColumn: ResolverTypeWrapper<ImportColumn>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  ImportColumnInput: ImportColumnInput;
  ImportColumnOrigin: ImportColumnOrigin;
  ImportConflicts: ImportConflicts;
  ImportDecimalSign: ImportDecimalSign;
  ImportEncoding: ImportEncoding;
  ImportField: ImportField;
  ImportIssue: ResolverTypeWrapper<ImportIssue>;
  ImportMode: ImportMode;
  ImportOutcome: ImportOutcome;
  ImportPricesInput: ImportPricesInput;
  ImportPricesPayload: ResolverTypeWrapper<Omit<ImportPricesPayload, 'catalogue' | 'import' | 'job'> & { catalogue?: Maybe<ResolversTypes['Catalogue']>, import?: Maybe<ResolversTypes['Import']>, job?: Maybe<ResolversTypes['Job']> }>;
  ImportRow: ResolverTypeWrapper<ImportRowRecord>;
  ImportRowConnection: ResolverTypeWrapper<Page<ImportRowRecord>>;
  ImportRowEdge: ResolverTypeWrapper<Omit<ImportRowEdge, 'node'> & { node: ResolversTypes['ImportRow'] }>;
  ImportSeverity: ImportSeverity;
  ImportSheet: ResolverTypeWrapper<ImportSheet>;
  ImportSkipReason: ImportSkipReason;
  ImportSplit: ImportSplit;
  ImportState: ImportState;
  ImportSummary: ResolverTypeWrapper<ImportSummary>;
  ImportTotalKind: ImportTotalKind;
  Job: ResolverTypeWrapper<{ id: string }>;
  KeptPriceReason: KeptPriceReason;
  Lead: ResolverTypeWrapper<{ id: string }>;
  Letterhead: ResolverTypeWrapper<LetterheadEntity>;
  LetterheadLogo: ResolverTypeWrapper<LogoRef>;
  LetterheadTaxId: ResolverTypeWrapper<LetterheadTaxId>;
  LetterheadTaxIdInput: LetterheadTaxIdInput;
  LineChange: ResolverTypeWrapper<LineChange>;
  LineChangeInput: LineChangeInput;
  MailedPdf: MailedPdf;
  Money: ResolverTypeWrapper<Money>;
  MovePositionInput: MovePositionInput;
  MovePositionPayload: ResolverTypeWrapper<Omit<MovePositionPayload, 'estimate' | 'position'> & { estimate?: Maybe<ResolversTypes['Estimate']>, position?: Maybe<ResolversTypes['Position']> }>;
  MoveSectionInput: MoveSectionInput;
  MoveSectionPayload: ResolverTypeWrapper<Omit<MoveSectionPayload, 'estimate' | 'section'> & { estimate?: Maybe<ResolversTypes['Estimate']>, section?: Maybe<ResolversTypes['Section']> }>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  NewImportedEstimateInput: NewImportedEstimateInput;
  NewPositionInput: NewPositionInput;
  NewSectionInput: NewSectionInput;
  OfferTotals: ResolverTypeWrapper<OfferTotals>;
  OpenClientEstimateInput: OpenClientEstimateInput;
  OpenClientEstimatePayload: ResolverTypeWrapper<Omit<OpenClientEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversTypes['ClientEstimate']> }>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  ParameterValueInput: ParameterValueInput;
  PartyInput: PartyInput;
  PaymentDue: PaymentDue;
  PaymentMode: PaymentMode;
  PaymentStage: ResolverTypeWrapper<PaymentStage>;
  PaymentStageInput: PaymentStageInput;
  Position: ResolverTypeWrapper<PositionNode>;
  PositionAssembly: ResolverTypeWrapper<ShownAssembly>;
  PositionConnection: ResolverTypeWrapper<Page<PositionNode>>;
  PositionEdge: ResolverTypeWrapper<Omit<PositionEdge, 'node'> & { node: ResolversTypes['Position'] }>;
  PositionKind: PositionKind;
  PositionPreview: ResolverTypeWrapper<PreviewedPosition>;
  PositionPreviewConnection: ResolverTypeWrapper<Page<PreviewedPosition>>;
  PositionPreviewEdge: ResolverTypeWrapper<Omit<PositionPreviewEdge, 'node'> & { node: ResolversTypes['PositionPreview'] }>;
  PositionRepricing: ResolverTypeWrapper<PositionRepricingParts>;
  PositionSource: ResolverTypeWrapper<TakenPosition>;
  PreviewEstimatePayload: ResolverTypeWrapper<Omit<PreviewEstimatePayload, 'preview'> & { preview?: Maybe<ResolversTypes['EstimatePreview']> }>;
  PreviewImportInput: PreviewImportInput;
  PreviewImportPayload: ResolverTypeWrapper<Omit<PreviewImportPayload, 'import' | 'job'> & { import?: Maybe<ResolversTypes['Import']>, job?: Maybe<ResolversTypes['Job']> }>;
  ProcessAssetInput: ProcessAssetInput;
  ProcessAssetPayload: ResolverTypeWrapper<Omit<ProcessAssetPayload, 'asset' | 'job'> & { asset?: Maybe<ResolversTypes['Asset']>, job?: Maybe<ResolversTypes['Job']> }>;
  Project: ResolverTypeWrapper<ProjectEntity>;
  ProjectConnection: ResolverTypeWrapper<Page<ProjectEntity>>;
  ProjectEdge: ResolverTypeWrapper<Omit<ProjectEdge, 'node'> & { node: ResolversTypes['Project'] }>;
  ProjectFilter: ProjectFilter;
  ProjectOrder: ProjectOrder;
  PutCataloguePricesInput: PutCataloguePricesInput;
  PutCataloguePricesPayload: ResolverTypeWrapper<Omit<PutCataloguePricesPayload, 'catalogue' | 'version'> & { catalogue?: Maybe<ResolversTypes['Catalogue']>, version?: Maybe<ResolversTypes['CatalogueVersion']> }>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RemoveAttachmentInput: RemoveAttachmentInput;
  RemoveAttachmentPayload: ResolverTypeWrapper<Omit<RemoveAttachmentPayload, 'estimate'> & { estimate?: Maybe<ResolversTypes['Estimate']> }>;
  RemovePositionInput: RemovePositionInput;
  RemovePositionPayload: ResolverTypeWrapper<Omit<RemovePositionPayload, 'estimate'> & { estimate?: Maybe<ResolversTypes['Estimate']> }>;
  RemoveSectionInput: RemoveSectionInput;
  RemoveSectionPayload: ResolverTypeWrapper<Omit<RemoveSectionPayload, 'estimate'> & { estimate?: Maybe<ResolversTypes['Estimate']> }>;
  RepriceEstimateInput: RepriceEstimateInput;
  RepriceEstimatePayload: ResolverTypeWrapper<Omit<RepriceEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversTypes['Estimate']> }>;
  Repricing: ResolverTypeWrapper<RepricingParts>;
  RequestClientCodeInput: RequestClientCodeInput;
  RequestClientCodePayload: ResolverTypeWrapper<RequestClientCodePayload>;
  RequestClientEstimateChangesInput: RequestClientEstimateChangesInput;
  RequestClientEstimateChangesPayload: ResolverTypeWrapper<Omit<RequestClientEstimateChangesPayload, 'estimate'> & { estimate?: Maybe<ResolversTypes['ClientEstimate']> }>;
  RequestEstimateChangesInput: RequestEstimateChangesInput;
  RequestEstimateChangesPayload: ResolverTypeWrapper<Omit<RequestEstimateChangesPayload, 'estimate'> & { estimate?: Maybe<ResolversTypes['Estimate']> }>;
  RestoreFromTrashInput: RestoreFromTrashInput;
  RestoreFromTrashPayload: ResolverTypeWrapper<Restored>;
  RetaxEstimateInput: RetaxEstimateInput;
  RetaxEstimatePayload: ResolverTypeWrapper<Omit<RetaxEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversTypes['Estimate']> }>;
  RetaxedAmounts: ResolverTypeWrapper<RetaxedAmountsParts>;
  Retaxing: ResolverTypeWrapper<RetaxingParts>;
  ReturnEstimateInput: ReturnEstimateInput;
  ReturnEstimatePayload: ResolverTypeWrapper<Omit<ReturnEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversTypes['Estimate']> }>;
  ReviseEstimateInput: ReviseEstimateInput;
  ReviseEstimatePayload: ResolverTypeWrapper<Omit<ReviseEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversTypes['Estimate']> }>;
  RevokeEstimateLinkInput: RevokeEstimateLinkInput;
  RevokeEstimateLinkPayload: ResolverTypeWrapper<Omit<RevokeEstimateLinkPayload, 'link'> & { link?: Maybe<ResolversTypes['EstimateLink']> }>;
  RoundingMode: RoundingMode;
  RowChange: ResolverTypeWrapper<RowChangeParts>;
  RowChangeKind: RowChangeKind;
  SaveTemplateInput: SaveTemplateInput;
  SaveTemplatePayload: ResolverTypeWrapper<Omit<SaveTemplatePayload, 'template'> & { template?: Maybe<ResolversTypes['Template']> }>;
  SavedFilter: ResolverTypeWrapper<SavedFilterEntity>;
  SavedFilterInput: SavedFilterInput;
  SavedFilterValues: ResolverTypeWrapper<SavedFilterValues>;
  SecondTax: ResolverTypeWrapper<NamedSecondTaxParts>;
  SecondTaxInput: SecondTaxInput;
  Section: ResolverTypeWrapper<SectionNode>;
  SectionPreview: ResolverTypeWrapper<PreviewedSection>;
  SendEstimateInput: SendEstimateInput;
  SendEstimatePayload: ResolverTypeWrapper<Omit<SendEstimatePayload, 'estimate' | 'link'> & { estimate?: Maybe<ResolversTypes['Estimate']>, link?: Maybe<ResolversTypes['EstimateLink']> }>;
  SetAssemblyInput: SetAssemblyInput;
  SetAssemblyPayload: ResolverTypeWrapper<Omit<SetAssemblyPayload, 'catalogue' | 'item'> & { catalogue?: Maybe<ResolversTypes['Catalogue']>, item?: Maybe<ResolversTypes['CatalogueItem']> }>;
  SetUnitSynonymInput: SetUnitSynonymInput;
  SetUnitSynonymPayload: ResolverTypeWrapper<Omit<SetUnitSynonymPayload, 'unit'> & { unit?: Maybe<ResolversTypes['Unit']> }>;
  SubmitEstimateInput: SubmitEstimateInput;
  SubmitEstimatePayload: ResolverTypeWrapper<Omit<SubmitEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversTypes['Estimate']> }>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Tax: ResolverTypeWrapper<TaxEntity>;
  TaxGroup: ResolverTypeWrapper<TaxGroup>;
  TaxKind: TaxKind;
  TaxMode: TaxMode;
  TaxPeriod: ResolverTypeWrapper<TaxPeriod>;
  TaxPeriodInput: TaxPeriodInput;
  TaxRounding: TaxRounding;
  TaxTotal: ResolverTypeWrapper<TaxTotal>;
  Template: ResolverTypeWrapper<TemplateEntity>;
  TemplateConnection: ResolverTypeWrapper<Page<TemplateEntity>>;
  TemplateEdge: ResolverTypeWrapper<Omit<TemplateEdge, 'node'> & { node: ResolversTypes['Template'] }>;
  TrashFilter: TrashFilter;
  TrashItem: ResolverTypeWrapper<TrashItemEntity>;
  TrashItemConnection: ResolverTypeWrapper<Page<TrashItemEntity>>;
  TrashItemEdge: ResolverTypeWrapper<Omit<TrashItemEdge, 'node'> & { node: ResolversTypes['TrashItem'] }>;
  TrashKind: TrashKind;
  Unit: ResolverTypeWrapper<KnownUnit>;
  UpdateAdjustmentInput: UpdateAdjustmentInput;
  UpdateAdjustmentPayload: ResolverTypeWrapper<Omit<UpdateAdjustmentPayload, 'adjustment' | 'estimate'> & { adjustment?: Maybe<ResolversTypes['Adjustment']>, estimate?: Maybe<ResolversTypes['Estimate']> }>;
  UpdateAttachmentInput: UpdateAttachmentInput;
  UpdateAttachmentPayload: ResolverTypeWrapper<Omit<UpdateAttachmentPayload, 'attachment' | 'estimate'> & { attachment?: Maybe<ResolversTypes['Attachment']>, estimate?: Maybe<ResolversTypes['Estimate']> }>;
  UpdateCatalogueInput: UpdateCatalogueInput;
  UpdateCataloguePayload: ResolverTypeWrapper<Omit<UpdateCataloguePayload, 'catalogue'> & { catalogue?: Maybe<ResolversTypes['Catalogue']> }>;
  UpdateCommentInput: UpdateCommentInput;
  UpdateCommentPayload: ResolverTypeWrapper<Omit<UpdateCommentPayload, 'comment'> & { comment?: Maybe<ResolversTypes['Comment']> }>;
  UpdateEstimateDefaultsInput: UpdateEstimateDefaultsInput;
  UpdateEstimateDefaultsPayload: ResolverTypeWrapper<Omit<UpdateEstimateDefaultsPayload, 'defaults'> & { defaults?: Maybe<ResolversTypes['EstimateDefaults']> }>;
  UpdateEstimateInput: UpdateEstimateInput;
  UpdateEstimatePayload: ResolverTypeWrapper<Omit<UpdateEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversTypes['Estimate']> }>;
  UpdateLetterheadInput: UpdateLetterheadInput;
  UpdateLetterheadPayload: ResolverTypeWrapper<Omit<UpdateLetterheadPayload, 'letterhead'> & { letterhead?: Maybe<ResolversTypes['Letterhead']> }>;
  UpdatePositionInput: UpdatePositionInput;
  UpdatePositionPayload: ResolverTypeWrapper<Omit<UpdatePositionPayload, 'estimate' | 'position'> & { estimate?: Maybe<ResolversTypes['Estimate']>, position?: Maybe<ResolversTypes['Position']> }>;
  UpdatePositionsInput: UpdatePositionsInput;
  UpdatePositionsPayload: ResolverTypeWrapper<Omit<UpdatePositionsPayload, 'estimate' | 'positions'> & { estimate?: Maybe<ResolversTypes['Estimate']>, positions?: Maybe<Array<ResolversTypes['Position']>> }>;
  UpdateProjectInput: UpdateProjectInput;
  UpdateProjectPayload: ResolverTypeWrapper<Omit<UpdateProjectPayload, 'project'> & { project?: Maybe<ResolversTypes['Project']> }>;
  UpdateSavedFilterInput: UpdateSavedFilterInput;
  UpdateSavedFilterPayload: ResolverTypeWrapper<Omit<UpdateSavedFilterPayload, 'savedFilter'> & { savedFilter?: Maybe<ResolversTypes['SavedFilter']> }>;
  UpdateSectionInput: UpdateSectionInput;
  UpdateSectionPayload: ResolverTypeWrapper<Omit<UpdateSectionPayload, 'estimate' | 'section'> & { estimate?: Maybe<ResolversTypes['Estimate']>, section?: Maybe<ResolversTypes['Section']> }>;
  UpdateTaxInput: UpdateTaxInput;
  UpdateTaxPayload: ResolverTypeWrapper<Omit<UpdateTaxPayload, 'tax'> & { tax?: Maybe<ResolversTypes['Tax']> }>;
  UpdateTemplateInput: UpdateTemplateInput;
  UpdateTemplatePayload: ResolverTypeWrapper<Omit<UpdateTemplatePayload, 'template'> & { template?: Maybe<ResolversTypes['Template']> }>;
  Upload: ResolverTypeWrapper<UploadParts>;
  UploadPurpose: UploadPurpose;
  User: ResolverTypeWrapper<{ id: string }>;
  UserError: ResolverTypeWrapper<UserError>;
  ValueMode: ValueMode;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
}>;

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = ResolversObject<{
  AddAdjustmentInput: AddAdjustmentInput;
  ID: Scalars['ID']['output'];
  AddAdjustmentPayload: Omit<AddAdjustmentPayload, 'adjustment' | 'estimate'> & { adjustment?: Maybe<ResolversParentTypes['Adjustment']>, estimate?: Maybe<ResolversParentTypes['Estimate']> };
  AddCommentInput: AddCommentInput;
  AddCommentPayload: Omit<AddCommentPayload, 'comment'> & { comment?: Maybe<ResolversParentTypes['Comment']> };
  AddFromCatalogueInput: AddFromCatalogueInput;
  AddFromCataloguePayload: Omit<AddFromCataloguePayload, 'estimate' | 'positions'> & { estimate?: Maybe<ResolversParentTypes['Estimate']>, positions?: Maybe<Array<ResolversParentTypes['Position']>> };
  AddPositionInput: AddPositionInput;
  AddPositionPayload: Omit<AddPositionPayload, 'estimate' | 'position'> & { estimate?: Maybe<ResolversParentTypes['Estimate']>, position?: Maybe<ResolversParentTypes['Position']> };
  AddPositionsInput: AddPositionsInput;
  AddPositionsItemInput: AddPositionsItemInput;
  AddPositionsPayload: Omit<AddPositionsPayload, 'estimate' | 'positions'> & { estimate?: Maybe<ResolversParentTypes['Estimate']>, positions?: Maybe<Array<ResolversParentTypes['Position']>> };
  AddSectionInput: AddSectionInput;
  AddSectionPayload: Omit<AddSectionPayload, 'estimate' | 'section'> & { estimate?: Maybe<ResolversParentTypes['Estimate']>, section?: Maybe<ResolversParentTypes['Section']> };
  Adjustment: AdjustmentNode;
  AdjustmentInput: AdjustmentInput;
  ApplyImportInput: ApplyImportInput;
  ApplyImportPayload: Omit<ApplyImportPayload, 'estimate' | 'import' | 'job'> & { estimate?: Maybe<ResolversParentTypes['Estimate']>, import?: Maybe<ResolversParentTypes['Import']>, job?: Maybe<ResolversParentTypes['Job']> };
  ApproveClientEstimateInput: ApproveClientEstimateInput;
  ApproveClientEstimatePayload: Omit<ApproveClientEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversParentTypes['ClientEstimate']> };
  ApproveEstimateInput: ApproveEstimateInput;
  ApproveEstimatePayload: Omit<ApproveEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversParentTypes['Estimate']> };
  AssemblyComponent: AssemblyComponentEntity;
  AssemblyComponentInput: AssemblyComponentInput;
  Asset: AssetEntity;
  AssetConnection: Page<AssetEntity>;
  AssetEdge: Omit<AssetEdge, 'node'> & { node: ResolversParentTypes['Asset'] };
  AssetError: AssetError;
  AssetFilter: AssetFilter;
  AssetPart: AssetPartEntity;
  AssetPartConnection: Page<AssetPartEntity>;
  AssetPartEdge: Omit<AssetPartEdge, 'node'> & { node: ResolversParentTypes['AssetPart'] };
  AssetSheet: AssetSheet;
  AttachFileInput: AttachFileInput;
  AttachFilePayload: Omit<AttachFilePayload, 'attachment' | 'estimate'> & { attachment?: Maybe<ResolversParentTypes['Attachment']>, estimate?: Maybe<ResolversParentTypes['Estimate']> };
  Attachment: KeptAttachment;
  CancelEstimateInput: CancelEstimateInput;
  CancelEstimatePayload: Omit<CancelEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversParentTypes['Estimate']> };
  Catalogue: CatalogueEntity;
  CatalogueConnection: Page<CatalogueEntity>;
  CatalogueEdge: Omit<CatalogueEdge, 'node'> & { node: ResolversParentTypes['Catalogue'] };
  CatalogueItem: CatalogueItemEntity;
  CatalogueItemConnection: Page<CatalogueItemEntity>;
  CatalogueItemEdge: Omit<CatalogueItemEdge, 'node'> & { node: ResolversParentTypes['CatalogueItem'] };
  CatalogueItemFilter: CatalogueItemFilter;
  CataloguePrice: PricedIn;
  CataloguePriceInput: CataloguePriceInput;
  CatalogueTakeInput: CatalogueTakeInput;
  CatalogueVersion: CatalogueVersionEntity;
  Choice: Choice;
  ChoiceInput: ChoiceInput;
  ClientChoice: ClientChoice;
  ClientDecision: ClientDecision;
  ClientDocument: ClientOffer;
  ClientEstimate: ClientEstimateNode;
  ClientFile: ClientFile;
  ClientPaper: ClientPaper;
  ClientParty: ClientParty;
  ClientRow: ClientRow;
  ClientTotal: ClientTotal;
  Coefficient: Coefficient;
  CoefficientInput: CoefficientInput;
  Comment: CommentEntity;
  CommentConnection: Page<CommentEntity>;
  CommentEdge: Omit<CommentEdge, 'node'> & { node: ResolversParentTypes['Comment'] };
  Company: { id: string };
  Contact: { id: string };
  ConvertEstimateInput: ConvertEstimateInput;
  ConvertEstimatePayload: Omit<ConvertEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversParentTypes['Estimate']> };
  CopyPositionInput: CopyPositionInput;
  CopyPositionPayload: Omit<CopyPositionPayload, 'estimate' | 'position'> & { estimate?: Maybe<ResolversParentTypes['Estimate']>, position?: Maybe<ResolversParentTypes['Position']> };
  CopySectionsInput: CopySectionsInput;
  CopySectionsPayload: Omit<CopySectionsPayload, 'estimate' | 'sections' | 'source'> & { estimate?: Maybe<ResolversParentTypes['Estimate']>, sections?: Maybe<Array<ResolversParentTypes['Section']>>, source?: Maybe<ResolversParentTypes['Estimate']> };
  CostTotals: CostTotals;
  CreateCatalogueInput: CreateCatalogueInput;
  CreateCataloguePayload: Omit<CreateCataloguePayload, 'catalogue'> & { catalogue?: Maybe<ResolversParentTypes['Catalogue']> };
  CreateEstimateInput: CreateEstimateInput;
  CreateEstimateLinkInput: CreateEstimateLinkInput;
  CreateEstimateLinkPayload: Omit<CreateEstimateLinkPayload, 'link'> & { link?: Maybe<ResolversParentTypes['EstimateLink']> };
  CreateEstimatePayload: Omit<CreateEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversParentTypes['Estimate']> };
  CreateFromTemplateInput: CreateFromTemplateInput;
  CreateFromTemplatePayload: Omit<CreateFromTemplatePayload, 'estimate'> & { estimate?: Maybe<ResolversParentTypes['Estimate']> };
  CreateProjectInput: CreateProjectInput;
  CreateProjectPayload: Omit<CreateProjectPayload, 'project'> & { project?: Maybe<ResolversParentTypes['Project']> };
  CreateSavedFilterInput: CreateSavedFilterInput;
  CreateSavedFilterPayload: Omit<CreateSavedFilterPayload, 'savedFilter'> & { savedFilter?: Maybe<ResolversParentTypes['SavedFilter']> };
  CreateTaxInput: CreateTaxInput;
  CreateTaxPayload: Omit<CreateTaxPayload, 'tax'> & { tax?: Maybe<ResolversParentTypes['Tax']> };
  CreateUploadInput: CreateUploadInput;
  CreateUploadPayload: Omit<CreateUploadPayload, 'upload'> & { upload?: Maybe<ResolversParentTypes['Upload']> };
  Date: Scalars['Date']['output'];
  DateTime: Scalars['DateTime']['output'];
  Decimal: Scalars['Decimal']['output'];
  DecisionEvidence: DecisionEvidence;
  DeclineClientEstimateInput: DeclineClientEstimateInput;
  DeclineClientEstimatePayload: Omit<DeclineClientEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversParentTypes['ClientEstimate']> };
  DeclineEstimateInput: DeclineEstimateInput;
  DeclineEstimatePayload: Omit<DeclineEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversParentTypes['Estimate']> };
  DeleteAdjustmentInput: DeleteAdjustmentInput;
  DeleteAdjustmentPayload: Omit<DeleteAdjustmentPayload, 'estimate'> & { estimate?: Maybe<ResolversParentTypes['Estimate']> };
  DeleteAssetInput: DeleteAssetInput;
  DeleteAssetPayload: DeleteAssetPayload;
  DeleteCatalogueInput: DeleteCatalogueInput;
  DeleteCataloguePayload: DeleteCataloguePayload;
  DeleteCommentInput: DeleteCommentInput;
  DeleteCommentPayload: DeleteCommentPayload;
  DeleteEstimateInput: DeleteEstimateInput;
  DeleteEstimatePayload: DeleteEstimatePayload;
  DeleteForGoodInput: DeleteForGoodInput;
  DeleteForGoodPayload: DeleteForGoodPayload;
  DeleteProjectInput: DeleteProjectInput;
  DeleteProjectPayload: DeleteProjectPayload;
  DeleteSavedFilterInput: DeleteSavedFilterInput;
  DeleteSavedFilterPayload: DeleteSavedFilterPayload;
  DeleteTemplateInput: DeleteTemplateInput;
  DeleteTemplatePayload: DeleteTemplatePayload;
  DuplicateEstimateInput: DuplicateEstimateInput;
  DuplicateEstimatePayload: Omit<DuplicateEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversParentTypes['Estimate']> };
  Estimate: EstimateEntity;
  EstimateClient: EstimateClient;
  EstimateConnection: Page<EstimateEntity>;
  EstimateDefaults: EstimateDefaultsParts;
  EstimateDiff: ComparedEstimates;
  EstimateEdge: Omit<EstimateEdge, 'node'> & { node: ResolversParentTypes['Estimate'] };
  EstimateExport: EstimateExportEntity;
  EstimateExportConnection: Page<EstimateExportEntity>;
  EstimateExportEdge: Omit<EstimateExportEdge, 'node'> & { node: ResolversParentTypes['EstimateExport'] };
  EstimateFilter: EstimateFilter;
  EstimateLink: EstimateLinkEntity;
  EstimateLinkDecision: EstimateLinkDecision;
  EstimateLinkView: EstimateLinkView;
  EstimateMailInput: EstimateMailInput;
  EstimateParameter: EstimateParameter;
  EstimateParameterInput: EstimateParameterInput;
  EstimatePolicy: EstimatePolicy;
  EstimatePreview: Preview;
  EstimateStatusChange: StatusChangeEntity;
  EstimateTotals: TotalledEstimate;
  EstimateVerification: EstimateVerification;
  EstimateWarning: EstimateWarning;
  ExchangeRateInput: ExchangeRateInput;
  Explanation: ExplanationParts;
  ExplanationInput: ExplanationInput;
  ExplanationStep: ExplanationStepParts;
  ExportEstimateInput: ExportEstimateInput;
  ExportEstimatePayload: Omit<ExportEstimatePayload, 'job'> & { job?: Maybe<ResolversParentTypes['Job']> };
  ExportedFile: ExportedFile;
  FieldChange: FieldChangeParts;
  ForeignPrice: StoredForeignPrice;
  ForeignPriceInput: ForeignPriceInput;
  Import: ImportRecord;
  ImportColumn: ImportColumn;
  Float: Scalars['Float']['output'];
  ImportColumnInput: ImportColumnInput;
  ImportIssue: ImportIssue;
  ImportPricesInput: ImportPricesInput;
  ImportPricesPayload: Omit<ImportPricesPayload, 'catalogue' | 'import' | 'job'> & { catalogue?: Maybe<ResolversParentTypes['Catalogue']>, import?: Maybe<ResolversParentTypes['Import']>, job?: Maybe<ResolversParentTypes['Job']> };
  ImportRow: ImportRowRecord;
  ImportRowConnection: Page<ImportRowRecord>;
  ImportRowEdge: Omit<ImportRowEdge, 'node'> & { node: ResolversParentTypes['ImportRow'] };
  ImportSheet: ImportSheet;
  ImportSummary: ImportSummary;
  Job: { id: string };
  Lead: { id: string };
  Letterhead: LetterheadEntity;
  LetterheadLogo: LogoRef;
  LetterheadTaxId: LetterheadTaxId;
  LetterheadTaxIdInput: LetterheadTaxIdInput;
  LineChange: LineChange;
  LineChangeInput: LineChangeInput;
  Money: Money;
  MovePositionInput: MovePositionInput;
  MovePositionPayload: Omit<MovePositionPayload, 'estimate' | 'position'> & { estimate?: Maybe<ResolversParentTypes['Estimate']>, position?: Maybe<ResolversParentTypes['Position']> };
  MoveSectionInput: MoveSectionInput;
  MoveSectionPayload: Omit<MoveSectionPayload, 'estimate' | 'section'> & { estimate?: Maybe<ResolversParentTypes['Estimate']>, section?: Maybe<ResolversParentTypes['Section']> };
  Mutation: Record<PropertyKey, never>;
  NewImportedEstimateInput: NewImportedEstimateInput;
  NewPositionInput: NewPositionInput;
  NewSectionInput: NewSectionInput;
  OfferTotals: OfferTotals;
  OpenClientEstimateInput: OpenClientEstimateInput;
  OpenClientEstimatePayload: Omit<OpenClientEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversParentTypes['ClientEstimate']> };
  PageInfo: PageInfo;
  ParameterValueInput: ParameterValueInput;
  PartyInput: PartyInput;
  PaymentStage: PaymentStage;
  PaymentStageInput: PaymentStageInput;
  Position: PositionNode;
  PositionAssembly: ShownAssembly;
  PositionConnection: Page<PositionNode>;
  PositionEdge: Omit<PositionEdge, 'node'> & { node: ResolversParentTypes['Position'] };
  PositionPreview: PreviewedPosition;
  PositionPreviewConnection: Page<PreviewedPosition>;
  PositionPreviewEdge: Omit<PositionPreviewEdge, 'node'> & { node: ResolversParentTypes['PositionPreview'] };
  PositionRepricing: PositionRepricingParts;
  PositionSource: TakenPosition;
  PreviewEstimatePayload: Omit<PreviewEstimatePayload, 'preview'> & { preview?: Maybe<ResolversParentTypes['EstimatePreview']> };
  PreviewImportInput: PreviewImportInput;
  PreviewImportPayload: Omit<PreviewImportPayload, 'import' | 'job'> & { import?: Maybe<ResolversParentTypes['Import']>, job?: Maybe<ResolversParentTypes['Job']> };
  ProcessAssetInput: ProcessAssetInput;
  ProcessAssetPayload: Omit<ProcessAssetPayload, 'asset' | 'job'> & { asset?: Maybe<ResolversParentTypes['Asset']>, job?: Maybe<ResolversParentTypes['Job']> };
  Project: ProjectEntity;
  ProjectConnection: Page<ProjectEntity>;
  ProjectEdge: Omit<ProjectEdge, 'node'> & { node: ResolversParentTypes['Project'] };
  ProjectFilter: ProjectFilter;
  PutCataloguePricesInput: PutCataloguePricesInput;
  PutCataloguePricesPayload: Omit<PutCataloguePricesPayload, 'catalogue' | 'version'> & { catalogue?: Maybe<ResolversParentTypes['Catalogue']>, version?: Maybe<ResolversParentTypes['CatalogueVersion']> };
  Query: Record<PropertyKey, never>;
  RemoveAttachmentInput: RemoveAttachmentInput;
  RemoveAttachmentPayload: Omit<RemoveAttachmentPayload, 'estimate'> & { estimate?: Maybe<ResolversParentTypes['Estimate']> };
  RemovePositionInput: RemovePositionInput;
  RemovePositionPayload: Omit<RemovePositionPayload, 'estimate'> & { estimate?: Maybe<ResolversParentTypes['Estimate']> };
  RemoveSectionInput: RemoveSectionInput;
  RemoveSectionPayload: Omit<RemoveSectionPayload, 'estimate'> & { estimate?: Maybe<ResolversParentTypes['Estimate']> };
  RepriceEstimateInput: RepriceEstimateInput;
  RepriceEstimatePayload: Omit<RepriceEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversParentTypes['Estimate']> };
  Repricing: RepricingParts;
  RequestClientCodeInput: RequestClientCodeInput;
  RequestClientCodePayload: RequestClientCodePayload;
  RequestClientEstimateChangesInput: RequestClientEstimateChangesInput;
  RequestClientEstimateChangesPayload: Omit<RequestClientEstimateChangesPayload, 'estimate'> & { estimate?: Maybe<ResolversParentTypes['ClientEstimate']> };
  RequestEstimateChangesInput: RequestEstimateChangesInput;
  RequestEstimateChangesPayload: Omit<RequestEstimateChangesPayload, 'estimate'> & { estimate?: Maybe<ResolversParentTypes['Estimate']> };
  RestoreFromTrashInput: RestoreFromTrashInput;
  RestoreFromTrashPayload: Restored;
  RetaxEstimateInput: RetaxEstimateInput;
  RetaxEstimatePayload: Omit<RetaxEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversParentTypes['Estimate']> };
  RetaxedAmounts: RetaxedAmountsParts;
  Retaxing: RetaxingParts;
  ReturnEstimateInput: ReturnEstimateInput;
  ReturnEstimatePayload: Omit<ReturnEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversParentTypes['Estimate']> };
  ReviseEstimateInput: ReviseEstimateInput;
  ReviseEstimatePayload: Omit<ReviseEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversParentTypes['Estimate']> };
  RevokeEstimateLinkInput: RevokeEstimateLinkInput;
  RevokeEstimateLinkPayload: Omit<RevokeEstimateLinkPayload, 'link'> & { link?: Maybe<ResolversParentTypes['EstimateLink']> };
  RowChange: RowChangeParts;
  SaveTemplateInput: SaveTemplateInput;
  SaveTemplatePayload: Omit<SaveTemplatePayload, 'template'> & { template?: Maybe<ResolversParentTypes['Template']> };
  SavedFilter: SavedFilterEntity;
  SavedFilterInput: SavedFilterInput;
  SavedFilterValues: SavedFilterValues;
  SecondTax: NamedSecondTaxParts;
  SecondTaxInput: SecondTaxInput;
  Section: SectionNode;
  SectionPreview: PreviewedSection;
  SendEstimateInput: SendEstimateInput;
  SendEstimatePayload: Omit<SendEstimatePayload, 'estimate' | 'link'> & { estimate?: Maybe<ResolversParentTypes['Estimate']>, link?: Maybe<ResolversParentTypes['EstimateLink']> };
  SetAssemblyInput: SetAssemblyInput;
  SetAssemblyPayload: Omit<SetAssemblyPayload, 'catalogue' | 'item'> & { catalogue?: Maybe<ResolversParentTypes['Catalogue']>, item?: Maybe<ResolversParentTypes['CatalogueItem']> };
  SetUnitSynonymInput: SetUnitSynonymInput;
  SetUnitSynonymPayload: Omit<SetUnitSynonymPayload, 'unit'> & { unit?: Maybe<ResolversParentTypes['Unit']> };
  SubmitEstimateInput: SubmitEstimateInput;
  SubmitEstimatePayload: Omit<SubmitEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversParentTypes['Estimate']> };
  Subscription: Record<PropertyKey, never>;
  Tax: TaxEntity;
  TaxGroup: TaxGroup;
  TaxPeriod: TaxPeriod;
  TaxPeriodInput: TaxPeriodInput;
  TaxTotal: TaxTotal;
  Template: TemplateEntity;
  TemplateConnection: Page<TemplateEntity>;
  TemplateEdge: Omit<TemplateEdge, 'node'> & { node: ResolversParentTypes['Template'] };
  TrashFilter: TrashFilter;
  TrashItem: TrashItemEntity;
  TrashItemConnection: Page<TrashItemEntity>;
  TrashItemEdge: Omit<TrashItemEdge, 'node'> & { node: ResolversParentTypes['TrashItem'] };
  Unit: KnownUnit;
  UpdateAdjustmentInput: UpdateAdjustmentInput;
  UpdateAdjustmentPayload: Omit<UpdateAdjustmentPayload, 'adjustment' | 'estimate'> & { adjustment?: Maybe<ResolversParentTypes['Adjustment']>, estimate?: Maybe<ResolversParentTypes['Estimate']> };
  UpdateAttachmentInput: UpdateAttachmentInput;
  UpdateAttachmentPayload: Omit<UpdateAttachmentPayload, 'attachment' | 'estimate'> & { attachment?: Maybe<ResolversParentTypes['Attachment']>, estimate?: Maybe<ResolversParentTypes['Estimate']> };
  UpdateCatalogueInput: UpdateCatalogueInput;
  UpdateCataloguePayload: Omit<UpdateCataloguePayload, 'catalogue'> & { catalogue?: Maybe<ResolversParentTypes['Catalogue']> };
  UpdateCommentInput: UpdateCommentInput;
  UpdateCommentPayload: Omit<UpdateCommentPayload, 'comment'> & { comment?: Maybe<ResolversParentTypes['Comment']> };
  UpdateEstimateDefaultsInput: UpdateEstimateDefaultsInput;
  UpdateEstimateDefaultsPayload: Omit<UpdateEstimateDefaultsPayload, 'defaults'> & { defaults?: Maybe<ResolversParentTypes['EstimateDefaults']> };
  UpdateEstimateInput: UpdateEstimateInput;
  UpdateEstimatePayload: Omit<UpdateEstimatePayload, 'estimate'> & { estimate?: Maybe<ResolversParentTypes['Estimate']> };
  UpdateLetterheadInput: UpdateLetterheadInput;
  UpdateLetterheadPayload: Omit<UpdateLetterheadPayload, 'letterhead'> & { letterhead?: Maybe<ResolversParentTypes['Letterhead']> };
  UpdatePositionInput: UpdatePositionInput;
  UpdatePositionPayload: Omit<UpdatePositionPayload, 'estimate' | 'position'> & { estimate?: Maybe<ResolversParentTypes['Estimate']>, position?: Maybe<ResolversParentTypes['Position']> };
  UpdatePositionsInput: UpdatePositionsInput;
  UpdatePositionsPayload: Omit<UpdatePositionsPayload, 'estimate' | 'positions'> & { estimate?: Maybe<ResolversParentTypes['Estimate']>, positions?: Maybe<Array<ResolversParentTypes['Position']>> };
  UpdateProjectInput: UpdateProjectInput;
  UpdateProjectPayload: Omit<UpdateProjectPayload, 'project'> & { project?: Maybe<ResolversParentTypes['Project']> };
  UpdateSavedFilterInput: UpdateSavedFilterInput;
  UpdateSavedFilterPayload: Omit<UpdateSavedFilterPayload, 'savedFilter'> & { savedFilter?: Maybe<ResolversParentTypes['SavedFilter']> };
  UpdateSectionInput: UpdateSectionInput;
  UpdateSectionPayload: Omit<UpdateSectionPayload, 'estimate' | 'section'> & { estimate?: Maybe<ResolversParentTypes['Estimate']>, section?: Maybe<ResolversParentTypes['Section']> };
  UpdateTaxInput: UpdateTaxInput;
  UpdateTaxPayload: Omit<UpdateTaxPayload, 'tax'> & { tax?: Maybe<ResolversParentTypes['Tax']> };
  UpdateTemplateInput: UpdateTemplateInput;
  UpdateTemplatePayload: Omit<UpdateTemplatePayload, 'template'> & { template?: Maybe<ResolversParentTypes['Template']> };
  Upload: UploadParts;
  User: { id: string };
  UserError: UserError;
  Boolean: Scalars['Boolean']['output'];
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
}>;

export type CacheControlDirectiveArgs = {
  inheritMaxAge: Maybe<Scalars['Boolean']['input']>;
  maxAge: Maybe<Scalars['Int']['input']>;
  scope: Maybe<CacheControlScope>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = Context, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type IdempotentDirectiveArgs = {
  keepAnswer?: Scalars['Boolean']['input'];
};

export type IdempotentDirectiveResolver<Result, Parent, ContextType = Context, Args = IdempotentDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type PublicDirectiveArgs = { };

export type PublicDirectiveResolver<Result, Parent, ContextType = Context, Args = PublicDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type RateLimitDirectiveArgs = {
  max: Scalars['Int']['input'];
  window: Scalars['String']['input'];
};

export type RateLimitDirectiveResolver<Result, Parent, ContextType = Context, Args = RateLimitDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AddAdjustmentPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddAdjustmentPayload'] = ResolversParentTypes['AddAdjustmentPayload']> = ResolversObject<{
  adjustment?: Resolver<Maybe<ResolversTypes['Adjustment']>, ParentType, ContextType>;
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type AddCommentPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddCommentPayload'] = ResolversParentTypes['AddCommentPayload']> = ResolversObject<{
  comment?: Resolver<Maybe<ResolversTypes['Comment']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type AddFromCataloguePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddFromCataloguePayload'] = ResolversParentTypes['AddFromCataloguePayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  positions?: Resolver<Maybe<Array<ResolversTypes['Position']>>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type AddPositionPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddPositionPayload'] = ResolversParentTypes['AddPositionPayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  position?: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type AddPositionsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddPositionsPayload'] = ResolversParentTypes['AddPositionsPayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  positions?: Resolver<Maybe<Array<ResolversTypes['Position']>>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type AddSectionPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddSectionPayload'] = ResolversParentTypes['AddSectionPayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  section?: Resolver<Maybe<ResolversTypes['Section']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type AdjustmentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Adjustment'] = ResolversParentTypes['Adjustment']> = ResolversObject<{
  amount?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  base?: Resolver<ResolversTypes['AdjustmentBase'], ParentType, ContextType>;
  baseAmount?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  inPrices?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['AdjustmentKind'], ParentType, ContextType>;
  limited?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  mode?: Resolver<ResolversTypes['ValueMode'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  runningTotal?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type ApplyImportPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApplyImportPayload'] = ResolversParentTypes['ApplyImportPayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  import?: Resolver<Maybe<ResolversTypes['Import']>, ParentType, ContextType>;
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type ApproveClientEstimatePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApproveClientEstimatePayload'] = ResolversParentTypes['ApproveClientEstimatePayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['ClientEstimate']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type ApproveEstimatePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApproveEstimatePayload'] = ResolversParentTypes['ApproveEstimatePayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type AssemblyComponentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssemblyComponent'] = ResolversParentTypes['AssemblyComponent']> = ResolversObject<{
  item?: Resolver<Maybe<ResolversTypes['CatalogueItem']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
}>;

export type AssetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Asset'] = ResolversParentTypes['Asset']> = ResolversObject<{
  author?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['AssetError']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isTruncated?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  job?: Resolver<ResolversTypes['Job'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  pageCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  partCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  parts?: Resolver<ResolversTypes['AssetPartConnection'], ParentType, ContextType, Partial<AssetPartsArgs>>;
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sheets?: Resolver<Array<ResolversTypes['AssetSheet']>, ParentType, ContextType>;
  size?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['AssetState'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  urlExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
}>;

export type AssetConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssetConnection'] = ResolversParentTypes['AssetConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['AssetEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type AssetEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssetEdge'] = ResolversParentTypes['AssetEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
}>;

export type AssetErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssetError'] = ResolversParentTypes['AssetError']> = ResolversObject<{
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type AssetPartResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssetPart'] = ResolversParentTypes['AssetPart']> = ResolversObject<{
  cells?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  page?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  row?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  sheet?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type AssetPartConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssetPartConnection'] = ResolversParentTypes['AssetPartConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['AssetPartEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type AssetPartEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssetPartEdge'] = ResolversParentTypes['AssetPartEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AssetPart'], ParentType, ContextType>;
}>;

export type AssetSheetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssetSheet'] = ResolversParentTypes['AssetSheet']> = ResolversObject<{
  isHidden?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  rowCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type AttachFilePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AttachFilePayload'] = ResolversParentTypes['AttachFilePayload']> = ResolversObject<{
  attachment?: Resolver<Maybe<ResolversTypes['Attachment']>, ParentType, ContextType>;
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type AttachmentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Attachment'] = ResolversParentTypes['Attachment']> = ResolversObject<{
  addedBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  audience?: Resolver<ResolversTypes['AttachmentAudience'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  positionId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  size?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  urlExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
}>;

export type CancelEstimatePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CancelEstimatePayload'] = ResolversParentTypes['CancelEstimatePayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type CatalogueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Catalogue'] = ResolversParentTypes['Catalogue']> = ResolversObject<{
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  itemCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  outdatedDrafts?: Resolver<Array<ResolversTypes['Estimate']>, ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  versions?: Resolver<Array<ResolversTypes['CatalogueVersion']>, ParentType, ContextType>;
}>;

export type CatalogueConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CatalogueConnection'] = ResolversParentTypes['CatalogueConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['CatalogueEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type CatalogueEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CatalogueEdge'] = ResolversParentTypes['CatalogueEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Catalogue'], ParentType, ContextType>;
}>;

export type CatalogueItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CatalogueItem'] = ResolversParentTypes['CatalogueItem']> = ResolversObject<{
  catalogue?: Resolver<Maybe<ResolversTypes['Catalogue']>, ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  components?: Resolver<Array<ResolversTypes['AssemblyComponent']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['PositionKind'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['CataloguePrice']>, ParentType, ContextType, Partial<CatalogueItemPriceArgs>>;
  prices?: Resolver<Array<ResolversTypes['CataloguePrice']>, ParentType, ContextType>;
  unit?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type CatalogueItemConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CatalogueItemConnection'] = ResolversParentTypes['CatalogueItemConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['CatalogueItemEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type CatalogueItemEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CatalogueItemEdge'] = ResolversParentTypes['CatalogueItemEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['CatalogueItem'], ParentType, ContextType>;
}>;

export type CataloguePriceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CataloguePrice'] = ResolversParentTypes['CataloguePrice']> = ResolversObject<{
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  unitCost?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  unitPrice?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  validFrom?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type CatalogueVersionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CatalogueVersion'] = ResolversParentTypes['CatalogueVersion']> = ResolversObject<{
  author?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  note?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  priceCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  validFrom?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
}>;

export type ChoiceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Choice'] = ResolversParentTypes['Choice']> = ResolversObject<{
  group?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  taken?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
}>;

export type ClientChoiceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ClientChoice'] = ResolversParentTypes['ClientChoice']> = ResolversObject<{
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  group?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  note?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sectionId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  sectionName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  taken?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
}>;

export type ClientDecisionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ClientDecision'] = ResolversParentTypes['ClientDecision']> = ResolversObject<{
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  comment?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ClientDecisionKind'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type ClientDocumentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ClientDocument'] = ResolversParentTypes['ClientDocument']> = ResolversObject<{
  choices?: Resolver<Array<ResolversTypes['ClientChoice']>, ParentType, ContextType>;
  client?: Resolver<Maybe<ResolversTypes['ClientParty']>, ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  date?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  files?: Resolver<Array<ResolversTypes['ClientFile']>, ParentType, ContextType>;
  heading?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  notes?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  rowCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rows?: Resolver<Array<ResolversTypes['ClientRow']>, ParentType, ContextType, RequireFields<ClientDocumentRowsArgs, 'first' | 'skip'>>;
  seller?: Resolver<Maybe<ResolversTypes['ClientParty']>, ParentType, ContextType>;
  supplyDate?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  totals?: Resolver<Array<ResolversTypes['ClientTotal']>, ParentType, ContextType>;
  validUntil?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
}>;

export type ClientEstimateResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ClientEstimate'] = ResolversParentTypes['ClientEstimate']> = ResolversObject<{
  agreedPaper?: Resolver<Maybe<ResolversTypes['ClientPaper']>, ParentType, ContextType>;
  codeAddress?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  company?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  contentHash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  decision?: Resolver<Maybe<ResolversTypes['ClientDecision']>, ParentType, ContextType>;
  document?: Resolver<Maybe<ResolversTypes['ClientDocument']>, ParentType, ContextType>;
  isOpened?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  language?: Resolver<ResolversTypes['ExportLanguage'], ParentType, ContextType>;
  number?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  paper?: Resolver<Maybe<ResolversTypes['ClientPaper']>, ParentType, ContextType>;
  requiresCode?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  sentContentHash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ClientEstimateState'], ParentType, ContextType>;
}>;

export type ClientFileResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ClientFile'] = ResolversParentTypes['ClientFile']> = ResolversObject<{
  about?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  size?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  urlExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
}>;

export type ClientPaperResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ClientPaper'] = ResolversParentTypes['ClientPaper']> = ResolversObject<{
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  size?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  urlExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
}>;

export type ClientPartyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ClientParty'] = ResolversParentTypes['ClientParty']> = ResolversObject<{
  details?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type ClientRowResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ClientRow'] = ResolversParentTypes['ClientRow']> = ResolversObject<{
  amount?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  depth?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  discount?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ClientRowKind'], ParentType, ContextType>;
  markup?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  note?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  number?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  quantity?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  unit?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type ClientTotalResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ClientTotal'] = ResolversParentTypes['ClientTotal']> = ResolversObject<{
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ClientTotalKind'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type CoefficientResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Coefficient'] = ResolversParentTypes['Coefficient']> = ResolversObject<{
  appliesTo?: Resolver<ResolversTypes['CoefficientTarget'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
}>;

export type CommentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Comment'] = ResolversParentTypes['Comment']> = ResolversObject<{
  audience?: Resolver<ResolversTypes['CommentAudience'], ParentType, ContextType>;
  author?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  editedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  estimate?: Resolver<ResolversTypes['Estimate'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  positionOriginId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type CommentConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CommentConnection'] = ResolversParentTypes['CommentConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['CommentEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type CommentEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CommentEdge'] = ResolversParentTypes['CommentEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Comment'], ParentType, ContextType>;
}>;

export type CompanyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Company'] = ResolversParentTypes['Company'], FederationReferenceType extends FederationReferenceTypes['Company'] = FederationReferenceTypes['Company']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Company']> | FederationReferenceType, FederationReferenceType, ContextType>;
  estimates?: Resolver<Maybe<ResolversTypes['EstimateConnection']>, ParentType, ContextType, RequireFields<CompanyEstimatesArgs, 'orderBy'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
}>;

export type ContactResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Contact'] = ResolversParentTypes['Contact'], FederationReferenceType extends FederationReferenceTypes['Contact'] = FederationReferenceTypes['Contact']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Contact']> | FederationReferenceType, FederationReferenceType, ContextType>;
  estimates?: Resolver<Maybe<ResolversTypes['EstimateConnection']>, ParentType, ContextType, RequireFields<ContactEstimatesArgs, 'orderBy'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
}>;

export type ConvertEstimatePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConvertEstimatePayload'] = ResolversParentTypes['ConvertEstimatePayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type CopyPositionPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CopyPositionPayload'] = ResolversParentTypes['CopyPositionPayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  position?: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type CopySectionsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CopySectionsPayload'] = ResolversParentTypes['CopySectionsPayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  sections?: Resolver<Maybe<Array<ResolversTypes['Section']>>, ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type CostTotalsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CostTotals'] = ResolversParentTypes['CostTotals']> = ResolversObject<{
  cost?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  margin?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  marginPercent?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  markupPercent?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  positionsWithoutCost?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type CreateCataloguePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateCataloguePayload'] = ResolversParentTypes['CreateCataloguePayload']> = ResolversObject<{
  catalogue?: Resolver<Maybe<ResolversTypes['Catalogue']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type CreateEstimateLinkPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateEstimateLinkPayload'] = ResolversParentTypes['CreateEstimateLinkPayload']> = ResolversObject<{
  link?: Resolver<Maybe<ResolversTypes['EstimateLink']>, ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type CreateEstimatePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateEstimatePayload'] = ResolversParentTypes['CreateEstimatePayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type CreateFromTemplatePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateFromTemplatePayload'] = ResolversParentTypes['CreateFromTemplatePayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type CreateProjectPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateProjectPayload'] = ResolversParentTypes['CreateProjectPayload']> = ResolversObject<{
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type CreateSavedFilterPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateSavedFilterPayload'] = ResolversParentTypes['CreateSavedFilterPayload']> = ResolversObject<{
  savedFilter?: Resolver<Maybe<ResolversTypes['SavedFilter']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type CreateTaxPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateTaxPayload'] = ResolversParentTypes['CreateTaxPayload']> = ResolversObject<{
  tax?: Resolver<Maybe<ResolversTypes['Tax']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type CreateUploadPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateUploadPayload'] = ResolversParentTypes['CreateUploadPayload']> = ResolversObject<{
  upload?: Resolver<Maybe<ResolversTypes['Upload']>, ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  urlExpiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export type DecisionEvidenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DecisionEvidence'] = ResolversParentTypes['DecisionEvidence']> = ResolversObject<{
  confirmedEmail?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  contentHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  ip?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  linkId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  paperHash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  requestId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  userAgent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  via?: Resolver<ResolversTypes['DecisionVia'], ParentType, ContextType>;
}>;

export type DeclineClientEstimatePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeclineClientEstimatePayload'] = ResolversParentTypes['DeclineClientEstimatePayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['ClientEstimate']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type DeclineEstimatePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeclineEstimatePayload'] = ResolversParentTypes['DeclineEstimatePayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type DeleteAdjustmentPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteAdjustmentPayload'] = ResolversParentTypes['DeleteAdjustmentPayload']> = ResolversObject<{
  deletedId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type DeleteAssetPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteAssetPayload'] = ResolversParentTypes['DeleteAssetPayload']> = ResolversObject<{
  deletedId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type DeleteCataloguePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteCataloguePayload'] = ResolversParentTypes['DeleteCataloguePayload']> = ResolversObject<{
  deletedId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type DeleteCommentPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteCommentPayload'] = ResolversParentTypes['DeleteCommentPayload']> = ResolversObject<{
  deletedId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type DeleteEstimatePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteEstimatePayload'] = ResolversParentTypes['DeleteEstimatePayload']> = ResolversObject<{
  deletedId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type DeleteForGoodPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteForGoodPayload'] = ResolversParentTypes['DeleteForGoodPayload']> = ResolversObject<{
  deletedId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type DeleteProjectPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteProjectPayload'] = ResolversParentTypes['DeleteProjectPayload']> = ResolversObject<{
  deletedId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type DeleteSavedFilterPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteSavedFilterPayload'] = ResolversParentTypes['DeleteSavedFilterPayload']> = ResolversObject<{
  deletedId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type DeleteTemplatePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteTemplatePayload'] = ResolversParentTypes['DeleteTemplatePayload']> = ResolversObject<{
  deletedId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type DuplicateEstimatePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DuplicateEstimatePayload'] = ResolversParentTypes['DuplicateEstimatePayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type EstimateResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Estimate'] = ResolversParentTypes['Estimate'], FederationReferenceType extends FederationReferenceTypes['Estimate'] = FederationReferenceTypes['Estimate']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Estimate']> | FederationReferenceType, FederationReferenceType, ContextType>;
  adjustments?: Resolver<Array<ResolversTypes['Adjustment']>, ParentType, ContextType>;
  agreed?: Resolver<Maybe<ResolversTypes['OfferTotals']>, ParentType, ContextType>;
  allPositions?: Resolver<ResolversTypes['PositionConnection'], ParentType, ContextType, Partial<EstimateAllPositionsArgs>>;
  allSections?: Resolver<Array<ResolversTypes['Section']>, ParentType, ContextType>;
  attachments?: Resolver<Array<ResolversTypes['Attachment']>, ParentType, ContextType>;
  author?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  client?: Resolver<Maybe<ResolversTypes['EstimateClient']>, ParentType, ContextType>;
  clientLinks?: Resolver<Array<ResolversTypes['EstimateLink']>, ParentType, ContextType>;
  coefficients?: Resolver<Array<ResolversTypes['Coefficient']>, ParentType, ContextType>;
  comments?: Resolver<ResolversTypes['CommentConnection'], ParentType, ContextType, Partial<EstimateCommentsArgs>>;
  contact?: Resolver<Maybe<ResolversTypes['Contact']>, ParentType, ContextType>;
  contentHash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  convertedTo?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  costTotals?: Resolver<Maybe<ResolversTypes['CostTotals']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  decidedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  decidedBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  decisionEvidence?: Resolver<Maybe<ResolversTypes['DecisionEvidence']>, ParentType, ContextType>;
  decisionReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  exports?: Resolver<Maybe<ResolversTypes['EstimateExportConnection']>, ParentType, ContextType, Partial<EstimateExportsArgs>>;
  history?: Resolver<Array<ResolversTypes['EstimateStatusChange']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lead?: Resolver<Maybe<ResolversTypes['Lead']>, ParentType, ContextType>;
  notes?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  number?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  parameters?: Resolver<Array<ResolversTypes['EstimateParameter']>, ParentType, ContextType>;
  payments?: Resolver<Array<ResolversTypes['PaymentStage']>, ParentType, ContextType>;
  policy?: Resolver<ResolversTypes['EstimatePolicy'], ParentType, ContextType>;
  positions?: Resolver<Array<ResolversTypes['Position']>, ParentType, ContextType>;
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  revision?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  roundPayableTo?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  secondTax?: Resolver<Maybe<ResolversTypes['SecondTax']>, ParentType, ContextType>;
  sections?: Resolver<Array<ResolversTypes['Section']>, ParentType, ContextType>;
  sentAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['EstimateStatus'], ParentType, ContextType>;
  supersededBy?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  supersedes?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  supplyDate?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  tax?: Resolver<Maybe<ResolversTypes['Tax']>, ParentType, ContextType>;
  taxExempt?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  taxName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  taxRate?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  totals?: Resolver<ResolversTypes['EstimateTotals'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  validUntil?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  warnings?: Resolver<Array<ResolversTypes['EstimateWarning']>, ParentType, ContextType>;
}>;

export type EstimateClientResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EstimateClient'] = ResolversParentTypes['EstimateClient']> = ResolversObject<{
  details?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type EstimateConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EstimateConnection'] = ResolversParentTypes['EstimateConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['EstimateEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type EstimateDefaultsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EstimateDefaults'] = ResolversParentTypes['EstimateDefaults']> = ResolversObject<{
  currency?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  outdatedDrafts?: Resolver<Array<ResolversTypes['Estimate']>, ParentType, ContextType>;
  reminderDays?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  tax?: Resolver<Maybe<ResolversTypes['Tax']>, ParentType, ContextType>;
  taxExempt?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  taxName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  taxRate?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type EstimateDiffResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EstimateDiff'] = ResolversParentTypes['EstimateDiff']> = ResolversObject<{
  adjustments?: Resolver<Array<ResolversTypes['RowChange']>, ParentType, ContextType>;
  after?: Resolver<ResolversTypes['Estimate'], ParentType, ContextType>;
  before?: Resolver<ResolversTypes['Estimate'], ParentType, ContextType>;
  fields?: Resolver<Array<ResolversTypes['FieldChange']>, ParentType, ContextType>;
  positions?: Resolver<Array<ResolversTypes['RowChange']>, ParentType, ContextType>;
  sections?: Resolver<Array<ResolversTypes['RowChange']>, ParentType, ContextType>;
}>;

export type EstimateEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EstimateEdge'] = ResolversParentTypes['EstimateEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Estimate'], ParentType, ContextType>;
}>;

export type EstimateExportResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EstimateExport'] = ResolversParentTypes['EstimateExport']> = ResolversObject<{
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  createdBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  file?: Resolver<Maybe<ResolversTypes['ExportedFile']>, ParentType, ContextType>;
  format?: Resolver<ResolversTypes['ExportFormat'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isAgreed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isPaper?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  job?: Resolver<ResolversTypes['Job'], ParentType, ContextType>;
  language?: Resolver<ResolversTypes['ExportLanguage'], ParentType, ContextType>;
}>;

export type EstimateExportConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EstimateExportConnection'] = ResolversParentTypes['EstimateExportConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['EstimateExportEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type EstimateExportEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EstimateExportEdge'] = ResolversParentTypes['EstimateExportEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['EstimateExport'], ParentType, ContextType>;
}>;

export type EstimateLinkResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EstimateLink'] = ResolversParentTypes['EstimateLink']> = ResolversObject<{
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  createdBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  decision?: Resolver<Maybe<ResolversTypes['EstimateLinkDecision']>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  language?: Resolver<Maybe<ResolversTypes['ExportLanguage']>, ParentType, ContextType>;
  lastOpenedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  mailedPdf?: Resolver<Maybe<ResolversTypes['MailedPdf']>, ParentType, ContextType>;
  openedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  requiresCode?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['EstimateLinkState'], ParentType, ContextType>;
  viewCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  views?: Resolver<Array<ResolversTypes['EstimateLinkView']>, ParentType, ContextType>;
}>;

export type EstimateLinkDecisionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EstimateLinkDecision'] = ResolversParentTypes['EstimateLinkDecision']> = ResolversObject<{
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  comment?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ClientDecisionKind'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type EstimateLinkViewResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EstimateLinkView'] = ResolversParentTypes['EstimateLinkView']> = ResolversObject<{
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  ip?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userAgent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type EstimateParameterResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EstimateParameter'] = ResolversParentTypes['EstimateParameter']> = ResolversObject<{
  label?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
}>;

export type EstimatePolicyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EstimatePolicy'] = ResolversParentTypes['EstimatePolicy']> = ResolversObject<{
  minorUnits?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rounding?: Resolver<ResolversTypes['RoundingMode'], ParentType, ContextType>;
  taxMode?: Resolver<ResolversTypes['TaxMode'], ParentType, ContextType>;
  taxRounding?: Resolver<ResolversTypes['TaxRounding'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type EstimatePreviewResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EstimatePreview'] = ResolversParentTypes['EstimatePreview']> = ResolversObject<{
  adjustments?: Resolver<Array<ResolversTypes['Adjustment']>, ParentType, ContextType>;
  allPositions?: Resolver<ResolversTypes['PositionPreviewConnection'], ParentType, ContextType, Partial<EstimatePreviewAllPositionsArgs>>;
  allSections?: Resolver<Array<ResolversTypes['SectionPreview']>, ParentType, ContextType>;
  costTotals?: Resolver<Maybe<ResolversTypes['CostTotals']>, ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  explanation?: Resolver<Maybe<ResolversTypes['Explanation']>, ParentType, ContextType, RequireFields<EstimatePreviewExplanationArgs, 'language'>>;
  payments?: Resolver<Array<ResolversTypes['PaymentStage']>, ParentType, ContextType>;
  policy?: Resolver<ResolversTypes['EstimatePolicy'], ParentType, ContextType>;
  positions?: Resolver<Array<ResolversTypes['PositionPreview']>, ParentType, ContextType>;
  secondTax?: Resolver<Maybe<ResolversTypes['SecondTax']>, ParentType, ContextType>;
  sections?: Resolver<Array<ResolversTypes['SectionPreview']>, ParentType, ContextType>;
  supplyDate?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  tax?: Resolver<Maybe<ResolversTypes['Tax']>, ParentType, ContextType>;
  taxExempt?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  taxName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  taxRate?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  totals?: Resolver<ResolversTypes['EstimateTotals'], ParentType, ContextType>;
  warnings?: Resolver<Array<ResolversTypes['EstimateWarning']>, ParentType, ContextType>;
}>;

export type EstimateStatusChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EstimateStatusChange'] = ResolversParentTypes['EstimateStatusChange']> = ResolversObject<{
  actor?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  from?: Resolver<Maybe<ResolversTypes['EstimateStatus']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  to?: Resolver<ResolversTypes['EstimateStatus'], ParentType, ContextType>;
}>;

export type EstimateTotalsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EstimateTotals'] = ResolversParentTypes['EstimateTotals']> = ResolversObject<{
  adjustments?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  linesSubtotal?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  net?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  options?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  payable?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  payableRounding?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  sectionAdjustments?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  subtotal?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  tax?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  taxGroups?: Resolver<Array<ResolversTypes['TaxGroup']>, ParentType, ContextType>;
  taxes?: Resolver<Array<ResolversTypes['TaxTotal']>, ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
}>;

export type EstimateVerificationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EstimateVerification'] = ResolversParentTypes['EstimateVerification']> = ResolversObject<{
  calculatedHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  contentHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  intact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  keptAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  policyVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type EstimateWarningResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EstimateWarning'] = ResolversParentTypes['EstimateWarning']> = ResolversObject<{
  adjustmentId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  code?: Resolver<ResolversTypes['EstimateWarningCode'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sectionId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
}>;

export type ExplanationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Explanation'] = ResolversParentTypes['Explanation']> = ResolversObject<{
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  policyVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rounding?: Resolver<ResolversTypes['RoundingMode'], ParentType, ContextType>;
  rowId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  steps?: Resolver<Array<ResolversTypes['ExplanationStep']>, ParentType, ContextType>;
}>;

export type ExplanationInputResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExplanationInput'] = ResolversParentTypes['ExplanationInput']> = ResolversObject<{
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
}>;

export type ExplanationStepResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExplanationStep'] = ResolversParentTypes['ExplanationStep']> = ResolversObject<{
  amount?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  exact?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  inputs?: Resolver<Array<ResolversTypes['ExplanationInput']>, ParentType, ContextType>;
  rule?: Resolver<ResolversTypes['ExplanationRule'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type ExportEstimatePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportEstimatePayload'] = ResolversParentTypes['ExportEstimatePayload']> = ResolversObject<{
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type ExportedFileResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportedFile'] = ResolversParentTypes['ExportedFile']> = ResolversObject<{
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  size?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  urlExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
}>;

export type FieldChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FieldChange'] = ResolversParentTypes['FieldChange']> = ResolversObject<{
  after?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  field?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type ForeignPriceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ForeignPrice'] = ResolversParentTypes['ForeignPrice']> = ResolversObject<{
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  on?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  rate?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  unitCost?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  unitPrice?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
}>;

export type ImportResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Import'] = ResolversParentTypes['Import']> = ResolversObject<{
  appliedTo?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  applyErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  applyJob?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  catalogue?: Resolver<Maybe<ResolversTypes['Catalogue']>, ParentType, ContextType>;
  columns?: Resolver<Array<ResolversTypes['ImportColumn']>, ParentType, ContextType>;
  decimalSign?: Resolver<Maybe<ResolversTypes['ImportDecimalSign']>, ParentType, ContextType>;
  delimiter?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  encoding?: Resolver<Maybe<ResolversTypes['ImportEncoding']>, ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['ImportIssue']>, ParentType, ContextType>;
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  estimates?: Resolver<Array<ResolversTypes['Estimate']>, ParentType, ContextType>;
  fileName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  foundCurrency?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  foundTaxIsIncluded?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  foundTaxRate?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  headerRow?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  job?: Resolver<ResolversTypes['Job'], ParentType, ContextType>;
  mode?: Resolver<ResolversTypes['ImportMode'], ParentType, ContextType>;
  notes?: Resolver<Array<ResolversTypes['ImportIssue']>, ParentType, ContextType>;
  rows?: Resolver<ResolversTypes['ImportRowConnection'], ParentType, ContextType, Partial<ImportRowsArgs>>;
  sheet?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sheets?: Resolver<Array<ResolversTypes['ImportSheet']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ImportState'], ParentType, ContextType>;
  summary?: Resolver<Maybe<ResolversTypes['ImportSummary']>, ParentType, ContextType>;
}>;

export type ImportColumnResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImportColumn'] = ResolversParentTypes['ImportColumn']> = ResolversObject<{
  column?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  confidence?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['ImportField']>, ParentType, ContextType>;
  header?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  isHidden?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  origin?: Resolver<ResolversTypes['ImportColumnOrigin'], ParentType, ContextType>;
  samples?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type ImportIssueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImportIssue'] = ResolversParentTypes['ImportIssue']> = ResolversObject<{
  cell?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  severity?: Resolver<ResolversTypes['ImportSeverity'], ParentType, ContextType>;
}>;

export type ImportPricesPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImportPricesPayload'] = ResolversParentTypes['ImportPricesPayload']> = ResolversObject<{
  catalogue?: Resolver<Maybe<ResolversTypes['Catalogue']>, ParentType, ContextType>;
  import?: Resolver<Maybe<ResolversTypes['Import']>, ParentType, ContextType>;
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type ImportRowResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImportRow'] = ResolversParentTypes['ImportRow']> = ResolversObject<{
  amount?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  change?: Resolver<Maybe<ResolversTypes['ImportChange']>, ParentType, ContextType>;
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  depth?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  issues?: Resolver<Array<ResolversTypes['ImportIssue']>, ParentType, ContextType>;
  kind?: Resolver<Maybe<ResolversTypes['PositionKind']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['ImportOutcome'], ParentType, ContextType>;
  quantity?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['ImportSkipReason']>, ParentType, ContextType>;
  row?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  totalDifference?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  totalInFile?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  totalKind?: Resolver<Maybe<ResolversTypes['ImportTotalKind']>, ParentType, ContextType>;
  totalOurs?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  unit?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  unitPrice?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
}>;

export type ImportRowConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImportRowConnection'] = ResolversParentTypes['ImportRowConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['ImportRowEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type ImportRowEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImportRowEdge'] = ResolversParentTypes['ImportRowEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ImportRow'], ParentType, ContextType>;
}>;

export type ImportSheetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImportSheet'] = ResolversParentTypes['ImportSheet']> = ResolversObject<{
  isHidden?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type ImportSummaryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImportSummary'] = ResolversParentTypes['ImportSummary']> = ResolversObject<{
  added?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  changed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  conflicts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  differences?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  errors?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  missing?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  net?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  positions?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rows?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sections?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  skipped?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totals?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  warnings?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type JobResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Job'] = ResolversParentTypes['Job']> = ResolversObject<{
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
}>;

export type LeadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Lead'] = ResolversParentTypes['Lead'], FederationReferenceType extends FederationReferenceTypes['Lead'] = FederationReferenceTypes['Lead']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Lead']> | FederationReferenceType, FederationReferenceType, ContextType>;
  estimatedTotal?: Resolver<Maybe<Array<ResolversTypes['Money']>>, ParentType, ContextType>;
  estimates?: Resolver<Maybe<ResolversTypes['EstimateConnection']>, ParentType, ContextType, RequireFields<LeadEstimatesArgs, 'orderBy'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  projects?: Resolver<Maybe<ResolversTypes['ProjectConnection']>, ParentType, ContextType, Partial<LeadProjectsArgs>>;
}>;

export type LetterheadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Letterhead'] = ResolversParentTypes['Letterhead']> = ResolversObject<{
  address?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  bankLines?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  footer?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  legalName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  logo?: Resolver<Maybe<ResolversTypes['LetterheadLogo']>, ParentType, ContextType>;
  taxIds?: Resolver<Array<ResolversTypes['LetterheadTaxId']>, ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
}>;

export type LetterheadLogoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LetterheadLogo'] = ResolversParentTypes['LetterheadLogo']> = ResolversObject<{
  height?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  urlExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  width?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type LetterheadTaxIdResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LetterheadTaxId'] = ResolversParentTypes['LetterheadTaxId']> = ResolversObject<{
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type LineChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LineChange'] = ResolversParentTypes['LineChange']> = ResolversObject<{
  mode?: Resolver<ResolversTypes['ValueMode'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
}>;

export type MoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = ResolversObject<{
  amount?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type MovePositionPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MovePositionPayload'] = ResolversParentTypes['MovePositionPayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  position?: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type MoveSectionPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MoveSectionPayload'] = ResolversParentTypes['MoveSectionPayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  section?: Resolver<Maybe<ResolversTypes['Section']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = ResolversObject<{
  addAdjustment?: Resolver<ResolversTypes['AddAdjustmentPayload'], ParentType, ContextType, RequireFields<MutationAddAdjustmentArgs, 'input'>>;
  addComment?: Resolver<ResolversTypes['AddCommentPayload'], ParentType, ContextType, RequireFields<MutationAddCommentArgs, 'input'>>;
  addFromCatalogue?: Resolver<ResolversTypes['AddFromCataloguePayload'], ParentType, ContextType, RequireFields<MutationAddFromCatalogueArgs, 'input'>>;
  addPosition?: Resolver<ResolversTypes['AddPositionPayload'], ParentType, ContextType, RequireFields<MutationAddPositionArgs, 'input'>>;
  addPositions?: Resolver<ResolversTypes['AddPositionsPayload'], ParentType, ContextType, RequireFields<MutationAddPositionsArgs, 'input'>>;
  addSection?: Resolver<ResolversTypes['AddSectionPayload'], ParentType, ContextType, RequireFields<MutationAddSectionArgs, 'input'>>;
  applyImport?: Resolver<ResolversTypes['ApplyImportPayload'], ParentType, ContextType, RequireFields<MutationApplyImportArgs, 'input'>>;
  approveClientEstimate?: Resolver<ResolversTypes['ApproveClientEstimatePayload'], ParentType, ContextType, RequireFields<MutationApproveClientEstimateArgs, 'input'>>;
  approveEstimate?: Resolver<ResolversTypes['ApproveEstimatePayload'], ParentType, ContextType, RequireFields<MutationApproveEstimateArgs, 'input'>>;
  attachFile?: Resolver<ResolversTypes['AttachFilePayload'], ParentType, ContextType, RequireFields<MutationAttachFileArgs, 'input'>>;
  cancelEstimate?: Resolver<ResolversTypes['CancelEstimatePayload'], ParentType, ContextType, RequireFields<MutationCancelEstimateArgs, 'input'>>;
  convertEstimate?: Resolver<ResolversTypes['ConvertEstimatePayload'], ParentType, ContextType, RequireFields<MutationConvertEstimateArgs, 'input'>>;
  copyPosition?: Resolver<ResolversTypes['CopyPositionPayload'], ParentType, ContextType, RequireFields<MutationCopyPositionArgs, 'input'>>;
  copySections?: Resolver<ResolversTypes['CopySectionsPayload'], ParentType, ContextType, RequireFields<MutationCopySectionsArgs, 'input'>>;
  createCatalogue?: Resolver<ResolversTypes['CreateCataloguePayload'], ParentType, ContextType, RequireFields<MutationCreateCatalogueArgs, 'input'>>;
  createEstimate?: Resolver<ResolversTypes['CreateEstimatePayload'], ParentType, ContextType, RequireFields<MutationCreateEstimateArgs, 'input'>>;
  createEstimateLink?: Resolver<ResolversTypes['CreateEstimateLinkPayload'], ParentType, ContextType, RequireFields<MutationCreateEstimateLinkArgs, 'input'>>;
  createFromTemplate?: Resolver<ResolversTypes['CreateFromTemplatePayload'], ParentType, ContextType, RequireFields<MutationCreateFromTemplateArgs, 'input'>>;
  createProject?: Resolver<ResolversTypes['CreateProjectPayload'], ParentType, ContextType, RequireFields<MutationCreateProjectArgs, 'input'>>;
  createSavedFilter?: Resolver<ResolversTypes['CreateSavedFilterPayload'], ParentType, ContextType, RequireFields<MutationCreateSavedFilterArgs, 'input'>>;
  createTax?: Resolver<ResolversTypes['CreateTaxPayload'], ParentType, ContextType, RequireFields<MutationCreateTaxArgs, 'input'>>;
  createUpload?: Resolver<ResolversTypes['CreateUploadPayload'], ParentType, ContextType, RequireFields<MutationCreateUploadArgs, 'input'>>;
  declineClientEstimate?: Resolver<ResolversTypes['DeclineClientEstimatePayload'], ParentType, ContextType, RequireFields<MutationDeclineClientEstimateArgs, 'input'>>;
  declineEstimate?: Resolver<ResolversTypes['DeclineEstimatePayload'], ParentType, ContextType, RequireFields<MutationDeclineEstimateArgs, 'input'>>;
  deleteAdjustment?: Resolver<ResolversTypes['DeleteAdjustmentPayload'], ParentType, ContextType, RequireFields<MutationDeleteAdjustmentArgs, 'input'>>;
  deleteAsset?: Resolver<ResolversTypes['DeleteAssetPayload'], ParentType, ContextType, RequireFields<MutationDeleteAssetArgs, 'input'>>;
  deleteCatalogue?: Resolver<ResolversTypes['DeleteCataloguePayload'], ParentType, ContextType, RequireFields<MutationDeleteCatalogueArgs, 'input'>>;
  deleteComment?: Resolver<ResolversTypes['DeleteCommentPayload'], ParentType, ContextType, RequireFields<MutationDeleteCommentArgs, 'input'>>;
  deleteEstimate?: Resolver<ResolversTypes['DeleteEstimatePayload'], ParentType, ContextType, RequireFields<MutationDeleteEstimateArgs, 'input'>>;
  deleteForGood?: Resolver<ResolversTypes['DeleteForGoodPayload'], ParentType, ContextType, RequireFields<MutationDeleteForGoodArgs, 'input'>>;
  deleteProject?: Resolver<ResolversTypes['DeleteProjectPayload'], ParentType, ContextType, RequireFields<MutationDeleteProjectArgs, 'input'>>;
  deleteSavedFilter?: Resolver<ResolversTypes['DeleteSavedFilterPayload'], ParentType, ContextType, RequireFields<MutationDeleteSavedFilterArgs, 'input'>>;
  deleteTemplate?: Resolver<ResolversTypes['DeleteTemplatePayload'], ParentType, ContextType, RequireFields<MutationDeleteTemplateArgs, 'input'>>;
  duplicateEstimate?: Resolver<ResolversTypes['DuplicateEstimatePayload'], ParentType, ContextType, RequireFields<MutationDuplicateEstimateArgs, 'input'>>;
  exportEstimate?: Resolver<ResolversTypes['ExportEstimatePayload'], ParentType, ContextType, RequireFields<MutationExportEstimateArgs, 'input'>>;
  importPrices?: Resolver<ResolversTypes['ImportPricesPayload'], ParentType, ContextType, RequireFields<MutationImportPricesArgs, 'input'>>;
  movePosition?: Resolver<ResolversTypes['MovePositionPayload'], ParentType, ContextType, RequireFields<MutationMovePositionArgs, 'input'>>;
  moveSection?: Resolver<ResolversTypes['MoveSectionPayload'], ParentType, ContextType, RequireFields<MutationMoveSectionArgs, 'input'>>;
  openClientEstimate?: Resolver<ResolversTypes['OpenClientEstimatePayload'], ParentType, ContextType, RequireFields<MutationOpenClientEstimateArgs, 'input'>>;
  previewImport?: Resolver<ResolversTypes['PreviewImportPayload'], ParentType, ContextType, RequireFields<MutationPreviewImportArgs, 'input'>>;
  processAsset?: Resolver<ResolversTypes['ProcessAssetPayload'], ParentType, ContextType, RequireFields<MutationProcessAssetArgs, 'input'>>;
  putCataloguePrices?: Resolver<ResolversTypes['PutCataloguePricesPayload'], ParentType, ContextType, RequireFields<MutationPutCataloguePricesArgs, 'input'>>;
  removeAttachment?: Resolver<ResolversTypes['RemoveAttachmentPayload'], ParentType, ContextType, RequireFields<MutationRemoveAttachmentArgs, 'input'>>;
  removePosition?: Resolver<ResolversTypes['RemovePositionPayload'], ParentType, ContextType, RequireFields<MutationRemovePositionArgs, 'input'>>;
  removeSection?: Resolver<ResolversTypes['RemoveSectionPayload'], ParentType, ContextType, RequireFields<MutationRemoveSectionArgs, 'input'>>;
  repriceEstimate?: Resolver<ResolversTypes['RepriceEstimatePayload'], ParentType, ContextType, RequireFields<MutationRepriceEstimateArgs, 'input'>>;
  requestClientCode?: Resolver<ResolversTypes['RequestClientCodePayload'], ParentType, ContextType, RequireFields<MutationRequestClientCodeArgs, 'input'>>;
  requestClientEstimateChanges?: Resolver<ResolversTypes['RequestClientEstimateChangesPayload'], ParentType, ContextType, RequireFields<MutationRequestClientEstimateChangesArgs, 'input'>>;
  requestEstimateChanges?: Resolver<ResolversTypes['RequestEstimateChangesPayload'], ParentType, ContextType, RequireFields<MutationRequestEstimateChangesArgs, 'input'>>;
  restoreFromTrash?: Resolver<ResolversTypes['RestoreFromTrashPayload'], ParentType, ContextType, RequireFields<MutationRestoreFromTrashArgs, 'input'>>;
  retaxEstimate?: Resolver<ResolversTypes['RetaxEstimatePayload'], ParentType, ContextType, RequireFields<MutationRetaxEstimateArgs, 'input'>>;
  returnEstimate?: Resolver<ResolversTypes['ReturnEstimatePayload'], ParentType, ContextType, RequireFields<MutationReturnEstimateArgs, 'input'>>;
  reviseEstimate?: Resolver<ResolversTypes['ReviseEstimatePayload'], ParentType, ContextType, RequireFields<MutationReviseEstimateArgs, 'input'>>;
  revokeEstimateLink?: Resolver<ResolversTypes['RevokeEstimateLinkPayload'], ParentType, ContextType, RequireFields<MutationRevokeEstimateLinkArgs, 'input'>>;
  saveTemplate?: Resolver<ResolversTypes['SaveTemplatePayload'], ParentType, ContextType, RequireFields<MutationSaveTemplateArgs, 'input'>>;
  sendEstimate?: Resolver<ResolversTypes['SendEstimatePayload'], ParentType, ContextType, RequireFields<MutationSendEstimateArgs, 'input'>>;
  setAssembly?: Resolver<ResolversTypes['SetAssemblyPayload'], ParentType, ContextType, RequireFields<MutationSetAssemblyArgs, 'input'>>;
  setUnitSynonym?: Resolver<ResolversTypes['SetUnitSynonymPayload'], ParentType, ContextType, RequireFields<MutationSetUnitSynonymArgs, 'input'>>;
  submitEstimate?: Resolver<ResolversTypes['SubmitEstimatePayload'], ParentType, ContextType, RequireFields<MutationSubmitEstimateArgs, 'input'>>;
  updateAdjustment?: Resolver<ResolversTypes['UpdateAdjustmentPayload'], ParentType, ContextType, RequireFields<MutationUpdateAdjustmentArgs, 'input'>>;
  updateAttachment?: Resolver<ResolversTypes['UpdateAttachmentPayload'], ParentType, ContextType, RequireFields<MutationUpdateAttachmentArgs, 'input'>>;
  updateCatalogue?: Resolver<ResolversTypes['UpdateCataloguePayload'], ParentType, ContextType, RequireFields<MutationUpdateCatalogueArgs, 'input'>>;
  updateComment?: Resolver<ResolversTypes['UpdateCommentPayload'], ParentType, ContextType, RequireFields<MutationUpdateCommentArgs, 'input'>>;
  updateEstimate?: Resolver<ResolversTypes['UpdateEstimatePayload'], ParentType, ContextType, RequireFields<MutationUpdateEstimateArgs, 'input'>>;
  updateEstimateDefaults?: Resolver<ResolversTypes['UpdateEstimateDefaultsPayload'], ParentType, ContextType, RequireFields<MutationUpdateEstimateDefaultsArgs, 'input'>>;
  updateLetterhead?: Resolver<ResolversTypes['UpdateLetterheadPayload'], ParentType, ContextType, RequireFields<MutationUpdateLetterheadArgs, 'input'>>;
  updatePosition?: Resolver<ResolversTypes['UpdatePositionPayload'], ParentType, ContextType, RequireFields<MutationUpdatePositionArgs, 'input'>>;
  updatePositions?: Resolver<ResolversTypes['UpdatePositionsPayload'], ParentType, ContextType, RequireFields<MutationUpdatePositionsArgs, 'input'>>;
  updateProject?: Resolver<ResolversTypes['UpdateProjectPayload'], ParentType, ContextType, RequireFields<MutationUpdateProjectArgs, 'input'>>;
  updateSavedFilter?: Resolver<ResolversTypes['UpdateSavedFilterPayload'], ParentType, ContextType, RequireFields<MutationUpdateSavedFilterArgs, 'input'>>;
  updateSection?: Resolver<ResolversTypes['UpdateSectionPayload'], ParentType, ContextType, RequireFields<MutationUpdateSectionArgs, 'input'>>;
  updateTax?: Resolver<ResolversTypes['UpdateTaxPayload'], ParentType, ContextType, RequireFields<MutationUpdateTaxArgs, 'input'>>;
  updateTemplate?: Resolver<ResolversTypes['UpdateTemplatePayload'], ParentType, ContextType, RequireFields<MutationUpdateTemplateArgs, 'input'>>;
}>;

export type OfferTotalsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OfferTotals'] = ResolversParentTypes['OfferTotals']> = ResolversObject<{
  contentHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  net?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  payable?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  payments?: Resolver<Array<ResolversTypes['PaymentStage']>, ParentType, ContextType>;
  taken?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
  tax?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
}>;

export type OpenClientEstimatePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OpenClientEstimatePayload'] = ResolversParentTypes['OpenClientEstimatePayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['ClientEstimate']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = ResolversObject<{
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type PaymentStageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PaymentStage'] = ResolversParentTypes['PaymentStage']> = ResolversObject<{
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  days?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  due?: Resolver<Maybe<ResolversTypes['PaymentDue']>, ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  limited?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  mode?: Resolver<ResolversTypes['PaymentMode'], ParentType, ContextType>;
  on?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
}>;

export type PositionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Position'] = ResolversParentTypes['Position']> = ResolversObject<{
  allocatedAdjustment?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  assembly?: Resolver<Maybe<ResolversTypes['PositionAssembly']>, ParentType, ContextType>;
  attachments?: Resolver<Array<ResolversTypes['Attachment']>, ParentType, ContextType>;
  baseAmount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  choice?: Resolver<Maybe<ResolversTypes['Choice']>, ParentType, ContextType>;
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  coefficients?: Resolver<Array<ResolversTypes['Coefficient']>, ParentType, ContextType>;
  commentCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  comments?: Resolver<Array<ResolversTypes['Comment']>, ParentType, ContextType>;
  cost?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  costShare?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  discount?: Resolver<Maybe<ResolversTypes['LineChange']>, ParentType, ContextType>;
  discountAmount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  effectiveSecondTaxRate?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  effectiveTaxRate?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  effectiveUnitPrice?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  estimate?: Resolver<ResolversTypes['Estimate'], ParentType, ContextType>;
  foreignPrice?: Resolver<Maybe<ResolversTypes['ForeignPrice']>, ParentType, ContextType>;
  formula?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  gross?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  included?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['PositionKind'], ParentType, ContextType>;
  labourAmount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  labourPercent?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  margin?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  marginPercent?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  markup?: Resolver<Maybe<ResolversTypes['LineChange']>, ParentType, ContextType>;
  markupAmount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  net?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  originId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  ownSecondTax?: Resolver<Maybe<ResolversTypes['Tax']>, ParentType, ContextType>;
  ownTax?: Resolver<Maybe<ResolversTypes['Tax']>, ParentType, ContextType>;
  place?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  quantityWithWaste?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  secondTax?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  secondTaxExempt?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  secondTaxRate?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  sectionId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['PositionSource']>, ParentType, ContextType>;
  tax?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  taxExempt?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  taxRate?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  unit?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  unitCost?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  unitCostFormula?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  unitPrice?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  unitPriceFormula?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  variable?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  wastePercent?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
}>;

export type PositionAssemblyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PositionAssembly'] = ResolversParentTypes['PositionAssembly']> = ResolversObject<{
  group?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  item?: Resolver<Maybe<ResolversTypes['CatalogueItem']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
}>;

export type PositionConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PositionConnection'] = ResolversParentTypes['PositionConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['PositionEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type PositionEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PositionEdge'] = ResolversParentTypes['PositionEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
}>;

export type PositionPreviewResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PositionPreview'] = ResolversParentTypes['PositionPreview']> = ResolversObject<{
  allocatedAdjustment?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  baseAmount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  choice?: Resolver<Maybe<ResolversTypes['Choice']>, ParentType, ContextType>;
  cost?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  costShare?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  discountAmount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  effectiveSecondTaxRate?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  effectiveTaxRate?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  effectiveUnitPrice?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  explanation?: Resolver<Maybe<ResolversTypes['Explanation']>, ParentType, ContextType, RequireFields<PositionPreviewExplanationArgs, 'language'>>;
  gross?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  included?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['PositionKind'], ParentType, ContextType>;
  labourAmount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  margin?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  marginPercent?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  markupAmount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  net?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  path?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  quantityWithWaste?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  secondTax?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  sectionId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  tax?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  unit?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  unitPrice?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  wastePercent?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
}>;

export type PositionPreviewConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PositionPreviewConnection'] = ResolversParentTypes['PositionPreviewConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['PositionPreviewEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type PositionPreviewEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PositionPreviewEdge'] = ResolversParentTypes['PositionPreviewEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['PositionPreview'], ParentType, ContextType>;
}>;

export type PositionRepricingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PositionRepricing'] = ResolversParentTypes['PositionRepricing']> = ResolversObject<{
  convertedUnitPrice?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  keeps?: Resolver<Maybe<ResolversTypes['KeptPriceReason']>, ParentType, ContextType>;
  position?: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  rate?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  unitCost?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  unitPrice?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type PositionSourceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PositionSource'] = ResolversParentTypes['PositionSource']> = ResolversObject<{
  item?: Resolver<Maybe<ResolversTypes['CatalogueItem']>, ParentType, ContextType>;
  on?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  unitPrice?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type PreviewEstimatePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PreviewEstimatePayload'] = ResolversParentTypes['PreviewEstimatePayload']> = ResolversObject<{
  preview?: Resolver<Maybe<ResolversTypes['EstimatePreview']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type PreviewImportPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PreviewImportPayload'] = ResolversParentTypes['PreviewImportPayload']> = ResolversObject<{
  import?: Resolver<Maybe<ResolversTypes['Import']>, ParentType, ContextType>;
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type ProcessAssetPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProcessAssetPayload'] = ResolversParentTypes['ProcessAssetPayload']> = ResolversObject<{
  asset?: Resolver<Maybe<ResolversTypes['Asset']>, ParentType, ContextType>;
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type ProjectResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Project'] = ResolversParentTypes['Project'], FederationReferenceType extends FederationReferenceTypes['Project'] = FederationReferenceTypes['Project']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Project']> | FederationReferenceType, FederationReferenceType, ContextType>;
  author?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  estimates?: Resolver<Maybe<ResolversTypes['EstimateConnection']>, ParentType, ContextType, RequireFields<ProjectEstimatesArgs, 'orderBy'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lead?: Resolver<Maybe<ResolversTypes['Lead']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type ProjectConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProjectConnection'] = ResolversParentTypes['ProjectConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['ProjectEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type ProjectEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProjectEdge'] = ResolversParentTypes['ProjectEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Project'], ParentType, ContextType>;
}>;

export type PutCataloguePricesPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PutCataloguePricesPayload'] = ResolversParentTypes['PutCataloguePricesPayload']> = ResolversObject<{
  catalogue?: Resolver<Maybe<ResolversTypes['Catalogue']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['CatalogueVersion']>, ParentType, ContextType>;
}>;

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = ResolversObject<{
  asset?: Resolver<Maybe<ResolversTypes['Asset']>, ParentType, ContextType, RequireFields<QueryAssetArgs, 'id'>>;
  assets?: Resolver<ResolversTypes['AssetConnection'], ParentType, ContextType, Partial<QueryAssetsArgs>>;
  catalogue?: Resolver<Maybe<ResolversTypes['Catalogue']>, ParentType, ContextType, RequireFields<QueryCatalogueArgs, 'id'>>;
  catalogueItems?: Resolver<ResolversTypes['CatalogueItemConnection'], ParentType, ContextType, Partial<QueryCatalogueItemsArgs>>;
  catalogues?: Resolver<ResolversTypes['CatalogueConnection'], ParentType, ContextType, Partial<QueryCataloguesArgs>>;
  clientEstimate?: Resolver<Maybe<ResolversTypes['ClientEstimate']>, ParentType, ContextType, RequireFields<QueryClientEstimateArgs, 'token'>>;
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType, RequireFields<QueryEstimateArgs, 'id'>>;
  estimateDefaults?: Resolver<ResolversTypes['EstimateDefaults'], ParentType, ContextType>;
  estimateDiff?: Resolver<Maybe<ResolversTypes['EstimateDiff']>, ParentType, ContextType, RequireFields<QueryEstimateDiffArgs, 'fromId' | 'toId'>>;
  estimates?: Resolver<ResolversTypes['EstimateConnection'], ParentType, ContextType, RequireFields<QueryEstimatesArgs, 'orderBy'>>;
  explainAmounts?: Resolver<Maybe<ResolversTypes['Explanation']>, ParentType, ContextType, RequireFields<QueryExplainAmountsArgs, 'estimateId' | 'language'>>;
  exportedFile?: Resolver<Maybe<ResolversTypes['ExportedFile']>, ParentType, ContextType, RequireFields<QueryExportedFileArgs, 'jobId'>>;
  import?: Resolver<Maybe<ResolversTypes['Import']>, ParentType, ContextType, RequireFields<QueryImportArgs, 'id'>>;
  letterhead?: Resolver<ResolversTypes['Letterhead'], ParentType, ContextType>;
  offerTotals?: Resolver<Maybe<ResolversTypes['OfferTotals']>, ParentType, ContextType, RequireFields<QueryOfferTotalsArgs, 'estimateId'>>;
  previewEstimate?: Resolver<ResolversTypes['PreviewEstimatePayload'], ParentType, ContextType, RequireFields<QueryPreviewEstimateArgs, 'input'>>;
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType, RequireFields<QueryProjectArgs, 'id'>>;
  projects?: Resolver<ResolversTypes['ProjectConnection'], ParentType, ContextType, RequireFields<QueryProjectsArgs, 'orderBy'>>;
  repricing?: Resolver<Maybe<ResolversTypes['Repricing']>, ParentType, ContextType, RequireFields<QueryRepricingArgs, 'estimateId'>>;
  retaxing?: Resolver<Maybe<ResolversTypes['Retaxing']>, ParentType, ContextType, RequireFields<QueryRetaxingArgs, 'estimateId'>>;
  savedFilter?: Resolver<Maybe<ResolversTypes['SavedFilter']>, ParentType, ContextType, RequireFields<QuerySavedFilterArgs, 'id'>>;
  savedFilters?: Resolver<Array<ResolversTypes['SavedFilter']>, ParentType, ContextType>;
  taxes?: Resolver<Array<ResolversTypes['Tax']>, ParentType, ContextType, RequireFields<QueryTaxesArgs, 'includeArchived'>>;
  template?: Resolver<Maybe<ResolversTypes['Template']>, ParentType, ContextType, RequireFields<QueryTemplateArgs, 'id'>>;
  templates?: Resolver<ResolversTypes['TemplateConnection'], ParentType, ContextType, Partial<QueryTemplatesArgs>>;
  trash?: Resolver<ResolversTypes['TrashItemConnection'], ParentType, ContextType, Partial<QueryTrashArgs>>;
  units?: Resolver<Array<ResolversTypes['Unit']>, ParentType, ContextType>;
  upload?: Resolver<Maybe<ResolversTypes['Upload']>, ParentType, ContextType, RequireFields<QueryUploadArgs, 'id'>>;
  verifyEstimate?: Resolver<Maybe<ResolversTypes['EstimateVerification']>, ParentType, ContextType, RequireFields<QueryVerifyEstimateArgs, 'id'>>;
}>;

export type RemoveAttachmentPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RemoveAttachmentPayload'] = ResolversParentTypes['RemoveAttachmentPayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  removedId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RemovePositionPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RemovePositionPayload'] = ResolversParentTypes['RemovePositionPayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  removedId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RemoveSectionPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RemoveSectionPayload'] = ResolversParentTypes['RemoveSectionPayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  removedId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RepriceEstimatePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RepriceEstimatePayload'] = ResolversParentTypes['RepriceEstimatePayload']> = ResolversObject<{
  changedCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  keptCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RepricingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Repricing'] = ResolversParentTypes['Repricing']> = ResolversObject<{
  after?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  before?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  on?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  positionCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  positions?: Resolver<Array<ResolversTypes['PositionRepricing']>, ParentType, ContextType>;
}>;

export type RequestClientCodePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RequestClientCodePayload'] = ResolversParentTypes['RequestClientCodePayload']> = ResolversObject<{
  sentTo?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RequestClientEstimateChangesPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RequestClientEstimateChangesPayload'] = ResolversParentTypes['RequestClientEstimateChangesPayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['ClientEstimate']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RequestEstimateChangesPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RequestEstimateChangesPayload'] = ResolversParentTypes['RequestEstimateChangesPayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RestoreFromTrashPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RestoreFromTrashPayload'] = ResolversParentTypes['RestoreFromTrashPayload']> = ResolversObject<{
  catalogue?: Resolver<Maybe<ResolversTypes['Catalogue']>, ParentType, ContextType>;
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  template?: Resolver<Maybe<ResolversTypes['Template']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RetaxEstimatePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RetaxEstimatePayload'] = ResolversParentTypes['RetaxEstimatePayload']> = ResolversObject<{
  changed?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RetaxedAmountsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RetaxedAmounts'] = ResolversParentTypes['RetaxedAmounts']> = ResolversObject<{
  net?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  payable?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  tax?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
}>;

export type RetaxingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Retaxing'] = ResolversParentTypes['Retaxing']> = ResolversObject<{
  after?: Resolver<ResolversTypes['RetaxedAmounts'], ParentType, ContextType>;
  before?: Resolver<ResolversTypes['RetaxedAmounts'], ParentType, ContextType>;
  changesEstimate?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  positionCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  positions?: Resolver<Array<ResolversTypes['Position']>, ParentType, ContextType>;
  taxName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  taxRate?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
}>;

export type ReturnEstimatePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReturnEstimatePayload'] = ResolversParentTypes['ReturnEstimatePayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type ReviseEstimatePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReviseEstimatePayload'] = ResolversParentTypes['ReviseEstimatePayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RevokeEstimateLinkPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RevokeEstimateLinkPayload'] = ResolversParentTypes['RevokeEstimateLinkPayload']> = ResolversObject<{
  link?: Resolver<Maybe<ResolversTypes['EstimateLink']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RowChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RowChange'] = ResolversParentTypes['RowChange']> = ResolversObject<{
  afterId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  beforeId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  changes?: Resolver<Array<ResolversTypes['FieldChange']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['RowChangeKind'], ParentType, ContextType>;
  moved?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  originId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
}>;

export type SaveTemplatePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SaveTemplatePayload'] = ResolversParentTypes['SaveTemplatePayload']> = ResolversObject<{
  template?: Resolver<Maybe<ResolversTypes['Template']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type SavedFilterResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SavedFilter'] = ResolversParentTypes['SavedFilter']> = ResolversObject<{
  author?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  estimates?: Resolver<ResolversTypes['EstimateConnection'], ParentType, ContextType, Partial<SavedFilterEstimatesArgs>>;
  filter?: Resolver<Maybe<ResolversTypes['SavedFilterValues']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isShared?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  orderBy?: Resolver<ResolversTypes['EstimateOrder'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type SavedFilterValuesResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SavedFilterValues'] = ResolversParentTypes['SavedFilterValues']> = ResolversObject<{
  authorId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  leadId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  projectId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  responsibleId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  search?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<Maybe<Array<ResolversTypes['EstimateStatus']>>, ParentType, ContextType>;
  updatedSince?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
}>;

export type SecondTaxResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SecondTax'] = ResolversParentTypes['SecondTax']> = ResolversObject<{
  compound?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  rate?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  tax?: Resolver<Maybe<ResolversTypes['Tax']>, ParentType, ContextType>;
}>;

export type SectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Section'] = ResolversParentTypes['Section']> = ResolversObject<{
  adjustments?: Resolver<Array<ResolversTypes['Adjustment']>, ParentType, ContextType>;
  choice?: Resolver<Maybe<ResolversTypes['Choice']>, ParentType, ContextType>;
  coefficients?: Resolver<Array<ResolversTypes['Coefficient']>, ParentType, ContextType>;
  cost?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  depth?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  estimate?: Resolver<ResolversTypes['Estimate'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  included?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  linesSubtotal?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  originId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  parentId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  place?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  positions?: Resolver<Array<ResolversTypes['Position']>, ParentType, ContextType>;
  positionsWithoutCost?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  sections?: Resolver<Array<ResolversTypes['Section']>, ParentType, ContextType>;
  sectionsSubtotal?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  subtotal?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type SectionPreviewResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SectionPreview'] = ResolversParentTypes['SectionPreview']> = ResolversObject<{
  adjustments?: Resolver<Array<ResolversTypes['Adjustment']>, ParentType, ContextType>;
  choice?: Resolver<Maybe<ResolversTypes['Choice']>, ParentType, ContextType>;
  cost?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  explanation?: Resolver<Maybe<ResolversTypes['Explanation']>, ParentType, ContextType, RequireFields<SectionPreviewExplanationArgs, 'language'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  included?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  linesSubtotal?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  parentId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  path?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  positions?: Resolver<Array<ResolversTypes['PositionPreview']>, ParentType, ContextType>;
  positionsWithoutCost?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  sections?: Resolver<Array<ResolversTypes['SectionPreview']>, ParentType, ContextType>;
  sectionsSubtotal?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  subtotal?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
}>;

export type SendEstimatePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SendEstimatePayload'] = ResolversParentTypes['SendEstimatePayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  link?: Resolver<Maybe<ResolversTypes['EstimateLink']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type SetAssemblyPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SetAssemblyPayload'] = ResolversParentTypes['SetAssemblyPayload']> = ResolversObject<{
  catalogue?: Resolver<Maybe<ResolversTypes['Catalogue']>, ParentType, ContextType>;
  item?: Resolver<Maybe<ResolversTypes['CatalogueItem']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type SetUnitSynonymPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SetUnitSynonymPayload'] = ResolversParentTypes['SetUnitSynonymPayload']> = ResolversObject<{
  unit?: Resolver<Maybe<ResolversTypes['Unit']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type SubmitEstimatePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SubmitEstimatePayload'] = ResolversParentTypes['SubmitEstimatePayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = ResolversObject<{
  estimateChanged?: SubscriptionResolver<Maybe<ResolversTypes['Estimate']>, "estimateChanged", ParentType, ContextType, RequireFields<SubscriptionEstimateChangedArgs, 'id'>>;
}>;

export type TaxResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Tax'] = ResolversParentTypes['Tax']> = ResolversObject<{
  archived?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  periods?: Resolver<Array<ResolversTypes['TaxPeriod']>, ParentType, ContextType>;
  rate?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType, RequireFields<TaxRateArgs, 'on'>>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type TaxGroupResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaxGroup'] = ResolversParentTypes['TaxGroup']> = ResolversObject<{
  exempt?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  gross?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  net?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  rate?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  secondRate?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  secondTax?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  tax?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
}>;

export type TaxPeriodResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaxPeriod'] = ResolversParentTypes['TaxPeriod']> = ResolversObject<{
  from?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  rate?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  until?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
}>;

export type TaxTotalResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaxTotal'] = ResolversParentTypes['TaxTotal']> = ResolversObject<{
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  base?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['TaxKind'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  rate?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
}>;

export type TemplateResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Template'] = ResolversParentTypes['Template']> = ResolversObject<{
  author?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  parameters?: Resolver<Array<ResolversTypes['EstimateParameter']>, ParentType, ContextType>;
  positionCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type TemplateConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TemplateConnection'] = ResolversParentTypes['TemplateConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['TemplateEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type TemplateEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TemplateEdge'] = ResolversParentTypes['TemplateEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Template'], ParentType, ContextType>;
}>;

export type TrashItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TrashItem'] = ResolversParentTypes['TrashItem']> = ResolversObject<{
  deletedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  deletedBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['TrashKind'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type TrashItemConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TrashItemConnection'] = ResolversParentTypes['TrashItemConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['TrashItemEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type TrashItemEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TrashItemEdge'] = ResolversParentTypes['TrashItemEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['TrashItem'], ParentType, ContextType>;
}>;

export type UnitResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Unit'] = ResolversParentTypes['Unit']> = ResolversObject<{
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<UnitNameArgs, 'language'>>;
  ownSynonyms?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  symbol?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<UnitSymbolArgs, 'language'>>;
  synonyms?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type UpdateAdjustmentPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateAdjustmentPayload'] = ResolversParentTypes['UpdateAdjustmentPayload']> = ResolversObject<{
  adjustment?: Resolver<Maybe<ResolversTypes['Adjustment']>, ParentType, ContextType>;
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UpdateAttachmentPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateAttachmentPayload'] = ResolversParentTypes['UpdateAttachmentPayload']> = ResolversObject<{
  attachment?: Resolver<Maybe<ResolversTypes['Attachment']>, ParentType, ContextType>;
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UpdateCataloguePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateCataloguePayload'] = ResolversParentTypes['UpdateCataloguePayload']> = ResolversObject<{
  catalogue?: Resolver<Maybe<ResolversTypes['Catalogue']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UpdateCommentPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateCommentPayload'] = ResolversParentTypes['UpdateCommentPayload']> = ResolversObject<{
  comment?: Resolver<Maybe<ResolversTypes['Comment']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UpdateEstimateDefaultsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateEstimateDefaultsPayload'] = ResolversParentTypes['UpdateEstimateDefaultsPayload']> = ResolversObject<{
  defaults?: Resolver<Maybe<ResolversTypes['EstimateDefaults']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UpdateEstimatePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateEstimatePayload'] = ResolversParentTypes['UpdateEstimatePayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UpdateLetterheadPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateLetterheadPayload'] = ResolversParentTypes['UpdateLetterheadPayload']> = ResolversObject<{
  letterhead?: Resolver<Maybe<ResolversTypes['Letterhead']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UpdatePositionPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdatePositionPayload'] = ResolversParentTypes['UpdatePositionPayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  position?: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UpdatePositionsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdatePositionsPayload'] = ResolversParentTypes['UpdatePositionsPayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  positions?: Resolver<Maybe<Array<ResolversTypes['Position']>>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UpdateProjectPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateProjectPayload'] = ResolversParentTypes['UpdateProjectPayload']> = ResolversObject<{
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UpdateSavedFilterPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateSavedFilterPayload'] = ResolversParentTypes['UpdateSavedFilterPayload']> = ResolversObject<{
  savedFilter?: Resolver<Maybe<ResolversTypes['SavedFilter']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UpdateSectionPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateSectionPayload'] = ResolversParentTypes['UpdateSectionPayload']> = ResolversObject<{
  estimate?: Resolver<Maybe<ResolversTypes['Estimate']>, ParentType, ContextType>;
  section?: Resolver<Maybe<ResolversTypes['Section']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UpdateTaxPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateTaxPayload'] = ResolversParentTypes['UpdateTaxPayload']> = ResolversObject<{
  tax?: Resolver<Maybe<ResolversTypes['Tax']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UpdateTemplatePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateTemplatePayload'] = ResolversParentTypes['UpdateTemplatePayload']> = ResolversObject<{
  template?: Resolver<Maybe<ResolversTypes['Template']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UploadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Upload'] = ResolversParentTypes['Upload']> = ResolversObject<{
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isReceived?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kind?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  purpose?: Resolver<ResolversTypes['UploadPurpose'], ParentType, ContextType>;
  sha256?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  size?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  estimates?: Resolver<Maybe<ResolversTypes['EstimateConnection']>, ParentType, ContextType, RequireFields<UserEstimatesArgs, 'orderBy'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
}>;

export type UserErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = ResolversObject<{
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type Resolvers<ContextType = Context> = ResolversObject<{
  AddAdjustmentPayload?: AddAdjustmentPayloadResolvers<ContextType>;
  AddCommentPayload?: AddCommentPayloadResolvers<ContextType>;
  AddFromCataloguePayload?: AddFromCataloguePayloadResolvers<ContextType>;
  AddPositionPayload?: AddPositionPayloadResolvers<ContextType>;
  AddPositionsPayload?: AddPositionsPayloadResolvers<ContextType>;
  AddSectionPayload?: AddSectionPayloadResolvers<ContextType>;
  Adjustment?: AdjustmentResolvers<ContextType>;
  ApplyImportPayload?: ApplyImportPayloadResolvers<ContextType>;
  ApproveClientEstimatePayload?: ApproveClientEstimatePayloadResolvers<ContextType>;
  ApproveEstimatePayload?: ApproveEstimatePayloadResolvers<ContextType>;
  AssemblyComponent?: AssemblyComponentResolvers<ContextType>;
  Asset?: AssetResolvers<ContextType>;
  AssetConnection?: AssetConnectionResolvers<ContextType>;
  AssetEdge?: AssetEdgeResolvers<ContextType>;
  AssetError?: AssetErrorResolvers<ContextType>;
  AssetPart?: AssetPartResolvers<ContextType>;
  AssetPartConnection?: AssetPartConnectionResolvers<ContextType>;
  AssetPartEdge?: AssetPartEdgeResolvers<ContextType>;
  AssetSheet?: AssetSheetResolvers<ContextType>;
  AttachFilePayload?: AttachFilePayloadResolvers<ContextType>;
  Attachment?: AttachmentResolvers<ContextType>;
  CancelEstimatePayload?: CancelEstimatePayloadResolvers<ContextType>;
  Catalogue?: CatalogueResolvers<ContextType>;
  CatalogueConnection?: CatalogueConnectionResolvers<ContextType>;
  CatalogueEdge?: CatalogueEdgeResolvers<ContextType>;
  CatalogueItem?: CatalogueItemResolvers<ContextType>;
  CatalogueItemConnection?: CatalogueItemConnectionResolvers<ContextType>;
  CatalogueItemEdge?: CatalogueItemEdgeResolvers<ContextType>;
  CataloguePrice?: CataloguePriceResolvers<ContextType>;
  CatalogueVersion?: CatalogueVersionResolvers<ContextType>;
  Choice?: ChoiceResolvers<ContextType>;
  ClientChoice?: ClientChoiceResolvers<ContextType>;
  ClientDecision?: ClientDecisionResolvers<ContextType>;
  ClientDocument?: ClientDocumentResolvers<ContextType>;
  ClientEstimate?: ClientEstimateResolvers<ContextType>;
  ClientFile?: ClientFileResolvers<ContextType>;
  ClientPaper?: ClientPaperResolvers<ContextType>;
  ClientParty?: ClientPartyResolvers<ContextType>;
  ClientRow?: ClientRowResolvers<ContextType>;
  ClientTotal?: ClientTotalResolvers<ContextType>;
  Coefficient?: CoefficientResolvers<ContextType>;
  Comment?: CommentResolvers<ContextType>;
  CommentConnection?: CommentConnectionResolvers<ContextType>;
  CommentEdge?: CommentEdgeResolvers<ContextType>;
  Company?: CompanyResolvers<ContextType>;
  Contact?: ContactResolvers<ContextType>;
  ConvertEstimatePayload?: ConvertEstimatePayloadResolvers<ContextType>;
  CopyPositionPayload?: CopyPositionPayloadResolvers<ContextType>;
  CopySectionsPayload?: CopySectionsPayloadResolvers<ContextType>;
  CostTotals?: CostTotalsResolvers<ContextType>;
  CreateCataloguePayload?: CreateCataloguePayloadResolvers<ContextType>;
  CreateEstimateLinkPayload?: CreateEstimateLinkPayloadResolvers<ContextType>;
  CreateEstimatePayload?: CreateEstimatePayloadResolvers<ContextType>;
  CreateFromTemplatePayload?: CreateFromTemplatePayloadResolvers<ContextType>;
  CreateProjectPayload?: CreateProjectPayloadResolvers<ContextType>;
  CreateSavedFilterPayload?: CreateSavedFilterPayloadResolvers<ContextType>;
  CreateTaxPayload?: CreateTaxPayloadResolvers<ContextType>;
  CreateUploadPayload?: CreateUploadPayloadResolvers<ContextType>;
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  DecisionEvidence?: DecisionEvidenceResolvers<ContextType>;
  DeclineClientEstimatePayload?: DeclineClientEstimatePayloadResolvers<ContextType>;
  DeclineEstimatePayload?: DeclineEstimatePayloadResolvers<ContextType>;
  DeleteAdjustmentPayload?: DeleteAdjustmentPayloadResolvers<ContextType>;
  DeleteAssetPayload?: DeleteAssetPayloadResolvers<ContextType>;
  DeleteCataloguePayload?: DeleteCataloguePayloadResolvers<ContextType>;
  DeleteCommentPayload?: DeleteCommentPayloadResolvers<ContextType>;
  DeleteEstimatePayload?: DeleteEstimatePayloadResolvers<ContextType>;
  DeleteForGoodPayload?: DeleteForGoodPayloadResolvers<ContextType>;
  DeleteProjectPayload?: DeleteProjectPayloadResolvers<ContextType>;
  DeleteSavedFilterPayload?: DeleteSavedFilterPayloadResolvers<ContextType>;
  DeleteTemplatePayload?: DeleteTemplatePayloadResolvers<ContextType>;
  DuplicateEstimatePayload?: DuplicateEstimatePayloadResolvers<ContextType>;
  Estimate?: EstimateResolvers<ContextType>;
  EstimateClient?: EstimateClientResolvers<ContextType>;
  EstimateConnection?: EstimateConnectionResolvers<ContextType>;
  EstimateDefaults?: EstimateDefaultsResolvers<ContextType>;
  EstimateDiff?: EstimateDiffResolvers<ContextType>;
  EstimateEdge?: EstimateEdgeResolvers<ContextType>;
  EstimateExport?: EstimateExportResolvers<ContextType>;
  EstimateExportConnection?: EstimateExportConnectionResolvers<ContextType>;
  EstimateExportEdge?: EstimateExportEdgeResolvers<ContextType>;
  EstimateLink?: EstimateLinkResolvers<ContextType>;
  EstimateLinkDecision?: EstimateLinkDecisionResolvers<ContextType>;
  EstimateLinkView?: EstimateLinkViewResolvers<ContextType>;
  EstimateParameter?: EstimateParameterResolvers<ContextType>;
  EstimatePolicy?: EstimatePolicyResolvers<ContextType>;
  EstimatePreview?: EstimatePreviewResolvers<ContextType>;
  EstimateStatusChange?: EstimateStatusChangeResolvers<ContextType>;
  EstimateTotals?: EstimateTotalsResolvers<ContextType>;
  EstimateVerification?: EstimateVerificationResolvers<ContextType>;
  EstimateWarning?: EstimateWarningResolvers<ContextType>;
  Explanation?: ExplanationResolvers<ContextType>;
  ExplanationInput?: ExplanationInputResolvers<ContextType>;
  ExplanationStep?: ExplanationStepResolvers<ContextType>;
  ExportEstimatePayload?: ExportEstimatePayloadResolvers<ContextType>;
  ExportedFile?: ExportedFileResolvers<ContextType>;
  FieldChange?: FieldChangeResolvers<ContextType>;
  ForeignPrice?: ForeignPriceResolvers<ContextType>;
  Import?: ImportResolvers<ContextType>;
  ImportColumn?: ImportColumnResolvers<ContextType>;
  ImportIssue?: ImportIssueResolvers<ContextType>;
  ImportPricesPayload?: ImportPricesPayloadResolvers<ContextType>;
  ImportRow?: ImportRowResolvers<ContextType>;
  ImportRowConnection?: ImportRowConnectionResolvers<ContextType>;
  ImportRowEdge?: ImportRowEdgeResolvers<ContextType>;
  ImportSheet?: ImportSheetResolvers<ContextType>;
  ImportSummary?: ImportSummaryResolvers<ContextType>;
  Job?: JobResolvers<ContextType>;
  Lead?: LeadResolvers<ContextType>;
  Letterhead?: LetterheadResolvers<ContextType>;
  LetterheadLogo?: LetterheadLogoResolvers<ContextType>;
  LetterheadTaxId?: LetterheadTaxIdResolvers<ContextType>;
  LineChange?: LineChangeResolvers<ContextType>;
  Money?: MoneyResolvers<ContextType>;
  MovePositionPayload?: MovePositionPayloadResolvers<ContextType>;
  MoveSectionPayload?: MoveSectionPayloadResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  OfferTotals?: OfferTotalsResolvers<ContextType>;
  OpenClientEstimatePayload?: OpenClientEstimatePayloadResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  PaymentStage?: PaymentStageResolvers<ContextType>;
  Position?: PositionResolvers<ContextType>;
  PositionAssembly?: PositionAssemblyResolvers<ContextType>;
  PositionConnection?: PositionConnectionResolvers<ContextType>;
  PositionEdge?: PositionEdgeResolvers<ContextType>;
  PositionPreview?: PositionPreviewResolvers<ContextType>;
  PositionPreviewConnection?: PositionPreviewConnectionResolvers<ContextType>;
  PositionPreviewEdge?: PositionPreviewEdgeResolvers<ContextType>;
  PositionRepricing?: PositionRepricingResolvers<ContextType>;
  PositionSource?: PositionSourceResolvers<ContextType>;
  PreviewEstimatePayload?: PreviewEstimatePayloadResolvers<ContextType>;
  PreviewImportPayload?: PreviewImportPayloadResolvers<ContextType>;
  ProcessAssetPayload?: ProcessAssetPayloadResolvers<ContextType>;
  Project?: ProjectResolvers<ContextType>;
  ProjectConnection?: ProjectConnectionResolvers<ContextType>;
  ProjectEdge?: ProjectEdgeResolvers<ContextType>;
  PutCataloguePricesPayload?: PutCataloguePricesPayloadResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RemoveAttachmentPayload?: RemoveAttachmentPayloadResolvers<ContextType>;
  RemovePositionPayload?: RemovePositionPayloadResolvers<ContextType>;
  RemoveSectionPayload?: RemoveSectionPayloadResolvers<ContextType>;
  RepriceEstimatePayload?: RepriceEstimatePayloadResolvers<ContextType>;
  Repricing?: RepricingResolvers<ContextType>;
  RequestClientCodePayload?: RequestClientCodePayloadResolvers<ContextType>;
  RequestClientEstimateChangesPayload?: RequestClientEstimateChangesPayloadResolvers<ContextType>;
  RequestEstimateChangesPayload?: RequestEstimateChangesPayloadResolvers<ContextType>;
  RestoreFromTrashPayload?: RestoreFromTrashPayloadResolvers<ContextType>;
  RetaxEstimatePayload?: RetaxEstimatePayloadResolvers<ContextType>;
  RetaxedAmounts?: RetaxedAmountsResolvers<ContextType>;
  Retaxing?: RetaxingResolvers<ContextType>;
  ReturnEstimatePayload?: ReturnEstimatePayloadResolvers<ContextType>;
  ReviseEstimatePayload?: ReviseEstimatePayloadResolvers<ContextType>;
  RevokeEstimateLinkPayload?: RevokeEstimateLinkPayloadResolvers<ContextType>;
  RowChange?: RowChangeResolvers<ContextType>;
  SaveTemplatePayload?: SaveTemplatePayloadResolvers<ContextType>;
  SavedFilter?: SavedFilterResolvers<ContextType>;
  SavedFilterValues?: SavedFilterValuesResolvers<ContextType>;
  SecondTax?: SecondTaxResolvers<ContextType>;
  Section?: SectionResolvers<ContextType>;
  SectionPreview?: SectionPreviewResolvers<ContextType>;
  SendEstimatePayload?: SendEstimatePayloadResolvers<ContextType>;
  SetAssemblyPayload?: SetAssemblyPayloadResolvers<ContextType>;
  SetUnitSynonymPayload?: SetUnitSynonymPayloadResolvers<ContextType>;
  SubmitEstimatePayload?: SubmitEstimatePayloadResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  Tax?: TaxResolvers<ContextType>;
  TaxGroup?: TaxGroupResolvers<ContextType>;
  TaxPeriod?: TaxPeriodResolvers<ContextType>;
  TaxTotal?: TaxTotalResolvers<ContextType>;
  Template?: TemplateResolvers<ContextType>;
  TemplateConnection?: TemplateConnectionResolvers<ContextType>;
  TemplateEdge?: TemplateEdgeResolvers<ContextType>;
  TrashItem?: TrashItemResolvers<ContextType>;
  TrashItemConnection?: TrashItemConnectionResolvers<ContextType>;
  TrashItemEdge?: TrashItemEdgeResolvers<ContextType>;
  Unit?: UnitResolvers<ContextType>;
  UpdateAdjustmentPayload?: UpdateAdjustmentPayloadResolvers<ContextType>;
  UpdateAttachmentPayload?: UpdateAttachmentPayloadResolvers<ContextType>;
  UpdateCataloguePayload?: UpdateCataloguePayloadResolvers<ContextType>;
  UpdateCommentPayload?: UpdateCommentPayloadResolvers<ContextType>;
  UpdateEstimateDefaultsPayload?: UpdateEstimateDefaultsPayloadResolvers<ContextType>;
  UpdateEstimatePayload?: UpdateEstimatePayloadResolvers<ContextType>;
  UpdateLetterheadPayload?: UpdateLetterheadPayloadResolvers<ContextType>;
  UpdatePositionPayload?: UpdatePositionPayloadResolvers<ContextType>;
  UpdatePositionsPayload?: UpdatePositionsPayloadResolvers<ContextType>;
  UpdateProjectPayload?: UpdateProjectPayloadResolvers<ContextType>;
  UpdateSavedFilterPayload?: UpdateSavedFilterPayloadResolvers<ContextType>;
  UpdateSectionPayload?: UpdateSectionPayloadResolvers<ContextType>;
  UpdateTaxPayload?: UpdateTaxPayloadResolvers<ContextType>;
  UpdateTemplatePayload?: UpdateTemplatePayloadResolvers<ContextType>;
  Upload?: UploadResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
}>;

export type DirectiveResolvers<ContextType = Context> = ResolversObject<{
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
  idempotent?: IdempotentDirectiveResolver<any, any, ContextType>;
  public?: PublicDirectiveResolver<any, any, ContextType>;
  rateLimit?: RateLimitDirectiveResolver<any, any, ContextType>;
}>;
