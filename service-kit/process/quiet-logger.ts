import type { Logger } from './logger';

/** A logger for Apollo's packages: their warnings and errors, not their greetings. */
export const quiet = (log: Logger): Logger =>
  log.child({ part: 'apollo' }, { level: log.isLevelEnabled('warn') ? 'warn' : log.level });
