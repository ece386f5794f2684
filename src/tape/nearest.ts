import { exactJson } from '../lib/exact-json.ts';
import type { PlacedRecording, RecordedRequest } from '../model/tape.ts';
import { type Difference, describeDifference, differencesOf } from './differences.ts';

/** Limits: recordings compared with one request, differences counted, differences and paths shown. */
const maxCompared = 256;
const maxCounted = 64;
const maxShown = 5;
const maxPaths = 5;

function jsonOf({ body, bodyBytes }: RecordedRequest): { readonly value: unknown } | null {
  if (body === null) return { value: undefined };
  if (body.length < bodyBytes) return null;
  const value = exactJson(body.toString());
  return value === undefined ? null : { value };
}

interface Near {
  readonly recording: PlacedRecording;
  readonly differences: readonly Difference[];
  /** A difference that has no JSON Pointer. */
  readonly further: string | null;
}

function compare(asked: RecordedRequest, recording: PlacedRecording): Near {
  const { request } = recording;
  const [mine, theirs] = [jsonOf(asked), jsonOf(request)];
  const query =
    asked.query === request.query ? null : `the query asked "${asked.query}", recorded "${request.query}"`;
  if (mine === null || theirs === null) {
    const differs = asked.bodyHash !== request.bodyHash;
    const body = differs ? 'the body, of which no more than its hash can be compared' : null;
    return { recording, differences: [], further: query ?? body };
  }
  const differences = differencesOf(mine.value, theirs.value, maxCounted);
  const spelling = differences.length === 0 && asked.bodyHash !== request.bodyHash;
  return { recording, differences, further: query ?? (spelling ? 'the spelling of the same JSON' : null) };
}

/** Sort key: fewer differences first; bodies that cannot be compared later; other models last. */
function distance(asked: RecordedRequest, { recording, differences, further }: Near): number {
  const otherModel = recording.request.model === asked.model ? 0 : maxCounted * 2;
  const rest = further?.startsWith('the body') === true ? maxCounted : 0;
  return otherModel + rest + differences.length + (further === null ? 0 : 1);
}

function describeNear({ recording, differences, further }: Near): string {
  const shown = [
    ...(further === null ? [] : [further]),
    ...differences.slice(0, maxShown).map(describeDifference),
  ];
  const more = differences.length - maxShown;
  const rest = more > 0 ? `; and ${differences.length === maxCounted ? 'many' : more} more` : '';
  return `the nearest one is ${recording.place}, and differs in ${shown.join('; ')}${rest}`;
}

function describePaths(recordings: readonly PlacedRecording[]): string {
  const paths = new Set(recordings.map(({ request }) => `${request.method} ${request.path}`));
  const rest = paths.size > maxPaths ? ' and others' : '';
  return `what was recorded is ${[...paths].slice(0, maxPaths).join(', ')}${rest}`;
}

/** The recording that is most similar to a request, and their differences, as a sentence. */
export function describeNearest(asked: RecordedRequest, recordings: readonly PlacedRecording[]): string {
  const { method, path } = asked;
  const there = recordings.filter(({ request }) => request.method === method && request.path === path);
  const likely = there.toSorted(
    (one, other) => Number(other.request.model === asked.model) - Number(one.request.model === asked.model),
  );
  const [nearest] = likely
    .slice(0, maxCompared)
    .map((recording) => compare(asked, recording))
    .toSorted((one, other) => distance(asked, one) - distance(asked, other));
  return nearest === undefined ? describePaths(recordings) : describeNear(nearest);
}
