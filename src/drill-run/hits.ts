import type { Entry, RequestEntry } from '../model/entry.ts';

/** Rules of a stage are `drill:STAGE/ID` in the journal. */
const prefixOf = (stage: string) => `drill:${stage}/`;

const isFired = (entry: Entry, prefix: string): boolean =>
  'rules' in entry &&
  entry.rules.some(
    ({ rule, outcome, faults }) => outcome === 'fired' && faults.length > 0 && rule.startsWith(prefix),
  );

const isRequest = (entry: Entry): entry is RequestEntry => entry.kind === 'request';

/** What the rules of a stage did, as a journal tells it. */
export interface StageHits {
  readonly requests: number;
  readonly hit: number;
  readonly heldBack: Readonly<Record<string, number>>;
}

/** `null`: no rule of the stage held it back. */
function boundOf(entry: Entry, prefix: string): string | null {
  if (!('rules' in entry)) return null;
  const held = entry.rules.find(({ rule, outcome }) => outcome === 'held-back' && rule.startsWith(prefix));
  return held?.heldBackBy ?? null;
}

/** `since`: when this drill began; one of the same name may have run before it. */
export function hitsOf(
  all: readonly Entry[],
  { drill, stage, since }: { readonly drill: string; readonly stage: string; readonly since: number },
): StageHits {
  const entries = all.filter(({ at }) => at >= since);
  const prefix = prefixOf(stage);
  const heldBack: Record<string, number> = {};
  for (const entry of entries) {
    const bound = isFired(entry, prefix) ? null : boundOf(entry, prefix);
    if (bound !== null) heldBack[bound] = (heldBack[bound] ?? 0) + 1;
  }
  const isOfStage = ({ drill: mark }: RequestEntry) => mark?.name === drill && mark.stage === stage;
  return {
    requests: entries.filter((entry) => isRequest(entry) && isOfStage(entry)).length,
    hit: entries.filter((entry) => isFired(entry, prefix)).length,
    heldBack,
  };
}

/** When the last answer ended that had met a fault of a drill; `null`: none had. */
export function lastAffectedAt(entries: readonly Entry[], since: number): number | null {
  const ends = entries.flatMap((entry) =>
    isRequest(entry) && entry.at >= since && isFired(entry, 'drill:') ? [entry.at + entry.tookMs] : [],
  );
  return ends.length === 0 ? null : ends.reduce((last, end) => Math.max(last, end));
}
