import { describeAmount } from '../../model/counted-limit.ts';
import type { Attempt, Timeline } from '../../model/timeline.ts';
import { limitsOf, type SharedLimit } from '../../timeline/limits.ts';
import { roomOf } from '../../timeline/room.ts';
import { maxShown, type Violation } from '../../timeline/violation.ts';

/** Fewer requests than this say nothing of how a limit is shared. */
export const leastCounted = 20;

/** A limit that was reached, with all that shared it. */
export interface Share {
  /** `sixty-a-minute (60 requests per minute)` */
  readonly says: string;
  readonly id: string;
  readonly taken: number;
  readonly refused: number;
  /** `null`: what it would have let through is not known, as of tokens. */
  readonly room: { readonly allowed: number; readonly lost: number } | null;
  /** Requests that it refused. */
  readonly inVain: readonly Attempt[];
}

/** What is asked for; `undefined`: the scenario gives no figure. */
export interface Asked {
  readonly goodput?: number;
  readonly wasted?: number;
}

/** Assumed: no document says how well a limit is to be shared. */
const usual = { goodput: 0.8, wasted: 0.5 } as const;

/** A limit is nearly reached where so large a part of it is left, or less. */
const nearShare = 0.1;

/** A client that never came near the end of a limit has not shown how it shares it. */
function isReached({ counted }: SharedLimit): boolean {
  return counted.some(({ then, reading: { unit, amount, remaining } }) => {
    return then === 'refused' || (unit === 'requests' && remaining <= amount * nearShare);
  });
}

function shareOf(limits: readonly SharedLimit[]): Share[] {
  const [first] = limits;
  if (first === undefined) return [];
  const { id, counted } = first;
  const [{ reading }] = counted;
  const rooms = limits.map(roomOf);
  const sum = (of: 'taken' | 'refused' | 'allowed' | 'lost') =>
    rooms.reduce((all, room) => all + room[of], 0);
  const room = reading.unit === 'requests' ? { allowed: sum('allowed'), lost: sum('lost') } : null;
  const inVain = limits.flatMap((limit) =>
    limit.counted.filter(({ then }) => then === 'refused').map(({ attempt }) => attempt),
  );
  const says = `${id} (${describeAmount(reading)})`;
  return [{ id, says, taken: sum('taken'), refused: sum('refused'), room, inVain }];
}

/** The limits that were reached, each with everything that it counted. */
export function sharesOf(timeline: Pick<Timeline, 'calls'>): Share[] {
  const byId = new Map<string, SharedLimit[]>();
  for (const limit of limitsOf(timeline).filter(isReached))
    byId.set(limit.id, [...(byId.get(limit.id) ?? []), limit]);
  return [...byId.values()].flatMap(shareOf);
}

export const countOf = ({ taken, refused }: Share): number => taken + refused;

/** Attempts in vain for each that got through. */
const wastedOf = ({ taken, refused }: Share): number => refused / Math.max(1, taken);

/**
 * Share of what the limit let through. Least: as if the client always had something to send. Most: only what
 * came back while a call was seen waiting counts as lost. `null`: not known.
 */
export function goodputOf({ taken, room }: Share): { readonly least: number; readonly most: number } | null {
  if (room === null || room.allowed === 0) return null;
  return { least: taken / room.allowed, most: taken === 0 ? 0 : taken / (taken + room.lost) };
}

const percent = (share: number) => `${Math.floor(share * 100)} %`;
const rounded = (count: number) => String(Math.round(count * 100) / 100);

export function describeGoodput(share: Share): string {
  const goodput = goodputOf(share);
  if (goodput === null) return 'how much it let through of what it could is not known';
  const [least, most] = [percent(goodput.least), percent(goodput.most)];
  const bounds = least === most ? least : `${least} to ${most}`;
  return `${bounds} of what it allows got through`;
}

export function describeShare(share: Share): string {
  const { says, taken, refused } = share;
  const requests = `${taken} requests through and ${refused} refused`;
  return `${says}: ${describeGoodput(share)}, ${rounded(wastedOf(share))} in vain for each (${requests})`;
}

/** Where no figure is asked for, less than the usual is advice. */
function violationOf(share: Share, problem: string, given: number | undefined, says: string): Violation {
  const severity = given === undefined ? 'advice' : 'error';
  const attempts = share.inVain.slice(0, maxShown);
  return { severity, nature: 'wrong', problem, met: share.id, call: null, attempts, says };
}

export function violationsOfShare(share: Share, asked: Asked): Violation[] {
  const [least, most] = [asked.goodput ?? usual.goodput, asked.wasted ?? usual.wasted];
  const goodput = goodputOf(share);
  const said = describeShare(share);
  const isWasteful = wastedOf(share) > most;
  const isIdle = goodput !== null && goodput.most < least;
  return [
    ...(isWasteful
      ? [violationOf(share, 'wasted-attempts', asked.wasted, `${said}; at most ${rounded(most)} should be`)]
      : []),
    ...(isIdle
      ? [violationOf(share, 'left-room-unused', asked.goodput, `${said}; at least ${percent(least)} should`)]
      : []),
  ];
}

/** Whether a share may be as large as it is asked to be: the client may have had nothing to send. */
export function isOpen(share: Share, { goodput: asked }: Asked): boolean {
  const goodput = goodputOf(share);
  return asked !== undefined && (goodput === null || (goodput.least < asked && goodput.most >= asked));
}
