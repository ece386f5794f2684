import { type OptionsOf, option, switchOn } from './option.ts';
import { ctlOptions, reportMode } from './options.ts';
import { more } from './values.ts';

const { controlToken, readyFile } = ctlOptions;

/** Where the gateways are; without `attach` the drill starts one. */
const attachOptions = {
  attach: switchOn('use gateways that run: those of the file, of --gateway, or of --ready-file'),
  gateway: option('<url>', 'control URL of a gateway; may be given again', { read: more }),
  controlToken,
  readyFile,
};

export const drillRunOptions = {
  ...attachOptions,
  yes: switchOn('begin stages that ask for a person without asking'),
  report: option('<file>', 'write a report: .json, .xml, .html or .md; may be given again', { read: more }),
  reportMode,
  compare: option('<file>', 'tell what got better than in this JSON report of an earlier drill'),
  json: switchOn('the report as JSON on standard output', { variable: 'none' }),
};
export type DrillRunOptions = OptionsOf<typeof drillRunOptions>;

export const drillRunHelp = `
Examples:
  badgateway drill run provider-outage -- node load.mjs
  badgateway drill run drill.yaml --attach --gateway http://127.0.0.1:4011 --report drill.html

Ctrl-C ends an open stage, and else the drill: its faults end at once. If this command dies, they end by
themselves within the lease of the drill.

Exit codes: 0 held, 1 refuted, 2 could not run, 3 stopped by a condition, its cap or a person,
4 inconclusive, 5 ended by a kill switch.
`;
