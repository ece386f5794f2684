import { logLevels } from '../lib/log.ts';
import { clockKinds } from '../lib/manual-clock.ts';
import { storeFailures } from '../store/run-store.ts';
import { choiceOr, type OptionsOf, option, switchOff, switchOn } from './option.ts';
import { fileMode, more, names, port, sizeUpTo } from './values.ts';

/*
 * Options of every command but `drill`. Precedence: flag, environment (BADGATEWAY_<OPTION>), scenario file,
 * default.
 */

/** For `drill`, `drill run` and `serve`: a report holds what a client sent and received. */
export const reportMode = option('<octal>', 'permissions of reports: 644 lets others read them', {
  ...{ read: fileMode, otherwise: 0o600, spelled: '600' },
});

/** Options that override the scenario file. */
export const scenarioOptions = {
  platform: option('<name|file>', 'envelopes and rules of this platform'),
  upstream: option(
    '<stub|url|replay:file>',
    'answer from the stub, forward to a real gateway, or replay a tape',
  ),
  rule: option('<sequence>', "a rule on the spot: '429, 429, ok'; serve: in the default scenario alone"),
  seed: option('<value>', 'repeat the chance of an earlier run'),
};

const control = { host: '127.0.0.1', port: 4011 };

/** Where a control listener is unless options say otherwise. */
export const defaultControlUrl = `http://${control.host}:${control.port}`;

export const controlOptions = {
  controlPort: option('<port>', 'port of the control listener', { read: port, otherwise: control.port }),
  controlHost: option('<address>', 'address of the control listener', { otherwise: control.host }),
};
export type ControlOptions = OptionsOf<typeof controlOptions>;

const controlToken = option(
  '<token>',
  'token of the control API (default: a new one); none: it asks for none, on loopback alone',
);

/** Relative to the working directory. */
export const defaultCaDir = 'badgateway-ca';

const tlsName = option('<names>', 'further hosts for certificates: a.internal,*.b.internal,10.0.0.5', {
  read: names,
});
const caDir = 'folder that keeps the root of all certificates';

export const ctlOptions = {
  controlUrl: option('<url>', `of the control listener (default: ${defaultControlUrl})`),
  controlToken: option('<token>', 'the token that badgateway serve prints'),
  readyFile: option('<file>', 'the file of badgateway serve --ready-file, which has both'),
  json: switchOn('the answer as JSON', { variable: 'none' }),
};
export type CtlOptions = OptionsOf<typeof ctlOptions> & { readonly follow?: boolean };

export const serveOptions = {
  port: option('<port>', 'port for clients; 0 takes any free one', { read: port, otherwise: 4010 }),
  host: option('<address>', 'address for clients', { otherwise: '127.0.0.1' }),
  http2: switchOn('speak HTTP/2 too, on the same port'),
  ...controlOptions,
  controlToken,
  readyFile: option('<file>', 'write URLs and token as JSON when ready, for badgateway ctl'),
  ...scenarioOptions,
  tlsName,
  caDir: option('<folder>', caDir),
  record: option('<file>', 'keep what the upstream answers on a tape'),
  journal: option('<file>', 'append every journal entry as a line of JSON'),
  journalBodies: option('<size>', 'keep so much of each request body in the journal, secrets removed', {
    read: sizeUpTo('1MiB'),
  }),
  state: option<string>(
    '<file>',
    'keep limits, keys and replicas as they are in this file, over restarts; keys as digests',
    { without: ['store'] },
  ),
  store: option('<url>', 'count together with other gateways, in Redis or Valkey: redis://HOST:6379'),
  storePrefix: option('<text>', 'in front of all keys of the store', { otherwise: 'badgateway:' }),
  storeFailure: choiceOr(
    'open',
    '<what>',
    'while the store is away: open, faults stop and traffic flows; closed, what limits or rules count ' +
      'is refused; local, each gateway counts for itself',
    storeFailures,
  ),
  stopFile: option('<file>', 'stop every fault while this file exists; a release needs it to be removed'),
  report: option('<file>', 'write verdicts when it ends, in a form by the ending; may be given again', {
    read: more,
  }),
  reportMode,
  exitVerdicts: switchOn('end with the exit code of the verdicts, as drill does; 4 if no request came'),
  clock: choiceOr('system', '<which>', 'manual: badgateway ctl advance moves it, for tests', clockKinds),
  watch: switchOn('read scenarios again when their files change'),
  label: switchOff('leave x-badgateway-fault off injected answers, x-badgateway-error off upstream failures'),
  logLevel: choiceOr('info', '<level>', 'least severe line to log', logLevels),
  json: switchOn('one line of JSON when ready; JSON log lines'),
};
export type ServeOptions = OptionsOf<typeof serveOptions>;

const asJson = switchOn('the same as JSON', { variable: 'none' });

export const checkOptions = {
  strict: switchOn('exit code 2 for warnings too', { variable: 'none' }),
  json: switchOn('mistakes and warnings as JSON', { variable: 'none' }),
};
export type CheckOptions = OptionsOf<typeof checkOptions>;

export const explainOptions = { json: asJson, ...scenarioOptions };
export type ExplainOptions = OptionsOf<typeof explainOptions>;

export const listOptions = {
  platform: option('<name|file>', 'platform whose errors or contract are listed', { variable: 'none' }),
  json: asJson,
};
export type ListOptions = OptionsOf<typeof listOptions>;

export const learnOptions = {
  out: option('<file>', 'write the scenario to this file, which must not be there yet', { variable: 'none' }),
  name: option('<text>', 'what the scenario is called', { variable: 'none' }),
  platform: option('<name|file>', 'platform whose routes and errors they are', { variable: 'none' }),
  format: option('<har|journal|tape|otlp|log>', 'what the files are (default: recognised)', {
    variable: 'none',
  }),
  map: option('<file>', 'YAML that names the fields of an access log', { variable: 'none' }),
  json: switchOn('what was seen, as JSON', { variable: 'none' }),
};
export type LearnOptions = OptionsOf<typeof learnOptions>;

export const caOptions = {
  caDir: option('<folder>', caDir, { otherwise: defaultCaDir }),
  tlsName,
  corporate: switchOn("also the root of scenario corporate-proxy's proxy", { variable: 'none' }),
  client: switchOn('also a certificate for a client, which scenario client-certificate-required asks for', {
    variable: 'none',
  }),
  renew: switchOn('new roots in the place of those that are kept', { variable: 'none' }),
  print: switchOn('print the root as PEM, and nothing else', {
    variable: 'none',
    without: ['corporate', 'client', 'json'],
  }),
  json: asJson,
};
export type CaOptions = OptionsOf<typeof caOptions>;
