import { randomBytes } from 'node:crypto';
import { ControlError, type DrillBeginning, type StageEntering } from '../control/steering.ts';
import type { BlastRadiusGuard } from '../engine/blast-radius.ts';
import type { Clock } from '../lib/clock.ts';
import { rfc3339 } from '../lib/clock.ts';
import { formatDuration } from '../lib/units.ts';
import type { RadiusFigures } from '../model/blast-radius.ts';
import type { DrillEnd, DrillFigures, DrillState } from '../model/drill.ts';
import type { Notice } from '../model/notice.ts';
import type { Names } from '../scenario/load-rule.ts';
import type { FaultControl } from './fault-control.ts';

export interface DrillParts {
  /** By which leases are counted: that of the machine, so that a clock that is moved ends none. */
  readonly clock: Clock;
  /** By which rules are evaluated. */
  readonly ruleClock: Clock;
  readonly faults: FaultControl;
  /** The scenario whose platform and upstreams the rules may name. */
  names(): Names;
  /** Ends idle connections: they would miss rules for connections. */
  closeIdle(): void;
  notice(kind: Notice, says: string): void;
}

/** Bounds that held nothing back are left out. */
function figuresOf({ hit, heldBack }: RadiusFigures): DrillFigures {
  return { hit, heldBack: Object.fromEntries(Object.entries(heldBack).filter(([, count]) => count > 0)) };
}

type Held = { -readonly [Key in keyof DrillState]: DrillState[Key] };

/**
 * The drill that holds the lease of this gateway, or the last one that did. Its rules are in memory alone, so
 * that nothing has to be undone: when it ends, however it does, they are gone.
 *
 *   begin ── stage ── renew ── stage ── … ── end             completed, stopped
 *     └ lease ┴─ lease ─┴─ lease ─┴─ not renewed ── end       lease
 */
export class DrillSession {
  readonly #parts: DrillParts;
  #drill: Held | null = null;
  #leaseMs = 0;
  #hits = 0;
  /** Shared by all stages and runs; `null`: nothing bounds its rules. */
  #radius: BlastRadiusGuard | null = null;
  #cancel: () => void = () => {};

  constructor(parts: DrillParts) {
    this.#parts = parts;
  }

  /** `null`: there was none since the gateway started. */
  show(): DrillState | null {
    const drill = this.#drill;
    return drill === null ? null : { ...drill, figures: this.#figures() };
  }

  #figures(): DrillFigures {
    const figures = this.#radius?.figures;
    return figures === undefined ? { hit: this.#hits, heldBack: {} } : figuresOf(figures);
  }

  async begin({ drill: name, leaseMs, blastRadius }: DrillBeginning): Promise<DrillState> {
    const [{ StageRules }, { BlastRadiusGuard }, { readBlastRadius }] = await Promise.all([
      import('../engine/drill-rules.ts'),
      import('../engine/blast-radius.ts'),
      import('../scenario/compile-blast-radius.ts'),
    ]);
    const { clock, ruleClock, faults, names, notice } = this.#parts;
    this.#refuseSecond(name);
    const bounds = blastRadius === null ? null : readBlastRadius(blastRadius, 'blastRadius', names().inUse);
    const radius = bounds === null ? null : new BlastRadiusGuard(bounds, ruleClock);
    this.#radius = radius;
    const id = randomBytes(8).toString('hex');
    this.#hits = 0;
    this.#drill = {
      ...{ id, name, stage: null, state: 'running', endedBy: null, because: null },
      ...{ startedAt: clock.now(), endedAt: null, leaseEndsAt: null, figures: { hit: 0, heldBack: {} } },
    };
    faults.stage = new StageRules({
      ...{ mark: { name, stage: null }, rules: [], clock: ruleClock, radius },
      onHit: () => {},
    });
    this.#lease(this.#drill, leaseMs);
    notice('drill-began', `drill "${name}" has begun, with a lease of ${formatDuration(leaseMs)}`);
    return this.#shown();
  }

  #refuseSecond(name: string): void {
    const refused = this.#parts.faults.refusal();
    if (refused !== null) throw new ControlError(409, `drill "${name}" cannot begin: ${refused}`);
    const held = this.#drill;
    if (held?.state !== 'running') return;
    const until = held.leaseEndsAt === null ? '' : ` until ${rfc3339(held.leaseEndsAt)} unless it renews it`;
    throw new ControlError(
      409,
      `drill "${name}" cannot begin: drill "${held.name}" holds the lease${until}; wait for its end, ` +
        'or end it by POST /drill/end',
    );
  }

  async enter({ id, stage, rules: text }: StageEntering): Promise<DrillState> {
    const [{ StageRules }, { readRules }] = await Promise.all([
      import('../engine/drill-rules.ts'),
      import('../scenario/load-rule.ts'),
    ]);
    // Nothing is awaited below: the drill cannot end in between.
    const drill = this.#running(id);
    const { ruleClock, faults, closeIdle, names, notice } = this.#parts;
    const read = text === null ? [] : readRules(text, 'rules', names());
    const rules = read.map((rule) => ({ ...rule, id: `drill:${stage}/${rule.id}` }));
    const playing = new StageRules({
      ...{ mark: { name: drill.name, stage }, rules, clock: ruleClock, radius: this.#radius },
      onHit: () => {
        this.#hits += 1;
      },
    });
    drill.stage = stage;
    faults.stage = playing;
    if (playing.hasConnectionRules) closeIdle();
    notice('stage-entered', `drill "${drill.name}" has entered stage "${stage}" with ${rules.length} rules`);
    return this.#shown();
  }

  renew(id: string): DrillState {
    this.#lease(this.#running(id), this.#leaseMs);
    return this.#shown();
  }

  /** A drill that has ended stays as it ended. */
  end(id: string, by: 'completed' | 'stopped', because: string | null): DrillState {
    if (this.#drill?.id !== id || this.#drill.state === 'running') this.#end(this.#running(id), by, because);
    return this.#shown();
  }

  /** By the kill switch. Answers whether a drill was under way. */
  kill(because: string | null): 'ended' | 'none' {
    if (this.#drill?.state !== 'running') return 'none';
    this.#end(this.#drill, 'kill-switch', because);
    return 'ended';
  }

  /** No timer of it remains. */
  close(): void {
    this.#cancel();
  }

  #lease(drill: Held, ms: number): void {
    const { clock } = this.#parts;
    this.#cancel();
    this.#leaseMs = ms;
    drill.leaseEndsAt = clock.now() + ms;
    const because = `its runner did not renew the lease of ${formatDuration(ms)}`;
    this.#cancel = clock.after(ms, () => this.#end(drill, 'lease', because));
  }

  #end(drill: Held, by: DrillEnd, because: string | null): void {
    const { clock, faults, notice } = this.#parts;
    this.#cancel();
    faults.stage = null;
    Object.assign(drill, { state: 'ended', endedBy: by, because, leaseEndsAt: null, endedAt: clock.now() });
    const ended = faults.underWay.end('drill');
    const why = because === null ? '' : `: ${because}`;
    notice('drill-ended', `drill "${drill.name}" has ended by ${by}${why}; ${ended} faults were under way`);
  }

  #running(id: string): Held {
    const drill = this.#drill;
    if (drill?.id === id && drill.state === 'running') return drill;
    const remedy = 'begin it again by POST /drill/begin';
    if (drill?.id !== id)
      throw new ControlError(
        410,
        `no drill ${id} is under way here: it was begun before a restart, or another one after it; ${remedy}`,
      );
    const why = drill.because === null ? '' : `: ${drill.because}`;
    throw new ControlError(410, `drill "${drill.name}" is over, ended by ${drill.endedBy}${why}; ${remedy}`);
  }

  #shown(): DrillState {
    const shown = this.show();
    if (shown === null) throw new Error('no drill has begun');
    return shown;
  }
}
