import { z } from 'zod';
import type { Part } from '../config/validate.ts';
import { findExpectation } from '../expectations/index.ts';
import { isMapping } from '../lib/mapping.ts';
import { unknownName } from '../lib/nearest.ts';
import { id } from '../lib/shapes.ts';
import type { Probe, ProbeTolerance } from '../model/drill-file.ts';
import type { Platform } from '../model/platform.ts';
import { findProbeKind, probeNames } from '../probes/index.ts';
import type { ProbeKind } from '../probes/probe.ts';
import { warnOfModels } from '../scenario/reach.ts';
import { shapeOf, type TakenByAll } from './probe-shape.ts';

function toleranceOf(part: Part, { name, unit }: ProbeKind, { atLeast, atMost }: TakenByAll): ProbeTolerance {
  if (unit === null) return { kind: 'own' };
  if (atLeast === undefined && atMost === undefined)
    part.refuse(`${name} needs a bound: say what is right by "atLeast", "atMost" or both`, 'key');
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost)
    part.at('atLeast').refuse('"atLeast" is above "atMost", so that no figure is right');
  return { kind: 'figure', unit, atLeast: atLeast ?? null, atMost: atMost ?? null };
}

/** The parameters of a verdict are those of its expectation. */
function checkExpectation(part: Part, params: Readonly<Record<string, unknown>>): void {
  const expectation = findExpectation(String(params['expectation']));
  if (expectation !== undefined && part.has('with')) part.at('with').read(expectation.params);
}

const list = z.array(z.unknown());

/** The probes of a file as they are met: those with a name first, then those on the spot. */
export class ProbeReader {
  readonly #probes = new Map<string, Probe>();
  readonly #named = new Map<string, Part>();
  readonly #used = new Set<string>();
  readonly #models: Platform | null;

  /** `models`: whose models a probe may name without a warning; `null`: any. */
  constructor(part: Part, models: Platform | null) {
    this.#models = models;
    if (part.value !== undefined) part.read(z.record(z.string(), z.unknown()));
    for (const [name, member] of part.entries()) {
      if (!id.safeParse(name).success)
        member.refuse('expected a name of letters, digits, "-", "_" and "."', 'key');
      const probe = this.#read(member, name);
      this.#named.set(name, member);
      if (probe !== null) this.#probes.set(name, probe);
    }
  }

  get all(): readonly Probe[] {
    return [...this.#probes.values()];
  }

  /** Those that only cost time. */
  warnOfUnused(): void {
    for (const [name, part] of this.#named)
      if (!this.#used.has(name)) part.warn(`nothing names probe "${name}"; use it, or leave it out`, 'key');
  }

  /** Ids of a list of names and of probes on the spot. */
  uses(part: Part): readonly string[] {
    if (part.value !== undefined) part.read(list);
    return part.items().flatMap((each) => this.use(each) ?? []);
  }

  /** `null`: refused. */
  use(part: Part): string | null {
    if (isMapping(part.value)) return this.#onTheSpot(part);
    const name = part.read(z.string({ error: 'expected the name of a probe, or { KIND: parameters }' }));
    if (name === undefined) return null;
    this.#used.add(name);
    if (this.#named.has(name)) return name;
    const remedy = probeNames.includes(name)
      ? `no probe is named "${name}"; on the spot it is { ${name}: { … } }, with what is right`
      : unknownName('probe', name, [...this.#named.keys()]);
    part.refuse(
      this.#named.size > 0 || probeNames.includes(name) ? remedy : `${remedy}none: "probes" has none`,
    );
    return null;
  }

  #onTheSpot(part: Part): string | null {
    const probe = this.#read(part, this.#freeId(part.entries()[0]?.[0] ?? 'probe'));
    if (probe === null) return null;
    this.#probes.set(probe.id, probe);
    return probe.id;
  }

  #freeId(kind: string): string {
    let [name, count] = [kind, 1];
    while (this.#probes.has(name) || this.#named.has(name)) {
      count += 1;
      name = `${kind}-${count}`;
    }
    return name;
  }

  /** `{ KIND: parameters }`. */
  #read(part: Part, name: string): Probe | null {
    const [only, ...others] = part.entries();
    if (only === undefined || others.length > 0) {
      part.refuse('expected one probe, { KIND: parameters }, such as { success-share: { atLeast: 99 % } }');
      return null;
    }
    const [word, given] = only;
    const kind = findProbeKind(word);
    if (kind === undefined) {
      given.refuse(unknownName('kind of probe', word, probeNames), 'key');
      return null;
    }
    const fields = given.read(shapeOf(kind));
    if (fields === undefined) return null;
    const { over, samples, atLeast, atMost, ...params } = fields as TakenByAll & Record<string, unknown>;
    if (kind.source === 'verdict') checkExpectation(given, params);
    this.#warnOfModels(given.at('model'), params['model']);
    const taken = {
      over,
      samples,
      ...(atLeast === undefined ? {} : { atLeast }),
      ...(atMost === undefined ? {} : { atMost }),
    };
    return {
      ...{ id: name, kind: kind.name, source: kind.source, params },
      tolerance: toleranceOf(given, kind, taken),
      leastSamples: samples,
      overMs: over,
    };
  }

  #warnOfModels(part: Part, models: unknown): void {
    if (this.#models !== null && Array.isArray(models)) warnOfModels(part, models.map(String), this.#models);
  }
}
