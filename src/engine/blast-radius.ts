import type { Clock } from '../lib/clock.ts';
import { globMatcher } from '../lib/glob.ts';
import { formatDuration } from '../lib/units.ts';
import {
  type BlastRadius,
  type RadiusBound,
  type RadiusFigures,
  type RadiusOnly,
  radiusBounds,
} from '../model/blast-radius.ts';
import type { ConnectionFacts, RequestFacts } from '../model/facts.ts';
import { percentOf } from './describe-blast-radius.ts';
import { connectionMatcher, requestMatcher } from './match.ts';

/** Whether something that rules would hit is hit. */
export type RadiusRuling =
  /** `end`: to be called when its answer or its connection has ended; later calls do nothing. */
  | { readonly kind: 'hit'; end(): void }
  | { readonly kind: 'held-back'; readonly bound: RadiusBound; readonly because: string };

/** Of those that `only` names. */
interface Named {
  request(facts: RequestFacts, label: string): boolean;
  connection(facts: ConnectionFacts): boolean;
}

/** A share is counted in millionths, so that no rounding lets one more through. */
const whole = 1_000_000;

function namedBy({ label, ...when }: RadiusOnly): Named {
  const labels = label?.map(globMatcher);
  const isEmpty = Object.keys(when).length === 0;
  // A `when` without conditions would match known routes alone.
  const request = isEmpty ? () => true : requestMatcher(when).matches;
  const { address, ...ofRequests } = when;
  const connection =
    label === undefined && Object.keys(ofRequests).length === 0
      ? connectionMatcher(address === undefined ? {} : { address }).matches
      : () => false;
  return {
    request: (facts, of) => (labels === undefined || labels.some((matches) => matches(of))) && request(facts),
    connection,
  };
}

const none = (): Record<RadiusBound, number> =>
  Object.fromEntries(radiusBounds.map((bound) => [bound, 0])) as Record<RadiusBound, number>;

/**
 * Enforces a blast radius: shared by all that it bounds, such as the labels of a scenario. It counts and
 * draws nothing, so that the same order of arrival gives the same hits.
 *
 *   share 0.3   seen   1    2    3    4    5    6    7    8    9    10
 *               room  .3   .6   .9  1.2   .5   .8  1.1   .4   .7   1.0
 *               hit                  ●              ●              ●
 *
 * Room for one is kept while another bound holds back, not for more: what was held back is not made up for
 * by hitting all that come later.
 */
export class BlastRadiusGuard {
  readonly #clock: Clock;
  #radius: BlastRadius;
  #named: Named;
  #seen = 0;
  #hit = 0;
  #active = 0;
  /** Millionths of a hit that the share has room for. */
  #room = 0;
  #heldBack = none();
  /** When the last hits were, as many as the window lets through; the next one takes the oldest's place. */
  #times: number[] = [];
  /** By the ordinal of a connection that is open: its rules are evaluated several times. */
  readonly #connections = new Map<number, RadiusRuling>();

  constructor(radius: BlastRadius, clock: Clock) {
    this.#clock = clock;
    this.#radius = radius;
    this.#named = namedBy(radius.only);
  }

  get radius(): BlastRadius {
    return this.#radius;
  }

  get figures(): RadiusFigures {
    return { seen: this.#seen, hit: this.#hit, active: this.#active, heldBack: { ...this.#heldBack } };
  }

  /** Counts anew, perhaps by other bounds. What is hit at this moment stays counted until it has ended. */
  renew(radius: BlastRadius = this.#radius): void {
    this.#radius = radius;
    this.#named = namedBy(radius.only);
    this.#seen = 0;
    this.#hit = 0;
    this.#room = 0;
    this.#heldBack = none();
    this.#times = [];
  }

  /** Whether `only` names it; rules do not act on any other. */
  covers(facts: RequestFacts, label: string): boolean {
    return this.#named.request(facts, label);
  }

  coversConnection(facts: ConnectionFacts): boolean {
    return this.#named.connection(facts);
  }

  /** Rules would hit a request that `only` names. `closesPort`: one of the faults does. */
  ask(closesPort = false): RadiusRuling {
    this.#seen += 1;
    this.#room += Math.round(this.#radius.share * whole);
    const held = this.#holds(closesPort, this.#room);
    if (held !== null) {
      this.#heldBack[held.bound] += 1;
      this.#room = Math.min(this.#room, whole);
      return held;
    }
    this.#room -= whole;
    return this.#count();
  }

  /** The same for a connection, which counts once however often its rules are evaluated. */
  askConnection({ connection }: ConnectionFacts, closesPort: boolean): RadiusRuling {
    const known = this.#connections.get(connection);
    if (known !== undefined && !(closesPort && known.kind === 'hit')) return known;
    const ruling = known === undefined ? this.ask(closesPort) : this.#heldBy('port');
    if (known === undefined) this.#connections.set(connection, ruling);
    return ruling;
  }

  /** To be called when a connection that was asked about has closed. */
  closed({ connection }: ConnectionFacts): void {
    const known = this.#connections.get(connection);
    this.#connections.delete(connection);
    if (known?.kind === 'hit') known.end();
  }

  /** What `ask` would answer; nothing is counted. */
  foresee(): RadiusRuling['kind'] {
    const room = this.#room + Math.round(this.#radius.share * whole);
    return this.#holds(false, room) === null ? 'hit' : 'held-back';
  }

  /** Whether nothing is hit from now on, until it counts anew. */
  get isUsedUp(): boolean {
    const { share, active, total, within } = this.#radius;
    return share === 0 || active === 0 || within?.max === 0 || this.#hit >= total;
  }

  #holds(closesPort: boolean, room: number): Extract<RadiusRuling, { kind: 'held-back' }> | null {
    const { active, total } = this.#radius;
    if (closesPort) return this.#heldBy('port');
    if (room < whole) return this.#heldBy('share');
    if (this.#active >= active) return this.#heldBy('active');
    if (this.#hit >= total) return this.#heldBy('total');
    return this.#isWindowFull() ? this.#heldBy('within') : null;
  }

  #isWindowFull(): boolean {
    const { within } = this.#radius;
    if (within === null) return false;
    if (within.max === 0) return true;
    const oldest = this.#times[this.#hit % within.max];
    return oldest !== undefined && this.#clock.now() - oldest < within.perMs;
  }

  #count(): RadiusRuling {
    const { within } = this.#radius;
    if (within !== null) this.#times[this.#hit % within.max] = this.#clock.now();
    this.#hit += 1;
    this.#active += 1;
    let state: 'under-way' | 'over' = 'under-way';
    return {
      kind: 'hit',
      end: () => {
        if (state === 'under-way') this.#active -= 1;
        state = 'over';
      },
    };
  }

  #heldBy(bound: RadiusBound): Extract<RadiusRuling, { kind: 'held-back' }> {
    return { kind: 'held-back', bound, because: `held back by the blast radius: ${this.#saysOf(bound)}` };
  }

  #saysOf(bound: RadiusBound): string {
    const { share, active, total, within } = this.#radius;
    switch (bound) {
      case 'port':
        return 'it would close the port to every client';
      case 'share':
        return `${this.#hit} of ${this.#seen} were hit, at most ${percentOf(share)} may be`;
      case 'active':
        return `${this.#active} are hit at this moment, at most ${active} may be`;
      case 'total':
        return `${this.#hit} were hit, at most ${total} may be`;
      default:
        return `${within?.max} were hit in the last ${formatDuration(within?.perMs ?? 0)}`;
    }
  }
}
