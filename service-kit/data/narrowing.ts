import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { ReadValues } from './read';

/**
 * The conditions of a list as its filters make them. Their texts tell one form of the list's statement from another, so all
 * that differs from request to request has to be a value.
 */
export class Narrowing<T extends ObjectLiteral> {
  readonly #texts: string[] = [];
  readonly #steps: ((query: SelectQueryBuilder<T>) => void)[] = [];
  #values: Record<string, ReadValues[string]> = {};

  /** Adds a condition. @param sql with `:name` for each value, and properties or columns by alias: `lead.createdAt` */
  and(sql: string, values: ReadValues = {}): this {
    return this.#add(sql, values, (query) => query.andWhere(sql));
  }

  /** Joins one row of another table to each row, and leaves out rows that have none. */
  join(entity: new () => object, alias: string, on: string, values: ReadValues = {}): this {
    return this.#add(`${alias} ${on}`, values, (query) => query.innerJoin(entity, alias, on));
  }

  /** Joins at most one row of another table to each row. */
  joinMaybe(entity: new () => object, alias: string, on: string, values: ReadValues = {}): this {
    return this.#add(`maybe ${alias} ${on}`, values, (query) => query.leftJoin(entity, alias, on));
  }

  /** Joins a relation whose row is part of the result. @param property with the alias: `membership.user` */
  joinRelation(property: string, alias: string): this {
    return this.#add(`${property} ${alias}`, {}, (query) => query.innerJoin(property, alias));
  }

  #add(text: string, values: ReadValues, step: (query: SelectQueryBuilder<T>) => void): this {
    this.#texts.push(text);
    this.#steps.push(step);
    this.#values = { ...this.#values, ...values };
    return this;
  }

  get key(): string {
    return this.#texts.join('\n');
  }

  get values(): ReadValues {
    return this.#values;
  }

  apply(query: SelectQueryBuilder<T>): void {
    for (const step of this.#steps) step(query);
  }
}
