/* Measures of the paper, in points: A4 upright, PT Sans. */

export const MARGIN = 40;
export const WIDTH = 595.28 - 2 * MARGIN;
export const BOTTOM = 841.89 - MARGIN - 20;
/** Of each line of a party's requisites. */
export const PARTY_LINES = 3;
/** The room of a logo, in the upper right corner. */
export const LOGO = { width: 150, height: 60 } as const;
export const SIGNATURES_HEIGHT = 70;
export const COLUMNS = { number: 34, unit: 44, quantity: 62, price: 74, amount: 90 } as const;
const NAME_WIDTH = WIDTH - Object.values(COLUMNS).reduce((sum, each) => sum + each, 0);
export const WIDTHS = [
  COLUMNS.number,
  NAME_WIDTH,
  COLUMNS.unit,
  COLUMNS.quantity,
  COLUMNS.price,
  COLUMNS.amount,
];
export const PADDING = 4;
export const SIZE = 9;
/** A longer description is cut: a row has to fit on a page. */
export const NOTE_HEIGHT = 360;
export const FONTS = {
  plain: require.resolve('@expo-google-fonts/pt-sans/400Regular/PTSans_400Regular.ttf'),
  bold: require.resolve('@expo-google-fonts/pt-sans/700Bold/PTSans_700Bold.ttf'),
} as const;
export const GREY = '#666666';
export const LINE = '#cccccc';

export type Cells = readonly [
  number: string,
  name: string,
  unit: string,
  quantity: string,
  price: string,
  amount: string,
];
export const EMPTY_CELLS: Cells = ['', ' ', '', '', '', ''];

export interface Style {
  readonly bold?: boolean;
  readonly indent?: number;
  readonly note?: string | null;
  readonly color?: string;
  readonly filled?: boolean;
}
