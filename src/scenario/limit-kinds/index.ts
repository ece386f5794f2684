import { z } from 'zod';
import { budgets } from './budgets.ts';
import { inFlightBudgets } from './in-flight-budgets.ts';
import type { LimitKind } from './limit-kind.ts';
import { quotas } from './quotas.ts';
import { rateLimits } from './rate-limits.ts';
import { wallets } from './wallets.ts';

/** The registry of kinds, by their key in a scenario file. */
const kinds = { rateLimits, quotas, budgets, wallets, inFlightBudgets } as const;

export type LimitList = keyof typeof kinds;

export const limitKinds = Object.entries(kinds) as readonly (readonly [LimitList, LimitKind])[];

/** Their keys in a scenario file. */
export const limitLists = Object.keys(kinds) as readonly LimitList[];

const listOf = ({ shape, summary }: LimitKind) => z.array(shape).default([]).describe(summary);

/** Shapes of their lists, for the schema of a scenario file. */
export const limitListShapes = Object.fromEntries(
  limitKinds.map(([list, kind]) => [list, listOf(kind)]),
) as Record<LimitList, ReturnType<typeof listOf>>;
