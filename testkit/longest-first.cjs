'use strict';

const { default: Sequencer } = require('@jest/test-sequencer');

/*
 * The order of a whole run: what takes longest begins first, so that both workers end at about the same time. Jest remembers how long
 * files took, but bundles have new names each time, and a fresh clone remembers nothing.
 */

/** Parts of paths, from the longest on, as a whole run on two cores has shown; all else comes after them, e2e first. */
const LONGEST = [
  'isolation/isolation.e2e',
  'db-subgraphs-crm-3',
  'unit-tests',
  'db-subgraphs-crm-2',
  'db-subgraphs-crm',
  'subscriptions.e2e',
  'db-tests',
  'db-subgraphs',
  '.e2e.test',
  'db-',
];

const placeOf = ({ path }) => {
  const place = LONGEST.findIndex((part) => path.includes(part));
  return place < 0 ? LONGEST.length : place;
};

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => placeOf(a) - placeOf(b) || (a.path < b.path ? -1 : 1));
  }
};
