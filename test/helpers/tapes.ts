import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { NoticeEntry } from '../../src/model/entry.ts';
import { type GatewayOptions, journalOf, type StartedGateway, startGateway } from './gateway.ts';

/** Gateways, servers and tapes of one test file, gone when it is over. */
export function tapeWorkshop() {
  const folder = mkdtempSync(join(tmpdir(), 'badgateway-'));
  const open: { close(): Promise<void> }[] = [];
  let tapes = 0;
  const close = async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
  };
  afterAll(() => rmSync(folder, { recursive: true }));
  return {
    folder,
    /** The name of a tape that is not there yet. */
    tape(): string {
      tapes += 1;
      return join(folder, `tape-${tapes}.jsonl`);
    },
    keep<One extends { close(): Promise<void> }>(one: One): One {
      open.push(one);
      return one;
    },
    close,
    async gateway(scenario: string, options: GatewayOptions = {}): Promise<StartedGateway> {
      const gateway = await startGateway({ scenario, labels: 'hidden', ...options });
      open.push(gateway);
      return gateway;
    },
  };
}

/** A line as it is on the tape. */
export interface TapeLine {
  readonly request: Readonly<Record<string, unknown>>;
  readonly response: {
    readonly status: number;
    readonly headers: readonly (readonly [string, string])[];
    readonly headMs: number;
    readonly chunks: readonly (readonly [number, string | { readonly base64: string }])[];
    readonly hidden: number;
  };
}

/** The exchanges of a tape. */
export function linesOf(tape: string): TapeLine[] {
  const [header, ...lines] = readFileSync(tape, 'utf8').trimEnd().split('\n');
  if (header !== '{"tape":1}') throw new Error(`no tape begins with ${header}`);
  return lines.map((line) => JSON.parse(line) as TapeLine);
}

/** What the journal was told of tapes, as `tape-miss: …`. */
export function noticesOf(gateway: StartedGateway): string[] {
  return journalOf(gateway)
    .filter((entry): entry is NoticeEntry => entry.kind === 'notice')
    .map(({ notice, says }) => `${notice}: ${says}`);
}
