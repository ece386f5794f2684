import { isMapping } from '../../lib/mapping.ts';
import { member } from '../../lib/pointer.ts';
import { retryAfterOf } from '../headers.ts';
import { type Candidate, candidatesOf, type LogField, logFields } from '../log-fields.ts';
import { type Observation, type SeenEnding, unknownObservation } from '../observation.ts';
import { flagOf, modelOf, msOf, pathOf, statusOf, timeOf } from '../values.ts';
import { each, type FieldMap, type LearnFormat } from './format.ts';

/** A field by its name, or by its path through objects: `error_information.error_code`. */
function fieldOf(record: unknown, name: string): unknown {
  const direct = member(record, name);
  if (direct !== undefined) return direct;
  return name.split('.').reduce<unknown>(member, record);
}

/** nginx logs 499, and envoy 0, for a client that left before any head. */
const clientLeft = 499;

/** LiteLLM logs words. */
function statusIn(value: unknown): number | null {
  return value === 'success' ? 200 : statusOf(value);
}

/** Envoy's flags: UC, UR, UPE, LR: the connection broke; SI, UT: silence; DC: the client left. */
function endingOf(flags: string, status: number | null): SeenEnding {
  const names = flags.split(',');
  const has = (...wanted: readonly string[]) => wanted.some((name) => names.includes(name));
  if (status !== null && status >= 400) return 'whole';
  if (has('UC', 'UR', 'UPE', 'LR', 'UF')) return 'broken';
  if (has('SI', 'UT') || status === null) return 'silent';
  return has('DC') ? 'client-left' : 'whole';
}

type Fields = Readonly<Record<LogField, readonly Candidate[]>>;

function fieldsOf(map: FieldMap): Fields {
  return Object.fromEntries(logFields.map((name) => [name, candidatesOf(name, map)])) as Fields;
}

function observed(record: unknown, fields: Fields): Observation | null {
  function first<Value>(
    name: LogField,
    read: (value: unknown, unitMs: number) => Value | null,
  ): Value | null {
    for (const { field, unitMs } of fields[name]) {
      const value = read(fieldOf(record, field), unitMs);
      if (value !== null) return value;
    }
    return null;
  }
  const at = first('time', timeOf);
  const logged = first('status', (value) => (Number(value) === 0 ? 0 : statusIn(value)));
  if (at === null || logged === null) return null;
  const status = logged === 0 || logged === clientLeft ? null : logged;
  const hasField = fields.retryAfter.some(({ field }) => fieldOf(record, field) !== undefined);
  const retryAfter = first('retryAfter', (value) => (value === undefined || value === '' ? null : value));
  return {
    ...unknownObservation,
    ...{ at, status },
    model: first('model', modelOf),
    path: first('path', pathOf),
    retryAfter: retryAfterOf(retryAfter, at, hasField ? 'known' : 'not-recorded'),
    firstByteMs: first('firstByte', msOf),
    totalMs: first('duration', msOf),
    stream: first('stream', flagOf),
    ending: endingOf(first('flags', (value) => (typeof value === 'string' ? value : null)) ?? '', status),
  };
}

export const log: LearnFormat = {
  name: 'log',
  summary: 'an access log as lines of JSON; --map names its fields where they are not the usual ones',
  recognises: isMapping,
  cannotTell: [
    'an access log has no error codes: the error of a status is the one that the platform has for it',
    'an access log does not say whether a stream was whole, unless it has the response flags of envoy',
  ],
  open(map) {
    const fields = fieldsOf(map);
    return each((record) => {
      const found = observed(record, fields);
      return found && [found];
    });
  },
};
