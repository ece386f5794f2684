import { resolve } from 'node:path';
import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import { systemClock } from '../lib/clock.ts';
import { createLog, type Log, type LogOptions } from '../lib/log.ts';
import type { ScenarioOverrides } from '../scenario/load.ts';
import { createRedactor } from '../secrets/redact.ts';
import { createLab } from '../tls/certificates/lab.ts';
import type { CorporateRoot } from '../tls/profiles.ts';
import { type Gateway, type StartOptions, start } from './create-gateway.ts';
import { createLibrary, type Library } from './library.ts';

/** What certificates are for, and where their roots are kept. */
export interface CertificateOptions {
  /** Hosts besides `localhost`, `127.0.0.1` and `::1`: names, `*.` names or IP addresses. */
  readonly tlsNames?: readonly string[];
  /** Folder that keeps the roots over restarts; `null` or absent: memory. */
  readonly caDir?: string | null;
  /** Absent: given out where there is a folder. */
  readonly corporateRoot?: CorporateRoot;
}

/** A gateway that runs, with what its owner goes on using. */
export interface Opened {
  readonly gateway: Gateway;
  readonly library: Library;
  readonly log: Log;
  /** File of the root, for clients to trust; `null`: it is in memory. */
  readonly ca: string | null;
}

/** With a folder, what clients need to trust the root is put there. */
async function makeLab({ tlsNames: names = [], caDir = null }: CertificateOptions) {
  const directory = caDir === null ? null : resolve(caDir);
  const lab = createLab({ names, directory, clock: systemClock });
  if (directory === null) return { lab, ca: null };
  const { writeExports } = await import('../tls/certificates/exports.ts');
  return { lab, ca: writeExports(directory, lab).ca };
}

/** Starts a gateway for scenarios that were read, on the system's clock; its log tells no key. */
export async function open(
  scenarios: readonly [CompiledScenario, ...CompiledScenario[]],
  overrides: ScenarioOverrides,
  logging: Omit<LogOptions, 'clock' | 'redact'>,
  certificates: CertificateOptions,
  options: Omit<StartOptions, 'library' | 'lab' | 'corporateRoot' | 'log' | 'clock'>,
): Promise<Opened> {
  const { text: redact } = createRedactor(scenarios.map(({ scenario }) => scenario.inUse.platform));
  const log = createLog({ ...logging, clock: systemClock, redact });
  const library = createLibrary(scenarios, overrides);
  const { lab, ca } = await makeLab(certificates);
  const { caDir = null, corporateRoot = caDir === null ? 'secret' : 'given-out' } = certificates;
  const gateway = await start({ ...options, library, lab, corporateRoot, log, clock: systemClock });
  return { gateway, library, log, ca };
}
