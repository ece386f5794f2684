import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/lib/clock.ts';
import { writeCorporate, writeExports } from '../../src/tls/certificates/exports.ts';
import { createLab, type Lab } from '../../src/tls/certificates/lab.ts';
import { type StartedGateway, startGateway } from '../../test/helpers/gateway.ts';
import type { Row } from './expected.ts';
import type { Case, Client } from './run.ts';

/** A lab whose roots lie in files, and the gateways that show its certificates. */
export interface Workshop {
  readonly lab: Lab;
  /** Our root alone, and with the system's. */
  readonly ca: string;
  readonly bundle: string;
  /** The same of the corporate proxy. */
  readonly corporate: { readonly ca: string; readonly bundle: string };
  /** A gateway on which one fault is injected into everything. */
  open(fault: Pick<Row, 'fault' | 'params'>): Promise<StartedGateway>;
  close(): Promise<void>;
}

/** A scenario that has no more than one fault; none: healthy. */
function scenarioOf({ fault, params }: Pick<Row, 'fault' | 'params'>): string {
  if (fault === '') return 'rules: []';
  return `rules: [{ faults: [${params === '' ? fault : `{ ${fault}: ${params} }`}] }]`;
}

export function openWorkshop(names: readonly string[] = []): Workshop {
  const directory = mkdtempSync(join(tmpdir(), 'tls-workshop-'));
  const lab = createLab({ names, clock: systemClock, directory });
  const opened: StartedGateway[] = [];
  return {
    lab,
    ...writeExports(directory, lab),
    corporate: writeCorporate(directory, lab),
    async open(fault) {
      const started = await startGateway({ scenario: scenarioOf(fault), lab });
      opened.push(started);
      return started;
    },
    async close() {
      await Promise.all(opened.map((started) => started.close()));
      rmSync(directory, { recursive: true });
    },
  };
}

export const faultName = ({ fault, params }: Pick<Row, 'fault' | 'params'>) =>
  [fault, params].filter((part) => part !== '').join(': ') || 'no fault';

/** Milliseconds that a client waits where a stall is expected, and elsewhere: the machine may be busy. */
const limits = { brief: 1_500, long: 20_000 };

export function caseOf({ tlsUrl }: Pick<StartedGateway, 'tlsUrl'>, client: Client, row: Row): Case {
  const { asks, tries, patience } = row;
  const name = `${faultName(row)} (${asks}) by ${client}`;
  return { name, client, url: `${tlsUrl}/v1/chat/completions`, asks, limitMs: limits[patience], tries };
}
