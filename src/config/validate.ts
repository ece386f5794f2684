import { z } from 'zod';
import { unknownName } from '../lib/nearest.ts';
import { mostMistakes } from './bounds.ts';
import type { Document, Path } from './document.ts';
import { flatten, wording } from './issues.ts';
import { FileMistakes, type Mistake } from './mistakes.ts';

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One value of a document that knows its place; mistakes of all parts gather in one list. */
export class Part {
  readonly value: unknown;
  readonly #document: Document;
  readonly #path: Path;
  readonly #mistakes: Mistake[];

  constructor(document: Document, mistakes: Mistake[], path: Path = [], value: unknown = document.value) {
    this.value = value;
    this.#document = document;
    this.#mistakes = mistakes;
    this.#path = path;
  }

  /** A member; its value is `undefined` where there is none. */
  at(...segments: Path): Part {
    let value = this.value;
    for (const segment of segments)
      value =
        typeof value === 'object' && value !== null
          ? Object.getOwnPropertyDescriptor(value, segment)?.value
          : undefined;
    return new Part(this.#document, this.#mistakes, [...this.#path, ...segments], value);
  }

  /** Members of a list; none of anything else. */
  items(): Part[] {
    return Array.isArray(this.value) ? this.value.map((_, index) => this.at(index)) : [];
  }

  /** Members of a mapping; none of anything else. */
  entries(): [name: string, member: Part][] {
    return isMapping(this.value) ? Object.keys(this.value).map((name) => [name, this.at(name)]) : [];
  }

  refuse(message: string, at: 'key' | 'value' = 'value'): void {
    if (this.#mistakes.length < mostMistakes)
      this.#mistakes.push({ ...this.#document.place(this.#path, at), message });
  }

  /** `undefined`: refused, and said so. */
  read<S extends z.ZodType>(schema: S): z.output<S> | undefined {
    const result = schema.safeParse(this.value, { error: wording, reportInput: true });
    if (result.success) return result.data;
    for (const { path, at, message } of result.error.issues.flatMap((issue) => flatten(issue)))
      this.at(...path).refuse(message, at);
    return undefined;
  }

  /** Field by field, so that what is right can be checked further while something else is wrong. */
  fields<S extends z.ZodObject>(schema: S): Partial<z.output<S>> {
    if (!isMapping(this.value)) {
      this.read(z.looseObject({}));
      return {};
    }
    const known = Object.keys(schema.shape);
    for (const [name, member] of this.entries())
      if (!known.includes(name)) member.refuse(unknownName('key', name, known), 'key');
    const fields: Record<string, unknown> = {};
    for (const name of known) {
      const output = this.at(name).read(schema.shape[name] as z.ZodType);
      if (output !== undefined) fields[name] = output;
    }
    return fields as Partial<z.output<S>>;
  }
}

/** Throws `FileMistakes` with everything that the schema does not take. */
export function validate<S extends z.ZodType>(schema: S, document: Document): z.output<S> {
  const mistakes: Mistake[] = [];
  const value = new Part(document, mistakes).read(schema);
  if (mistakes.length > 0) throw new FileMistakes(mistakes);
  return value as z.output<S>;
}
