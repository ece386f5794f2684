/** Requests a second read at most once each; the journal keeps 10,000 entries. */
const everyMs = 250;

/** Reads a journal while it is written, and finds out which requests it has, and how often. */
export class JournalReader {
  #url;
  #cursor = 0;
  /** A bit for each number that was seen. */
  #seen;
  entries = 0;
  doubled = 0;
  /** Entries that were dropped before they were read. */
  missed = 0;
  #stopped = false;
  #running;

  constructor({ controlUrl, controlToken }, requests) {
    this.#url = `${controlUrl}/journal`;
    this.headers = { authorization: `Bearer ${controlToken}`, accept: 'application/x-ndjson' };
    this.#seen = new Uint8Array(Math.ceil(requests / 8));
    this.#running = this.#follow();
  }

  async #follow() {
    while (!this.#stopped) {
      if ((await this.#read()) === 0) await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
    while ((await this.#read()) > 0);
  }

  /** Number of new entries. */
  async #read() {
    const url = `${this.#url}?since=${this.#cursor}&limit=5000`;
    const ask = () => fetch(url, { headers: this.headers });
    // A connection may have been closed while it was idle; reading twice does no harm.
    const answer = await ask().catch(ask);
    if (answer.status !== 200)
      throw new Error(`the journal answered ${answer.status}: ${await answer.text()}`);
    const cursor = Number(answer.headers.get('x-badgateway-cursor'));
    const lines = (await answer.text()).split('\n').filter((line) => line !== '');
    for (const line of lines) this.#note(line);
    this.missed += cursor - this.#cursor - lines.length;
    this.#cursor = cursor;
    return lines.length;
  }

  #note(line) {
    const [, number] = /"url":"[^"]*[?&]n=(\d+)/.exec(line) ?? [];
    if (number === undefined || !line.includes('"kind":"request"')) return;
    this.entries += 1;
    const [at, bit] = [number >> 3, 1 << (number & 7)];
    if ((this.#seen[at] & bit) !== 0) this.doubled += 1;
    this.#seen[at] |= bit;
  }

  has(number) {
    return (this.#seen[number >> 3] & (1 << (number & 7))) !== 0;
  }

  async stop() {
    this.#stopped = true;
    await this.#running;
  }
}
