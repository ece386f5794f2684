import { z } from 'zod';
import { isMapping } from '../lib/mapping.ts';
import { unknownName } from '../lib/nearest.ts';
import { maxMistakes } from './bounds.ts';
import type { Document, Path } from './document.ts';
import { flatten, wording } from './issues.ts';
import { FileMistakes, isWarning, type Mistake } from './mistakes.ts';

/** Whether a field may be missing: it is not required and has no default. */
function mayBeAbsent({ _zod: { optin, optout } }: z.ZodType): boolean {
  return optin === 'optional' && optout === 'optional';
}

/** One value of a document with its path. All parts of a document add their mistakes to the same list. */
export class Part {
  readonly value: unknown;
  readonly #document: Document;
  readonly #path: Path;
  readonly #mistakes: Mistake[];

  private constructor(document: Document, mistakes: Mistake[], path: Path, value: unknown) {
    this.value = value;
    this.#document = document;
    this.#path = path;
    this.#mistakes = mistakes;
  }

  static root(document: Document, mistakes: Mistake[]): Part {
    return new Part(document, mistakes, [], document.value);
  }

  get file(): string {
    return this.#document.file;
  }

  /** The part at a path below this one; its value is `undefined` if it does not exist. */
  at(...segments: Path): Part {
    let value = this.value;
    for (const segment of segments)
      value =
        typeof value === 'object' && value !== null
          ? Object.getOwnPropertyDescriptor(value, segment)?.value
          : undefined;
    return new Part(this.#document, this.#mistakes, [...this.#path, ...segments], value);
  }

  /** The same path with another value, for a short form that is expanded. */
  as(value: unknown): Part {
    return new Part(this.#document, this.#mistakes, this.#path, value);
  }

  /** The members of a list; empty for any other value. */
  items(): Part[] {
    return Array.isArray(this.value) ? this.value.map((_, index) => this.at(index)) : [];
  }

  /** The members of a mapping; empty for any other value. */
  entries(): [name: string, member: Part][] {
    return isMapping(this.value) ? Object.keys(this.value).map((name) => [name, this.at(name)]) : [];
  }

  refuse(message: string, at: 'key' | 'value' = 'value'): void {
    this.#refuse(this.#path, message, at);
  }

  /** Says what is suspicious; it is no reason to refuse the document. */
  warn(message: string, at: 'key' | 'value' = 'value'): void {
    const warnings = this.#mistakes.filter(isWarning).length;
    if (warnings < maxMistakes)
      this.#mistakes.push({ ...this.#document.place(this.#path, at), message, severity: 'warning' });
  }

  #refuse(path: Path, message: string, at: 'key' | 'value'): void {
    if (this.refusals < maxMistakes) this.#mistakes.push({ ...this.#document.place(path, at), message });
  }

  /** Number of mistakes found so far in the whole document. */
  get refusals(): number {
    return this.#mistakes.filter((mistake) => !isWarning(mistake)).length;
  }

  /** Parses the value. `undefined`: it is invalid, and the mistakes are recorded. */
  read<S extends z.ZodType>(schema: S): z.output<S> | undefined {
    const result = schema.safeParse(this.value, { error: wording, reportInput: true });
    if (result.success) return result.data;
    const reported = new Set<string>();
    for (const { path, at, message } of result.error.issues.flatMap((issue) => flatten(issue, this.#path))) {
      const subject = JSON.stringify([at, ...path]);
      // The checks of one value build on each other, so only the first failure is reported.
      if (!reported.has(subject)) this.#refuse(path, message, at);
      reported.add(subject);
    }
    return undefined;
  }

  has(name: string): boolean {
    return isMapping(this.value) && Object.hasOwn(this.value, name);
  }

  /**
   * Parses a mapping field by field, so that valid fields can be checked further even if other fields are
   * invalid. `elsewhere`: fields that the caller parses itself.
   */
  fields<S extends z.ZodObject, Name extends keyof z.output<S> & string = never>(
    schema: S,
    elsewhere: readonly Name[] = [],
  ): Partial<Omit<z.output<S>, Name>> {
    if (!isMapping(this.value)) this.read(z.looseObject({}));
    const known = Object.keys(schema.shape);
    for (const [name, member] of this.entries())
      if (!known.includes(name)) member.refuse(unknownName('key', name, known), 'key');
    const fields: Record<string, unknown> = {};
    for (const name of known) {
      const field = schema.shape[name] as z.ZodType;
      if (elsewhere.some((other) => other === name)) continue;
      if (!isMapping(this.value) || (!this.has(name) && mayBeAbsent(field))) continue;
      const output = this.at(name).read(field);
      if (output !== undefined) fields[name] = output;
    }
    return fields as Partial<Omit<z.output<S>, Name>>;
  }
}

/** Parses a document; throws `FileMistakes` with everything that does not match the schema. */
export function validate<S extends z.ZodType>(schema: S, document: Document): z.output<S> {
  const mistakes: Mistake[] = [];
  const value = Part.root(document, mistakes).read(schema);
  if (mistakes.length > 0) throw new FileMistakes(mistakes);
  return value as z.output<S>;
}
