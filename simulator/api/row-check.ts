import type { FieldError } from '../http/reply';

export type RawRow = Record<string, unknown>;

const DETAILS = {
  NotSupportedChoice: 'The value you selected is not a valid choice.',
  FieldNotExpected: 'This field was not expected.',
  FieldMissing: 'This field is missing.',
  NotBlank: 'This value should not be blank.',
} as const;

/** True for a JSON object, not a list. */
export function isObject(value: unknown): value is RawRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface IntegerRules {
  least?: number;
  required?: boolean;
}

/** Collects what is wrong with one row of a write, in Kommo's codes and dotted paths (kommo-api.md 2.6). */
export class RowCheck {
  readonly errors: FieldError[] = [];

  fail(code: keyof typeof DETAILS, path: string): undefined {
    this.errors.push({ code, path, detail: DETAILS[code] });
    return undefined;
  }

  wrongType(path: string, type: string): undefined {
    this.errors.push({ code: 'InvalidType', path, detail: `This value should be of type ${type}.` });
    return undefined;
  }

  /** Reports keys that may not be there. */
  onlyKeys(row: RawRow, allowed: ReadonlySet<string>, prefix = ''): void {
    for (const key of Object.keys(row)) if (!allowed.has(key)) this.fail('FieldNotExpected', prefix + key);
  }

  /** A whole number, or undefined if absent or wrong. */
  integer(row: RawRow, key: string, { least, required }: IntegerRules = {}, prefix = ''): number | undefined {
    const value = row[key];
    if (value === undefined) return required ? this.fail('FieldMissing', prefix + key) : undefined;
    if (!Number.isSafeInteger(value)) return this.wrongType(prefix + key, 'int');
    if (least !== undefined && (value as number) < least) {
      const detail = `This value should be greater than or equal to ${least}.`;
      this.errors.push({ code: 'TooLow', path: prefix + key, detail });
      return undefined;
    }
    return value as number;
  }

  /** A whole number or null, or undefined if absent or wrong. */
  integerOrNull(row: RawRow, key: string, prefix = ''): number | null | undefined {
    return row[key] === null ? null : this.integer(row, key, {}, prefix);
  }

  text(row: RawRow, key: string, required = false, prefix = ''): string | undefined {
    const value = row[key];
    if (value === undefined) return required ? this.fail('FieldMissing', prefix + key) : undefined;
    if (typeof value !== 'string') return this.wrongType(prefix + key, 'string');
    return required && value === '' ? this.fail('NotBlank', prefix + key) : value;
  }

  boolean(row: RawRow, key: string, prefix = ''): boolean | undefined {
    const value = row[key];
    if (value === undefined || typeof value === 'boolean') return value;
    return this.wrongType(prefix + key, 'bool');
  }

  /** A list, or undefined if absent or wrong; `null` counts as an empty list. */
  list(row: RawRow, key: string, prefix = ''): unknown[] | undefined {
    const value = row[key];
    if (value === undefined) return undefined;
    if (value === null) return [];
    return Array.isArray(value) ? value : this.wrongType(prefix + key, 'array');
  }

  /** A number that must be one of the known ones. */
  choice(row: RawRow, key: string, known: (id: number) => boolean, prefix = ''): number | undefined {
    const value = this.integer(row, key, {}, prefix);
    return value === undefined || known(value) ? value : this.fail('NotSupportedChoice', prefix + key);
  }
}
