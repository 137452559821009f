/** What the client's page knows of an estimate: the answer of {@link CLIENT_PAGE}. Amounts are decimal texts. */
export interface ClientEstimate {
  readonly state:
    | 'OPEN'
    | 'APPROVED'
    | 'DECLINED'
    | 'CHANGES_REQUESTED'
    | 'EXPIRED'
    | 'SUPERSEDED'
    | 'CANCELLED'
    | 'LINK_EXPIRED'
    | 'LINK_REVOKED';
  readonly isOpened: boolean;
  readonly language: 'EN' | 'RU';
  readonly company: string | null;
  readonly number: string | null;
  readonly requiresCode: boolean;
  readonly codeAddress: string | null;
  readonly contentHash: string | null;
  readonly sentContentHash: string | null;
  readonly decision: { kind: string; at: string; name: string | null; comment: string | null } | null;
  readonly document: ClientDocument | null;
  readonly paper: { url: string; size: number } | null;
}

interface Money {
  readonly amount: string;
}
interface Party {
  readonly name: string;
  readonly details: readonly string[];
}

export interface ClientRow {
  readonly kind: 'SECTION' | 'LINE' | 'REMARK' | 'ADJUSTMENT' | 'SECTION_TOTAL';
  readonly depth: number;
  readonly number: string | null;
  readonly name: string;
  readonly note: string | null;
  readonly unit: string | null;
  readonly quantity: string | null;
  readonly price: string | null;
  readonly markup: Money | null;
  readonly discount: Money | null;
  readonly amount: Money | null;
}

export interface ClientDocument {
  readonly heading: string;
  readonly title: string;
  readonly date: string;
  readonly validUntil: string | null;
  readonly supplyDate: string | null;
  readonly notes: string | null;
  readonly currency: string;
  readonly seller: Party | null;
  readonly client: Party | null;
  readonly rowCount: number;
  readonly rows: readonly ClientRow[];
  readonly totals: readonly { kind: string; label: string; amount: Money }[];
  readonly choices: readonly ClientChoice[];
  readonly files: readonly ClientFile[];
}

/** A photo or document that was sent with it. */
interface ClientFile {
  readonly id: string;
  readonly about: string | null;
  readonly name: string;
  readonly size: number;
}

/** Something that the client may take or leave. */
export interface ClientChoice {
  readonly id: string;
  readonly group: string | null;
  readonly sectionId: string | null;
  readonly sectionName: string | null;
  readonly name: string;
  readonly note: string | null;
  readonly amount: Money;
  readonly taken: boolean;
}

/** Rows on one page; more are turned to. */
export const PAGE_ROWS = 500;

export const CLIENT_PAGE = `query ClientPage($token: String!, $language: ExportLanguage, $skip: Int!, $taken: [ID!]) {
  clientEstimate(token: $token, language: $language, taken: $taken) {
    state isOpened language company number requiresCode codeAddress contentHash sentContentHash
    decision { kind at name comment }
    paper { url size }
    document {
      heading title date validUntil supplyDate notes currency rowCount
      seller { name details } client { name details }
      totals { kind label amount { amount } }
      choices { id group sectionId sectionName name note amount { amount } taken }
      files { id about name size }
      rows(first: ${PAGE_ROWS}, skip: $skip) {
        kind depth number name note unit quantity price
        markup { amount } discount { amount } amount { amount }
      }
    }
  }
}`;

/** What a place on the page stands for. */
export const CLIENT_CHOICES = `query ClientChoices($token: String!) {
  clientEstimate(token: $token) { document { choices { id taken } } }
}`;

export const CLIENT_PAPER = `query ClientPaper($token: String!) { clientEstimate(token: $token) { state paper { url } agreedPaper { url } } }`;

export const CLIENT_FILES = `query ClientFiles($token: String!) { clientEstimate(token: $token) { document { files { id url } } } }`;

const mutation = (name: string, fields: string): string => {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}`;
  return `mutation ${type}($input: ${type}Input!) { ${name}(input: $input) { ${fields} userErrors { code path message } } }`;
};

/** What a button of the page does, by the button's value. */
export const CLIENT_ACTS = {
  open: { field: 'openClientEstimate', query: mutation('openClientEstimate', '') },
  code: { field: 'requestClientCode', query: mutation('requestClientCode', 'sentTo') },
  approve: { field: 'approveClientEstimate', query: mutation('approveClientEstimate', '') },
  decline: { field: 'declineClientEstimate', query: mutation('declineClientEstimate', '') },
  change: {
    field: 'requestClientEstimateChanges',
    query: mutation('requestClientEstimateChanges', ''),
  },
} as const;

export type ClientAct = keyof typeof CLIENT_ACTS;
