import type { PlacedRecording, RecordedRequest } from '../model/tape.ts';
import { type Difference, differencesOf, sayDifference } from './differences.ts';

/** Recordings that are compared with one request, differences that are counted, and those that are told. */
const mostCompared = 256;
const mostCounted = 64;
const mostTold = 5;
const mostPaths = 5;

function jsonOf({ body, bodyBytes }: RecordedRequest): { readonly value: unknown } | null {
  if (body === null) return { value: undefined };
  if (body.length < bodyBytes) return null;
  try {
    return { value: JSON.parse(body.toString()) };
  } catch {
    return null;
  }
}

interface Near {
  readonly recording: PlacedRecording;
  readonly differences: readonly Difference[];
  /** Differences that no pointer can tell. */
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
  const differences = differencesOf(mine.value, theirs.value, mostCounted);
  const spelling = differences.length === 0 && asked.bodyHash !== request.bodyHash;
  return { recording, differences, further: query ?? (spelling ? 'the spelling of the same JSON' : null) };
}

/** Fewer differences first; of another model last, and so what cannot be compared. */
function distance(asked: RecordedRequest, { recording, differences, further }: Near): number {
  const otherModel = recording.request.model === asked.model ? 0 : mostCounted * 2;
  const untold = further?.startsWith('the body') === true ? mostCounted : 0;
  return otherModel + untold + differences.length + (further === null ? 0 : 1);
}

function sayNear({ recording, differences, further }: Near): string {
  const told = [...(further === null ? [] : [further]), ...differences.slice(0, mostTold).map(sayDifference)];
  const more = differences.length - mostTold;
  const rest = more > 0 ? `; and ${differences.length === mostCounted ? 'many' : more} more` : '';
  return `the nearest one is ${recording.place}, and differs in ${told.join('; ')}${rest}`;
}

function sayPaths(recordings: readonly PlacedRecording[]): string {
  const paths = new Set(recordings.map(({ request }) => `${request.method} ${request.path}`));
  const rest = paths.size > mostPaths ? ' and others' : '';
  return `what was recorded is ${[...paths].slice(0, mostPaths).join(', ')}${rest}`;
}

/** Which recording a request comes closest to, and what is in the way. */
export function sayNearest(asked: RecordedRequest, recordings: readonly PlacedRecording[]): string {
  const { method, path } = asked;
  const there = recordings.filter(({ request }) => request.method === method && request.path === path);
  const likely = there.toSorted(
    (one, other) => Number(other.request.model === asked.model) - Number(one.request.model === asked.model),
  );
  const [nearest] = likely
    .slice(0, mostCompared)
    .map((recording) => compare(asked, recording))
    .toSorted((one, other) => distance(asked, one) - distance(asked, other));
  return nearest === undefined ? sayPaths(recordings) : sayNear(nearest);
}
