import { visit } from 'graphql';
import { operationDocument } from '../../pipeline/operation-document';
import type { GatewayContext } from '../../pipeline/context';
import { perOperation, type Operation } from '../../pipeline/operation';
import type { LabelledField } from '../../supergraph/supergraph';

/*
 * Fields that move step by step: `@override(from: "old", label: "percent(20)")`
 * (https://www.apollographql.com/docs/graphos/schema-design/guides/migrate-fields). Where the label is active, the new
 * subgraph answers, elsewhere the former one. What is active is decided once per request, and holds for all events of a
 * subscription. Each outcome has a plan of its own, so a request throws one die for all its percentages: of k of them, k + 1
 * outcomes are possible, not 2^k.
 */

/**
 * Whether a label that is no percentage is active for a request. Asked once per request and label, only for operations that
 * may need such a field.
 */
export type IsOverrideActive = (label: string, context: GatewayContext) => boolean;

/** Says which labels are active that may matter to an operation, in a fixed order, separated by spaces. */
export type Overrides = (operation: Operation, context: GatewayContext) => string;

const PERCENT = /^percent\((\d{1,3}(?:\.\d{1,8})?)\)$/;

/**
 * @param fields those with labels
 * @param fetchedNames fields that plans fetch by themselves: for keys and requirements
 * @param isActive decides labels that are no percentages; without it they are never active
 */
export function createOverrides(
  fields: readonly LabelledField[],
  fetchedNames: ReadonlySet<string>,
  isActive: IsOverrideActive = () => false,
): Overrides {
  if (fields.length === 0) return () => '';
  const labelsOf = perOperation((operation) => {
    const names = new Set(fetchedNames);
    visit(operationDocument(operation), { Field: ({ name }) => void names.add(name.value) });
    const labels = fields.flatMap(({ field, label }) => (names.has(field) ? label : []));
    return [...new Set(labels)].sort();
  });
  return (operation, context) => {
    const { decisions } = context;
    const decide = (label: string): boolean => {
      const percent = PERCENT.exec(label)?.[1];
      if (percent === undefined) return isActive(label, context);
      return (decisions.die ??= Math.random() * 100) < Number(percent);
    };
    const decided = (decisions.overrides ??= new Map<string, boolean>());
    const active = labelsOf(operation).filter((label) => {
      const before = decided.get(label);
      if (before !== undefined) return before;
      const isOn = decide(label);
      decided.set(label, isOn);
      return isOn;
    });
    return active.join(' ');
  };
}
