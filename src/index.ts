/** What embedders may import: start a gateway in a test, read its journal, close it. */
export { systemClock } from './lib/clock.ts';
export { createLog, type Log, type LogLevel } from './lib/log.ts';
export type { ConnectionEntry, Entry, NoticeEntry, RequestEntry } from './model/entry.ts';
export { createLibrary, readScenario } from './scenario/library.ts';
export { type Gateway, type StartOptions, start } from './start.ts';
