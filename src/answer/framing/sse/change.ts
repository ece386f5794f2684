import { z } from 'zod';
import { anyJson } from '../../../lib/any-json.ts';
import { exactText } from '../../../lib/exact-json.ts';
import { member, namesOf, pointed } from '../../../lib/pointer.ts';
import type { Step } from '../../../model/step.ts';
import { exactOf, withData } from './event.ts';
import type { Frame } from './rewrite.ts';
import { frameOfEvent, writtenEvents } from './written.ts';

/** What becomes of an event. */
export function changesShape(pointer: z.ZodString) {
  return {
    with: writtenEvents.optional().describe('Events in its place: data, or fields of an event.'),
    set: z.record(pointer, anyJson).optional().describe('JSON Pointers, and the values that are put there.'),
    remove: z.array(pointer).min(1).optional().describe('JSON Pointers of what is taken out.'),
  };
}

interface Changes {
  readonly having?: string | undefined;
  readonly with?: z.output<typeof writtenEvents> | undefined;
  readonly set?: Readonly<Record<string, unknown>> | undefined;
  readonly remove?: readonly string[] | undefined;
}

export function hasOneChange({ with: others, set, remove }: Changes): boolean {
  return (others === undefined) !== (set === undefined && remove === undefined);
}

type Container = Record<string, unknown> | unknown[];

/** A copy in which the value at these names is what `edit` makes of its container; absent places stay. */
function edited(
  value: unknown,
  names: readonly string[],
  edit: (of: Container, name: string) => void,
): unknown {
  const [name, ...deeper] = names;
  if (name === undefined || typeof value !== 'object' || value === null) return value;
  const copy: Container = Array.isArray(value) ? [...value] : { ...value };
  if (deeper.length === 0) edit(copy, name);
  else if (member(value, name) !== undefined)
    Object.assign(copy, { [name]: edited(member(value, name), deeper, edit) });
  return copy;
}

function put(value: unknown, pointer: string, given: unknown): unknown {
  return edited(value, namesOf(pointer), (of, name) => {
    if (Array.isArray(of) && name === '-') of.push(given);
    else if (!Array.isArray(of) || /^(?:0|[1-9]\d{0,3})$/.test(name)) Object.assign(of, { [name]: given });
  });
}

function without(value: unknown, pointer: string): unknown {
  return edited(value, namesOf(pointer), (of, name) => {
    if (!Array.isArray(of)) delete of[name];
    else if (member(of, name) !== undefined) of.splice(Number(name), 1);
  });
}

/** The event as the scenario wants it. One without JSON has nothing that can be changed, and stays. */
export function changed(event: Frame, { having, with: others, set = {}, remove = [] }: Changes): Step[] {
  const json = exactOf(event.bytes);
  if (having !== undefined && (pointed(json, having) ?? null) === null) return [event];
  if (others !== undefined) return others.map(frameOfEvent);
  if (json === undefined) return [event];
  const filled = Object.entries(set).reduce<unknown>(
    (value, [pointer, given]) => put(value, pointer, given),
    json,
  );
  const left = remove.reduce<unknown>(without, filled);
  return [{ ...event, bytes: withData(event.bytes, exactText(left)) }];
}
