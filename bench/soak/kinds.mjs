/**
 * What a soak asks for, each with its share of all requests and with what the client has to see: a status, or
 * `broken`, an answer that did not come to its end. `faults` are those of a rule for this kind.
 */
export const kinds = [
  { name: 'answer', share: 24, sees: 200, faults: [] },
  { name: 'stream', share: 10, sees: 200, faults: [], stream: true },
  { name: 'labelled', share: 14, sees: 200, faults: [], path: 'labelled' },
  { name: 'proxied', share: 10, sees: 200, faults: [], path: 'proxied' },
  { name: 'proxied-late', share: 2, sees: 200, faults: [{ latency: '5ms' }], path: 'proxied' },
  { name: 'secure', share: 8, sees: 200, faults: [], path: 'secure' },
  { name: 'handshake', share: 1, sees: 'broken', faults: [], path: 'broken-handshake' },
  { name: 'rate-limited', share: 4, sees: 429, faults: [429] },
  { name: 'unavailable', share: 4, sees: 503, faults: [503] },
  { name: 'counted', share: 4, sees: 429, faults: [], key: 'sk-oais-soak-limited-0001' },
  { name: 'respond', share: 3, sees: 502, faults: [{ respond: { status: 502, body: '<html></html>' } }] },
  { name: 'late', share: 3, sees: 200, faults: [{ latency: '5ms' }] },
  { name: 'hang', share: 1, sees: 'broken', faults: [{ hang: { at: 'after-head', for: '20ms' } }] },
  { name: 'bad-json', share: 2, sees: 200, faults: ['body-bad-json'] },
  { name: 'truncate', share: 2, sees: 200, faults: [{ 'body-truncate': { share: 0.5 } }] },
  {
    name: 'cut',
    share: 2,
    sees: 'broken',
    faults: [{ 'stream-cut': { frames: 3, how: 'rst' } }],
    stream: true,
  },
  { name: 'no-done', share: 2, sees: 200, faults: ['stream-no-done'], stream: true },
  { name: 'error-event', share: 2, sees: 200, faults: [{ 'stream-error': { frames: 3 } }], stream: true },
  { name: 'disconnect', share: 1, sees: 'broken', faults: [{ disconnect: { bytes: '64B', how: 'rst' } }] },
  { name: 'bad-chunk', share: 1, sees: 'broken', faults: ['bad-chunk'] },
];

/** A kind for each number: the same ones in the same order in every run. */
const wheel = kinds.flatMap((kind) => Array.from({ length: kind.share }, () => kind));
export const kindOf = (number) => wheel[(number * 37) % wheel.length];

const rules = (path) =>
  kinds
    .filter(({ faults, path: own = 'plain' }) => faults.length > 0 && own === path)
    .map(({ name, faults }) => ({ id: name, when: { header: { 'x-soak': name } }, faults }));

/** The default scenario, whose answers come from the stub. */
export const stubbed = {
  scenario: 'Soak',
  seed: 1,
  rules: [{ id: 'handshake', when: { sni: 'broken.localhost' }, faults: ['tls-alert'] }, ...rules('plain')],
  rateLimits: [
    { id: 'counted', when: { key: kinds.find(({ key }) => key).key }, rate: '1 requests per day' },
  ],
};

/** Its answers come from a real upstream. */
export const proxied = (url) => ({
  scenario: 'Soak, proxied',
  seed: 1,
  upstream: url,
  rules: rules('proxied'),
});
