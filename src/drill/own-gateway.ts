import { newToken } from '../control/token.ts';
import { createGateway } from '../gateway/create-gateway.ts';
import type { Gateway, GatewayParts, GatewaySettings } from '../gateway/gateway.ts';
import type { LogLevel, LogTarget } from '../lib/log.ts';
import type { RootFiles, Roots } from './roots.ts';

/** Time (ms) for answers that are still in flight when the command is over. */
export const graceMs = 250;

export interface OwnGatewayParts
  extends Pick<Required<GatewayParts>, 'scenarios' | 'overrides' | 'env'>,
    Pick<GatewaySettings, 'journalFile' | 'onEntry' | 'onFileError'> {
  readonly roots: Pick<Roots, 'folder'> & Pick<RootFiles, 'corporateRoot'>;
  /** With which the command reports what became of its calls. */
  readonly token: string;
  readonly log: { readonly level: LogLevel; readonly target: LogTarget };
}

/** A gateway that serves a command of a drill and nobody else: on free ports, for this machine alone. */
export async function createOwnGateway({
  scenarios,
  overrides,
  env,
  roots: { folder, corporateRoot },
  token,
  log,
  ...kept
}: OwnGatewayParts): Promise<Gateway> {
  const { gateway } = await createGateway({
    ...{ scenarios, overrides, env },
    settings: {
      ...{ host: '127.0.0.1', port: 0, controlHost: '127.0.0.1', controlPort: 0 },
      ...{ labels: 'shown', controlToken: newToken(), outcomeToken: token, ...kept },
    },
    certificates: { caDir: folder, corporateRoot },
    logging: { ...log, json: false },
  });
  return gateway;
}
