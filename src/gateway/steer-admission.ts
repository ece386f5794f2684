import { graceLeft, type KeySlot, type Moment, rotationOf, stateOf } from '../admission/state/key-slot.ts';
import { ControlError, type KeyRotation, type Scope } from '../control/steering.ts';
import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import { unknownName } from '../lib/nearest.ts';
import type { ShownKey, ShownReplicas } from '../model/admission-level.ts';
import { maskKey } from '../secrets/mask.ts';
import type { Run } from './run.ts';
import type { Runs } from './runs.ts';

export interface AdmissionParts {
  readonly runs: Runs;
  find(scope: Scope): Promise<CompiledScenario>;
  notice(scenario: string, says: string, label?: string): void;
}

function shownKey({ scenario, label }: Run, slot: KeySlot, moment: Moment): ShownKey {
  const { id, uses } = slot;
  const known = { scenario: scenario.name, label, id, uses, rotatedTo: null, graceMs: null };
  const kind = stateOf(slot, moment);
  const state = kind === 'unknown' || kind === 'rotated' ? 'valid' : kind;
  const rotation = rotationOf(slot, moment);
  const leftMs = rotation === null ? 0 : graceLeft(rotation, moment);
  const isOver = rotation !== null && leftMs === 0;
  if (rotation === null || isOver || state !== 'valid')
    return { ...known, masked: maskKey(isOver ? rotation.to : slot.secret), state };
  const graceMs = leftMs === Number.POSITIVE_INFINITY ? null : leftMs;
  const masked = maskKey(slot.secret);
  return { ...known, masked, state: 'rotating', rotatedTo: maskKey(rotation.to), graceMs };
}

/** Whether a key is meant by its id, by a secret of it, or by the mask of one. */
function isMeant({ id, secret, rotation, listed }: KeySlot, given: string): boolean {
  const secrets = [secret, rotation?.to, listed?.rotation?.to].filter((each) => each !== undefined);
  return id === given || secrets.some((each) => each === given || maskKey(each) === given);
}

/** The one key of a run that is meant. What was given is not repeated: it may be a key. */
function slotOf(run: Run, given: string): KeySlot | ControlError {
  // Where only the digest of a key was kept, it is known by its text from now on.
  run.admission.keys.judge(given);
  const slots = run.admission.keys.slots().map(({ slot }) => slot);
  const byId = slots.find(({ id }) => id === given);
  const meant = byId === undefined ? slots.filter((slot) => isMeant(slot, given)) : [byId];
  const [only, ...others] = meant;
  const ids = slots.map(({ id }) => id).join(', ') || 'none';
  if (only === undefined) return new ControlError(404, `key: no such key is known; their ids are: ${ids}`);
  if (others.length === 0) return only;
  return new ControlError(409, 'key: several keys look like that once masked; give the id of one');
}

function refusalOf(why: 'unknown' | 'pending' | 'taken', id: string): ControlError {
  const says = {
    unknown: `key ${id} is not valid, so it cannot be rotated; rotate another one`,
    pending: `key ${id} is pending rotation; wait until its grace time is over, or use its new key`,
    taken: 'to: this key exists already; give another one',
  };
  return new ControlError(409, says[why]);
}

/** Reads and changes keys and replicas while requests are under way. */
export class AdmissionSteering {
  readonly #parts: AdmissionParts;

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
  }

  /** The runs of a scope, also the one that no request has begun so far. */
  async #runsOf(scope: Scope): Promise<Run[]> {
    return this.#parts.runs.begun(await this.#parts.find(scope), scope.label);
  }

  async keys(scope: Scope): Promise<readonly ShownKey[]> {
    const all = await this.#runsOf(scope);
    return all.flatMap((run) =>
      run.admission.keys.slots().map(({ slot, moment }) => shownKey(run, slot, moment)),
    );
  }

  /** Changes the key in each run that has it; refuses where none has. */
  async #change(scope: Scope, given: string, change: (run: Run, id: string) => string | ControlError) {
    const shown: ShownKey[] = [];
    let refused: ControlError | null = null;
    for (const run of await this.#runsOf(scope)) {
      const slot = slotOf(run, given);
      const done = slot instanceof ControlError ? slot : change(run, slot.id);
      if (done instanceof ControlError || slot instanceof ControlError) {
        refused = done instanceof ControlError ? done : refused;
        continue;
      }
      this.#parts.notice(run.scenario.name, done, run.label);
      const now = run.admission.keys.slots().find((each) => each.slot === slot);
      if (now !== undefined) shown.push(shownKey(run, slot, now.moment));
    }
    if (refused !== null && shown.length === 0) throw refused;
    return shown;
  }

  revoke(scope: Scope, given: string): Promise<readonly ShownKey[]> {
    return this.#change(scope, given, ({ admission }, id) => {
      admission.keys.revoke(id);
      return `key ${id} is revoked`;
    });
  }

  rotate(scope: Scope, { key, to, graceMs }: KeyRotation): Promise<readonly ShownKey[]> {
    return this.#change(scope, key, ({ admission: { keys } }, id) => {
      const isPending = keys.list().some((each) => each.id === id && each.status === 'pending-rotation');
      if (isPending) return refusalOf('pending', id);
      if (to === null && keys.heirOf(id) === null)
        return new ControlError(409, `the scenario names no key to rotate ${id} to; give it as "to"`);
      const asked = { ...(to === null ? {} : { to }), ...(graceMs === null ? {} : { graceMs }) };
      const rotated = keys.rotate(id, asked);
      return typeof rotated === 'string' ? refusalOf(rotated, id) : `key ${id} is rotated`;
    });
  }

  async replicas(scope: Scope): Promise<readonly ShownReplicas[]> {
    const all = await this.#runsOf(scope);
    return all.flatMap((run) =>
      run.admission.replicas.list(run.age()).map(({ set: { model, total }, healthy, changesMs }) => ({
        ...{ scenario: run.scenario.name, label: run.label, model, total, healthy, changesMs },
      })),
    );
  }

  /** `healthy`: `null` is all of them. */
  async setReplicas(scope: Scope, model: string, healthy: number | null): Promise<readonly ShownReplicas[]> {
    const names: string[] = [];
    for (const run of await this.#runsOf(scope)) {
      const set = run.admission.replicas.steer(model, healthy ?? Number.POSITIVE_INFINITY);
      if (set === null) {
        const known = run.scenario.admission.replicas.map((each) => each.model);
        throw new ControlError(404, unknownName('model with replicas', model, known));
      }
      names.push(set.model);
      const now = Math.min(healthy ?? set.total, set.total);
      const says = `${now} of ${set.total} replicas of ${set.model} are healthy`;
      this.#parts.notice(run.scenario.name, says, run.label);
    }
    return (await this.replicas(scope)).filter((each) => names.includes(each.model));
  }
}
