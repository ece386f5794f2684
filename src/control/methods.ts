import type { z } from 'zod';
import { readInput } from './input.ts';
import type { Asking, Operation } from './operation.ts';
import { everyOperation, type operations } from './operations/index.ts';
import type { Steering } from './steering.ts';

type Any = (typeof operations)[number];
type Named<Name extends Any['name']> = Extract<Any, { readonly name: Name }>;

/** The arguments of a method: none are needed where every member may be left out. */
type Arguments<Input> = Record<string, never> extends Input ? [input?: Input] : [input: Input];

/** One method for each operation; those of `startGateway` and of `connectGateway` are the same. */
export type Methods = {
  readonly [Name in Any['name']]: (
    ...given: Arguments<z.input<Named<Name>['input']>>
  ) => Promise<z.output<Named<Name>['output']>>;
};

/** Carries out an operation, near or far. */
export type Carry = (operation: Operation, input: Readonly<Record<string, unknown>>) => Promise<unknown>;

export function methodsBy(carry: Carry): Methods {
  const methods = everyOperation.map((operation) => [
    operation.name,
    (input: Readonly<Record<string, unknown>> = {}) => carry(operation, input),
  ]);
  return Object.fromEntries(methods) as Methods;
}

/** Methods that act on a gateway in this process; they reject as the routes refuse. */
export function methodsOn(steering: Steering): Methods {
  const asking: Asking = { steering, signal: new AbortController().signal };
  return methodsBy(async ({ input, effect }, given) => effect(readInput(input, given), asking));
}
