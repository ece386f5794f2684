import { findExpectation } from '../../src/expectations/index.ts';
import { judge } from '../../src/judge/judge.ts';
import type { FindingEntry, OpeningEntry } from '../../src/model/entry.ts';
import type { PlatformInUse } from '../../src/model/platform.ts';
import type { Timeline } from '../../src/model/timeline.ts';
import type { Outcome, Verdict } from '../../src/model/verdict.ts';
import { someTime } from './facts.ts';
import { platformInUse } from './platform.ts';
import { type TimelineSetting, timeline } from './timeline.ts';

/** What a client did, and the verdict on it. Each entry of the shelf has a table of these. */
export interface Row {
  /** Completes "a client that …". */
  readonly that: string;
  readonly did: Omit<TimelineSetting, 'inUse'>;
  readonly platform?: string;
  /** Times in milliseconds since the beginning. */
  readonly openings?: readonly Partial<OpeningEntry>[];
  readonly findings?: readonly Partial<FindingEntry>[];
  /** Names of faults that were injected besides. */
  readonly fired?: readonly string[];
  /** As a scenario has them; default: none. */
  readonly params?: unknown;
  /** What asks for the expectation; default: the scenario. */
  readonly by?: Verdict['by'];
  readonly outcome: Outcome;
  /** The reason: a part of it, or a pattern. */
  readonly because?: string | RegExp;
  readonly samples?: number;
  /** `error wrong retried-too-early`, with ` 3x` behind it where there are several. */
  readonly found?: readonly string[];
  /** Of each finding, the journal entries that show it: call 2, attempt 3 is 203. */
  readonly evidence?: readonly (readonly number[])[];
}

/** What `test/unit/expectations/NAME.rows.ts` exports. */
export interface RowsOfExpectation {
  readonly name: string;
  readonly rows: readonly Row[];
  /** What a scenario may give to it, and what it may not. */
  readonly params?: { readonly takes: readonly unknown[]; readonly refuses: readonly unknown[] };
  /** Why no shipped scenario asks for it, where no platform's contract does. */
  readonly notAskedFor?: string;
}

export async function rowsOf({ name }: { readonly name: string }): Promise<RowsOfExpectation> {
  const told = (await import(`../unit/expectations/${name}.rows.ts`)) as Omit<RowsOfExpectation, 'name'>;
  return { ...told, name };
}

function openingOf(told: Partial<OpeningEntry>): OpeningEntry {
  return {
    id: 1,
    kind: 'opening',
    connection: 1,
    address: '127.0.0.1',
    tunnel: null,
    tls: true,
    sni: 'localhost',
    alpn: [],
    rules: [],
    played: 'complete',
    certificate: 'valid',
    version: 'TLSv1.3',
    client: { kind: 'accepted' },
    tookMs: 1,
    ...told,
    at: someTime + (told.at ?? 0),
  };
}

function findingOf(told: Partial<FindingEntry>): FindingEntry {
  return {
    id: 1,
    kind: 'finding',
    at: someTime,
    scenario: 'sample',
    expectation: 'verifies-tls',
    shows: 'verification-off',
    connection: 1,
    certificate: 'expired',
    version: 'TLSv1.3',
    method: 'POST',
    url: '/v1/chat/completions',
    client: 'curl/8',
    key: null,
    says: 'the client does not verify certificates',
    ...told,
  };
}

const platforms = new Map<string | undefined, PlatformInUse>();

/** Each is read once: there are hundreds of rows. */
function inUseOf(name: string | undefined): PlatformInUse {
  const inUse = platforms.get(name) ?? platformInUse(name);
  platforms.set(name, inUse);
  return inUse;
}

export function timelineOfRow({ did, platform, openings = [], findings = [], fired = [] }: Row): Timeline {
  const told = timeline({ inUse: inUseOf(platform), ...did });
  return {
    ...told,
    fired: new Set([...told.fired, ...fired]),
    openings: openings.map(openingOf),
    findings: findings.map(findingOf),
  };
}

/** The verdict on a row. */
export function verdictOnRow(name: string, row: Row): Verdict {
  const expectation = findExpectation(name);
  if (expectation === undefined) throw new Error(`no expectation is called ${name}`);
  const params = expectation.params.parse(row.params ?? {});
  const { verdicts } = judge(timelineOfRow(row), [{ expectation, params, by: row.by ?? 'asked' }], true);
  const [verdict] = verdicts;
  if (verdict === undefined) throw new Error('nothing was judged');
  return verdict;
}

export function foundIn({ findings }: Verdict): string[] {
  return findings.map(({ severity, nature, problem, count }) => {
    return `${severity} ${nature} ${problem}${count === 1 ? '' : ` ${count}x`}`;
  });
}

export function entriesIn({ findings }: Verdict): number[][] {
  return findings.map(({ evidence }) => evidence.map(({ entry }) => entry));
}
