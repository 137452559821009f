import * as values from '@apollo/federation-internals/dist/values';
import * as definitions from '@apollo/federation-internals/dist/definitions';

/*
 * `collectVariablesInValue` of @apollo/federation-internals 2.14.4 walks a list twice, once as a list and once as an object,
 * at each level: a literal of forty lists within one another takes it 2^40 steps. Its callers look the function up when they
 * call it, so it is replaced by one that takes as many steps as the literal has values.
 */

type Collector = Parameters<typeof values.collectVariablesInValue>[1];

function collectVariables(value: unknown, collector: Collector): void {
  const waiting = [value];
  while (waiting.length > 0) {
    const one = waiting.pop();
    if (typeof one !== 'object' || one === null) continue;
    if (definitions.isVariable(one)) collector.add(one);
    else for (const inner of Object.values(one)) waiting.push(inner);
  }
}

Object.assign(values, { collectVariablesInValue: collectVariables });
