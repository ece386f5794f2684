import { attachedGateway, type DrillGateway } from '../drill-run/gateway-port.ts';
import type { DrillFile } from '../model/drill-file.ts';
import { readyIn } from './ctl.ts';
import type { DrillRunOptions } from './drill-run-options.ts';
import { defaultControlUrl } from './options.ts';

/** The gateways that the options name, else those of the file, else where `serve` is by default. */
export function attached(
  { target }: DrillFile,
  { gateway = [], readyFile, controlToken }: DrillRunOptions,
): readonly DrillGateway[] {
  const ready = readyIn(readyFile);
  const named = gateway.length > 0 ? gateway : target.gateways;
  const urls = named.length > 0 ? named : [ready.controlUrl ?? defaultControlUrl];
  const token = controlToken ?? ready.controlToken ?? null;
  return [...new Set(urls)].map((url) => attachedGateway({ url, token }));
}
