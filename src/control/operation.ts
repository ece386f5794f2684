import type { z } from 'zod';
import type { Steering } from './steering.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** What is given to an operation's effect beside its input. */
export interface Asking {
  readonly steering: Steering;
  /** Aborted when the caller does not wait any longer. */
  readonly signal: AbortSignal;
}

/**
 * One thing that can be done to a running gateway, declared once: the HTTP route, its line in
 * `/openapi.json`, the method of the JavaScript API and the command of `badgateway ctl` follow from it.
 */
export interface Operation<
  Name extends string = string,
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodType = z.ZodType,
> {
  /** Name of the method. */
  readonly name: Name;
  readonly summary: string;
  readonly method: Method;
  /** `/rules/{id}`: what is in braces is a member of the input. */
  readonly path: string;
  /** From the path, the query and the body, by name. */
  readonly input: Input;
  /** The member of the input that the body is: YAML or JSON; `*`: it has all members; absent: none. */
  readonly body?: (string & keyof z.output<Input>) | '*';
  readonly output: Output;
  /** Members of the output: the list that is answered as NDJSON where that is asked for, and its cursor. */
  readonly lines?: { readonly items: string; readonly cursor: string };
  /** `badgateway ctl NAME`, the member that is its argument, and what it prints: a table unless said. */
  readonly command: {
    readonly name: string;
    /** Another name of it. */
    readonly alias?: string;
    readonly argument?: string & keyof z.output<Input>;
    readonly prints?: 'report' | 'levels';
  };
  effect(input: z.output<Input>, asking: Asking): z.output<Output> | Promise<z.output<Output>>;
}

export function operation<const Name extends string, Input extends z.ZodObject, Output extends z.ZodType>(
  declared: Operation<Name, Input, Output>,
): Operation<Name, Input, Output> {
  return declared;
}
