import type { Part } from '../config/validate.ts';
import type { Fault } from '../faults/fault.ts';
import { faults, findFault } from '../faults/index.ts';
import { unknownName } from '../lib/nearest.ts';
import { errorKinds } from '../model/error-kind.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { FaultUse } from '../model/scenario.ts';

/** The platform and surfaces on which a rule's faults apply; faults that these cannot give are refused. */
export interface Meeting {
  readonly inUse: PlatformInUse;
  readonly surfaces: readonly string[];
}

/** A fault of a rule, and its place in the file. */
export interface Item {
  readonly part: Part;
  readonly fault: Fault;
  readonly use: FaultUse;
}

const hint = 'a status, a fault, an error of the platform, { fault: parameters }, ok, or a list of these';

/** Whether an item is `ok` or a list of nothing but `ok`. */
export function isOk(value: unknown): boolean {
  return value === 'ok' || (Array.isArray(value) && value.length > 0 && value.every(isOk));
}

/**
 * Reads one item of `faults` or `sequence`. A refused item gives none; `meeting` is `null` without a
 * platform.
 */
export function readItem(part: Part, meeting: Meeting | null): Item[] {
  const { value } = part;
  if (isOk(value)) return [];
  if (Array.isArray(value)) return readList(part, meeting);
  if (typeof value === 'number') return use(part.as({ status: value }), 'error', meeting);
  if (typeof value === 'string') return readWord(part, value, meeting);
  if (typeof value === 'object' && value !== null) return readMapping(part, meeting);
  part.refuse(`expected ${hint}`);
  return [];
}

function readList(part: Part, meeting: Meeting | null): Item[] {
  const items = part.items();
  if (items.length === 0) part.refuse('expected at least one fault; "ok" is the word for none');
  return items.flatMap((item) => readItem(item, meeting));
}

function readWord(part: Part, word: string, meeting: Meeting | null): Item[] {
  if (findFault(word) !== undefined) return use(part.as({}), word, meeting);
  if (/^\d+$/.test(word)) {
    part.refuse(`expected a status without quotes: ${word}`);
    return [];
  }
  if (meeting === null) return [];
  const entries = meeting.inUse.platform.errors.map(({ name }) => name);
  if (entries.includes(word) || errorKinds.some((kind) => kind === word))
    return use(part.as({ entry: word }), 'error', meeting);
  part.refuse(unknownName('fault or error', word, [...faults.map(({ name }) => name), ...entries, 'ok']));
  return [];
}

function readMapping(part: Part, meeting: Meeting | null): Item[] {
  const [only, ...others] = part.entries();
  if (only === undefined || others.length > 0) {
    part.refuse('expected one fault in each item, such as { error: 500 }; write several as a list');
    return [];
  }
  const [name, given] = only;
  const fault = findFault(name);
  if (fault === undefined) {
    given.refuse(unknownFault(name, meeting), 'key');
    return [];
  }
  const { value } = given;
  if (value === null) return use(given.as({}), name, meeting);
  if (typeof value === 'object' && !Array.isArray(value)) return use(given, name, meeting);
  if (fault.main !== undefined) return use(given.as({ [fault.main]: value }), name, meeting);
  given.refuse(`expected a mapping of parameters: ${Object.keys(fault.params.shape).join(', ') || '{}'}`);
  return [];
}

function unknownFault(name: string, meeting: Meeting | null): string {
  const isEntry = meeting?.inUse.platform.errors.some((entry) => entry.name === name);
  if (isEntry) return `"${name}" is an error of the platform; write error: { entry: ${name}, … }`;
  return unknownName(
    'fault',
    name,
    faults.map((fault) => fault.name),
  );
}

/** `part` holds the parameters as a mapping, or the value of the main parameter. */
function use(part: Part, name: string, meeting: Meeting | null): Item[] {
  const fault = findFault(name);
  const params = fault?.params && part.read(fault.params);
  if (fault === undefined || params === undefined) return [];
  const objections = meeting && fault.objections?.(params, meeting.inUse, meeting.surfaces);
  for (const { path, message } of objections ?? []) part.at(...path).refuse(message);
  return [{ part, fault, use: { fault: name, params } }];
}
