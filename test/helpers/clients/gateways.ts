import { onTestFinished } from 'vitest';
import { type GatewayOptions, type StartedGateway, startGateway } from '../gateway.ts';

/** A gateway for the running test: a scenario as an object, closed when the test is over. */
export async function gatewayOf(
  scenario: object,
  options: Omit<GatewayOptions, 'scenario'> = {},
): Promise<StartedGateway> {
  const started = await startGateway({ ...options, scenario: JSON.stringify(scenario) });
  onTestFinished(() => started.close());
  return started;
}
