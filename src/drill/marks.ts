import { hash } from 'node:crypto';
import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import type { Marks, Scenario } from '../model/scenario.ts';
import type { CommandEnd } from '../model/timeline.ts';

/**
 * Least number of letters and digits in a mark that is taken from a scenario's own text, and how many are
 * tried first.
 */
const minMarks = 4;
const usual = 12;

/**
 * Marks are compared by ASCII letters and digits only, so that a mark is found if each token was printed on
 * a line of its own, in quotes, or as JSON. A backslash escape is skipped as a whole: `\n`, `\u00e9`.
 */
const ignored = /\\u[\da-f]{4}|\\.|[^a-z\d]+/gis;
const unfinished = /\\(?:u[\da-f]{0,3})?$/i;

const plainOf = (text: string): string => text.replaceAll(ignored, '');

/** The first and last characters of a constant text; `null`: it has too few to recognize its end. */
function marksIn(text: string): Marks | null {
  const plain = plainOf(text);
  const half = Math.floor(plain.length / 2);
  if (half < minMarks) return null;
  for (let length = Math.min(usual, half); length <= half; length += 1) {
    const end = plain.slice(-length);
    if (plain.indexOf(end) === plain.length - length) return { begin: plain.slice(0, length), end };
  }
  return null;
}

/** The scenario with marks around its stub's texts, and the marks to look for; `null`: they are not known. */
export function withMarks(compiled: CompiledScenario): {
  readonly compiled: CompiledScenario;
  readonly marks: Marks | null;
} {
  const { scenario } = compiled;
  const { upstream, upstreams, stub, seed, name } = scenario;
  const backends = [upstream, ...upstreams.map(({ options }) => options)];
  if (backends.some(({ kind }) => kind !== 'stub')) return { compiled, marks: null };
  if (stub.text !== null) return { compiled, marks: marksIn(stub.text) };
  const digest = hash('sha1', `${name}\n${seed}`, 'hex').slice(0, 4);
  const marks = { begin: `begin-${digest}`, end: `end-${digest}` };
  const marked: Scenario = { ...scenario, stub: { ...stub, marks } };
  return { compiled: { ...compiled, scenario: marked }, marks };
}

/** Looks for marks in a command's output, independent of chunk boundaries; keeps a few dozen characters. */
export class MarkScanner {
  readonly #marks: Marks | null;
  #seen: CommandEnd['output'] = 'nothing';

  constructor(marks: Marks | null) {
    this.#marks = marks && { begin: plainOf(marks.begin), end: plainOf(marks.end) };
  }

  get seen(): CommandEnd['output'] {
    return this.#seen;
  }

  /** A scanner for one output stream; its chunks have to come in order. */
  stream(): (chunk: Buffer) => void {
    const marks = this.#marks;
    if (marks === null) return () => {};
    const maxLength = Math.max(marks.begin.length, marks.end.length);
    let raw = '';
    let plain = '';
    return (chunk) => {
      raw += chunk.toString('latin1');
      const [rest = ''] = unfinished.exec(raw) ?? [];
      const kept = plain.length;
      plain += plainOf(raw.slice(0, raw.length - rest.length));
      raw = rest;
      this.#look(marks, plain, kept);
      plain = plain.slice(-(maxLength - 1));
    };
  }

  /** Ignores marks that were complete within the first `kept` characters: they were found before. */
  #look({ begin, end }: Marks, plain: string, kept: number): void {
    const endOf = (mark: string) => {
      const at = plain.lastIndexOf(mark);
      return at === -1 ? -1 : at + mark.length;
    };
    const [began, ended] = [endOf(begin), endOf(end)];
    if (Math.max(began, ended) > kept) this.#seen = ended > began ? 'end' : 'beginning';
  }
}
