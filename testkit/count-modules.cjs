'use strict';
/* Preloaded into a process of a test: at its end it writes how many modules it had loaded to the file LOADED_MODULES. */
const { writeFileSync } = require('node:fs');

const { LOADED_MODULES } = process.env;
if (LOADED_MODULES)
  process.on('exit', () => writeFileSync(LOADED_MODULES, String(Object.keys(require.cache).length)));
