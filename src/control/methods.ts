import type { z } from 'zod';
import { readInput } from './input.ts';
import type { Asking, Operation } from './operation.ts';
import { everyOperation, type operations } from './operations/index.ts';
import { asControlError } from './problem.ts';
import type { Steering } from './steering.ts';

type Any = (typeof operations)[number];
type Named<Name extends Any['name']> = Extract<Any, { readonly name: Name }>;

type Input<Name extends Any['name']> = z.input<Named<Name>['input']>;

/**
 * One method for each operation; those of `startGateway` and of `connectGateway` are the same. No input is
 * needed where every member may be left out. They reject with a `ControlError` where the gateway refuses.
 */
export type Methods = {
  readonly [Name in Any['name']]: (
    ...given: Record<string, never> extends Input<Name> ? [input?: Input<Name>] : [input: Input<Name>]
  ) => Promise<z.output<Named<Name>['output']>>;
};

type Given = Readonly<Record<string, unknown>>;

/** Carries out an operation, near or far. */
export type Carry = (operation: Operation, input: Given) => Promise<unknown>;

export function methodsBy(carry: Carry): Methods {
  const methods = everyOperation.map((operation) => [
    operation.name,
    async (input: Given = {}) => {
      try {
        return await carry(operation, input);
      } catch (error) {
        throw asControlError(error);
      }
    },
  ]);
  return Object.fromEntries(methods) as Methods;
}

/** Methods that act on a gateway in this process; they reject as the routes refuse. */
export function methodsOn(steering: Steering): Methods {
  const asking: Asking = { steering, signal: new AbortController().signal };
  return methodsBy(async ({ input, effect }, given) => effect(readInput(input, given), asking));
}
